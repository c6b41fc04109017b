// Every page in light, dark and on a phone: axe finds nothing, everything that is pressed is large enough for a finger,
// nothing is wider than the screen, and nothing goes wrong in the browser (R8.4).

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserPageOptions, openBrowser, type TestBrowser } from '../../../support/browser.ts';
import { faultsOf } from '../../../support/page-faults.ts';
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

/** What Chromium says of a page that is answered with an error on purpose. */
const MEANT = /^console: Failed to load resource: the server responded with a status of (?:40[34]|422) /;

describe.skipIf(lacks('chromium'))('every page', () => {
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

  it('would be found at fault: the checks see what they look for', async () => {
    await using tab = await browser.newPage();
    await tab.page.goto(server.entry(fixture.begin('challenge'), '/challenge'));
    await tab.page.evaluate(`
      document.querySelector('.field label').remove();
      document.querySelector('button.primary').style.minBlockSize = document.querySelector('button.primary').style.padding = '0';
      document.querySelector('h1').style.inlineSize = '200vw';
    `);
    const faults = (await faultsOf(tab.page)).join('\n');
    for (const fault of [/^label: /m, /button primary/, /pixels too wide$/]) expect(faults).toMatch(fault);
  });

  for (const [look, options] of Object.entries(LOOKS)) {
    it(`is accessible: ${look}`, async () => {
      await using tab = await browser.newPage(options);
      for (const shown of SHOWN_PAGES) {
        await openShownPage(tab, shown, { fixture, server });
        expect([shown.name, ...(await faultsOf(tab.page))]).toEqual([shown.name]);
      }
      expect(tab.problems().filter((problem) => !MEANT.test(problem))).toEqual([]);
    });
  }
});
