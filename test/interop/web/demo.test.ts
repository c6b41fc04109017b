// The whole demo in a browser, as its introduction says it (R11.2): from the webmail's own form to an app password that
// reads mail.

import { readFile } from 'node:fs/promises';
import { ImapFlow } from 'imapflow';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Demo, type DemoAccount, startDemo } from '../../../src/demo/demo.ts';
import { readMail } from '../../../src/demo/show-mail.ts';
import { type BrowserPage, openBrowser, type TestBrowser } from '../../support/browser.ts';
import { PATIENCE_MS } from '../../support/deadline.ts';
import { lacks } from '../../support/programs.ts';
import { type AuthenticatorApp, authenticatorApp } from '../../support/webmail-door.ts';

describe.skipIf(lacks('chromium'))('the demo in a browser', () => {
  let demo: Demo;
  let browser: TestBrowser;
  let certificate: string;

  beforeAll(async () => {
    demo = await startDemo({ ports: 'any' });
    certificate = await readFile(demo.certificateFile, 'utf8');
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser[Symbol.asyncDispose]();
    await demo[Symbol.asyncDispose]();
  });

  function person(name: string): DemoAccount {
    const found = demo.accounts.find(({ address }) => address.startsWith(name));
    if (!found) throw new Error(`the demo has no ${name}`);
    return found;
  }

  const visit = (): Promise<BrowserPage> => browser.newPage({ ignoreHttpsErrors: true });

  async function signIn(page: Page, { address, password }: DemoAccount, url = demo.sites[0]?.url): Promise<void> {
    await page.goto(url ?? '');
    await page.getByLabel('Address').fill(address);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
  }

  async function enrol(page: Page): Promise<AuthenticatorApp> {
    await page.getByRole('heading', { name: 'Set up your second step' }).waitFor();
    await page.getByRole('link', { name: /^Authenticator app/ }).click();
    await page.getByText('Can’t scan?').click();
    const app = authenticatorApp((await page.locator('code').first().textContent()) ?? '');
    await page.getByLabel('Code', { exact: true }).fill(app.code());
    await page.getByRole('button', { name: 'Turn on' }).click();
    await page.getByRole('link', { name: 'I saved them' }).click();
    return app;
  }

  async function subjectsByImap(address: string, pass: string): Promise<readonly (string | undefined)[]> {
    const port = demo.doors.find(({ protocol, tls }) => protocol === 'imap' && tls === 'implicit')?.port ?? 0;
    const tls = { ca: certificate, servername: 'localhost' };
    const client = new ImapFlow({
      ...{ host: '127.0.0.1', port, secure: true, tls, logger: false },
      auth: { user: address, pass },
    });
    client.on('error', () => undefined);
    await client.connect();
    await client.mailboxOpen('INBOX');
    const messages = await client.fetchAll('1:*', { envelope: true });
    await client.logout();
    return messages.map(({ envelope }) => envelope?.subject);
  }

  it('lets Alice set up a second step, read a letter, and make an app password that opens the IMAP door', async () => {
    await using tab = await visit();
    const { page } = tab;
    const alice = person('alice');
    await signIn(page, alice);
    const app = await enrol(page);
    await page.getByRole('link', { name: /You came in by the postern/ }).click();
    const letter = await page.locator('pre').textContent();
    expect(letter).toContain("the small door in a castle's wall: guarded, and quicker than");
    expect(letter).not.toContain('<');

    await page.getByRole('link', { name: 'Account and app passwords' }).click();
    await page.getByRole('link', { name: 'App passwords', exact: true }).click();
    await page.getByRole('link', { name: /New app password/ }).click();
    await page.getByLabel('What is it for?').fill('Thunderbird');
    await page.getByLabel('Your password').fill(alice.password);
    await page.getByRole('button', { name: 'Make app password' }).click();
    const made = (await page.getByText(/^[a-z]{4}(-[a-z]{4}){4}$/).textContent()) ?? '';
    const door = demo.doors[0];
    await page.getByText(String(door?.port), { exact: true }).waitFor();
    // Four letters of welcome, and a notice of the second step, alone or with what happened right after it (R7.3).
    const notices = async () =>
      (await subjectsByImap(alice.address, made)).filter((subject) =>
        /^(A second step was added at|\d+ security notices from) Demo Mail$/.test(subject ?? ''),
      );
    await expect.poll(notices, { timeout: PATIENCE_MS }).toHaveLength(1);
    expect((await subjectsByImap(alice.address, made)).length).toBeGreaterThan(4);
    await expect(subjectsByImap(alice.address, alice.password)).rejects.toMatchObject({ authenticationFailed: true });

    await page.getByRole('link', { name: 'Back to your mail' }).click();
    await page.getByRole('link', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await signIn(page, alice);
    await page.getByLabel('Code', { exact: true }).fill(app.code(Date.now() + 30_000));
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('heading', { name: 'Inbox' }).waitFor();
    expect(tab.problems()).toEqual([]);
  });

  it('sends Alice’s codes to an address outside, which whoever tries it can read (R2.3)', async () => {
    await using fresh = await startDemo({ ports: 'any' });
    await using tab = await visit();
    const { page } = tab;
    const [alice, site] = [person('alice'), fresh.sites[0]?.url ?? ''];
    const code = async (count: number): Promise<string> => {
      const { outbox } = fresh.mailServer;
      const codes = (): readonly string[] =>
        outbox.flatMap((mail) => /^([0-9]{6})$/m.exec(readMail(mail).text)?.[1] ?? []);
      await expect.poll(() => codes().length, { timeout: PATIENCE_MS }).toBe(count);
      return codes().at(-1) ?? '';
    };
    await signIn(page, alice, site);
    await page.getByRole('link', { name: /^E-mail/ }).click();
    await page.getByLabel('Your other e-mail address').fill('alice@elsewhere.example');
    await page.getByRole('button', { name: 'Send code' }).click();
    await page.getByLabel('Code', { exact: true }).fill(await code(1));
    await page.getByRole('button', { name: 'Turn on' }).click();
    await page.getByRole('link', { name: 'I saved them' }).click();
    await page.getByRole('link', { name: 'Sign out' }).click();
    await signIn(page, alice, site);
    await page.getByLabel('Code', { exact: true }).fill(await code(2));
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('heading', { name: 'Inbox' }).waitFor();
    expect(tab.problems()).toEqual([]);
  });

  it('knows the place of Bob, and asks Carol nothing', async () => {
    await using tab = await visit();
    await signIn(tab.page, person('bob'));
    await enrol(tab.page);
    await tab.page.getByRole('heading', { name: 'Inbox' }).waitFor();
    for (const name of ['bob', 'carol']) {
      await using another = await visit();
      await signIn(another.page, person(name));
      await another.page.getByRole('heading', { name: 'Inbox' }).waitFor();
      expect(another.problems()).toEqual([]);
    }
  });
});
