// From one page of a list to the next, by the API's cursors: no list is so long that it can't be gone through, and none is
// counted for that.

import { html, type Markup } from '../../pages/markup.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import { consoleAddress } from '../console-page.ts';

/** @param next - The cursor of the page that follows, which stands as `after` in its address; absent: this is the last one. */
export function pager({ view: { words }, path, query }: ConsoleVisit, next: string | undefined): Markup | undefined {
  const isFirst = !query.has('after');
  if (isFirst && next === undefined) return undefined;
  const values = Object.fromEntries(query);
  const first = html`<a class="button" href="${consoleAddress(path, { ...values, after: undefined })}">${words.say('console.frame.page-first')}</a>`;
  const following = html`<a class="button" rel="next" href="${consoleAddress(path, { ...values, after: next })}">${words.say('console.frame.page-next')}</a>`;
  return html`<nav class="pager" aria-label="${words.say('console.frame.pages')}">${!isFirst && first}${next !== undefined && following}</nav>`;
}
