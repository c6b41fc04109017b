// The console's ways in and the pages about access, on a whole Postern in a real browser: an administrator sets up, signs in,
// looks after themselves and others; every page in light, dark and on a phone.

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserPageOptions, openBrowser, type TestBrowser } from '../../../support/browser.ts';
import {
  type AppSecret,
  appOnPage,
  type ConsoleSite,
  confirm,
  cookiesOf,
  setUp,
  signIn,
  startConsoleSite,
  useHostCode,
} from '../../../support/console-site.ts';
import { faultsOf } from '../../../support/page-faults.ts';
import { lacks } from '../../../support/programs.ts';

const LOOKS: Readonly<Record<string, BrowserPageOptions>> = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  phone: { viewport: 'phone' },
};

/** What Chromium says of a page that is answered with an error on purpose. */
const MEANT = /^console: Failed to load resource: the server responded with a status of (?:40[34]|422) /;

const heading = (page: Page) => page.locator('h1').innerText();
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();
const follow = (page: Page, name: string | RegExp) => page.getByRole('link', { name }).first().click();

describe.skipIf(lacks('chromium', 'openssl'))('the console', () => {
  let site: ConsoleSite;
  let browser: TestBrowser;
  beforeAll(async () => {
    site = await startConsoleSite();
    browser = await openBrowser();
  });
  afterAll(async () => {
    expect(site.postern.logged.filter(({ event }) => event.endsWith('.broken'))).toEqual([]);
    await browser[Symbol.asyncDispose]();
    await site[Symbol.asyncDispose]();
  });

  async function someone(name: string): Promise<AppSecret> {
    await using tab = await browser.newPage({ javaScript: false });
    const app = await setUp(tab.page, site, await site.add(name, 'platform-administrator'));
    return app;
  }

  it('lets nobody in without both steps, and a new administrator set up theirs with the code from the host (R6.2)', async () => {
    await using tab = await browser.newPage({ javaScript: false });
    const { page } = tab;
    await page.goto(`${site.address}/tokens`);
    expect(await heading(page)).toBe('Sign in to the administration');
    const app = await setUp(page, site, await site.add('ann', 'platform-administrator'));
    expect(await heading(page)).toBe('Save your recovery codes');
    expect(await page.locator('.codes li').count()).toBe(10);
    const recoveryCode = await page.locator('.codes li').first().innerText();
    await page.reload();
    expect(await page.locator('.codes').count()).toBe(0);
    await press(page, 'Sign out');
    expect(await heading(page)).toBe('You are signed out');
    await signIn(page, site, { name: 'ann', app });
    expect(page.url()).toMatch(/\/console(?:\/own|\/mailboxes|\/administrators)?$/);
    const cookie = (await cookiesOf(tab.context)).get('postern-console');
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
    await press(page, 'Sign out');
    await page.goto(`${site.address}/tokens?ended=true`);
    await page.fill('[name=name]', 'ann');
    await page.fill('[name=password]', 'several words together');
    await press(page, 'Sign in');
    await follow(page, 'Use a recovery code');
    await page.fill('[name=code]', recoveryCode);
    await press(page, 'Continue');
    expect(page.url()).toBe(`${site.address}/tokens?ended=true`);
  });

  it('says the same of a wrong name and a wrong password, and asks again at the second step', async () => {
    const app = await someone('bea');
    await using tab = await browser.newPage({ javaScript: false });
    const { page } = tab;
    const texts: string[] = [];
    for (const name of ['bea', 'nobody']) {
      await page.goto(`${site.address}/sign-in`);
      await page.fill('[name=name]', name);
      await page.fill('[name=password]', 'another password');
      await press(page, 'Sign in');
      texts.push(await page.locator('main').innerText());
    }
    expect(texts[0]).toContain('Name or password isn’t right.');
    expect(texts[1]).toBe(texts[0]);
    await page.fill('[name=name]', 'bea');
    await page.fill('[name=password]', 'several words together');
    await press(page, 'Sign in');
    await page.fill('[name=code]', '000000');
    await press(page, 'Continue');
    expect(await page.getByRole('alert').innerText()).toContain('This code isn’t right.');
    await page.goto(`${site.address}/administrators`);
    expect(await heading(page)).toBe('One more step');
    await page.fill('[name=code]', site.code(app));
    await press(page, 'Continue');
    await page.goto(`${site.address}/administrators`);
    expect(await heading(page)).toBe('Administrators');
  });

  it('lets administrators be added, changed, reset and removed, after both steps again (P-21)', async () => {
    const app = await someone('cleo');
    await using tab = await browser.newPage({ javaScript: false });
    const { page } = tab;
    await signIn(page, site, { name: 'cleo', app });
    site.clock.advance(11 * 60_000);
    await page.goto(`${site.address}/administrators`);
    await follow(page, 'Add an administrator');
    expect(await heading(page)).toBe('Confirm it’s you');
    await confirm(page, site, app);
    expect(await heading(page)).toBe('Add an administrator');
    await page.fill('[name=name]', 'Dora Doe');
    await page.fill('[name=domains]', 'nowhere.test');
    await press(page, 'Add an administrator');
    expect(await page.getByRole('alert').innerText()).toContain('Please check what you entered.');
    expect(await page.inputValue('[name=name]')).toBe('Dora Doe');
    await page.fill('[name=name]', 'dora');
    await page.fill('[name=domains]', 'example.test');
    await press(page, 'Add an administrator');
    const first = await page.locator('#secret').innerText();
    await page.goto(`${site.address}/administrator?name=dora`);
    expect(await page.locator('.key-values').innerText()).toMatch(
      /domain administrator[\s\S]*example\.test[\s\S]*Not set up yet/,
    );
    await page.getByLabel('auditor').check();
    await page.fill('[name=domains]', '');
    await press(page, 'Save');
    expect(await page.locator('.key-values').innerText()).toMatch(/auditor[\s\S]*all domains/);
    await follow(page, 'Reset sign-in');
    await press(page, 'Reset sign-in');
    const second = await page.locator('#secret').innerText();
    expect(second).not.toBe(first);
    await page.reload();
    expect(await page.locator('#secret').count()).toBe(0);
    await using other = await browser.newPage({ javaScript: false });
    await useHostCode(other.page, site, first);
    expect(await other.page.getByRole('alert').innerText()).toMatch(/This code /);
    await setUp(other.page, site, second);
    await follow(other.page, 'I saved them, continue');
    expect(await other.page.locator('.sections.beside-content').innerText()).toContain('Administrators');
    await other.page.goto(`${site.address}/administrators/new`);
    expect(await heading(other.page)).toBe('There’s nothing here');
    await page.goto(`${site.address}/administrator?name=dora`);
    await follow(page, 'Remove');
    await press(page, 'Remove');
    expect(await page.locator('main').innerText()).toContain('The administrator is removed.');
    await other.page.goto(`${site.address}/own`);
    expect(await heading(other.page)).toBe('Sign in to the administration');
  });

  it('refuses a change of what somebody else has changed meanwhile', async () => {
    const app = await someone('elsa');
    await site.add('flora', 'auditor');
    await using tab = await browser.newPage({ javaScript: false });
    const { page, context } = tab;
    await signIn(page, site, { name: 'elsa', app });
    await page.goto(`${site.address}/administrator?name=flora`);
    const late = await context.newPage();
    await late.goto(`${site.address}/administrator?name=flora`);
    await page.getByLabel('Disabled').check();
    await press(page, 'Save');
    await press(late, 'Save');
    expect(await late.getByRole('alert').innerText()).toContain('Somebody else has changed this');
    expect(await late.getByLabel('Disabled').isChecked()).toBe(true);
  });

  it('shows a token once, and revokes it', async () => {
    const app = await someone('gina');
    await using tab = await browser.newPage({ javaScript: false });
    const { page } = tab;
    await signIn(page, site, { name: 'gina', app });
    await page.goto(`${site.address}/tokens/new`);
    await page.fill('[name=name]', 'Copies for gina');
    await press(page, 'Create a token');
    expect(await page.getByRole('alert').innerText()).toContain('Permissions');
    await page.getByLabel('See administrators and tokens').check();
    await press(page, 'Create a token');
    const token = await page.locator('#secret').innerText();
    const ask = () =>
      fetch(`${new URL(site.address).origin}/api/v1/tokens`, { headers: { authorization: `Bearer ${token}` } });
    expect((await ask()).status).toBe(200);
    await page.reload();
    expect(await page.locator('main').innerText()).toContain('nothing was made a second time');
    expect(await page.content()).not.toContain(token);
    await page.getByRole('link', { name: 'Revoke Copies for gina?' }).click();
    await press(page, 'Revoke');
    expect((await ask()).status).toBe(401);
  });

  it('lets somebody change the own password and apps, and ends the other sessions with it', async () => {
    const app = await someone('hana');
    await using tab = await browser.newPage({ javaScript: false });
    await using other = await browser.newPage({ javaScript: false });
    for (const { page } of [tab, other]) await signIn(page, site, { name: 'hana', app });
    const { page } = tab;
    await page.goto(`${site.address}/own`);
    await follow(page, 'Add an app');
    const added = await appOnPage(page);
    await page.fill('[name=name]', 'Tablet');
    await page.fill('main [name=code]', site.code(added));
    await press(page, 'Add an app');
    expect(await page.locator('main').innerText()).toContain('Tablet');
    await page.getByRole('link', { name: 'Remove Tablet?' }).click();
    await press(page, 'Remove');
    expect(await page.locator('main').innerText()).not.toContain('Tablet');
    await press(page, 'Make new codes');
    expect(await page.locator('.codes li').count()).toBe(10);
    await page.goto(`${site.address}/own/password`);
    await page.fill('[name=new-password]', 'one thing');
    await page.fill('[name=again]', 'another thing');
    await press(page, 'Set this password');
    expect(await page.locator('.error').innerText()).toBe('The two passwords aren’t the same.');
    await page.fill('[name=new-password]', 'new words to remember');
    await page.fill('[name=again]', 'new words to remember');
    await press(page, 'Set this password');
    expect(await page.locator('main').innerText()).toContain('Your new password is set');
    await other.page.goto(`${site.address}/own`);
    expect(await heading(other.page)).toBe('Sign in to the administration');
  });

  it('marks a break-glass session on every page, with the time that is left (R6.7)', async () => {
    await using tab = await browser.newPage({ javaScript: false });
    const { page } = tab;
    await useHostCode(page, site, await site.breakGlass('ivo'));
    for (const path of ['/own', '/administrators', '/administrators/sessions', '/tokens']) {
      await page.goto(`${site.address}${path}`);
      expect([path, await page.locator('.notice.warn').first().innerText()]).toEqual([
        path,
        expect.stringMatching(/break-glass sign-in.*It ends in \d+ minutes/),
      ]);
    }
  });

  for (const [look, options] of Object.entries(LOOKS)) {
    it(`is accessible on every page about access: ${look}`, async () => {
      const app = await someone(`lena-${look}`);
      await site.add(`mia-${look}`, 'domain-administrator', ['example.test']);
      await using tab = await browser.newPage(options);
      const { page } = tab;
      const check = async (path: string) => {
        expect([path, ...(await faultsOf(page))]).toEqual([path]);
      };
      const open = async (path: string) => {
        await page.goto(`${site.address}${path}`);
        await check(path);
      };
      for (const path of ['/sign-in?result=wrong', '/code?result=used', '/signed-out']) await open(path);
      await useHostCode(page, site, await site.add(`nora-${look}`, 'auditor'));
      await check('/set-up');
      await press(page, 'Cancel and sign out');
      await page.goto(`${site.address}/sign-in`);
      await page.fill('[name=name]', `lena-${look}`);
      await page.fill('[name=password]', 'several words together');
      await press(page, 'Sign in');
      await check('/challenge');
      await page.fill('[name=code]', site.code(app));
      await press(page, 'Continue');
      const paths = [
        ...['/own', '/own/password', '/own/authenticators/new', '/administrators', '/administrators/sessions'],
        ...['/administrators/new', `/administrator?name=mia-${look}`, `/administrator/reset?name=mia-${look}`],
        ...['/tokens', '/tokens/new', '/tokens/revoke?id=tk-1&name=x', '/confirm', '/nothing'],
      ];
      for (const path of paths) await open(path);
      await page.goto(`${site.address}/tokens/new`);
      await page.fill('[name=name]', 'Backups');
      await page.getByLabel('See administrators and tokens').check();
      await press(page, 'Create a token');
      await check('/tokens/made');
      await page.goto(`${site.address}/tokens`);
      await check('/tokens/listed');
      expect(tab.problems().filter((problem) => !MEANT.test(problem))).toEqual([]);
    });
  }
});
