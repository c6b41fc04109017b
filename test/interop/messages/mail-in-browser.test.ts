// Mail as a browser shows it, in light, dark and on a phone: axe finds nothing, nothing is wider than the screen, nothing is
// asked of any server. And its pictures for the documentation, kept when `UPDATE_SCREENSHOTS` is `1`.

import axe from 'axe-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleMessage } from '../../../src/messages/sample-messages.ts';
import type { LetterKind } from '../../../src/messages/templates/placeholders.ts';
import { type BrowserPageOptions, openBrowser, type TestBrowser } from '../../support/browser.ts';
import { ALL_LANGUAGES, ORIGIN, SENT_AT, writerOf } from '../../support/messages-fixture.ts';
import { lacks } from '../../support/programs.ts';

const LOOKS: Readonly<Record<string, BrowserPageOptions>> = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  'phone-dark': { viewport: 'phone', colorScheme: 'dark' },
};

/** The three shapes that there are. */
const SHAPES: readonly LetterKind[] = ['sign-in-code', 'app-password-made', 'notices'];

// A mail is part of a page, whose landmarks aren't ours.
const RUN_AXE = `axe.run(document, { rules: { region: { enabled: false }, 'landmark-one-main': { enabled: false } }, resultTypes: ['violations'] })
  .then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html + ' ' + failureSummary)))`;

const OVERFLOW = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

const htmlOf = (kind: LetterKind, language: (typeof ALL_LANGUAGES)[number], accent = '#1f6f5c') =>
  writerOf({
    branding: {
      name: 'Example Mail',
      accent,
      support: { text: 'the service desk (1234)', url: 'https://help.example.com/' },
    },
  }).mail(sampleMessage(kind, { at: SENT_AT, origin: ORIGIN }), language).html;

describe.skipIf(lacks('chromium'))('mail in a browser', () => {
  let browser: TestBrowser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser[Symbol.asyncDispose]());

  it.each(Object.entries(LOOKS))('can be read by everybody (%s)', async (_, options) => {
    await using tab = await browser.newPage(options);
    const asked: string[] = [];
    tab.page.on('request', (request) => asked.push(request.url()));
    for (const language of ALL_LANGUAGES) {
      for (const kind of SHAPES) {
        await tab.page.setContent(htmlOf(kind, language));
        await tab.page.evaluate(axe.source);
        expect([kind, language, await tab.page.evaluate(RUN_AXE), await tab.page.evaluate(OVERFLOW)]).toEqual([
          ...[kind, language],
          ...[[], 0],
        ]);
      }
    }
    expect([asked, tab.problems()]).toEqual([[], []]);
  });

  it.each(['#ffff00', '#000000', '#ffffff', '#ff0000'])('can be read with the accent %s', async (accent) => {
    for (const options of Object.values(LOOKS)) {
      await using tab = await browser.newPage(options);
      await tab.page.setContent(htmlOf('sign-in-code', 'en', accent));
      await tab.page.evaluate(axe.source);
      expect(await tab.page.evaluate(RUN_AXE)).toEqual([]);
    }
  });

  it('gives six digits, however they are picked up', async () => {
    await using tab = await browser.newPage();
    await tab.page.setContent(htmlOf('sign-in-code', 'en'));
    await tab.page.locator('.code span').first().click();
    expect(await tab.page.evaluate('getSelection().toString()')).toBe('123456');
    expect(await tab.page.locator('.code').textContent()).toBe('123456');
  });

  it.each([
    ['mail-code-light', 'sign-in-code', LOOKS['light']],
    ['mail-code-phone-dark', 'sign-in-code', LOOKS['phone-dark']],
    ['mail-notices-light', 'notices', LOOKS['light']],
  ] as const)('looks as the picture %s shows', async (name, kind, options) => {
    await using tab = await browser.newPage(options);
    if (options?.viewport === undefined) await tab.page.setViewportSize({ width: 700, height: 400 });
    await tab.page.setContent(htmlOf(kind, 'en'));
    await tab.screenshot(name, { isWhole: true });
  });
});
