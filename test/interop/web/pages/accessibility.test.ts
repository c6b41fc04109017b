// Every page in light, dark and on a phone: axe finds nothing, everything that is pressed is large enough for a finger,
// nothing is wider than the screen, and nothing goes wrong in the browser (R8.4).

import axe from 'axe-core';
import type { Page } from 'playwright-core';
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

/** What Chromium says of a page that is answered with an error on purpose. */
const MEANT = /^console: Failed to load resource: the server responded with a status of (?:40[34]|422) /;

const RUN_AXE = `axe.run(document, { rules: { 'target-size': { enabled: true } }, resultTypes: ['violations'] })
  .then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html + ' ' + failureSummary)))`;

/** WCAG 2.2, 2.5.5: 44 by 44 CSS pixels, but for links in a sentence. */
const SMALL_TARGETS = `[...document.querySelectorAll('button, summary, select, label.check, a.button, a.tile, nav a, .field input, .crumb, .brand')]
  .filter((element) => element.checkVisibility())
  .map((element) => [element.outerHTML.slice(0, 120), element.getBoundingClientRect()])
  .filter(([, { width, height }]) => width < 43.5 || height < 43.5)
  .map(([html, { width, height }]) => Math.round(width) + 'x' + Math.round(height) + ' ' + html)`;

const OVERFLOW = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

/** By the debugging protocol: the pages' policy lets no test put a script into them. */
async function faultsOf(page: Page): Promise<readonly unknown[]> {
  await page.evaluate(axe.source);
  const [violations, small, overflow] = [
    await page.evaluate<readonly string[]>(RUN_AXE),
    await page.evaluate<readonly string[]>(SMALL_TARGETS),
    await page.evaluate<number>(OVERFLOW),
  ];
  return [...violations, ...small, ...(overflow > 0 ? [`${overflow} pixels too wide`] : [])];
}

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
