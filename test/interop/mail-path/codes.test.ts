// Codes by mail on a whole site: Postern and its Haraka, a smarthost, Dovecot, Roundcube, and somebody who signs in there
// (R2.3, R2.7, R7.1).

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CodesSite, recoveryCodesIn, startCodesSite, textOf } from '../../support/codes-site.ts';
import { PATIENCE_MS } from '../../support/deadline.ts';
import { lacks } from '../../support/programs.ts';
import { ROUNDCUBE_SITE } from '../../support/roundcube-site.ts';
import { filledIn, formOf, submitPageForm } from '../../support/webmail-door.ts';

const PEOPLE = ['first', 'again', 'sessions', 'supplied', 'refused', 'stopped', 'ended', 'removed', 'written'] as const;
const CHALLENGE = '/.postern/challenge';

const wrongFor = (code: string): string => (code === '000000' ? '111111' : '000000');

describe.skipIf(lacks(...ROUNDCUBE_SITE))('codes by mail on a whole site', () => {
  let site: CodesSite;
  const elsewhere = (name: (typeof PEOPLE)[number]): string => `${name}@elsewhere.example`;

  beforeAll(async () => {
    site = await startCodesSite({ people: PEOPLE });
  });
  afterAll(async () => {
    const errors = site.door.postern.logged.filter(({ fields }) => fields['error'] !== undefined);
    await site[Symbol.asyncDispose]();
    expect(errors).toEqual([]);
  });

  it('are set up at the first sign-in, and open the webmail at the next one', async () => {
    const person = site.person('first');
    const client = await site.pending(person);
    expect(await site.isOpen(client)).toBe(false);
    expect((await site.askToEnrol(client, elsewhere('first'))).status).toBe(303);
    const [verification] = await site.codesFor(elsewhere('first'), 1);
    expect(verification?.text).toContain(person.user);
    const answer = await site.finishEnrolment(client, verification?.code ?? '');
    expect(recoveryCodesIn(answer.text())).toHaveLength(10);
    expect(await site.isOpen(client)).toBe(true);

    const next = await site.pending(person);
    expect(await site.challenge(next)).toContain('f•••@elsewhere.example');
    const codes = await site.codesFor(elsewhere('first'), 2);
    const [, { code = '', mail } = {}] = codes;
    expect(mail?.from).toBe('security@example.test');
    const opened = await site.answer(next, { code });
    expect(opened.header('location')).toMatch(/^\/\?_task=mail/);
    expect(await site.isOpen(next)).toBe(true);
  });

  it('are repeated by a resend; a wrong one costs a try, and the right one still opens (R2.7)', async () => {
    const person = site.person('again');
    await site.enrolByMail(person, elsewhere('again'));
    const client = await site.pending(person);
    const page = await site.challenge(client);
    const form = filledIn(formOf(page, `${CHALLENGE}/send`), {});
    const tooSoon = await client.post(`${CHALLENGE}/send`, form);
    expect(tooSoon.header('location')).toContain('result=too-soon');
    site.clock.advance(31_000);
    const again = await client.post(`${CHALLENGE}/send`, form);
    expect(again.header('location')).toContain('result=sent');
    const [, first, second] = await site.codesFor(elsewhere('again'), 3);
    expect(second?.code).toBe(first?.code);
    expect(second?.disputePath).not.toBe(first?.disputePath);
    const code = second?.code ?? '';
    const wrong = await site.answer(client, { code: wrongFor(code) });
    expect(wrong.header('location')).toContain('result=wrong');
    expect(await site.isOpen(client)).toBe(false);
    await site.answer(client, { code });
    expect(await site.isOpen(client)).toBe(true);
  });

  it('answer in the browser that asked, and in no other (P-12)', async () => {
    // Negative control: fails when a code is found without the session that asked for it.
    const person = site.person('sessions');
    await site.enrolByMail(person, elsewhere('sessions'));
    const [one, two] = [await site.pending(person), await site.pending(person)];
    await site.challenge(one);
    const [, { code: ofOne = '' } = {}] = await site.codesFor(elsewhere('sessions'), 2);
    await site.challenge(two);
    const [, , { code: ofTwo = '' } = {}] = await site.codesFor(elsewhere('sessions'), 3);
    const crossed = await site.answer(two, { code: ofOne });
    expect(crossed.header('location')).toContain('result=wrong');
    expect(await site.isOpen(two)).toBe(false);
    await site.answer(one, { code: ofOne });
    await site.answer(two, { code: ofTwo });
    expect([await site.isOpen(one), await site.isOpen(two)]).toEqual([true, true]);
  });

  it('go to an address that an administrator supplied, which the first one verifies', async () => {
    const person = site.person('supplied');
    await site.setPolicy(person, {});
    const path = `/mailboxes/${encodeURIComponent(person.user)}/factors`;
    await site.administrator.ask('POST', path, { body: { kind: 'email', destination: elsewhere('supplied') } });
    expect(await site.administrator.ask('GET', path)).toMatchObject({ items: [{ kind: 'email', verified: false }] });
    const client = await site.pending(person);
    await site.challenge(client);
    const [{ code = '' } = {}] = await site.codesFor(elsewhere('supplied'), 1);
    await site.answer(client, { code });
    expect(await site.isOpen(client)).toBe(true);
    expect(await site.administrator.ask('GET', path)).toMatchObject({ items: [{ kind: 'email', verified: true }] });
  });

  it('that the smarthost refuses are said not to arrive, and another way is offered', async () => {
    const person = site.person('refused');
    const { recoveryCodes } = await site.enrolByMail(person, elsewhere('refused'));
    site.sink.refuse((to) => (to === elsewhere('refused') ? { code: 550, text: '5.1.1 no such user' } : undefined));
    const client = await site.pending(person);
    await site.challenge(client);
    await expect.poll(() => site.challenge(client), { timeout: PATIENCE_MS }).toContain('won’t arrive');
    expect(await site.challenge(client)).toContain('Use a recovery code');
    site.sink.refuse(undefined);
    const [code = ''] = recoveryCodes;
    await site.answer(client, { method: 'recovery-code', code });
    expect(await site.isOpen(client)).toBe(true);
  });

  it('lead whoever didn’t ask for them to the end of that sign-in (R2.7)', async () => {
    const person = site.person('stopped');
    await site.enrolByMail(person, elsewhere('stopped'));
    const thief = await site.pending(person);
    await site.challenge(thief);
    const [, { code = '', disputePath = '' } = {}] = await site.codesFor(elsewhere('stopped'), 2);
    const owner = site.door.browser();
    // A scanner opens every address: that changes nothing.
    expect((await owner.get(disputePath)).text()).toContain('Stop this sign-in');
    expect((await site.challenge(thief)).length).toBeGreaterThan(0);
    const stopped = await submitPageForm(owner, disputePath, {}, '/.postern/not-me');
    expect(stopped.header('location')).toContain('result=stopped');
    const late = await thief.get(CHALLENGE);
    expect(late.header('location') ?? '').not.toContain('task=mail');
    expect(late.text()).not.toContain(`action="${CHALLENGE}"`);
    await thief.post(CHALLENGE, filledIn({ action: CHALLENGE, hidden: [] }, { code }));
    expect(await site.isOpen(thief)).toBe(false);
  });

  it('and, asked separately, to the end of everything that is open (R2.7)', async () => {
    const person = site.person('ended');
    const path = elsewhere('ended');
    await site.enrolByMail(person, path);
    const [own, thief] = [await site.pending(person), await site.pending(person)];
    const sessions: readonly (typeof own)[] = [own, thief];
    for (const [index, client] of sessions.entries()) {
      await site.challenge(client);
      const codes = await site.codesFor(path, index + 2);
      await site.answer(client, { code: codes.at(-1)?.code ?? '' });
      expect(await site.isOpen(client)).toBe(true);
    }
    const disputePath = (await site.codesFor(path, 3)).at(-1)?.disputePath ?? '';
    const everywhere = disputePath.replace('/not-me?', '/not-me/everywhere?');
    const owner = site.door.browser();
    await submitPageForm(owner, disputePath, {}, '/.postern/not-me');
    await expect.poll(() => site.isOpen(thief)).toBe(false);
    expect(await site.isOpen(own)).toBe(true);
    const ended = await submitPageForm(owner, everywhere, {}, '/.postern/not-me/everywhere');
    expect(ended.header('location')).toContain('result=everywhere');
    await expect.poll(() => site.isOpen(own)).toBe(false);
    await site.untilNoSessionOf(person);
  });

  it('confirm their own removal, of which that address is told (R2.8, R7.3)', async () => {
    const person = site.person('removed');
    const address = elsewhere('removed');
    const told = (subject: RegExp): Promise<unknown> =>
      expect
        .poll(() => site.sink.mails.filter(({ to, raw }) => to === address && subject.test(raw)).length, {
          timeout: PATIENCE_MS,
        })
        .toBe(1);
    const client = await site.pending(person);
    await site.askToEnrol(client, address);
    const [{ code: first = '' } = {}] = await site.codesFor(address, 1);
    await site.finishEnrolment(client, first);
    await told(/^Subject: A second step was added/m);
    const path = `/mailboxes/${encodeURIComponent(person.user)}/factors`;
    const { items } = await site.administrator.ask<{ readonly items: readonly { readonly id: string }[] }>('GET', path);
    // The last one can't be removed.
    const another = { kind: 'email', destination: 'another@elsewhere.example' };
    const { id: left } = await site.administrator.ask<{ readonly id: string }>('POST', path, { body: another });
    // Long enough to be asked again.
    site.clock.advance(11 * 60_000);
    const removal = `/.postern/account/authenticators/remove?id=${items[0]?.id}`;
    const confirm = (await client.get(removal)).header('location') ?? '';
    expect(confirm).toContain('/.postern/account/confirm');
    const sent = await submitPageForm(client, confirm, {}, '/.postern/account/confirm/send');
    const [, { code = '' } = {}] = await site.codesFor(address, 2);
    const answers = { password: person.password, code };
    const asked = sent.header('location') ?? '';
    const confirmed = await submitPageForm(client, asked, answers, '/.postern/account/confirm');
    expect(confirmed.header('location')).toBe(removal);
    await submitPageForm(client, removal, {}, '/.postern/account/authenticators/remove');
    expect(await site.administrator.ask('GET', path)).toMatchObject({ items: [{ id: left }] });
    site.clock.advance(6 * 60_000);
    await told(/^Subject: A second step was removed/m);
    const notice = site.sink.mails.find(({ to, raw }) => to === address && /was removed/.test(raw));
    expect(notice && textOf(notice)).toContain(person.user);
  });

  it('are written down nowhere, nor the tokens and addresses that go with them (R6.6)', async () => {
    const person = site.person('written');
    const address = elsewhere('written');
    await site.enrolByMail(person, address);
    const client = await site.pending(person);
    await site.challenge(client);
    const codes = await site.codesFor(address, 2);
    await site.answer(client, { code: wrongFor(codes[1]?.code ?? '') });
    await site.answer(client, { code: codes[1]?.code ?? '' });
    const owner = site.door.browser();
    await submitPageForm(owner, codes[1]?.disputePath ?? '', {}, '/.postern/not-me');
    site.sink.refuse((to) => (to === address ? { code: 550, text: `5.1.1 <${address}> unknown` } : undefined));
    await site.challenge(await site.pending(person));
    const { postern } = site.door;
    const events = (): readonly string[] => postern.logged.map(({ event }) => event);
    await expect.poll(events, { timeout: PATIENCE_MS }).toContain('message.failed');
    site.sink.refuse(undefined);
    // A message that waits is written down, of course.
    await expect.poll(async () => (await postern.node.carriers.mailHealth())?.queued, { timeout: PATIENCE_MS }).toBe(0);
    const audit = await postern.node.state.stores.audit.search({}, { limit: 1_000 });
    const said = JSON.stringify([postern.logged, audit]);
    const written = `${said}\n${await site.written()}`;
    for (const { code, disputePath } of codes) {
      expect(said).not.toMatch(new RegExp(`(?<![\\w.-])${code}(?![\\w.-])`));
      expect(written).not.toContain(/token=([\w-]+)/.exec(disputePath)?.[1]);
    }
    // Negative control: fails when the mail path repeats what the smarthost says of whom.
    expect(said).not.toContain(address);
  });
});
