// The audit log: searched, newest first, page by page; and followed by a page that fetches itself anew.

import type { AuditResource } from '../../api/client/audit-resources.ts';
import { searchAuditOperation } from '../../api/routes/audit-routes.ts';
import { countryName } from '../../pages/describe.ts';
import { heading } from '../../pages/frame/parts.ts';
import { foreign, html, type Markup } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import { consoleAddress, consoleLinkButton, consolePage, toConsole } from '../console-page.ts';
import { breakable } from '../parts/breakable.ts';
import { doorName } from '../parts/door-names.ts';
import { filterBar } from '../parts/filters.ts';
import { emptyState } from '../parts/lists.ts';
import { mailboxLink } from '../parts/mailbox-link.ts';
import { pager } from '../parts/pager.ts';
import { problemNotice } from '../parts/problem-notice.ts';
import { reasonName } from '../parts/reason-words.ts';
import { dataTable } from '../parts/table.ts';
import { activeAuditFilters, auditFilterFields, auditFiltersIn, auditQueryOf } from './audit-filters.ts';

/** Entries of one page. */
const PAGE = '50';

/** How often a page that follows the log comes anew, in seconds: fast enough to watch, slow enough to read. */
const REFRESH_SECONDS = 5;

export async function showAudit(visit: ConsoleVisit): Promise<PageAnswer> {
  const { query, call, view, mayVisit, requester } = visit;
  const { words } = view;
  const before = query.get('after') ?? undefined;
  const found = await call(searchAuditOperation, { query: { ...auditQueryOf(query), limit: PAGE, before } });
  const title = words.say('console.watch.audit-title');
  const filters = auditFiltersIn(query);
  // The chain is of all entries: whoever has some domains only can't recompute it.
  const links = [
    ['/audit/live', words.say('console.watch.live')],
    ['/audit/export', words.say('console.watch.export')],
    ['/audit/verify', words.say('console.watch.verify')],
  ] as const;
  const actions = html`<div class="actions">${links
    .filter(([path]) => mayVisit(path) && (path !== '/audit/verify' || requester.domains === 'all'))
    .map(([path, text]) =>
      consoleLinkButton(text, consoleAddress(path, path === '/audit/verify' ? {} : filters)),
    )}</div>`;
  const body = html`<div class="page-head">${heading(title, words.say('console.watch.audit-text'))}${actions}</div>
${filterBar(visit, { path: '/audit', fields: auditFilterFields(visit), active: activeAuditFilters(visit) })}
${found.kind === 'refused' ? problemNotice(visit, found.problem) : entryTable(visit, found.value.items)}
${found.kind === 'done' && pager(visit, found.value.before === undefined ? undefined : String(found.value.before))}`;
  const status = found.kind === 'refused' ? found.problem.status : 200;
  return consolePage(visit, { section: 'audit', title, body, status });
}

/** No script: the header makes a browser fetch the page again, and the link beside it makes that stop (WCAG 2.2, 2.2.2). */
export async function showLive(visit: ConsoleVisit): Promise<PageAnswer> {
  const { query, call, view } = visit;
  const { words } = view;
  const found = await call(searchAuditOperation, { query: { ...auditQueryOf(query), limit: PAGE } });
  const title = words.say('console.watch.live-title');
  const stop = consoleLinkButton(words.say('console.watch.live-stop'), consoleAddress('/audit', auditFiltersIn(query)));
  const text = words.say('console.watch.live-text', { duration: words.duration(REFRESH_SECONDS * 1_000) });
  const body = html`<div class="page-head">${heading(title, text)}<div class="actions">${stop}</div></div>
${found.kind === 'refused' ? problemNotice(visit, found.problem) : entryTable(visit, found.value.items)}`;
  const page = consolePage(visit, { section: 'audit', title, body });
  return { ...page, headers: { ...page.headers, refresh: String(REFRESH_SECONDS) } };
}

/** By the reference that a refusal shows; of several entries the list. */
export async function findDecision({ query, call }: ConsoleVisit): Promise<PageAnswer> {
  const id = query.get('id')?.trim() ?? '';
  const found = await call(searchAuditOperation, { query: { decisionId: id, limit: '2' } });
  const [entry, another] = found.kind === 'done' ? found.value.items : [];
  if (entry === undefined || another !== undefined) return toConsole('/audit', { decisionId: id });
  return toConsole('/audit/entry', { sequence: entry.sequence });
}

function entryTable(visit: ConsoleVisit, entries: readonly AuditResource[]): Markup {
  const { words } = visit.view;
  return dataTable<AuditResource>({
    caption: words.say('console.watch.audit-title'),
    columns: [
      {
        title: words.say('console.watch.time'),
        cell: ({ sequence, at }) =>
          html`<a href="${consoleAddress('/audit/entry', { sequence })}"><time datetime="${at}">${words.time(Date.parse(at))}</time></a>`,
        isHeading: true,
      },
      {
        title: words.say('console.watch.event'),
        cell: ({ event }) => html`<code class="small">${breakable(event)}</code>`,
      },
      {
        title: words.say('console.watch.mailbox'),
        cell: ({ mailbox, loginName }) =>
          mailbox === undefined ? loginName !== undefined && foreign(loginName) : mailboxLink(visit, mailbox),
      },
      { title: words.say('console.watch.from'), cell: (entry) => placeOf(visit, entry) },
      {
        title: words.say('console.watch.reason'),
        cell: ({ reason }) => reason !== undefined && reasonName(words, reason),
      },
      { title: words.say('console.watch.actor'), cell: ({ actor }) => actor !== undefined && foreign(actor) },
    ],
    rows: entries,
    empty: emptyState(words.say('console.watch.audit-empty')),
  });
}

function placeOf({ view: { words } }: ConsoleVisit, { door, remoteAddress, details }: AuditResource): Markup {
  const country = details?.['country'];
  const parts = [
    door !== undefined && doorName(words, door),
    remoteAddress,
    typeof country === 'string' && countryName(words, country),
  ].filter((part) => typeof part === 'string');
  return foreign(parts.join(' · '));
}
