// Which mailboxes a change is made for: some that were picked in the list, or all that match its filter. It goes from form to
// form in hidden fields and addresses, and is judged by the API alone.

import { hidden } from '../../pages/frame/parts.ts';
import type { Words } from '../../pages/i18n/words.ts';
import { html, type Markup, type Renderable } from '../../pages/markup.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import type { QueryValues } from '../console-page.ts';
import { linesIn } from '../parts/fields.ts';
import { picked } from '../parts/selection.ts';
import { activeFilters, filterAddress, filterBodyOf, filterIn, type MailboxFilterValues } from './mailbox-filter.ts';

const FIELD = 'mailboxes';

export type ConsoleSelection =
  | { readonly kind: 'picked'; readonly mailboxes: readonly string[] }
  | { readonly kind: 'found'; readonly values: MailboxFilterValues };

/** `undefined`: nothing was picked. */
export function selectionIn({ form, query }: ConsoleVisit): ConsoleSelection | undefined {
  if (query.get('all') === 'yes') return { kind: 'found', values: filterIn(query) };
  const mailboxes = [...new Set([...linesIn(form, FIELD), ...picked(form)])];
  return mailboxes.length === 0 ? undefined : { kind: 'picked', mailboxes };
}

/** In the address of the next form. */
export function selectionAddress(selection: ConsoleSelection): QueryValues {
  return selection.kind === 'found' ? { ...filterAddress(selection.values), all: 'yes' } : {};
}

/** In the next form. */
export function selectionFields(selection: ConsoleSelection): Markup | undefined {
  return selection.kind === 'picked' ? hidden(FIELD, selection.mailboxes.join('\n')) : undefined;
}

/** In a request to the API. */
export function selectionBody(selection: ConsoleSelection): object {
  return selection.kind === 'picked' ? { mailboxes: selection.mailboxes } : { filter: filterBodyOf(selection.values) };
}

export function selectionText(visit: Pick<ConsoleVisit, 'view'>, selection: ConsoleSelection): Renderable {
  const { words } = visit.view;
  if (selection.kind === 'picked') return pickedText(words, selection.mailboxes.length);
  const active = activeFilters(visit, selection.values);
  if (active.length === 0) return words.say('console.mailboxes.selection-all');
  const filter = html`<bdi>${words.list(active.map(({ text }) => text))}</bdi>`;
  return words.rich('console.mailboxes.selection-found', { filter });
}

function pickedText(words: Words, count: number): string {
  return words.say('console.mailboxes.selection-picked', { count });
}
