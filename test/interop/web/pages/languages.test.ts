// Every page in every language on the narrowest screen (WCAG 2.2, 1.4.10: 320 CSS pixels): nothing is wider than it.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../../../src/core/language.ts';
import { openBrowser, type TestBrowser } from '../../../support/browser.ts';
import { PagesFixture } from '../../../support/pages-fixture.ts';
import { type PagesServer, servePages } from '../../../support/pages-server.ts';
import { lacks } from '../../../support/programs.ts';
import { openShownPage } from './open-page.ts';
import { SHOWN_PAGES } from './shown-pages.ts';

/** Elements that reach beyond the screen, and buttons whose text doesn't fit. */
const TOO_WIDE = `[...document.body.querySelectorAll('*')]
  .filter((element) => element.checkVisibility() && !element.closest('.skip, .unseen, [hidden]'))
  .filter((element) => element.getBoundingClientRect().right > innerWidth + 1 || (element.matches('button, .button, .badge') && element.scrollWidth > element.clientWidth + 1))
  .map((element) => element.outerHTML.slice(0, 160))`;

describe.skipIf(lacks('chromium'))('every page on a narrow screen', () => {
  const fixture = new PagesFixture({ branding: { name: 'Universität Musterstadt' } });
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

  for (const language of Object.keys(LANGUAGES)) {
    it(`fits in ${language}`, async () => {
      await using tab = await browser.newPage({ locale: language, viewport: 'phone' });
      await tab.page.setViewportSize({ width: 320, height: 640 });
      for (const shown of SHOWN_PAGES) {
        await openShownPage(tab, shown, { fixture, server });
        expect(await tab.page.locator('html').getAttribute('lang')).toBe(language);
        expect([shown.name, ...(await tab.page.evaluate<readonly string[]>(TOO_WIDE))]).toEqual([shown.name]);
      }
    });
  }
});
