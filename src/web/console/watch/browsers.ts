// Browsers that are signed in, or whose second step is missing, at every site.

import type { WebSessionResource } from '../../api/client/resources.ts';
import { endSessionsOperation, listSessionsOperation } from '../../api/routes/web-session-routes.ts';
import { browserName, countryName } from '../../pages/describe.ts';
import { badge, heading } from '../../pages/frame/parts.ts';
import { foreign, html, type Markup } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import { consolePage } from '../console-page.ts';
import { filterBar } from '../parts/filters.ts';
import { emptyState } from '../parts/lists.ts';
import { mailboxLink } from '../parts/mailbox-link.ts';
import { pager } from '../parts/pager.ts';
import { problemNotice } from '../parts/problem-notice.ts';
import { pickBox } from '../parts/selection.ts';
import { type Column, dataTable } from '../parts/table.ts';
import {
  activeFilters,
  endButton,
  endedNotice,
  endingForm,
  endNamed,
  filteredOnly,
  filterOf,
  kindTabs,
  mayEnd,
  shownRows,
  textFilter,
} from './signed-in-lists.ts';

const PATH = '/sessions';

export async function showBrowsers(visit: ConsoleVisit): Promise<PageAnswer> {
  return browsersPage(visit);
}

export async function endBrowsers(visit: ConsoleVisit): Promise<PageAnswer> {
  return endNamed(visit, endSessionsOperation, {
    path: PATH,
    show: (problem) => browsersPage({ ...visit, path: PATH }, problem),
  });
}

async function browsersPage(visit: ConsoleVisit, problem?: Markup): Promise<PageAnswer> {
  const { query, call } = visit;
  const { words } = visit.view;
  const [mailbox, site] = [filterOf(query, 'mailbox'), filterOf(query, 'site')];
  const found = await call(listSessionsOperation, { query: { mailbox, site } });
  const items = found.kind === 'done' ? found.value.items : [];
  const { rows, next } = shownRows(visit, items, ({ lastActiveAt }) => lastActiveAt);
  const title = words.say('console.watch.sessions-title');
  const fields = html`${textFilter(visit, 'mailbox')}${textFilter(visit, 'domain')}${textFilter(visit, 'site')}${textFilter(visit, 'address')}`;
  const active = activeFilters(visit, ['mailbox', 'domain', 'site', 'address']);
  const body = html`${heading(title, words.say('console.watch.sessions-text'))}
${endedNotice(visit)}${problem}${found.kind === 'refused' && problemNotice(visit, found.problem)}
${kindTabs(visit, PATH)}
${filterBar(filteredOnly(visit), { path: PATH, fields, active })}
${endingForm(visit, '/sessions/end', browserTable(visit, rows), rows.length === 0)}
${pager(visit, next)}`;
  return consolePage(visit, { section: 'sessions', title, body, status: problem ? 422 : 200 });
}

function browserTable(visit: ConsoleVisit, rows: readonly WebSessionResource[]): Markup {
  const { words } = visit.view;
  const now = visit.clock.now();
  const columns: readonly Column<WebSessionResource>[] = [
    { title: words.say('console.watch.mailbox'), cell: ({ mailbox }) => mailboxLink(visit, mailbox), isHeading: true },
    { title: words.say('console.watch.browser'), cell: (session) => browserOf(visit, session) },
    {
      title: words.say('console.watch.from'),
      cell: ({ remoteAddress, country }) => foreign(`${remoteAddress} · ${countryName(words, country)}`),
    },
    { title: words.say('console.watch.site'), cell: ({ site }) => foreign(site) },
    { title: words.say('console.watch.since'), cell: ({ startedAt }) => words.time(Date.parse(startedAt)) },
    { title: words.say('console.watch.active'), cell: ({ lastActiveAt }) => words.ago(Date.parse(lastActiveAt), now) },
  ];
  return dataTable<WebSessionResource>({
    caption: words.say('console.watch.browsers'),
    columns: mayEnd(visit) ? withEnding(visit, columns) : columns,
    rows,
    empty: emptyState(words.say('console.watch.browsers-empty')),
  });
}

function withEnding(
  visit: ConsoleVisit,
  columns: readonly Column<WebSessionResource>[],
): readonly Column<WebSessionResource>[] {
  const { words } = visit.view;
  return [
    { title: words.say('console.watch.select'), cell: ({ id }) => pickBox(visit, id), isUntitled: true },
    ...columns,
    {
      title: words.say('action.end'),
      cell: ({ id, mailbox, userAgent }) => endButton(visit, id, `${mailbox}, ${browserName(words, userAgent)}`),
      isUntitled: true,
    },
  ];
}

function browserOf({ view: { words } }: ConsoleVisit, { userAgent, state, secondStep }: WebSessionResource): Markup {
  const missing = state === 'pending' && badge(words.say('console.watch.pending'), 'warn');
  return html`${foreign(browserName(words, userAgent))} ${missing}${secondStep !== undefined && html`<br><span class="soft small">${foreign(secondStep)}</span>`}`;
}
