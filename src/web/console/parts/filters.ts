// The filters above a list: a form whose answers stand in the address, so that a filtered list can be kept and shared.

import { hidden } from '../../pages/frame/parts.ts';
import { html, type Markup, type Renderable } from '../../pages/markup.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import { consoleAddress, type QueryValues } from '../console-page.ts';

export interface ActiveFilter {
  /** As a person says it: `Mode: always`. */
  readonly text: string;
  /** Its names in the address. */
  readonly names: readonly string[];
}

export interface FilterOptions {
  /** Of the list, below the console's prefix. */
  readonly path: string;
  /** What stays in the address whatever is filtered: the tab, the domain that the page is about. */
  readonly keeps?: QueryValues;
  /** Fields, by `field` and `select` of the pages' parts. */
  readonly fields: Renderable;
  readonly active: readonly ActiveFilter[];
}

export function filterBar({ view: { words }, query }: ConsoleVisit, options: FilterOptions): Markup {
  const { path, keeps = {}, fields, active } = options;
  const kept = Object.entries(keeps).flatMap(([name, value]) =>
    value === undefined ? [] : [hidden(name, String(value))],
  );
  return html`<form class="filters" method="get" action="${consoleAddress(path)}" role="search">${kept}${fields}
<button class="button">${words.say('console.frame.filter')}</button></form>
${
  active.length > 0 &&
  html`<ul class="active-filters" aria-label="${words.say('console.frame.filter-active')}">${active.map(
    ({ text, names }) =>
      html`<li><a href="${consoleAddress(path, without(query, names))}" aria-label="${words.say('console.frame.filter-remove', { filter: text })}">${text}<span aria-hidden="true"> ×</span></a></li>`,
  )}<li><a class="clear" href="${consoleAddress(path, keeps)}">${words.say('console.frame.filter-clear')}</a></li></ul>`
}`;
}

/** The same list from its beginning, without these filters. */
function without(query: URLSearchParams, names: readonly string[]): QueryValues {
  return Object.fromEntries([...query].filter(([name]) => name !== 'after' && !names.includes(name)));
}
