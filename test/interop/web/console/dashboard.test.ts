// The dashboard in a real browser, in light and dark, on a phone and a wide screen: axe finds nothing, its charts are reached
// by the keyboard, and no script is needed.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createConsole } from '../../../../src/web/console/create-console.ts';
import { createAdministrationFixture } from '../../../support/administration-fixture.ts';
import { type BrowserPage, type BrowserPageOptions, openBrowser, type TestBrowser } from '../../../support/browser.ts';
import { CONSOLE_COOKIE, ConsoleFixture } from '../../../support/console-fixture.ts';
import { type ConsoleServer, serveConsole } from '../../../support/console-server.ts';
import { START } from '../../../support/core-fixture.ts';
import { faultsOf } from '../../../support/page-faults.ts';
import { lacks } from '../../../support/programs.ts';
import { fillStatistics } from '../../../support/statistics-fixture.ts';

const LOOKS: Readonly<Record<string, BrowserPageOptions & { readonly width?: number }>> = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  phone: { viewport: 'phone' },
  wide: { width: 1920 },
};

const PAGES = ['', '?range=90d', '/main-passwords'];

describe.skipIf(lacks('chromium'))('the dashboard', () => {
  let fixture: ConsoleFixture;
  let server: ConsoleServer;
  let browser: TestBrowser;

  beforeAll(async () => {
    const { services, core } = await createAdministrationFixture();
    const mailboxes = ['alice@never.example', 'bob@never.example', 'alice@always.example', 'bob@always.example'];
    await fillStatistics(core.stores, START, mailboxes);
    server = await serveConsole((origin) => {
      fixture = new ConsoleFixture({ services, origin });
      fixture.now = START;
      return createConsole(fixture.parts);
    });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  async function open(tab: BrowserPage, address: string): Promise<void> {
    const name = CONSOLE_COOKIE.slice('__Host-'.length);
    await tab.context.addCookies([{ name, value: fixture.begin('open'), url: server.origin }]);
    await tab.page.goto(`${server.origin}/console${address}`);
  }

  describe.each(Object.entries(LOOKS))('is accessible: %s', (_look, { width, ...options }) => {
    it.each(PAGES)('/%s', async (address) => {
      await using tab = await browser.newPage(options);
      if (width !== undefined) await tab.page.setViewportSize({ width, height: 1080 });
      await open(tab, address);
      for (const summary of await tab.page.locator('details.figures > summary').all()) await summary.click();
      expect(await faultsOf(tab.page)).toEqual([]);
      expect(tab.problems()).toEqual([]);
    });
  });

  it('lets the keyboard go over the columns, skip them, and follow one to its hour in the audit log', async () => {
    await using tab = await browser.newPage({ javaScript: false });
    await open(tab, '');
    const { page } = tab;
    await page.locator('.skip-chart').first().focus();
    await page.keyboard.press('Tab');
    const name = await page.locator('.columns a').first().getAttribute('aria-label');
    expect(name).toMatch(/^Jan 14, 2026.*: .*Signed in \d/);
    expect(await page.locator('.columns a:focus').getAttribute('aria-label')).toBe(name);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/console\/audit\?kind=sign-in&since=2026-01-14T13%3A00%3A00.000Z&until=2026-01-14T14%3A00/);
    expect(await page.locator('main').textContent()).toContain('192.0.2.');
    await page.goBack();
    await page.locator('.skip-chart').first().focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').textContent()).toBe('The same as a table');
  });
});
