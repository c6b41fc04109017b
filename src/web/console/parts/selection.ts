// Rows that are picked for a change of many at once. Each box has a name of its own, as a form holds each name once.

import type { Form } from '../../pages/form.ts';
import { html, type Markup } from '../../pages/markup.ts';
import type { ConsoleVisit } from '../console-contract.ts';

const PREFIX = 'pick:';

/** The box of a row; `form`: the id of the form that it belongs to, where it stands outside. */
export function pickBox({ view: { words } }: ConsoleVisit, value: string, form?: string): Markup {
  return html`<label class="pick"><input type="checkbox" name="${PREFIX}${value}" value="yes"${form !== undefined && html` form="${form}"`}><span class="unseen">${words.say('console.frame.select', { name: value })}</span></label>`;
}

/** Picks all rows of the page; hidden where there is no script. */
export function pickAll({ view: { words } }: ConsoleVisit): Markup {
  return html`<label class="pick" hidden data-pick-all><input type="checkbox"><span class="unseen">${words.say('console.frame.select-all')}</span></label>`;
}

/** What was picked: untrusted. */
export function picked(form: Form): readonly string[] {
  return [...form.keys()].filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length));
}
