// Pictures of the pages for the documentation: `UPDATE_SCREENSHOTS=1 npx vitest run test/interop/web/pages/screenshots.test.ts`.
// Without it the pictures are made too, and go away.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserPageOptions, openBrowser, type TestBrowser } from '../../../support/browser.ts';
import { PagesFixture } from '../../../support/pages-fixture.ts';
import { type PagesServer, servePages } from '../../../support/pages-server.ts';
import { lacks } from '../../../support/programs.ts';
import { openShownPage } from './open-page.ts';
import { SHOWN_PAGES } from './shown-pages.ts';

const LOOKS: Readonly<Record<string, BrowserPageOptions>> = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  phone: { viewport: 'phone' },
};

describe.skipIf(lacks('chromium'))('pictures of the pages', () => {
  const fixture = new PagesFixture();
  let server: PagesServer;
  let browser: TestBrowser;
  beforeAll(async () => {
    server = await servePages(fixture);
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  for (const [look, options] of Object.entries(LOOKS)) {
    it(`are made in ${look}`, async () => {
      await using tab = await browser.newPage(options);
      // As narrow as the whole design still fits: pictures stay small.
      if (options.viewport === undefined) await tab.page.setViewportSize({ width: 960, height: 640 });
      for (const shown of SHOWN_PAGES.filter(({ isPictured }) => isPictured)) {
        await openShownPage(tab, shown, { fixture, server });
        await tab.screenshot(`${shown.name}-${look}`, { isWhole: true });
      }
      expect(tab.problems()).toEqual([]);
    });
  }
});
