// Codes by mail on the pages of a whole Postern, as a browser without a script meets them: set up at sign-in, asked for at
// the next, asked for once more in the account, and disputed by whoever got one that they didn't ask for.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ALICE, type AttackedSite, startAttackedSite } from '../support/attacked-site.ts';
import { formBody, type HttpClient } from '../support/http-client.ts';
import type { HttpResponse } from '../support/http-connection.ts';
import { lacks } from '../support/programs.ts';
import { type RecordedMessages, recordMessages } from '../support/recorded-messages.ts';
import { submitPageForm } from '../support/webmail-door.ts';

const ADDRESS = 'alice@elsewhere.example';
const CHALLENGE = '/.postern/challenge';
const SEND = '/.postern/challenge/send';
const ENROLMENT = '/.postern/enrolment';
const BY_MAIL = `${ENROLMENT}?kind=email`;

describe.skipIf(lacks('dovecot'))('a browser', () => {
  let site: AttackedSite;
  let outbox: RecordedMessages;

  beforeEach(async () => {
    outbox = recordMessages();
    site = await startAttackedSite({ messages: outbox });
  });
  afterEach(async () => {
    expect(site.door.postern.logged.filter(({ fields }) => fields['error'] !== undefined)).toEqual([]);
    await site[Symbol.asyncDispose]();
  });

  const page = async (browser: HttpClient, path: string) => (await browser.get(path)).text();
  const location = (answer: HttpResponse) => [answer.status, answer.header('location')];
  const codes = () => outbox.messages.length;

  async function enrolled(): Promise<HttpClient> {
    const browser = await site.pending(ALICE);
    expect(await page(browser, ENROLMENT)).toContain('How do you want to get it?');
    const destination = { destination: ADDRESS };
    const sent = await submitPageForm(browser, BY_MAIL, destination, `${ENROLMENT}/send`);
    expect(location(sent)).toEqual([303, BY_MAIL]);
    const { code } = outbox.lastCode();
    const answer = await submitPageForm(browser, BY_MAIL, { code }, ENROLMENT);
    expect(answer.text()).toContain('Save your recovery codes');
    return browser;
  }

  it('sets up codes by mail, and the page for the code survives a reload without another message', async () => {
    const browser = await site.pending(ALICE);
    const [first, second] = [
      await submitPageForm(browser, BY_MAIL, { destination: ADDRESS }, `${ENROLMENT}/send`),
      await submitPageForm(browser, `${BY_MAIL}&change=yes`, { destination: ADDRESS }, `${ENROLMENT}/send`),
    ];
    expect([location(first), location(second)]).toEqual([
      [303, BY_MAIL],
      [303, `${BY_MAIL}&result=too-soon&wait=30`],
    ]);
    for (let times = 0; times < 3; times += 1) expect(await page(browser, BY_MAIL)).toContain(ADDRESS);
    expect(codes()).toBe(1);
    expect(outbox.messages[0]).toMatchObject({
      message: { kind: 'verification-code' },
      envelope: { to: { kind: 'email', address: ADDRESS }, language: 'en' },
    });
    expect(await site.isOpen(browser)).toBe(false);
    const { code } = outbox.lastCode();
    await submitPageForm(browser, BY_MAIL, { code }, ENROLMENT);
    expect(await site.isOpen(browser)).toBe(true);
  });

  it('reads times in the zone that the configuration names', async () => {
    await using elsewhere = await startAttackedSite({ more: 'messages: { time-zone: Asia/Kathmandu }' });
    const { browser } = await elsewhere.enrol(ALICE);
    expect(await page(browser, '/.postern/account/sessions')).toContain('GMT+5:45');
  });

  it.each([
    [ALICE.user, 'This address opens with the same sign-in'],
    ['x@example.test', 'This address opens with the same sign-in'],
    ['no address', 'We can’t send to this address.'],
  ])('is told why %s is no address for codes, and nothing is sent (R2.3)', async (destination, says) => {
    const browser = await site.pending(ALICE);
    const answer = await submitPageForm(browser, BY_MAIL, { destination }, `${ENROLMENT}/send`);
    expect(answer.status).toBe(422);
    expect(answer.text()).toContain(says);
    expect(codes()).toBe(0);
  });

  it('is asked for a code that was sent once, and opens the mail with it (R2.7, P-37)', async () => {
    await enrolled();
    const browser = await site.pending(ALICE);
    const first = await page(browser, CHALLENGE);
    expect(first).toContain('We sent a code to <strong><bdi>a•••@elsewhere.example</bdi></strong>.');
    for (let times = 0; times < 3; times += 1) await browser.get(CHALLENGE);
    expect(codes()).toBe(2);
    const early = await submitPageForm(browser, CHALLENGE, {}, SEND);
    expect(early.header('location')).toMatch(/result=too-soon&wait=30$/);
    const { code } = outbox.lastCode();
    site.clock.advance(30);
    expect((await submitPageForm(browser, CHALLENGE, {}, SEND)).header('location')).toMatch(/result=sent$/);
    expect(codes()).toBe(3);
    expect(outbox.lastCode().code).toBe(code);
    await submitPageForm(browser, CHALLENGE, { code });
    expect(await site.isOpen(browser)).toBe(true);
  });

  it('that only looks ahead is sent nothing', async () => {
    await enrolled();
    const browser = await site.pending(ALICE);
    await browser.get(CHALLENGE, [['Sec-Purpose', 'prefetch;prerender']]);
    expect(codes()).toBe(1);
    expect(location(await submitPageForm(browser, CHALLENGE, {}))[0]).toBe(303);
    expect(codes()).toBe(2);
  });

  it('is told that nothing can be sent, is offered a recovery code, and is let in by nothing else (R9.3)', async () => {
    await enrolled();
    outbox.handing = { kind: 'unavailable', reason: 'the path is down' };
    const browser = await site.pending(ALICE);
    const text = await page(browser, CHALLENGE);
    expect(text).toContain('No code can be sent to <strong><bdi>a•••@elsewhere.example');
    expect(text).toContain('use=recovery-code');
    expect(await site.isOpen(browser)).toBe(false);
  });

  it('confirms in the account with a code that a button sends', async () => {
    const browser = await enrolled();
    site.clock.advance(660);
    const confirm = '/.postern/account/confirm?next=%2Faccount%2Frecovery-codes%2Fnew';
    expect(location(await browser.get('/.postern/account/recovery-codes/new'))[1]).toBe(confirm);
    await browser.get(confirm);
    expect(codes()).toBe(1);
    const sent = await submitPageForm(browser, confirm, {}, '/.postern/account/confirm/send');
    expect(codes()).toBe(2);
    const fields = { password: ALICE.password, code: outbox.lastCode().code };
    const back = sent.header('location') ?? '';
    const done = await submitPageForm(browser, back, fields, '/.postern/account/confirm');
    expect(location(done)).toEqual([303, '/.postern/account/recovery-codes/new']);
  });

  it('is stopped by who got the code, and by nobody who only opens the address (R2.7)', async () => {
    await enrolled();
    const thief = await site.pending(ALICE);
    await thief.get(CHALLENGE);
    const { code, disputeUrl } = outbox.lastCode();
    const address = disputeUrl.slice(site.door.origin.length);
    const owner = site.door.browser();
    for (let times = 0; times < 3; times += 1) expect(await page(owner, address)).toContain('Was this you?');
    expect(await page(thief, CHALLENGE)).toContain('name="code"');
    const stopped = await submitPageForm(owner, address, {}, '/.postern/not-me');
    expect(await page(owner, stopped.header('location') ?? '')).toContain('The sign-in is stopped');
    const late = await thief.post(CHALLENGE, formBody({ method: 'x', code }));
    expect(late.text()).toContain('Please sign in again');
    expect(await site.isOpen(thief)).toBe(false);
  });

  it('that was signed in ends with everything else, when that is asked for separately', async () => {
    const open = await enrolled();
    const thief = await site.pending(ALICE);
    await thief.get(CHALLENGE);
    const { code, disputeUrl } = outbox.lastCode();
    await submitPageForm(thief, CHALLENGE, { code });
    expect(await site.isOpen(thief)).toBe(true);
    const address = disputeUrl.slice(site.door.origin.length);
    const owner = site.door.browser();
    expect(await page(owner, address)).toContain('They are signed in now.');
    await submitPageForm(owner, address, {}, '/.postern/not-me');
    expect([await site.isOpen(thief), await site.isOpen(open)]).toEqual([false, true]);
    const everywhere = address.replace('/not-me', '/not-me/everywhere');
    const done = await submitPageForm(owner, everywhere, {}, '/.postern/not-me/everywhere');
    expect(await page(owner, done.header('location') ?? '')).toContain('Everything is signed out');
    expect(await site.isOpen(open)).toBe(false);
  });
});
