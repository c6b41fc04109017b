// /mailboxes: the search for mailboxes, page by page however many there are, and the choice of those that are changed.

import type { ListedMailboxesResource, ListedMailboxResource } from '../../api/client/resources.ts';
import { listMailboxesOperation } from '../../api/routes/mailbox-routes.ts';
import { badge, button, heading, notice } from '../../pages/frame/parts.ts';
import { foreign, html, type Markup } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import { consoleAddress, consoleForm, consoleLinkButton, consolePage } from '../console-page.ts';
import { filterBar } from '../parts/filters.ts';
import { emptyState } from '../parts/lists.ts';
import { mailboxLink } from '../parts/mailbox-link.ts';
import { pager } from '../parts/pager.ts';
import { problemNotice } from '../parts/problem-notice.ts';
import { pickAll, pickBox } from '../parts/selection.ts';
import { type Column, dataTable } from '../parts/table.ts';
import { kindName, layerText, modeName } from '../policy-form/policy-words.ts';
import { filterFields, type ListOrder, type Offered } from './filter-fields.ts';
import { activeFilters, filterAddress, filterIn, filterQueryOf, type MailboxFilterValues } from './mailbox-filter.ts';

/** Mailboxes of one page. */
const PAGE = 50;

export async function listPage(visit: ConsoleVisit): Promise<PageAnswer> {
  const { query, view } = visit;
  const { words } = view;
  const values = filterIn(query);
  const order: ListOrder = query.get('order') === 'last-sign-in' ? 'last-sign-in' : 'address';
  const after = query.get('after') ?? undefined;
  const found = await visit.call(listMailboxesOperation, {
    // The number of all is the same on each page: it is counted for the first one.
    query: { ...filterQueryOf(values), order, limit: String(PAGE), after, count: String(after === undefined) },
  });
  const page: ListedMailboxesResource = found.kind === 'done' ? found.value : { items: [] };
  const fields = filterFields(visit, values, { offered: offeredTo(visit, page.items), order });
  const title = words.say('console.mailboxes.title');
  const body = html`<div class="page-head">${heading(title, words.say('console.mailboxes.text'))}<div class="actions">${linksBeside(visit, values)}</div></div>
${resultOf(visit)}
${filterBar(visit, { path: '/mailboxes', fields, active: activeFilters(visit, values) })}
${found.kind === 'refused' && notice('bad', words.say('console.mailboxes.filter-wrong'))}
${found.kind === 'refused' && problemNotice(visit, found.problem)}
${found.kind === 'done' && listOf(visit, page, { values, order })}
${pager(visit, page.next)}`;
  return consolePage(visit, { section: 'mailboxes', title, body, status: found.kind === 'done' ? 200 : 422 });
}

function linksBeside(visit: ConsoleVisit, values: MailboxFilterValues): Markup {
  const { view, mayVisit } = visit;
  const { words } = view;
  const link = (path: string, text: string, query: Readonly<Record<string, string>> = {}) =>
    mayVisit(path) ? consoleLinkButton(text, consoleAddress(path, query), { kind: 'ordinary' }) : undefined;
  const add = consoleLinkButton(words.say('console.mailboxes.add'), consoleAddress('/mailboxes/add'), {
    kind: 'primary',
  });
  return html`${mayVisit('/mailboxes/add') && add}${link('/mailboxes/import', words.say('console.import.title'))}${link('/mailboxes/export', words.say('console.import.export'), filterQueryOf(values))}${link('/jobs', words.say('console.mailboxes.to-jobs'))}`;
}

function resultOf({ query, view: { words } }: ConsoleVisit): Markup | undefined {
  const [added, removed] = [query.get('added'), query.get('removed')];
  if (added) return notice('good', words.rich('console.mailboxes.added', { mailbox: foreign(added) }));
  if (removed) return notice('good', words.rich('console.mailboxes.removed', { mailbox: foreign(removed) }));
  return query.get('picked') === 'none' ? notice('warn', words.say('console.mailboxes.none-picked')) : undefined;
}

/** The first that are known without asking: one's own, and those of the page. */
function offeredTo({ requester }: ConsoleVisit, items: readonly ListedMailboxResource[]): Offered {
  const here = items.map(({ address }) => address.slice(address.lastIndexOf('@') + 1));
  const own = requester.domains === 'all' ? [] : [...requester.domains];
  return {
    domains: [...new Set([...own, ...here])].sort(),
    groups: [...new Set(items.flatMap(({ groups }) => groups))].sort(),
  };
}

function listOf(
  visit: ConsoleVisit,
  { items, total }: ListedMailboxesResource,
  { values, order }: { readonly values: MailboxFilterValues; readonly order: ListOrder },
): Markup {
  const { view, mayVisit } = visit;
  const { words } = view;
  const mayChange = mayVisit('/mailboxes/change');
  const isFiltered = Object.keys(values).length > 0;
  const empty = emptyState(words.say(isFiltered ? 'console.mailboxes.empty' : 'console.mailboxes.empty-all'));
  const table = dataTable({
    caption: words.say('console.mailboxes.title'),
    columns: columnsFor(visit, mayChange),
    rows: items,
    empty,
  });
  const count =
    total &&
    words.say(total.atLeast ? 'console.mailboxes.found-many' : 'console.mailboxes.found', { count: total.mailboxes });
  const sorted = order === 'last-sign-in' && words.say('console.mailboxes.order-last-hint');
  const told = html`<p class="soft" role="status">${count}${count !== undefined && sorted !== false && ' · '}${sorted}</p>`;
  if (!mayChange || items.length === 0) return html`${told}${table}`;
  const all = consoleAddress('/mailboxes/change', { ...filterAddress(values), all: 'yes' });
  const actions = html`<div class="actions">${pickAll(visit)}${button(words.say('console.mailboxes.change-picked'))}${consoleLinkButton(words.say('console.mailboxes.change-all'), all, { kind: 'plain' })}</div>`;
  const form = html`<div class="stack">${actions}${table}</div>`;
  return html`${told}${consoleForm(visit, '/mailboxes/change', form, { query: filterAddress(values) })}`;
}

function columnsFor(visit: ConsoleVisit, mayChange: boolean): readonly Column<ListedMailboxResource>[] {
  const { view, clock, mayVisit } = visit;
  const { words } = view;
  const now = clock.now();
  const box: Column<ListedMailboxResource> = {
    title: words.say('console.mailboxes.change-picked'),
    isUntitled: true,
    cell: ({ address }) => pickBox(visit, address),
  };
  const removal: Column<ListedMailboxResource> = {
    title: words.say('console.mailboxes.remove'),
    isUntitled: true,
    cell: ({ address }) =>
      consoleLinkButton(words.say('console.mailboxes.remove'), consoleAddress('/mailboxes/remove', { address }), {
        kind: 'plain',
        says: words.say('console.mailboxes.remove-one', { mailbox: address }),
      }),
  };
  return [
    ...(mayChange ? [box] : []),
    {
      title: words.say('console.mailboxes.address'),
      isHeading: true,
      cell: ({ address }) => mailboxLink(visit, address),
    },
    {
      title: words.say('console.mailboxes.effective'),
      cell: ({ effective: { value, layer } }) =>
        html`${modeName(words, value)} <span class="soft small">${words.say('console.mailboxes.said-by', { layer: layerText(words, layer) })}</span>`,
    },
    {
      title: words.say('console.mailboxes.factor'),
      cell: ({ factors }) =>
        factors.length === 0
          ? badge(words.say('console.mailboxes.none'), 'warn')
          : words.list(factors.map((kind) => kindName(words, kind))),
    },
    {
      title: words.say('console.mailboxes.last'),
      cell: ({ lastSignInAt }) =>
        lastSignInAt === undefined
          ? html`<span class="soft">${words.say('console.mailboxes.last-never')}</span>`
          : html`<time datetime="${lastSignInAt}">${words.ago(Date.parse(lastSignInAt), now)}</time>`,
    },
    { title: words.say('console.mailboxes.groups'), cell: ({ groups }) => foreign(words.list(groups)) },
    {
      title: words.say('console.mailboxes.state'),
      cell: ({ disabled }) =>
        disabled ? badge(words.say('console.mailboxes.disabled'), 'bad') : words.say('console.mailboxes.enabled'),
    },
    ...(mayVisit('/mailboxes/remove') ? [removal] : []),
  ];
}
