// Who is in a mailbox now, by browser and by mail program, and who was lately.

import { doorName, verdictOf } from '../../account/overview-page.ts';
import type { AuditResource } from '../../api/client/audit-resources.ts';
import type { ConnectionResource, WebSessionResource } from '../../api/client/resources.ts';
import { browserName, placeOf } from '../../pages/describe.ts';
import { badge, button, group, hidden, item } from '../../pages/frame/parts.ts';
import { foreign, html, type Markup } from '../../pages/markup.ts';
import { consoleForm } from '../console-page.ts';
import { dataTable } from '../parts/table.ts';
import { type MailboxSection, may } from './mailbox-visit.ts';

export function sessionSection(section: MailboxSection): Markup {
  const { overview, visit } = section;
  const { words } = visit.view;
  const { sessions, connections } = overview;
  return html`${
    sessions &&
    html`<section class="stack" aria-labelledby="sessions"><h2 id="sessions">${words.say('sessions.web')}</h2>
${group(
  sessions.map((session) => sessionRow(section, session)),
  words.say('console.mailbox.sessions-empty'),
)}${sessions.length > 1 && endForm(section, '/mailbox/sessions/end', words.say('sessions.web'))}</section>`
  }
${
  connections &&
  html`<section class="stack" aria-labelledby="connections"><h2 id="connections">${words.say('sessions.connections')}</h2>
${group(
  connections.map((connection) => connectionRow(section, connection)),
  words.say('sessions.connections-empty'),
)}${connections.length > 1 && endForm(section, '/mailbox/connections/end', words.say('sessions.connections'))}</section>`
}`;
}

export function historySection({ overview: { signIns }, visit }: MailboxSection): Markup | undefined {
  const { words } = visit.view;
  if (signIns === undefined) return undefined;
  const outcome = ({ event, reason }: AuditResource) => {
    const [text, kind] = verdictOf(event) ?? [undefined, 'plain' as const];
    return html`${badge(text === undefined ? event : words.say(text), kind)} ${reason}`;
  };
  const table = dataTable<AuditResource>({
    caption: words.say('overview.history'),
    columns: [
      {
        title: words.say('console.mailbox.history-when'),
        cell: ({ at }) => words.time(Date.parse(at)),
        isHeading: true,
      },
      { title: words.say('console.mailbox.history-what'), cell: outcome },
      {
        title: words.say('console.mailbox.history-who'),
        cell: ({ remoteAddress, door }) =>
          html`${door !== undefined && html`${doorName(visit.view, door)} · `}${remoteAddress !== undefined && placeOf(words, remoteAddress, visit.countries)}`,
      },
    ],
    rows: signIns,
    empty: group([], words.say('overview.history-empty')),
  });
  return html`<section class="stack" aria-labelledby="history"><h2 id="history">${words.say('overview.history')}</h2>${table}</section>`;
}

function sessionRow({ visit, address }: MailboxSection, session: WebSessionResource): Markup {
  const { words } = visit.view;
  const name = browserName(words, session.userAgent);
  const about = html`${foreign(session.site)} · ${placeOf(words, session.remoteAddress, visit.countries)} · ${words.say('sessions.started', { time: words.time(Date.parse(session.startedAt)) })} · ${words.say('sessions.active', { ago: words.ago(Date.parse(session.lastActiveAt), visit.clock.now()) })}`;
  const pending = session.state === 'pending' && badge(words.say('console.mailbox.second-step-missing'), 'warn');
  const end = html`${hidden('id', session.id)}${button(words.say('action.end'), { says: words.say('sessions.end-label', { name }) })}`;
  return item(
    html`${foreign(name)} ${pending}`,
    about,
    may(visit, 'sessions:end') && consoleForm(visit, '/mailbox/sessions/end', end, { query: { address } }),
  );
}

function connectionRow({ visit, address }: MailboxSection, connection: ConnectionResource): Markup {
  const { words } = visit.view;
  const { id, door, appPassword, clientName, remoteAddress, since } = connection;
  const name = clientName ?? appPassword?.name ?? words.say(`door.${door}`);
  const by = appPassword ? foreign(appPassword.name) : words.say('sessions.by-password');
  const about = html`${words.say(`door.${door}`)} · ${by} · ${placeOf(words, remoteAddress, visit.countries)} · ${words.say('time.since', { time: words.time(Date.parse(since)) })}`;
  const end = html`${hidden('id', id)}${button(words.say('action.end'), { says: words.say('sessions.end-label', { name }) })}`;
  return item(
    foreign(name),
    about,
    may(visit, 'sessions:end') && consoleForm(visit, '/mailbox/connections/end', end, { query: { address } }),
  );
}

function endForm({ visit, address }: MailboxSection, path: string, what: string): Markup | false {
  const text = visit.view.words.say('console.mailbox.end-all');
  const end = button(text, { kind: 'danger', says: `${text}: ${what}` });
  return may(visit, 'sessions:end') && consoleForm(visit, path, end, { query: { address } });
}
