// The account pages in a real browser, on real services: what somebody does there changes what a mail program, another
// browser and the webmail may do from then on.

import { once } from 'node:events';
import { ImapFlow } from 'imapflow';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BrowserPage } from '../../support/browser.ts';
import { PATIENCE_MS } from '../../support/deadline.ts';
import {
  answerChallenge,
  confirmItIsMe,
  goOnToMail,
  type Phone,
  phoneWith,
  readKey,
  readRecoveryCodes,
  setUpPhone,
} from '../../support/person-in-browser.ts';
import { lacks } from '../../support/programs.ts';
import { ROUNDCUBE_SITE, type RoundcubeSite, startRoundcubeSite } from '../../support/roundcube-site.ts';
import { waitForRoundcubeInbox } from '../../support/servers/roundcube-client.ts';
import { authenticatorApp } from '../../support/webmail-door.ts';
import type { Person } from '../../support/webmail-site.ts';

const PEOPLE = ['maker', 'roamer', 'chooser', 'adder', 'coder', 'traveller', 'late', 'relaxed', 'changer', 'plain'];

const MINUTE = 60_000;

describe.skipIf(lacks(...ROUNDCUBE_SITE, 'dovecot-pop3'))('the owner of a mailbox', () => {
  let site: RoundcubeSite;

  beforeAll(async () => {
    site = await startRoundcubeSite({
      people: PEOPLE,
      door: ({ ports }) => ({
        backend: [
          `imap: { host: 127.0.0.1, port: ${ports.imap}, tls: none }`,
          `pop3: { host: 127.0.0.1, port: ${ports.pop3}, tls: none }`,
        ].join('\n'),
        doors: [
          { protocol: 'imap', tls: 'implicit' },
          { protocol: 'pop3', tls: 'implicit' },
        ],
      }),
    });
  });
  afterAll(() => site[Symbol.asyncDispose]());
  afterEach(() => {
    expect(site.door.postern.logged.filter(({ fields }) => fields['error'] !== undefined)).toEqual([]);
  });

  const account = (path = ''): string => `${site.door.origin}/.postern/account${path}`;
  const heading = (page: Page, name: string): Promise<void> =>
    page.getByRole('heading', { name, exact: true }).waitFor();

  /** Past the second step; the webmail's own page isn't waited for. */
  async function signIn(tab: BrowserPage, person: Person, phone: Phone): Promise<void> {
    await site.signIn(tab, person);
    await answerChallenge(tab.page, phone.next());
    await tab.page.waitForURL(/_task=mail/, { waitUntil: 'commit' });
  }

  /** A mail program that isn't connected yet. */
  function mailProgram({ user }: Person, pass: string): ImapFlow {
    const { postern } = site.door;
    const tls = { ca: postern.certificate.ca };
    const port = postern.port('imap', 'implicit');
    const program = new ImapFlow({ host: 'localhost', port, secure: true, tls, auth: { user, pass }, logger: false });
    program.on('error', () => undefined); // a connection that is ended from the other side is what is tested
    return program;
  }

  async function makeAppPassword(page: Page, password: string, name: string): Promise<string> {
    await page.goto(account('/app-passwords/new'));
    await page.getByLabel('What is it for?').fill(name);
    await page.getByLabel('Your password').fill(password);
    await page.getByRole('button', { name: 'Make app password' }).click();
    await heading(page, 'Your app password');
    return (await page.locator('#app-password').textContent()) ?? '';
  }

  it('makes an app password, uses it, ends its connection, and revokes it (R3.6, R3.8)', async () => {
    const maker = site.person('maker');
    const { phone } = await site.enrolled(maker);
    await using tab = await site.open();
    const { page } = tab;
    await signIn(tab, maker, phone);
    await page.goto(account('/app-passwords/new'));
    await page.getByLabel('What is it for?').fill('Thunderbird on the laptop');
    await page.getByLabel('Fetch mail (POP3)').uncheck();
    await page.getByLabel('Valid').selectOption('for 30 days');
    await page.getByLabel('Your password').fill('not it');
    await page.getByRole('button', { name: 'Make app password' }).click();
    await page.getByText('This password isn’t right.').waitFor();
    expect(await page.getByLabel('Fetch mail (POP3)').isChecked()).toBe(false);
    await page.getByLabel('Your password').fill(maker.password);
    await page.getByRole('button', { name: 'Make app password' }).click();
    await heading(page, 'Your app password');
    const shown = (await page.locator('#app-password').textContent()) ?? '';
    await page.getByText('Incoming mail (IMAP)').waitFor();
    expect(await page.getByText('Incoming mail (POP3)').count()).toBe(0);
    await page.getByRole('link', { name: 'Done' }).click();
    await page.getByText('Thunderbird on the laptop').waitFor();

    await expect(mailProgram(maker, maker.password).connect()).rejects.toMatchObject({
      responseText: expect.stringContaining('pplication-specific password required'),
    });
    const first = mailProgram(maker, shown);
    await first.connect();
    await page.goto(account('/sessions'));
    const ended = once(first, 'close');
    await page.getByRole('button', { name: 'End Thunderbird on the laptop' }).click();
    await page.getByText('The connection is ended.').waitFor();
    await ended;
    const second = mailProgram(maker, shown.toUpperCase().replaceAll('-', ' '));
    await second.connect();
    await page.goto(account('/app-passwords'));
    const revoked = once(second, 'close');
    await page.getByRole('link', { name: /^Revoke/ }).click();
    await page.getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('The app password is revoked.').waitFor();
    await revoked;
    await expect(mailProgram(maker, shown).connect()).rejects.toMatchObject({ authenticationFailed: true });
    expect(tab.problems()).toEqual([]);
  });

  it('signs all other browsers out (R8.3)', async () => {
    const roamer = site.person('roamer');
    const { phone } = await site.enrolled(roamer);
    await using office = await site.open({ address: '8.8.8.8' });
    await signIn(office, roamer, phone);
    await waitForRoundcubeInbox(office.page);
    await using home = await site.open({ address: '1.1.1.1' });
    await signIn(home, roamer, phone);
    const { page } = home;
    await page.goto(account('/sessions'));
    await page.getByText('8.8.8.8').waitFor();
    await page.getByText('This one').waitFor();
    expect(site.sessionsOf(roamer)).toBe(2);
    await page.getByRole('button', { name: 'End all others' }).click();
    await page.getByText('1 other session was ended.').waitFor();
    expect(await page.getByText('8.8.8.8').count()).toBe(0);
    await office.page.click('#messagelist-header a.refresh');
    await office.page.getByText('Your session is invalid or expired.').first().waitFor();
    await office.page.locator('#login-form').waitFor();
    await expect.poll(() => site.sessionsOf(roamer), { timeout: PATIENCE_MS }).toBe(1);
    await page.reload();
    await heading(page, 'Sessions and connections');
    expect([...office.problems(), ...home.problems()]).toEqual([]);
  });

  it('chooses a stricter mode, and is asked from then on (R1.6)', async () => {
    const chooser = site.person('chooser');
    await site.setPolicy(chooser, { challenge: 'new-ip' });
    const { phone } = await site.enrolled(chooser);
    await using tab = await site.open();
    const { page } = tab;
    await signIn(tab, chooser, phone);
    await page.goto(account('/mode'));
    // What the policy says, and what is stricter.
    await expect.poll(() => page.getByRole('radio').count(), { timeout: PATIENCE_MS }).toBe(2);
    await page.getByRole('radio', { name: 'Every time' }).check();
    await page.getByRole('button', { name: 'Save' }).click();
    await heading(page, 'Every time');
    await page.getByRole('button', { name: /^Sign out/ }).click();
    await heading(page, 'You are signed out');
    // From a network that is known by now.
    await signIn(tab, chooser, phone);
    expect(tab.problems()).toEqual([]);
  });

  it('adds a second authenticator, removes the first, and keeps the last (R2.8)', async () => {
    const adder = site.person('adder');
    const { phone } = await site.enrolled(adder);
    await using tab = await site.open();
    const { page } = tab;
    await signIn(tab, adder, phone);
    await page.goto(account('/authenticators'));
    await page.getByRole('link', { name: 'Add another way' }).click();
    const tablet = phoneWith(authenticatorApp(await readKey(page)), site.clock);
    await page.getByLabel('Code', { exact: true }).fill(tablet.next());
    await page.getByLabel('Name for this app').fill('Tablet');
    await page.getByRole('button', { name: 'Turn on' }).click();
    await page.getByRole('link', { name: 'Remove: Phone' }).click();
    await heading(page, 'Remove Phone?');
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('link', { name: 'Remove: Tablet' }).click();
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByText('This is the last one, and a second step is required.').waitFor();
    await page.getByRole('button', { name: /^Sign out/ }).click();
    await heading(page, 'You are signed out');
    await site.signIn(tab, adder);
    await answerChallenge(page, phone.next());
    await page.getByRole('alert').getByText('This code isn’t right.').waitFor();
    await answerChallenge(page, tablet.next());
    await waitForRoundcubeInbox(page);
    expect(tab.problems()).toEqual([]);
  });

  it('makes new recovery codes, which end the old ones (R2.6)', async () => {
    const coder = site.person('coder');
    const { phone, recoveryCodes: before } = await site.enrolled(coder);
    await using tab = await site.open();
    const { page } = tab;
    await signIn(tab, coder, phone);
    await page.goto(account('/recovery-codes/new'));
    await page.getByRole('button', { name: 'Make new codes' }).click();
    const [code = '', ...others] = await readRecoveryCodes(page);
    expect(others).toHaveLength(9);
    await page.getByRole('button', { name: /^Sign out/ }).click();
    await site.signIn(tab, coder);
    await page.getByRole('link', { name: 'Use a recovery code' }).click();
    await answerChallenge(page, before[0] ?? '');
    await page.getByRole('alert').getByText('This recovery code isn’t right').waitFor();
    await answerChallenge(page, code);
    await page.waitForURL(/_task=mail/, { waitUntil: 'commit' });
    await page.goto(account());
    await page.getByText('9 codes left').waitFor();
    expect(tab.problems()).toEqual([]);
  });

  it('sees where was signed in, and forgets known places', async () => {
    const traveller = site.person('traveller');
    const { phone } = await site.enrolled(traveller);
    await using tab = await site.open({ address: '8.8.8.8' });
    const { page } = tab;
    await signIn(tab, traveller, phone);
    const shown = await makeAppPassword(page, traveller.password, 'Phone in the car');
    const program = mailProgram(traveller, shown);
    await program.connect();
    await program.logout();
    await page.goto(account());
    const history = page.getByRole('region', { name: 'Last sign-ins' }).getByRole('listitem');
    const reloaded = async (): Promise<readonly string[]> => {
      await page.reload();
      return history.allTextContents();
    };
    // Entries are written together, a moment after what they tell of.
    await expect.poll(reloaded, { timeout: PATIENCE_MS }).toContainEqual(expect.stringMatching(/IMAP.*127\.0\.0\.1/s));
    const entries = await history.allTextContents();
    expect(entries).toContainEqual(expect.stringMatching(/Webmail.*Signed in.*United States · 8\.8\.8\.8/s));
    await page.goto(account('/places'));
    await page.getByText('8.8.8.8').waitFor();
    await page.getByRole('link', { name: 'Forget all' }).click();
    await page.getByRole('button', { name: 'Forget all' }).click();
    await page.getByText('All places are forgotten.').waitFor();
    expect(await page.getByText('8.8.8.8').count()).toBe(0);
    expect(tab.problems()).toEqual([]);
  });

  it('is asked again after ten minutes, and goes on where that was', async () => {
    const late = site.person('late');
    const { phone } = await site.enrolled(late);
    await using tab = await site.open();
    const { page } = tab;
    await signIn(tab, late, phone);
    await page.goto(account('/authenticators/new'));
    await heading(page, 'Add another way');
    site.clock.advance(10 * MINUTE);
    await page.getByLabel('Code', { exact: true }).fill('123456');
    await page.getByRole('button', { name: 'Turn on' }).click();
    await confirmItIsMe(page, { password: 'not it', code: phone.next() });
    await page.getByText('This password isn’t right.').waitFor();
    await confirmItIsMe(page, { password: late.password, code: phone.next() });
    await heading(page, 'Add another way');
    const other = phoneWith(authenticatorApp(await readKey(page)), site.clock);
    await page.getByLabel('Code', { exact: true }).fill(other.next());
    await page.getByRole('button', { name: 'Turn on' }).click();
    await page.getByText('The new way is added.').waitFor();
    // The session went on under its new cookie, at the webmail too.
    await page.goto(`${site.door.origin}/`);
    await waitForRoundcubeInbox(page);
    expect(tab.problems()).toEqual([]);
  });

  it('may set all of it up where nothing is asked', async () => {
    const relaxed = site.person('relaxed');
    await site.setPolicy(relaxed, { challenge: 'never' });
    await using tab = await site.open();
    const { page } = tab;
    await site.signIn(tab, relaxed);
    await waitForRoundcubeInbox(page);
    await page.goto(account('/authenticators/new'));
    await page.getByLabel('Password').fill(relaxed.password);
    await page.getByRole('button', { name: 'Continue' }).click();
    const phone = phoneWith(authenticatorApp(await readKey(page)), site.clock);
    await page.getByLabel('Code', { exact: true }).fill(phone.next());
    await page.getByRole('button', { name: 'Turn on' }).click();
    await readRecoveryCodes(page);
    const program = mailProgram(relaxed, await makeAppPassword(page, relaxed.password, 'Phone'));
    await program.connect();
    await program.logout();
    await page.goto(account('/mode'));
    await page.getByRole('radio', { name: 'Every time' }).check();
    expect(tab.problems()).toEqual([]);
    // What the password alone has opened ends with mode never, this session too: the answer to this may be the refusal already.
    await page.getByRole('button', { name: 'Save' }).click();
    const title = async (): Promise<string | null> => {
      await page.goto(account(''));
      return page.getByRole('heading', { level: 1 }).textContent();
    };
    await expect.poll(title, { timeout: PATIENCE_MS }).toBe('Please sign in first');
    await signIn(tab, relaxed, phone);
  });

  it('changes the password elsewhere, and one sign-in makes app passwords work again (R3.7)', async () => {
    const changer = site.person('changer');
    const { phone } = await site.enrolled(changer);
    await using tab = await site.open();
    const { page } = tab;
    await signIn(tab, changer, phone);
    const shown = await makeAppPassword(page, changer.password, 'Desk');
    await page.getByRole('button', { name: /^Sign out/ }).click();
    await heading(page, 'You are signed out');
    const renewed = { ...changer, password: 'changer-renewed' };
    await site.dovecot.setPassword(renewed.user, renewed.password);
    await expect(mailProgram(changer, shown).connect()).rejects.toMatchObject({
      responseText: expect.stringContaining('The mailbox password changed'),
    });
    await site.signIn(tab, renewed);
    await heading(page, 'One more step');
    // Nothing is sealed anew for the password alone. Negative control: fails when `accept` keeps what waits at once.
    await expect(mailProgram(changer, shown).connect()).rejects.toMatchObject({ authenticationFailed: true });
    await answerChallenge(page, phone.next());
    await waitForRoundcubeInbox(page);
    const program = mailProgram(changer, shown);
    await program.connect();
    await program.logout();
    expect(tab.problems()).toEqual([]);
  });

  it('does all of it without JavaScript, up to the webmail itself', async () => {
    const plain = site.person('plain');
    await using tab = await site.open({ javaScript: false });
    const { page } = tab;
    await site.signIn(tab, plain);
    const { phone } = await setUpPhone(page, site.clock);
    await goOnToMail(page);
    await page.locator('#mailboxlist li.inbox').waitFor({ state: 'attached' });
    await page.goto(account());
    await page.getByRole('button', { name: /^Sign out/ }).click();
    await heading(page, 'You are signed out');
    await site.signIn(tab, plain);
    await answerChallenge(page, phone.wrong());
    await page.getByText('This code isn’t right.').waitFor();
    await answerChallenge(page, phone.next());
    await page.waitForURL(/_task=mail/, { waitUntil: 'commit' });
    const program = mailProgram(plain, await makeAppPassword(page, plain.password, 'Old laptop'));
    await program.connect();
    const ended = once(program, 'close');
    await page.goto(account('/sessions'));
    await page.getByRole('button', { name: 'End Old laptop' }).click();
    await ended;
    site.clock.advance(10 * MINUTE);
    await page.goto(account('/recovery-codes/new'));
    await confirmItIsMe(page, { password: plain.password, code: phone.next() });
    await page.getByRole('button', { name: 'Make new codes' }).click();
    expect(await readRecoveryCodes(page)).toHaveLength(10);
    expect(tab.problems()).toEqual([]);
  });
});
