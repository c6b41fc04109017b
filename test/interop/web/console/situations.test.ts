// What Postern is administered for, on the real stack: Dovecot, Roundcube, Haraka with a smarthost, an administrator at the
// console and owners at the webmail, each in a browser; what is done at the console holds at the next sign-in.

import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../../../src/config/load-config.ts';
import type { BrowserPage } from '../../../support/browser.ts';
import { type CodesSite, startCodesSite, textOf } from '../../../support/codes-site.ts';
import { type ConsoleUnderTest, consoleOf, setUp } from '../../../support/console-site.ts';
import { PATIENCE_MS } from '../../../support/deadline.ts';
import { type PasswordDirectory, startPasswordDirectory } from '../../../support/password-directory.ts';
import { answerChallenge, goOnToMail, type Phone, setUpPhone } from '../../../support/person-in-browser.ts';
import { lacks } from '../../../support/programs.ts';
import { ROUNDCUBE_SITE } from '../../../support/roundcube-site.ts';
import { waitForRoundcubeInbox } from '../../../support/servers/roundcube-client.ts';
import type { Person } from '../../../support/webmail-site.ts';

const PEOPLE = ['modes', 'kinds', 'mailer', 'other', 'reset', 'closed', 'placed', 'pilot', 'stayer'];

/** Codes of a test's clock are half a minute apart: both steps count for the whole file. */
const SECTIONS = `administration:
  listeners: [{ kind: http, address: 127.0.0.1, port: 0 }]
  session: { idle: 24h, absolute: 7d, confirmation: 12h }
sms: { gateway: { kind: email, address: '{digits}@sms.example.net' }, allowed-prefixes: ['+49'] }`;

describe.skipIf(lacks(...ROUNDCUBE_SITE, 'doveadm'))('an administrator at the console', () => {
  let directory: PasswordDirectory;
  let site: CodesSite;
  let administration: ConsoleUnderTest;
  let administrator: BrowserPage;

  beforeAll(async () => {
    directory = await startPasswordDirectory((mailbox, password) => site.dovecot.setPassword(mailbox, password));
    site = await startCodesSite({ people: PEOPLE, more: `${SECTIONS}\n${directory.section}` });
    administration = consoleOf(site.door.postern, site.clock);
    administrator = await site.browser.newPage();
    const code = await administration.add('ann', 'platform-administrator');
    await setUp(administrator.page, administration, code);
  });
  afterAll(async () => {
    await administrator[Symbol.asyncDispose]();
    await site[Symbol.asyncDispose]();
    await directory[Symbol.asyncDispose]();
  });
  afterEach(() => {
    expect(administrator.problems()).toEqual([]);
    expect(site.door.postern.logged.filter(({ fields }) => fields['error'] !== undefined)).toEqual([]);
  });

  const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click();

  async function go(path: string, query: Readonly<Record<string, string>> = {}): Promise<Page> {
    const { page } = administrator;
    await page.goto(`${administration.address}${path}?${new URLSearchParams(query)}`);
    return page;
  }

  /** Gives a mailbox settings of its own where it follows its domain. */
  async function list({ user }: Person): Promise<void> {
    const page = await go('/mailbox', { address: user });
    const listing = page.getByRole('button', { name: 'Give it settings of its own' });
    if ((await listing.count()) > 0) await listing.click();
  }

  async function settings(person: Person, fill: (page: Page) => Promise<void>): Promise<void> {
    await list(person);
    const page = await go('/mailbox/settings', { address: person.user });
    await fill(page);
    await press(page, 'Save');
    await page.locator('.notice.good').waitFor();
  }

  const setMode = (person: Person, mode: string) =>
    settings(person, (page) => page.check(`[name="policy.challenge"][value="${mode}"]`));

  /** Opens folds first: what is folded away can't be filled in. */
  async function permit(person: Person, networks: Readonly<Record<string, string>>): Promise<void> {
    await settings(person, async (page) => {
      await page.locator('main details').evaluateAll((folds) => {
        for (const fold of folds) fold.setAttribute('open', '');
      });
      for (const [door, list] of Object.entries(networks)) {
        const field = `policy.permittedNetworks.${door}`;
        await page.check(`[name="${field}"][value="${list === '' ? 'inherit' : 'these'}"]`);
        await page.fill(`[name="${field}.list"]`, list);
      }
    });
  }

  /** A tab that has given name and password to the webmail. */
  async function signingIn(person: Person, address?: string): Promise<BrowserPage> {
    const tab = await site.open(address === undefined ? {} : { address });
    await site.signIn(tab, person);
    return tab;
  }

  /** Sets up an app, of the kinds that are offered. */
  async function enrolledIn({ page }: BrowserPage) {
    await page.getByRole('link', { name: /^Authenticator app/ }).click();
    const enrolled = await setUpPhone(page, site.clock);
    await goOnToMail(page);
    await waitForRoundcubeInbox(page);
    return enrolled;
  }

  const asked = (page: Page) => page.getByRole('heading', { name: 'One more step' }).waitFor();

  async function idling({ user }: Person, password: string) {
    const client = await site.door.postern.connect('imap', 'implicit');
    await client.readLine();
    await client.ask(`a LOGIN ${user} "${password}"`, /^a OK/);
    await client.ask('c IDLE', /^\+ /);
    return client;
  }

  async function loginAnswer({ user }: Person, password: string): Promise<string> {
    await using client = await site.door.postern.connect('imap', 'implicit');
    await client.readLine();
    // Awaited here: the connection is closed when this is left.
    return await client.ask(`a LOGIN ${user} "${password}"`, /^a /);
  }

  /** In the mail, and, by an app password, in a mail program that waits for news. */
  async function everywhereIn(person: Person, phone: Phone) {
    const tab = await signingIn(person);
    await answerChallenge(tab.page, phone.next());
    await waitForRoundcubeInbox(tab.page);
    const { shown } = await site.door.postern.issue({ mailbox: person.user, mailboxPassword: person.password });
    return { tab, shown, program: await idling(person, shown) };
  }

  async function untilOut({ tab, program }: Awaited<ReturnType<typeof everywhereIn>>): Promise<void> {
    const since = performance.now();
    await program.ended;
    expect(performance.now() - since).toBeLessThan(1_000); // R3.6
    await tab.page.goto(`${site.door.origin}/?_task=mail`);
    await tab.page.locator('input[name=_pass]').waitFor();
  }

  it('sets a mailbox to each mode, and the next sign-in goes by it (R1.1, R1.3)', async () => {
    const person = site.person('modes');
    await setMode(person, 'never');
    await using first = await signingIn(person);
    await waitForRoundcubeInbox(first.page);
    expect(await loginAnswer(person, person.password)).toMatch(/^a OK/m);

    await setMode(person, 'always');
    expect(await loginAnswer(person, person.password)).toMatch(/^a NO .*pp/m);
    await using second = await signingIn(person);
    const { phone } = await enrolledIn(second);
    await using third = await signingIn(person);
    await asked(third.page);

    await setMode(person, 'new-ip');
    await using known = await signingIn(person);
    await waitForRoundcubeInbox(known.page);
    await using elsewhere = await signingIn(person, '198.51.100.20');
    await answerChallenge(elsewhere.page, phone.next());
    await waitForRoundcubeInbox(elsewhere.page);

    await setMode(person, 'new-country');
    // Of no known country, which counts as new.
    await using unknown = await signingIn(person, '203.0.113.5');
    await asked(unknown.page);
  });

  it.each([
    ['totp', /Can’t scan\?/],
    ['email', /Your other e-mail address/],
    ['sms', /[Mm]obile number/],
  ])('lets a mailbox have %s only, and nothing else is offered (R2.9)', async (kind, says) => {
    const person = site.person('kinds');
    await settings(person, async (page) => {
      await page.check('[name="policy.factors"][value="these"]');
      for (const each of ['totp', 'email', 'sms', 'passkey']) {
        await page.setChecked(`[name="policy.factors.${each}"]`, each === kind);
      }
    });
    await using tab = await signingIn(person);
    await tab.page.getByText(says).first().waitFor();
    expect(await tab.page.getByRole('link', { name: /^(E-mail|Text message|SMS|Authenticator app)/ }).count()).toBe(0);
  });

  it('sees a kind vanish everywhere that the operator switches off, and come back (R2.9)', async () => {
    const mailer = site.person('mailer');
    const address = 'mailer@elsewhere.example';
    await site.enrolByMail(mailer, address);
    const offered = async () => {
      const supply = await go('/mailbox/factors/supply', { address: mailer.user });
      const atConsole = await supply.locator('[name=kind][value=email], [name=kind] option[value=email]').count();
      await using tab = await signingIn(site.person('other'));
      await tab.page.getByRole('heading', { name: 'Set up your second step' }).waitFor();
      return [atConsole > 0, (await tab.page.getByRole('link', { name: /^E-mail/ }).count()) > 0];
    };
    expect(await offered()).toEqual([true, true]);
    const written = readFileSync(site.door.postern.configPath, 'utf8');
    try {
      await reload(`${written}\nfactors: { email: { enabled: false } }\n`);
      expect(await offered()).toEqual([false, false]);
      await using without = await signingIn(mailer);
      // What was set up before isn't asked for any more, and nobody gets by without a second step for that.
      await without.page.getByLabel('Recovery code').waitFor();
      expect(await without.page.getByText('We sent a code to').count()).toBe(0);
      const providers = await go('/providers');
      expect(await providers.getByRole('row', { name: /^E-mail/ }).innerText()).toMatch(/\bNo\b/);
    } finally {
      await reload(written);
    }
    expect(await offered()).toEqual([true, true]);
    await using again = await signingIn(mailer);
    await again.page.getByText('We sent a code to').waitFor();
  });

  async function reload(text: string): Promise<void> {
    const { configPath, node } = site.door.postern;
    const loaded = loadConfig({
      path: configPath,
      text,
      environment: {},
      readFile: (file) => readFileSync(file, 'utf8'),
    });
    if (loaded.kind === 'invalid') throw new Error(JSON.stringify(loaded.problems));
    await node.reload(loaded);
  }

  it('resets a password: all is ended within a second, its owner is told, and chooses another one (R6.4)', async () => {
    const person = site.person('reset');
    const address = 'reset@elsewhere.example';
    await site.enrolByMail(person, address);
    await site.endSessions(person);
    await using tab = await signingIn(person);
    await tab.page.getByText('We sent a code to').waitFor();
    await answerChallenge(tab.page, (await site.codesFor(address, 2)).at(-1)?.code ?? '');
    await waitForRoundcubeInbox(tab.page);
    const { shown } = await site.door.postern.issue({ mailbox: person.user, mailboxPassword: person.password });
    await using program = await idling(person, shown);

    const page = await go('/mailbox/password', { address: person.user });
    await press(page, 'Reset password');
    const fresh = (await page.locator('#secret').innerText()).trim();
    await untilOut({ tab, shown, program });
    // The second letter to one mailbox waits for five minutes, for what else happens.
    site.clock.advance(6 * 60_000);
    const told = () => site.sink.mails.filter((mail) => mail.to === address && /was reset/.test(textOf(mail)));
    await expect.poll(() => told().length, { timeout: PATIENCE_MS }).toBe(1);

    await using next = await signingIn({ ...person, password: fresh });
    await next.page.getByText('We sent a code to').waitFor();
    await answerChallenge(next.page, (await site.codesFor(address, 3)).at(-1)?.code ?? '');
    await next.page.getByRole('heading', { name: /new password/i }).waitFor();
    await next.page.fill('[name=password]', 'chosen by the owner');
    await next.page.fill('[name=again]', 'chosen by the owner');
    await next.page.locator('main button').first().click();
    await next.page
      .getByText(/sign in/i)
      .first()
      .waitFor();
    await using renewed = await idling(person, shown);
    expect(renewed).toBeDefined();
  });

  it('disables a mailbox and enables it again (R5.3)', async () => {
    const person = site.person('closed');
    await setMode(person, 'always');
    const { phone } = await site.enrolled(person);
    const inside = await everywhereIn(person, phone);
    await using tab = inside.tab;
    await using _program = inside.program;
    const page = await go('/mailbox/disable', { address: person.user });
    await press(page, 'Disable');
    await untilOut(inside);
    expect(await loginAnswer(person, inside.shown)).toMatch(/^a NO/m);
    await site.signIn(tab, person);
    await tab.page
      .getByText(/disabled|switched off|isn’t open/i)
      .first()
      .waitFor();
    await go('/mailbox/enable', { address: person.user });
    await press(page, 'Enable');
    expect(await loginAnswer(person, inside.shown)).toMatch(/^a OK/m);
    await using again = await signingIn(person);
    await answerChallenge(again.page, phone.next());
    await waitForRoundcubeInbox(again.page);
  });

  it('permits networks: from elsewhere every door refuses, and no lockout counts it (R5.1)', async () => {
    const person = site.person('placed');
    const { phone } = await site.enrolled(person);
    const { shown } = await site.door.postern.issue({ mailbox: person.user, mailboxPassword: person.password });
    await permit(person, { web: '192.0.2.0/24', mail: '192.0.2.0/24' });
    for (let times = 0; times < 30; times += 1) {
      expect(await loginAnswer(person, times % 2 === 0 ? shown : 'guess')).toMatch(/^a NO/m);
    }
    for (const password of [person.password, 'guess', 'another guess']) {
      await using outside = await signingIn({ ...person, password }, '198.51.100.9');
      await outside.page
        .getByText(/network/i)
        .first()
        .waitFor();
    }
    await using inside = await signingIn(person);
    await answerChallenge(inside.page, phone.next());
    await waitForRoundcubeInbox(inside.page);
    await permit(person, { mail: '' });
    expect(await loginAnswer(person, shown)).toMatch(/^a OK/m);
  });

  it('makes a group of pilots that is always asked, while all others stay as they are (R1.5)', async () => {
    const [pilot, stayer] = [site.person('pilot'), site.person('stayer')];
    await list(pilot);
    await list(stayer);
    const page = await setDomainMode('never');
    try {
      await go('/groups/add');
      await page.fill('[name=name]', 'pilots');
      await press(page, 'Add');
      await go('/groups/policy', { name: 'pilots' });
      await page.check('[name="policy.challenge"][value="always"]');
      await press(page, 'See what it changes');
      await press(page, 'Save');
      await page.locator('.notice.good').waitFor();
      await go('/groups/one', { name: 'pilots' });
      await page.fill('[name=mailbox]', pilot.user);
      await press(page, 'Add');
      await page.getByText(`${pilot.user} is a member now.`).waitFor();

      await using first = await signingIn(pilot);
      await enrolledIn(first);
      await using second = await signingIn(pilot);
      await asked(second.page);
      await using other = await signingIn(stayer);
      await waitForRoundcubeInbox(other.page);
    } finally {
      await setDomainMode('always');
    }
  });

  async function setDomainMode(mode: string): Promise<Page> {
    const page = await go('/domains/policy', { name: 'example.test' });
    await page.check(`[name="policy.challenge"][value="${mode}"]`);
    await press(page, 'See what it changes');
    await page.getByText(/^This changes \d+ of \d+ known mailboxes/).waitFor();
    await press(page, 'Save');
    await page.locator('.notice.good').waitFor();
    return page;
  }
});
