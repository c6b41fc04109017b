// One mailbox's page and the import, on a whole Postern in a real browser: an administrator helps somebody who lost a phone,
// resets a password, changes settings and imports a file; every page in light, dark and on a phone, without a script.

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserPageOptions, openBrowser, type TestBrowser } from '../../../support/browser.ts';
import { type ConsoleSite, setUp, startConsoleSite } from '../../../support/console-site.ts';
import { faultsOf } from '../../../support/page-faults.ts';
import { lacks } from '../../../support/programs.ts';

const LOOKS: Readonly<Record<string, BrowserPageOptions>> = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  phone: { viewport: 'phone' },
};

const ALICE = 'alice@example.test';

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click();
const follow = (page: Page, name: string | RegExp) => page.getByRole('link', { name }).first().click();

describe.skipIf(lacks('chromium', 'openssl'))('the page of a mailbox', () => {
  let site: ConsoleSite;
  let browser: TestBrowser;
  beforeAll(async () => {
    site = await startConsoleSite();
    browser = await openBrowser();
    const { operator } = site;
    await operator.ask('POST', '/groups', { body: { name: 'pilots', challenge: 'new-ip' } });
    const places = { mail: ['192.0.2.0/24', '2001:db8::/32'] };
    await operator.ask('POST', '/mailboxes', { body: { address: ALICE, permittedNetworks: places } });
    await operator.ask('POST', '/aliases', { body: { alias: 'info@example.test', target: ALICE } });
    await operator.ask('POST', '/groups/pilots/members', { body: { mailbox: ALICE } });
    const factor = { kind: 'email', destination: 'alice@elsewhere.test', name: 'Private address' };
    await operator.ask('POST', `/mailboxes/${ALICE}/factors`, { body: factor });
  });
  afterAll(async () => {
    expect(site.postern.logged.filter(({ event }) => event.endsWith('.broken'))).toEqual([]);
    await browser[Symbol.asyncDispose]();
    await site[Symbol.asyncDispose]();
  });

  /** Signed in, both steps given just now. */
  async function administrator(name: string, options: BrowserPageOptions) {
    const tab = await browser.newPage({ javaScript: false, ...options });
    await setUp(tab.page, site, await site.add(name, 'platform-administrator'));
    return tab;
  }

  const mailbox = () => `${site.address}/mailbox?address=${encodeURIComponent(ALICE)}`;
  const stored = () => site.operator.ask<Record<string, unknown>>('GET', `/mailboxes/${ALICE}`);

  it('lets an administrator change, reset and disable, all without a script (R6.3, R6.4)', async () => {
    await using tab = await administrator('ann', {});
    const { page } = tab;
    await page.goto(mailbox());
    expect(await page.locator('h1').innerText()).toBe(ALICE);
    await follow(page, 'Change settings');
    await page.check('[name="policy.challenge"][value=always]');
    await press(page, 'Save');
    expect(await page.locator('.notice.good').innerText()).toContain('saved');
    expect(await stored()).toMatchObject({ challenge: 'always', effective: { challenge: { layer: 'mailbox' } } });
    await press(page, 'Make an enrolment code');
    expect(await page.locator('#secret').innerText()).toMatch(/\S{4,}/);
    await follow(page, 'To the mailbox');
    await follow(page, 'Reset password');
    await press(page, 'Reset password');
    expect(await page.locator('#secret').innerText()).toMatch(/^\S{20,}$/);
    await follow(page, 'To the mailbox');
    expect(await page.locator('h1 + .lead').innerText()).toContain('must choose a new password');
    await follow(page, 'Disable');
    await press(page, 'Disable');
    expect(await stored()).toMatchObject({ disabled: true });
    await follow(page, 'Enable');
    await press(page, 'Enable');
    expect(await stored()).toMatchObject({ disabled: false });
    expect(tab.problems()).toEqual([]);
  });

  it('imports what was pasted, after a look at what it changes (R6.3)', async () => {
    await using tab = await administrator('ben', {});
    const { page } = tab;
    await page.goto(`${site.address}/mailboxes/import`);
    await page.fill('textarea', 'address;challenge\nzoe@example.test;never\nnobody@elsewhere.test;always\n');
    await press(page, /paste the lines/);
    expect(await page.locator('h1').innerText()).toBe('This would change');
    await expect(site.operator.ask('GET', '/mailboxes/zoe@example.test')).resolves.toMatchObject({ listed: false });
    await press(page, 'Import 1 mailbox');
    expect(await page.locator('h1').innerText()).toBe('This was changed');
    await expect(site.operator.ask('GET', '/mailboxes/zoe@example.test')).resolves.toMatchObject({
      challenge: 'never',
    });
    const file = { name: 'staff.csv', mimeType: 'text/csv', buffer: Buffer.from('address\nyves@example.test\n') };
    await page.goto(`${site.address}/mailboxes/import`);
    await page.setInputFiles('[type=file]', file);
    await press(page, /change: CSV file/);
    expect(await page.getByRole('button', { name: 'Import 1 mailbox' }).count()).toBe(1);
  });

  for (const [look, options] of Object.entries(LOOKS)) {
    it(`is accessible: ${look}`, async () => {
      await using tab = await administrator(`look-${look}`, { ...options, javaScript: true });
      const { page } = tab;
      const query = `address=${encodeURIComponent(ALICE)}`;
      const paths = ['', '/settings', '/password', '/disable', '/lock-down', '/factors/supply', '/app-passwords/new'];
      for (const path of paths) {
        await page.goto(`${site.address}/mailbox${path}?${query}`);
        expect([path, ...(await faultsOf(page))]).toEqual([path]);
      }
      await page.goto(`${site.address}/mailboxes/import`);
      expect(['import', ...(await faultsOf(page))]).toEqual(['import']);
      await page.fill('textarea', `address,challenge,groups\n${ALICE},new-country,none\nnew@example.test,,\nx,,\n`);
      await press(page, /paste the lines/);
      expect(['preview', ...(await faultsOf(page))]).toEqual(['preview']);
      expect(tab.problems()).toEqual([]);
    });
  }
});
