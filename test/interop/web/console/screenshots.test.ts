// Pictures of the console for the documentation, of a whole Postern with a site that looks lived-in:
// `UPDATE_SCREENSHOTS=1 npx vitest run test/interop/web/console/screenshots.test.ts`. Without it the pictures are made
// too, and go away.

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserPage, type BrowserPageOptions, openBrowser, type TestBrowser } from '../../../support/browser.ts';
import { type AppSecret, type ConsoleSite, setUp, signIn, startConsoleSite } from '../../../support/console-site.ts';
import { fillLivedInSite, LIVED_IN } from '../../../support/lived-in-site.ts';
import { lacks } from '../../../support/programs.ts';

/** `mode`: what the pictured job sets; another one each time, so that there is something to change. */
const LOOKS: Readonly<Record<string, BrowserPageOptions & { readonly mode: string }>> = {
  light: { colorScheme: 'light', mode: 'always' },
  dark: { colorScheme: 'dark', mode: 'new-ip' },
  phone: { viewport: 'phone', mode: 'new-country' },
};

/** A picture says enough with this much of a long page, in CSS pixels: less of a wide one, which stays below 200 kB. */
const TALLEST = { wide: 960, narrow: 1_500 };

type Picture = readonly [name: string, path: string, steps?: (page: Page, mode: string) => Promise<void>];

describe.skipIf(lacks('chromium'))('pictures of the console', () => {
  let site: ConsoleSite;
  let browser: TestBrowser;
  let app: AppSecret;

  beforeAll(async () => {
    site = await startConsoleSite();
    browser = await openBrowser();
    await fillLivedInSite(site);
    await using tab = await browser.newPage();
    app = await setUp(tab.page, site, await site.add('ann', 'platform-administrator'));
    await tab.page.getByRole('heading', { name: /recovery codes/i }).waitFor();
  });
  afterAll(async () => {
    await browser[Symbol.asyncDispose]();
    await site[Symbol.asyncDispose]();
  });

  const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click();

  /** What leads to each picture, from the page at its address. */
  const PICTURES: readonly Picture[] = [
    ['dashboard', '?range=7d'],
    ['mailboxes', `/mailboxes?domain=${LIVED_IN.domain}`],
    ['mailbox', `/mailbox?address=${LIVED_IN.mailbox}`],
    [
      'bulk-preview',
      `/mailboxes/change?all=yes&domain=${LIVED_IN.domain}`,
      async (page) => {
        await page.getByLabel('When a second step is asked').selectOption('always');
        await press(page, 'See what it would do');
        await page.getByText('What would hold in the end').first().waitFor();
      },
    ],
    [
      'job',
      `/mailboxes/change?all=yes&domain=${LIVED_IN.otherDomain}`,
      async (page, mode) => {
        await page.getByLabel('When a second step is asked').selectOption(mode);
        await press(page, 'See what it would do');
        await press(page, /^Change \d+ mailbox/);
        await page
          .getByText(/\d+ (changed|unchanged)/)
          .first()
          .waitFor();
      },
    ],
    [
      'policy-preview',
      `/domains/policy?name=${LIVED_IN.domain}`,
      async (page) => {
        const modes = page.getByRole('group', { name: 'When a second step is asked' });
        await modes.getByLabel('From new networks').check();
        await press(page, 'See what it changes');
        await page.getByText('This changes').waitFor();
      },
    ],
    [
      'audit-entry',
      `/audit?event=web-sign-in.refused&mailbox=${LIVED_IN.mailbox}`,
      async (page) => {
        await page.locator('main a[href*="/audit/entry"]').first().click();
        await page.waitForURL(/audit\/entry/);
      },
    ],
    ['explain', `/explain?loginName=${LIVED_IN.mailbox}&ip=203.0.113.7&door=web`],
    ['administrators', '/administrators'],
    [
      'token-made',
      '/tokens/new',
      async (page) => {
        await page.locator('[name=name]').fill('Staff sync');
        for (const name of ['mailboxes:read', 'mailboxes:write']) await page.locator(`[name="may:${name}"]`).check();
        await page.locator('main button.primary').click();
        await page.locator('#secret').waitFor();
      },
    ],
  ];

  async function picture(tab: BrowserPage, name: string): Promise<void> {
    const { page } = tab;
    const size = page.viewportSize() ?? { width: 1_280, height: 800 };
    const height = await page.evaluate<number>('document.documentElement.scrollHeight');
    await page.setViewportSize({
      ...size,
      height: Math.min(Math.max(height, size.height), size.width < 600 ? TALLEST.narrow : TALLEST.wide),
    });
    await tab.screenshot(name);
    await page.setViewportSize(size);
  }

  for (const [look, { mode, ...options }] of Object.entries(LOOKS)) {
    it(`are made in ${look}`, async () => {
      await using tab = await browser.newPage({ ...options, javaScript: true });
      const { page } = tab;
      if (options.viewport === undefined) await page.setViewportSize({ width: 1_440, height: 800 });
      await signIn(page, site, { name: 'ann', app });
      for (const [name, path, steps] of PICTURES) {
        await page.goto(`${site.address}${path}`);
        await steps?.(page, mode);
        await picture(tab, `console-${name}-${look}`);
      }
      expect(tab.problems()).toEqual([]);
    });
  }
});
