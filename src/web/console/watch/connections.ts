// Mail connections that live now, in every worker.

import type { ConnectionResource } from '../../api/client/resources.ts';
import { endConnectionsOperation, listConnectionsOperation } from '../../api/routes/connection-routes.ts';
import { countryName } from '../../pages/describe.ts';
import { heading, select } from '../../pages/frame/parts.ts';
import { foreign, html, type Markup } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import { consolePage } from '../console-page.ts';
import { doorName, MAIL_DOORS } from '../parts/door-names.ts';
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

const PATH = '/sessions/connections';

export async function showConnections(visit: ConsoleVisit): Promise<PageAnswer> {
  return connectionsPage(visit);
}

export async function endConnections(visit: ConsoleVisit): Promise<PageAnswer> {
  return endNamed(visit, endConnectionsOperation, {
    path: PATH,
    show: (problem) => connectionsPage({ ...visit, path: PATH }, problem),
  });
}

async function connectionsPage(visit: ConsoleVisit, problem?: Markup): Promise<PageAnswer> {
  const { query, call } = visit;
  const { words } = visit.view;
  const [mailbox, door] = [filterOf(query, 'mailbox'), filterOf(query, 'door')];
  const found = await call(listConnectionsOperation, { query: { mailbox, door } });
  const items = found.kind === 'done' ? found.value.items : [];
  const { rows, next } = shownRows(visit, items, ({ since }) => since);
  const title = words.say('console.watch.sessions-title');
  const doors = select({ name: 'door', label: words.say('console.watch.door') }, [
    { value: '', text: words.say('console.watch.any') },
    ...MAIL_DOORS.map((value) => ({ value, text: doorName(words, value), isChosen: value === door })),
  ]);
  const fields = html`${textFilter(visit, 'mailbox')}${textFilter(visit, 'domain')}${doors}${textFilter(visit, 'address')}`;
  const active = activeFilters(visit, ['mailbox', 'domain', 'door', 'address'], (name, value) =>
    name === 'door' ? doorName(words, value) : value,
  );
  const body = html`${heading(title, words.say('console.watch.sessions-text'))}
${endedNotice(visit)}${problem}${found.kind === 'refused' && problemNotice(visit, found.problem)}
${kindTabs(visit, PATH)}
${filterBar(filteredOnly(visit), { path: PATH, fields, active })}
${endingForm(visit, '/sessions/connections/end', connectionTable(visit, rows), rows.length === 0)}
${pager(visit, next)}`;
  return consolePage(visit, { section: 'sessions', title, body, status: problem ? 422 : 200 });
}

function connectionTable(visit: ConsoleVisit, rows: readonly ConnectionResource[]): Markup {
  const { words } = visit.view;
  const columns: readonly Column<ConnectionResource>[] = [
    { title: words.say('console.watch.mailbox'), cell: ({ mailbox }) => mailboxLink(visit, mailbox), isHeading: true },
    { title: words.say('console.watch.door'), cell: ({ door }) => doorName(words, door) },
    { title: words.say('console.watch.program'), cell: (connection) => programOf(visit, connection) },
    {
      title: words.say('console.watch.from'),
      cell: ({ remoteAddress }) =>
        foreign(`${remoteAddress} · ${countryName(words, visit.countries.countryOf(remoteAddress))}`),
    },
    { title: words.say('console.watch.since'), cell: ({ since }) => words.time(Date.parse(since)) },
  ];
  const ending: readonly Column<ConnectionResource>[] = [
    { title: words.say('console.watch.select'), cell: ({ id }) => pickBox(visit, id), isUntitled: true },
    ...columns,
    {
      title: words.say('action.end'),
      cell: ({ id, mailbox, door }) => endButton(visit, id, `${mailbox}, ${doorName(words, door)}`),
      isUntitled: true,
    },
  ];
  return dataTable<ConnectionResource>({
    caption: words.say('console.watch.connections'),
    columns: mayEnd(visit) ? ending : columns,
    rows,
    empty: emptyState(words.say('console.watch.connections-empty')),
  });
}

/** The app password's name, or that it was the ordinary one; and what the program said of itself. */
function programOf({ view: { words } }: ConsoleVisit, { appPassword, clientName }: ConnectionResource): Markup {
  const name = appPassword ? foreign(appPassword.name) : words.say('console.watch.own-password');
  return html`${name}${clientName !== undefined && html`<br><span class="soft small">${foreign(clientName)}</span>`}`;
}
