// Codes by e-mail and text message as a person meets them in a browser: choosing, waiting, sending again, setting up, and
// saying that it wasn't them; with a script that counts, and without JavaScript.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openBrowser, type TestBrowser } from '../../../support/browser.ts';
import {
  CODES,
  DISPUTE_TOKEN,
  dispute,
  factor,
  NOW,
  RIGHT_PASSWORD,
  sending,
  sentFactors,
  usedAccount,
} from '../../../support/pages-account.ts';
import { PagesFixture } from '../../../support/pages-fixture.ts';
import { type PagesServer, servePages } from '../../../support/pages-server.ts';
import { lacks } from '../../../support/programs.ts';

describe.skipIf(lacks('chromium'))('a person who gets codes', () => {
  const fixture = new PagesFixture();
  let server: PagesServer;
  let browser: TestBrowser;
  beforeAll(async () => {
    server = await servePages(fixture);
    browser = await openBrowser();
  });
  beforeEach(() => {
    Object.assign(fixture.account, { begun: undefined, dispute: undefined }, usedAccount(), {
      factors: [...sentFactors(), factor('totp-1', 'My phone')],
      kinds: ['totp', 'email', 'sms'],
    });
  });
  afterAll(async () => {
    await browser[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  it('chooses another way, comes Back and reloads, and each code is sent once (P-37)', async () => {
    await using tab = await browser.newPage();
    const { page } = tab;
    await page.goto(server.entry(fixture.begin('challenge'), '/challenge'));
    await page.getByText('We sent a code to a•••@example.org.').waitFor();
    await page.getByRole('link', { name: 'Text +49 ••• 67' }).click();
    await page.getByText('We sent a code by text message to +49 ••• 67.').waitFor();
    await page.goBack();
    await page.getByText('We sent a code to a•••@example.org.').waitFor();
    await page.reload();
    await page.getByLabel('Code', { exact: true }).fill(CODES.right);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/?_task=mail');
    expect(fixture.account.calls).toEqual([
      'send email-1 en',
      'send sms-1 en',
      `answer factor ${CODES.right} trust=false`,
    ]);
    expect(tab.problems()).toEqual([]);
  });

  it('sees the seconds count down, and then may press', async () => {
    fixture.account.sendings.set('email-1', sending({ againAt: NOW + 2_000 }));
    await using tab = await browser.newPage();
    const { page } = tab;
    await page.goto(server.entry(fixture.begin('challenge'), '/challenge'));
    const again = page.getByRole('button', { name: 'Send it again' });
    expect(await again.isDisabled()).toBe(true);
    await page.getByText('possible in 1 second').waitFor();
    await page.getByText('possible in').waitFor({ state: 'detached' });
    await again.click();
    await page.getByText('The code was sent once more.').waitFor();
    expect(fixture.account.calls).toEqual(['send email-1 en again']);
    expect(tab.problems()).toEqual([]);
  });

  it('presses that without JavaScript whenever they like', async () => {
    await using tab = await browser.newPage({ javaScript: false });
    const { page } = tab;
    await page.goto(server.entry(fixture.begin('challenge'), '/challenge'));
    await page.getByText('possible in 30 seconds').waitFor();
    await page.getByRole('button', { name: 'Send it again' }).click();
    await page.getByText('The code was sent once more.').waitFor();
    expect(fixture.account.calls).toEqual(['send email-1 en', 'send email-1 en again']);
  });

  it('sets codes by e-mail up at sign-in, without JavaScript', async () => {
    await using tab = await browser.newPage({ javaScript: false });
    const { page } = tab;
    await page.goto(server.entry(fixture.begin('enrolment'), '/enrolment'));
    await page.getByRole('link', { name: /^E-mail/ }).click();
    await page.getByLabel('Your other e-mail address').fill('alice@other.example');
    await page.getByRole('button', { name: 'Send code' }).click();
    await page.getByText('We sent a code to alice@other.example.').waitFor();
    await page.reload();
    await page.getByRole('link', { name: 'Use another address' }).click();
    await page.getByLabel('Your other e-mail address').fill('alice@third.example');
    await page.keyboard.press('Enter');
    await page.getByText('We sent a code to alice@third.example.').waitFor();
    await page.getByLabel('Code', { exact: true }).fill(CODES.wrong);
    await page.getByRole('button', { name: 'Turn on' }).click();
    await page.getByText('This code isn’t right').waitFor();
    await page.getByLabel('Code', { exact: true }).fill(CODES.right);
    await page.getByRole('button', { name: 'Turn on' }).click();
    await page.getByRole('heading', { name: 'Save your recovery codes' }).waitFor();
    expect(page.url()).not.toContain('other.example');
    expect(fixture.account.calls).toEqual([
      'enrol by email alice@other.example en',
      'enrol by email alice@third.example en',
      'enrol email E-mail',
    ]);
  });

  it('confirms with a code that is sent, and Enter never sends another', async () => {
    await using tab = await browser.newPage();
    const { page } = tab;
    await page.goto(server.entry(fixture.begin('open'), '/account/recovery-codes/new'));
    await page.getByRole('button', { name: 'Send code' }).click();
    await page.getByLabel('Password').fill(RIGHT_PASSWORD);
    await page.getByLabel('Code', { exact: true }).fill(CODES.right);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Make new codes' }).waitFor();
    expect(fixture.account.calls).toEqual(['send email-1 en', 'confirm factor']);
    expect(tab.problems()).toEqual([]);
  });

  it('says that it wasn’t them, with the keyboard alone and without JavaScript', async () => {
    fixture.account.dispute = dispute();
    await using tab = await browser.newPage({ javaScript: false });
    const { page } = tab;
    await page.goto(`${server.origin}/.postern/not-me?token=${DISPUTE_TOKEN}`);
    await page.getByText('Edge on Windows').waitFor();
    expect(fixture.account.calls).toEqual([]);
    await page.getByRole('button', { name: 'Stop this sign-in' }).press('Enter');
    await page.getByRole('heading', { name: 'The sign-in is stopped' }).waitFor();
    await page.reload();
    await page.getByRole('link', { name: 'Sign out everywhere' }).press('Enter');
    await page.getByRole('heading', { name: 'Sign out everywhere?' }).waitFor();
    expect(fixture.account.calls).toEqual(['stop']);
    await page.getByRole('button', { name: 'Sign out everywhere' }).press('Enter');
    await page.getByText('4 browsers and mail connections were ended.').waitFor();
    expect(fixture.account.calls).toEqual(['stop', 'stop all']);
    expect(tab.problems()).toEqual([]);
  });
});
