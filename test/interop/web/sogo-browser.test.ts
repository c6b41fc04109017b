// The whole product in a real browser with the other webmail: Chromium, Postern, SOGo, Dovecot and Postfix. SOGo's own
// script carries the sign-in and everything after it, and hears of a lost session in its own way.

import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BrowserPage } from '../../support/browser.ts';
import { PATIENCE_MS } from '../../support/deadline.ts';
import { answerChallenge, goOnToMail, type Phone, phoneWith, setUpPhone } from '../../support/person-in-browser.ts';
import { lacks } from '../../support/programs.ts';
import { startPostfix } from '../../support/servers/postfix.ts';
import { type Sogo, startSogo } from '../../support/servers/sogo.ts';
import {
  openSogoMessage,
  sendSogoMessage,
  signInToSogo,
  submitSogoForm,
  waitForSogoInbox,
  writeSogoMessage,
} from '../../support/servers/sogo-client.ts';
import { enrolAtSignIn } from '../../support/webmail-door.ts';
import { type Person, startWebmailSite, type WebmailSite } from '../../support/webmail-site.ts';

const PEOPLE = ['writer', 'reader', 'sorter', 'settler', 'leaver', 'fumbler', 'truster', 'idler', 'ended', 'barred'];

const MINUTE = 60_000;

/**
 * With nothing in front of it too: what SOGo's pages ask for and SOGo doesn't have, and what its script says when it leaves
 * the page because the session is gone.
 */
const ITS_OWN = new RegExp(
  [
    '/passwordRecoveryEnabled',
    '/activeExternalSieveScripts',
    'ckeditor/plugins/autocomplete/skins/default.css',
    '^console: undefined .*/angular',
  ].join('|'),
);

const SOGO_SITE = [
  ...(['root', 'chromium', 'dovecot', 'dovecot-managesieve', 'memcached', 'nginx', 'openssl'] as const),
  ...(['postfix', 'postgres', 'psql', 'sogo'] as const),
];

function plainMessage(subject: string): string {
  const from = 'From: Somebody <somebody@example.test>\r\nDate: Sat, 21 Nov 2026 10:00:00 +0000\r\n';
  return `${from}Subject: ${subject}\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nHello.\r\n`;
}

describe.skipIf(lacks(...SOGO_SITE))('a person at SOGo behind Postern', () => {
  let site: WebmailSite<Sogo>;

  beforeAll(async () => {
    site = await startWebmailSite({
      people: PEOPLE,
      webmail: async (dovecot, belongings) => {
        const postfix = belongings.use(await startPostfix({ dovecot }));
        return startSogo({ dovecot, postfix });
      },
      profile: '{ kind: sogo }',
    });
  });
  afterAll(() => site[Symbol.asyncDispose]());
  afterEach(async () => {
    for (const name of PEOPLE) await site.endSessions(site.person(name));
    await untilNoSession();
    expect(site.door.postern.logged.filter(({ fields }) => fields['error'] !== undefined)).toEqual([]);
  });

  const problemsOf = (...tabs: readonly BrowserPage[]): readonly string[] =>
    tabs.flatMap((tab) => tab.problems()).filter((line) => !ITS_OWN.test(line));
  const untilNoSession = (): Promise<void> =>
    expect.poll(() => site.webmail.sessionCount(), { timeout: PATIENCE_MS }).toBe(0);
  const signInForm = (page: Page): Promise<void> => page.locator('#passwordField').waitFor();

  async function submit({ page }: BrowserPage, { user, password }: Person): Promise<void> {
    await page.goto(`${site.door.origin}/`);
    await submitSogoForm(page, user, password);
  }

  async function signIn(tab: BrowserPage, person: Person, phone: Phone): Promise<void> {
    await submit(tab, person);
    await answerChallenge(tab.page, phone.next());
    await waitForSogoInbox(tab.page);
  }

  async function enrol(tab: BrowserPage, person: Person): Promise<void> {
    await submit(tab, person);
    await setUpPhone(tab.page, site.clock);
    await goOnToMail(tab.page);
    await waitForSogoInbox(tab.page);
  }

  /** The same without a browser, for somebody who did that long ago; no session is left. */
  async function enrolled(person: Person): Promise<Phone> {
    const client = site.door.browser();
    await signInToSogo(client, person);
    const { app } = await enrolAtSignIn(client, site.clock.now());
    await site.endSessions(person);
    await untilNoSession();
    return phoneWith(app, site.clock);
  }

  it('sets up the second step, sends a file, and another person gets it', async () => {
    const reader = site.person('reader');
    const buffer = randomBytes(300_000);
    const attachment = { name: 'notes.bin', mimeType: 'application/octet-stream', buffer };
    await using writing = await site.open();
    await enrol(writing, site.person('writer'));
    await writeSogoMessage(writing.page, { to: reader.user, subject: 'With notes', text: 'See the file.', attachment });
    await sendSogoMessage(writing.page);
    await site.dovecot.waitForMessage(reader.user, /^Subject: With notes/m);

    await using reading = await site.open({ colorScheme: 'dark' });
    const { page } = reading;
    await enrol(reading, reader);
    await openSogoMessage(page, 'With notes');
    await page.locator('#detailView').getByText('See the file.').waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Save Attachment' }).click();
    expect(await readFile(await (await download).path())).toEqual(buffer);
    expect(problemsOf(writing, reading)).toEqual([]);
  });

  it('lists, refreshes, reads, flags, searches and deletes', async () => {
    const sorter = site.person('sorter');
    const phone = await enrolled(sorter);
    const found = async (...words: readonly string[]) =>
      (await site.dovecot.doveadm('search', '-u', sorter.user, 'mailbox', ...words)).stdout;
    await site.dovecot.deliver(sorter.user, plainMessage('First'));
    await using tab = await site.open();
    const { page } = tab;
    await signIn(tab, sorter, phone);
    const rows = page.locator('#messagesList').getByRole('button', { name: /First|Second/ });
    await expect.poll(() => rows.count(), { timeout: PATIENCE_MS }).toBe(1);
    await site.dovecot.deliver(sorter.user, plainMessage('Second'));
    await page.getByRole('button', { name: 'Get Mail' }).click();
    await expect.poll(() => rows.count(), { timeout: PATIENCE_MS }).toBe(2);
    await openSogoMessage(page, 'First');
    await page.getByRole('button', { name: 'Flagged' }).click();
    await expect.poll(() => found('INBOX', 'FLAGGED'), { timeout: PATIENCE_MS }).not.toBe('');
    await page.locator('button[ng-click="mailbox.searchMode()"]').click();
    await page.locator('input[name="folderSearch"]').fill('Second');
    await expect.poll(() => rows.count(), { timeout: PATIENCE_MS }).toBe(1);
    await openSogoMessage(page, 'Second');
    await page.locator('#detailView').getByRole('button', { name: 'Delete' }).click();
    await expect.poll(() => found('Trash', 'SUBJECT', 'Second'), { timeout: PATIENCE_MS }).not.toBe('');
    expect(problemsOf(tab)).toEqual([]);
  });

  it('changes preferences, and they stay', async () => {
    const settler = site.person('settler');
    const phone = await enrolled(settler);
    await using tab = await site.open();
    const { page } = tab;
    await signIn(tab, settler, phone);
    await page.getByRole('link', { name: 'Preferences' }).click();
    await page.getByRole('link', { name: 'Mail' }).first().click();
    const threads = page.getByRole('checkbox', { name: 'Sort messages by threads' });
    await threads.click();
    await page.locator('button[ng-click="app.save(preferencesForm)"]').click();
    await page.getByText('Preferences saved').waitFor();
    await page.reload();
    await expect.poll(() => threads.getAttribute('aria-checked'), { timeout: PATIENCE_MS }).toBe('true');
    expect(problemsOf(tab)).toEqual([]);
  });

  it('is told in the own language, by SOGo’s own page, why a sign-in is refused', async () => {
    const person = site.person('barred');
    await site.door.administer('POST', '/mailboxes', { address: person.user, disabled: true });
    await using tab = await site.open({ locale: 'de-DE' });
    await submit(tab, person);
    await tab.page.getByText(/Dieses Postfach ist gesperrt – .* – Kennung /).waitFor({ timeout: PATIENCE_MS });
  });

  it('leaves: the session is over in the other tab too, and Back shows nothing of the mail', async () => {
    const leaver = site.person('leaver');
    const phone = await enrolled(leaver);
    await using tab = await site.open();
    const { page } = tab;
    await signIn(tab, leaver, phone);
    const second = await tab.context.newPage();
    await second.goto(`${site.door.origin}/`);
    await waitForSogoInbox(second);
    await page.getByRole('link', { name: 'Disconnect' }).click();
    await signInForm(page);
    await untilNoSession();
    await page.goBack();
    await signInForm(page);
    expect(await page.content()).not.toContain('messagesList');
    // Its script takes any page for the news that the session is gone.
    await second.getByRole('button', { name: 'Get Mail' }).click();
    await signInForm(second);
    expect(problemsOf(tab)).toEqual([]);
  });

  it('comes back: a wrong code, a reload, the code in another tab', async () => {
    const fumbler = site.person('fumbler');
    const phone = await enrolled(fumbler);
    await using tab = await site.open();
    const { page } = tab;
    await submit(tab, fumbler);
    await answerChallenge(page, phone.wrong());
    await page.getByRole('alert').getByText('This code isn’t right.').waitFor();
    await page.reload();
    await page.getByText('You have 4 tries left.').waitFor();
    const second = await tab.context.newPage();
    await second.goto(`${site.door.origin}/SOGo/`);
    await answerChallenge(second, phone.next());
    await waitForSogoInbox(second);
    await page.reload();
    await waitForSogoInbox(page);
    expect(problemsOf(tab)).toEqual([]);
  });

  it('is not asked on a browser that is trusted (R1.7)', async () => {
    const truster = site.person('truster');
    await site.setPolicy(truster, { trustedBrowserDays: 30 });
    const phone = await enrolled(truster);
    await using tab = await site.open();
    const { page } = tab;
    await submit(tab, truster);
    await answerChallenge(page, phone.next(), { trust: true });
    await waitForSogoInbox(page);
    await page.getByRole('link', { name: 'Disconnect' }).click();
    await signInForm(page);
    await submit(tab, truster);
    await waitForSogoInbox(page);
    expect(problemsOf(tab)).toEqual([]);
  });

  it.each([
    ['was idle for too long', 'idler', () => site.clock.advance(180 * MINUTE)],
    ['was ended by an administrator', 'ended', (person: Person) => site.endSessions(person)],
  ])('is led to sign in while writing, when the session %s', async (_, name, end) => {
    const person = site.person(name);
    const phone = await enrolled(person);
    await using tab = await site.open();
    const { page } = tab;
    await signIn(tab, person, phone);
    await writeSogoMessage(page, { to: 'reader@example.test', subject: 'Half done', text: 'What I wanted to say is' });
    await end(person);
    await page.locator('md-dialog').getByRole('button', { name: 'Save' }).click();
    await signInForm(page);
    await untilNoSession();
    await signIn(tab, person, phone);
    expect(problemsOf(tab)).toEqual([]);
  });
});
