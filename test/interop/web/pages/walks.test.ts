// What a person does on the pages: with the keyboard alone, without JavaScript, with the Back button and reload.

import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openBrowser, type TestBrowser } from '../../../support/browser.ts';
import { CODES, RECOVERY_CODES, RIGHT_PASSWORD, usedAccount } from '../../../support/pages-account.ts';
import { PagesFixture } from '../../../support/pages-fixture.ts';
import { type PagesServer, servePages } from '../../../support/pages-server.ts';
import { lacks } from '../../../support/programs.ts';

/** More than any page has places to stop at. */
const MOST_TABS = 60;

async function isFocused(page: Page, selector: string): Promise<boolean> {
  return page.evaluate<boolean>(`document.activeElement.matches(${JSON.stringify(selector)})`);
}

/** Presses Tab until the element has the focus, and checks that the focus can be seen. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < MOST_TABS; presses += 1) {
    if (await isFocused(page, selector)) {
      const outline = await page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle');
      expect(outline).toBe('solid');
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error(`${selector} can't be reached with the keyboard`);
}

describe.skipIf(lacks('chromium'))('a person', () => {
  const fixture = new PagesFixture();
  let server: PagesServer;
  let browser: TestBrowser;
  beforeAll(async () => {
    server = await servePages(fixture);
    browser = await openBrowser();
  });
  beforeEach(() => {
    Object.assign(fixture.account, usedAccount());
  });
  afterAll(async () => {
    await browser[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  it('answers the challenge with the keyboard alone', async () => {
    await using tab = await browser.newPage();
    const { page } = tab;
    await page.goto(server.entry(fixture.begin('challenge'), '/challenge'));
    expect(await isFocused(page, 'input[name="code"]')).toBe(true);
    await page.keyboard.type(CODES.right);
    await tabTo(page, 'input[name="trust"]');
    await page.keyboard.press('Space');
    await tabTo(page, 'button.primary');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/?_task=mail');
    expect(fixture.account.calls).toEqual([`answer factor ${CODES.right} trust=true`]);
    expect(tab.problems()).toEqual([]);
  });

  it('enrols with the keyboard alone, and opens the key to type on the way', async () => {
    await using tab = await browser.newPage();
    const { page } = tab;
    await page.goto(server.entry(fixture.begin('enrolment'), '/enrolment'));
    await tabTo(page, 'summary');
    await page.keyboard.press('Enter');
    expect(await page.getByText('JBSW Y3DP EHPK 3PXP').isVisible()).toBe(true);
    await tabTo(page, 'input[name="code"]');
    await page.keyboard.type(CODES.right);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Save your recovery codes' }).waitFor();
    await tabTo(page, 'a.primary');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/?_task=mail');
    expect(tab.problems()).toEqual([]);
  });

  it('skips to the content with the first Tab', async () => {
    await using tab = await browser.newPage();
    await tab.page.goto(server.entry(fixture.begin('open'), '/account'));
    await tab.page.keyboard.press('Tab');
    expect(await isFocused(tab.page, '.skip')).toBe(true);
    await tab.page.keyboard.press('Enter');
    expect(await isFocused(tab.page, 'main')).toBe(true);
  });

  it('does everything without JavaScript', async () => {
    await using tab = await browser.newPage({ javaScript: false });
    const { page } = tab;
    await page.goto(server.entry(fixture.begin('enrolment'), '/enrolment'));
    await page.getByLabel('Code', { exact: true }).fill(CODES.wrong);
    await page.getByRole('button', { name: 'Turn on' }).click();
    await page.getByRole('alert').getByText('This code isn’t right.').waitFor();
    await page.getByLabel('Code', { exact: true }).fill(CODES.right);
    await page.getByRole('button', { name: 'Turn on' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('recovery-codes.txt');
    const saved = await readFile(await download.path(), 'utf8');
    expect(saved.split('\r\n').slice(3, -1)).toEqual(RECOVERY_CODES);
    expect(await page.getByRole('button', { name: 'Copy' }).count()).toBe(0);

    await page.goto(`${server.origin}/.postern/account/app-passwords/new`);
    await page.getByLabel('What is it for?').fill('Thunderbird');
    await page.getByLabel('Your password').fill(RIGHT_PASSWORD);
    await page.getByLabel('Code', { exact: true }).fill(CODES.wrong);
    await page.getByRole('button', { name: 'Make app password' }).click();
    await page.getByText('This code isn’t right, or it was used already.').waitFor();
    expect(await page.getByLabel('What is it for?').inputValue()).toBe('Thunderbird');
    await page.getByLabel('Your password').fill(RIGHT_PASSWORD);
    await page.getByLabel('Code', { exact: true }).fill(CODES.right);
    await page.getByRole('button', { name: 'Make app password' }).click();
    await page.getByText('kdmw-tzra-hqpe-xvbn-scyf').waitFor();

    await page.getByRole('link', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Deutsch' }).click();
    await page.getByRole('heading', { name: 'App-Passwörter' }).waitFor();
    await page.getByRole('button', { name: 'Dunkel' }).click();
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
    await page.getByRole('button', { name: /^Abmelden/ }).click();
    await page.getByRole('heading', { name: 'Sie sind abgemeldet' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'Bitte melden Sie sich zuerst an' }).waitFor();
  });

  it('goes Back after the second step, and is led to the mail', async () => {
    await using tab = await browser.newPage();
    const { page } = tab;
    await page.goto(server.entry(fixture.begin('challenge'), '/challenge'));
    await page.getByLabel('Code', { exact: true }).fill(CODES.right);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForURL('**/?_task=mail');
    await page.goBack();
    await page.getByRole('heading', { name: 'Webmail' }).waitFor();
    expect(fixture.account.calls).toHaveLength(1);
  });

  it('reloads what was shown once, and nothing is made a second time (P-37)', async () => {
    await using tab = await browser.newPage();
    const { page } = tab;
    await page.goto(server.entry(fixture.begin('confirmed'), '/account/recovery-codes/new'));
    await page.getByRole('button', { name: 'Make new codes' }).click();
    await page
      .getByText(RECOVERY_CODES[0] ?? '')
      .first()
      .waitFor();
    await page.reload();
    await page.getByText('This form was sent already').waitFor();
    expect(fixture.account.calls).toEqual(['new recovery codes']);
    expect(tab.problems()).toEqual([]);
  });

  it('copies an app password with a button', async () => {
    await using tab = await browser.newPage();
    const { page, context } = tab;
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto(server.entry(fixture.begin('confirmed'), '/account/app-passwords/new'));
    await page.getByLabel('What is it for?').fill('Phone');
    await page.getByLabel('Your password').fill(RIGHT_PASSWORD);
    await page.getByRole('button', { name: 'Make app password' }).click();
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByText('Copied').waitFor();
    expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe('kdmw-tzra-hqpe-xvbn-scyf');
    expect(tab.problems()).toEqual([]);
  });

  it('confirms again, and lands where that was asked for', async () => {
    await using tab = await browser.newPage();
    const { page } = tab;
    await page.goto(server.entry(fixture.begin('open'), '/account/authenticators'));
    await page.getByRole('link', { name: 'Remove: Tablet at home' }).click();
    await page.getByLabel('Password').fill(RIGHT_PASSWORD);
    await page.getByLabel('Code from').selectOption({ label: 'My phone' });
    await page.getByLabel('Code', { exact: true }).fill(CODES.right);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('heading', { name: 'Remove Tablet at home?' }).waitFor();
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByText('It is removed.').waitFor();
    expect(fixture.account.calls).toEqual(['confirm factor', 'remove totp-2']);
    expect(tab.problems()).toEqual([]);
  });
});
