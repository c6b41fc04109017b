// What is wrong with a page in a browser: what axe finds, what is too small for a finger, what is wider than the screen.

import axe from 'axe-core';
import type { Page } from 'playwright-core';

const RUN_AXE = `axe.run(document, { rules: { 'target-size': { enabled: true } }, resultTypes: ['violations'] })
  .then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html + ' ' + failureSummary)))`;

/** WCAG 2.2, 2.5.5: 44 by 44 CSS pixels, but for links in a sentence. */
const SMALL_TARGETS = `[...document.querySelectorAll('button, summary, select, label.check, label.pick, a.button, a.tile, nav a, .field input, .field textarea, .crumb, .brand')]
  .filter((element) => element.checkVisibility())
  .map((element) => [element.outerHTML.slice(0, 120), element.getBoundingClientRect()])
  .filter(([, { width, height }]) => width < 43.5 || height < 43.5)
  .map(([html, { width, height }]) => Math.round(width) + 'x' + Math.round(height) + ' ' + html)`;

const OVERFLOW = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

/** By the debugging protocol: the pages' policy lets no test put a script into them. */
export async function faultsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const [violations, small, overflow] = [
    await page.evaluate<readonly string[]>(RUN_AXE),
    await page.evaluate<readonly string[]>(SMALL_TARGETS),
    await page.evaluate<number>(OVERFLOW),
  ];
  return [...violations, ...small, ...(overflow > 0 ? [`${overflow} pixels too wide`] : [])];
}
