// What both lists of who is signed in have in common: filters, pages, and ending one, several or all of a mailbox.

import { domainOf } from '../../../core/accounts/account-store.ts';
import { canonicalIp } from '../../../core/places/networks.ts';
import type { ProblemResource } from '../../api/client/resources.ts';
import type { Answering } from '../../api/operation.ts';
import { button, field, notice } from '../../pages/frame/parts.ts';
import { foreign, html, type Markup } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import { consoleAddress, consoleForm, toConsole } from '../console-page.ts';
import type { ActiveFilter } from '../parts/filters.ts';
import { tabs } from '../parts/lists.ts';
import { problemNotice } from '../parts/problem-notice.ts';
import { picked } from '../parts/selection.ts';

/** Rows of one page. */
const PAGE = 100;

/** Who is signed in, from where: of browsers and of mail programs. */
interface SignedIn {
  readonly id: string;
  readonly mailbox: string;
  readonly remoteAddress: string;
}

/** Those that a page shows, and the cursor of the page that follows. */
export interface ShownRows<Row> {
  readonly rows: readonly Row[];
  readonly next?: string;
}

/** @param sortedBy - Of a row; the greatest first. */
export function shownRows<Row extends SignedIn>(
  { query }: ConsoleVisit,
  items: readonly Row[],
  sortedBy: (row: Row) => string,
): ShownRows<Row> {
  const [domain, address] = [filterOf(query, 'domain'), filterOf(query, 'address')];
  const place = address === undefined ? undefined : (canonicalIp(address) ?? address);
  const after = query.get('after') ?? undefined;
  const cursorOf = (row: Row): string => `${sortedBy(row)} ${row.id}`;
  const following = items
    .filter(
      (row) =>
        (domain === undefined || domainOf(row.mailbox) === domain.toLowerCase()) &&
        (place === undefined || row.remoteAddress === place) &&
        (after === undefined || cursorOf(row) < after),
    )
    .sort((one, other) => (cursorOf(one) < cursorOf(other) ? 1 : -1));
  const rows = following.slice(0, PAGE);
  const last = rows.at(-1);
  return { rows, ...(following.length > rows.length && last && { next: cursorOf(last) }) };
}

/** What stands in the address; an empty field of a form asks for nothing. */
export function filterOf(query: URLSearchParams, name: string): string | undefined {
  const value = query.get(name)?.trim() ?? '';
  return value === '' ? undefined : value;
}

export function textFilter(
  { query, view: { words } }: ConsoleVisit,
  name: 'mailbox' | 'domain' | 'address' | 'site',
): Markup {
  return field({
    name,
    label: words.say(FILTERS[name]),
    value: query.get(name) ?? '',
    autocomplete: 'off',
    maxLength: 320,
    isOptional: true,
  });
}

/** Those filters that are set, as a person says them. */
export function activeFilters(
  { query, view: { words } }: ConsoleVisit,
  names: readonly (keyof typeof FILTERS)[],
  say: (name: string, value: string) => string = (_name, value) => value,
): readonly ActiveFilter[] {
  return names.flatMap((name) => {
    const value = filterOf(query, name);
    return value === undefined ? [] : [{ text: `${words.say(FILTERS[name])}: ${say(name, value)}`, names: [name] }];
  });
}

const FILTERS = {
  mailbox: 'console.watch.mailbox',
  domain: 'console.watch.domain',
  site: 'console.watch.site',
  door: 'console.watch.door',
  address: 'console.watch.client-address',
} as const;

export function kindTabs({ view: { words } }: ConsoleVisit, current: '/sessions' | '/sessions/connections'): Markup {
  const tab = (path: typeof current, text: string) => ({
    text,
    address: consoleAddress(path),
    isCurrent: path === current,
  });
  return tabs(words.say('console.watch.sessions-kinds'), [
    tab('/sessions', words.say('console.watch.browsers')),
    tab('/sessions/connections', words.say('console.watch.connections')),
  ]);
}

/** A table whose rows can be picked and ended, in one form; only the table for who may look and no more. */
export function endingForm(visit: ConsoleVisit, path: string, table: Markup, isEmpty: boolean): Markup {
  if (isEmpty || !mayEnd(visit)) return table;
  const { words } = visit.view;
  const mailbox = filterOf(visit.query, 'mailbox');
  const all =
    mailbox !== undefined &&
    html`<button class="button danger" name="all" value="${mailbox}">${words.rich('console.watch.end-all', { mailbox: foreign(mailbox) })}</button>`;
  const actions = html`<div class="actions">${button(words.say('console.watch.end-picked'), { kind: 'danger' })}${all}</div>`;
  return consoleForm(visit, path, html`${table}${actions}`, { query: filtersIn(visit.query), isStack: true });
}

export function mayEnd({ requester }: ConsoleVisit): boolean {
  return requester.permissions.has('sessions:end');
}

/** The button of one row. */
export function endButton({ view: { words } }: ConsoleVisit, id: string, name: string): Markup {
  return html`<button class="button" name="one" value="${id}" aria-label="${words.say('console.watch.end-label', { name })}">${words.say('action.end')}</button>`;
}

/** Ends what the form names, and goes back to the list. What has ended already is as it was wanted. */
export async function endNamed(
  visit: ConsoleVisit,
  operation: Answering<unknown>,
  page: { readonly path: string; readonly show: (problem: Markup) => Promise<PageAnswer> },
): Promise<PageAnswer> {
  const { form, call, query, view } = visit;
  const [all, one] = [form.get('all'), form.get('one')];
  const targets =
    all !== undefined ? [{ mailbox: all }] : (one === undefined ? picked(form) : [one]).map((id) => ({ id }));
  if (targets.length === 0) return page.show(notice('bad', view.words.say('console.watch.none-picked')));
  let refused: ProblemResource | undefined;
  for (const body of targets) {
    const ended = await call(operation, { body });
    if (ended.kind === 'refused' && !GONE.has(ended.problem.code)) refused = ended.problem;
  }
  if (refused) return page.show(problemNotice(visit, refused));
  return toConsole(page.path, { ...filtersIn(query), ended: all === undefined ? targets.length : 'all' });
}

const GONE: ReadonlySet<string> = new Set(['unknown-session', 'unknown-connection']);

/** What {@link endNamed} came to. */
export function endedNotice({ query, view: { words } }: ConsoleVisit): Markup | undefined {
  const ended = query.get('ended') ?? '';
  if (ended === 'all') return notice('good', words.say('console.watch.ended-all'));
  return /^[1-9][0-9]{0,3}$/.test(ended)
    ? notice('good', words.say('console.watch.ended', { count: Number(ended) }))
    : undefined;
}

/** Its address without what just happened. */
export function filteredOnly(visit: ConsoleVisit): ConsoleVisit {
  return { ...visit, query: new URLSearchParams(Object.entries(filtersIn(visit.query))) };
}

function filtersIn(query: URLSearchParams): Readonly<Record<string, string>> {
  return Object.fromEntries([...query].filter(([name]) => Object.hasOwn(FILTERS, name)));
}
