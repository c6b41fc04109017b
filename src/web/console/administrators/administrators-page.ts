// Who administers Postern, and what they have open at the console now.

import type { AdministratorResource, ConsoleSessionResource } from '../../api/client/administrator-resources.ts';
import {
  endConsoleSessionsOperation,
  listAdministratorsOperation,
  listConsoleSessionsOperation,
} from '../../api/routes/administrator-routes.ts';
import { browserName } from '../../pages/describe.ts';
import { button, heading, hidden } from '../../pages/frame/parts.ts';
import { foreign, html, type Markup } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import { idIn } from '../../pages/visit.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import { consoleAddress, consoleForm, consoleLinkButton, consolePage, toConsole } from '../console-page.ts';
import { emptyState, tabs } from '../parts/lists.ts';
import { refusedPage } from '../parts/problem-notice.ts';
import { resultNotice } from '../parts/results.ts';
import { dataTable } from '../parts/table.ts';
import { domainsText, lastSignIn, roleName, sessionBrowser, sessionPlace, stateBadge } from './administrator-words.ts';

const HOME = '/administrators';
const SESSIONS = '/administrators/sessions';

export async function showAdministrators(visit: ConsoleVisit): Promise<PageAnswer> {
  const { view, requester } = visit;
  const { words } = view;
  const title = words.say('console.frame.administrators');
  const called = await visit.call(listAdministratorsOperation);
  if (called.kind === 'refused') return refusedPage(visit, { section: 'administrators', title }, called.problem);
  const mayWrite = requester.permissions.has('administrators:write');
  const list = dataTable<AdministratorResource>({
    caption: title,
    columns: [
      {
        title: words.say('console.access.name'),
        isHeading: true,
        cell: ({ name }) => html`<a href="${consoleAddress('/administrator', { name })}">${foreign(name)}</a>`,
      },
      { title: words.say('console.access.role'), cell: ({ role }) => roleName(view, role) },
      { title: words.say('console.access.domains'), cell: ({ domains }) => domainsText(view, domains) },
      { title: words.say('console.access.state'), cell: (each) => stateBadge(view, each) },
      { title: words.say('console.access.last-sign-in'), cell: ({ lastSignInAt }) => lastSignIn(visit, lastSignInAt) },
    ],
    rows: called.value.items,
    empty: emptyState(words.say('console.access.administrators-empty')),
  });
  const add =
    mayWrite &&
    html`<p class="actions">${consoleLinkButton(words.say('console.access.add'), consoleAddress('/administrators/new'), { kind: 'primary' })}</p>`;
  const body = html`<div class="page-head">${heading(title)}${add}</div>
${resultNotice(visit, { removed: 'console.access.removed' })}${sections(visit, HOME)}${list}`;
  return consolePage(visit, { section: 'administrators', title, body });
}

export async function showConsoleSessions(visit: ConsoleVisit): Promise<PageAnswer> {
  const { words } = visit.view;
  const title = words.say('console.access.sessions');
  const called = await visit.call(listConsoleSessionsOperation);
  if (called.kind === 'refused') return refusedPage(visit, { section: 'administrators', title }, called.problem);
  const body = html`${heading(title)}
${resultNotice(visit, { ended: 'sessions.ended' })}${sections(visit, SESSIONS)}${sessionTable(visit, called.value.items)}`;
  return consolePage(visit, { section: 'administrators', title, body });
}

export function sessionTable(visit: ConsoleVisit, sessions: readonly ConsoleSessionResource[]): Markup {
  const { view, clock, requester } = visit;
  const { words } = view;
  const ago = (at: string) => words.ago(Date.parse(at), clock.now());
  const mayWrite = requester.permissions.has('administrators:write');
  return dataTable<ConsoleSessionResource>({
    caption: words.say('console.access.sessions'),
    columns: [
      {
        title: words.say('console.access.administrator'),
        isHeading: true,
        cell: ({ administrator }) => foreign(administrator),
      },
      { title: words.say('console.access.browser'), cell: (each) => sessionBrowser(visit, each) },
      { title: words.say('console.access.place'), cell: (each) => sessionPlace(visit, each) },
      { title: words.say('console.access.active'), cell: ({ lastActiveAt }) => ago(lastActiveAt) },
      { title: words.say('console.access.ends'), cell: ({ endsAt }) => words.time(Date.parse(endsAt)) },
      ...(mayWrite
        ? [
            {
              title: words.say('action.end'),
              isUntitled: true,
              cell: (each: ConsoleSessionResource) => endForm(visit, each),
            },
          ]
        : []),
    ],
    rows: sessions,
    empty: emptyState(words.say('console.access.sessions-empty')),
  });
}

function endForm(
  visit: ConsoleVisit,
  { id, administrator, userAgent, current }: ConsoleSessionResource,
): Markup | undefined {
  if (current) return undefined;
  const { words } = visit.view;
  const says = words.say('sessions.end-label', { name: `${administrator}, ${browserName(words, userAgent)}` });
  return consoleForm(visit, `${SESSIONS}/end`, html`${hidden('id', id)}${button(words.say('action.end'), { says })}`);
}

export async function endConsoleSession(visit: ConsoleVisit): Promise<PageAnswer> {
  const title = visit.view.words.say('console.access.sessions');
  const called = await visit.call(endConsoleSessionsOperation, { body: { id: idIn(visit.form.get('id')) } });
  if (called.kind === 'refused') return refusedPage(visit, { section: 'administrators', title }, called.problem);
  return toConsole(SESSIONS, { result: 'ended' });
}

function sections({ view: { words } }: ConsoleVisit, current: string): Markup {
  return tabs(words.say('console.frame.administrators'), [
    { text: words.say('console.frame.administrators'), address: consoleAddress(HOME), isCurrent: current === HOME },
    { text: words.say('console.access.sessions'), address: consoleAddress(SESSIONS), isCurrent: current === SESSIONS },
  ]);
}
