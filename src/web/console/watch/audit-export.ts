// Files of the audit log, as JSON Lines or CSV. A file holds the entries of one range, so that a log of any length can be
// taken away without being in memory at once; what is recorded after the page was opened is in none of them.

import { AUDIT_CSV_HEADER, auditCsvRow, auditJsonLine } from '../../api/client/audit-files.ts';
import type { AuditExportResource } from '../../api/client/audit-resources.ts';
import { exportAuditOperation, searchAuditOperation } from '../../api/routes/audit-routes.ts';
import { heading } from '../../pages/frame/parts.ts';
import { html, type Markup } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import type { Called, ConsoleVisit } from '../console-contract.ts';
import { consoleAddress, consoleLinkButton, consolePage, toConsole } from '../console-page.ts';
import { emptyState } from '../parts/lists.ts';
import { pager } from '../parts/pager.ts';
import { problemNotice } from '../parts/problem-notice.ts';
import { dataTable } from '../parts/table.ts';
import { listText } from '../policy-form/policy-words.ts';
import { activeAuditFilters, auditFiltersIn, auditQueryOf } from './audit-filters.ts';

/** Sequence numbers of one file: about ten mebibytes of entries. */
const PART = 20_000;

/** Files that one page lists. */
const PARTS_SHOWN = 25;

/** Entries of one question to the API. */
const PIECE = 1_000;

/** Both included. */
interface Range {
  readonly from: number;
  readonly to: number;
}

export async function showExport(visit: ConsoleVisit): Promise<PageAnswer> {
  const { query, call, view } = visit;
  const { words } = view;
  const wanted = auditQueryOf(query);
  const title = words.say('console.watch.export-title');
  const top = html`${heading(title, words.say('console.watch.export-text'))}${activeFilters(visit)}`;
  const [oldest, newest] = await Promise.all([
    call(exportAuditOperation, { query: { ...wanted, limit: '1' } }),
    call(searchAuditOperation, { query: { ...wanted, limit: '1' } }),
  ]);
  const refused = [oldest, newest].find((each) => each.kind === 'refused');
  if (refused?.kind === 'refused') {
    const body = html`${top}${problemNotice(visit, refused.problem)}`;
    return consolePage(visit, { section: 'audit', title, body, status: refused.problem.status });
  }
  const first = oldest.kind === 'done' ? oldest.value.items[0]?.sequence : undefined;
  const last = newest.kind === 'done' ? newest.value.items[0]?.sequence : undefined;
  const from = Math.max(first ?? 1, sequenceIn(query.get('after')) + 1);
  const ranges = first === undefined || last === undefined ? [] : rangesOf({ from, to: last });
  const end = ranges.at(-1)?.to;
  const body = html`${top}
${fileTable(visit, ranges)}
${pager(visit, end === undefined || end === last ? undefined : String(end))}`;
  return consolePage(visit, { section: 'audit', title, body });
}

/** One file. */
export async function downloadExport(visit: ConsoleVisit): Promise<PageAnswer> {
  const { query, call } = visit;
  const isCsv = query.get('format') === 'csv';
  const range = { from: sequenceIn(query.get('from')), to: sequenceIn(query.get('to')) };
  if (range.from < 1 || range.to < range.from || range.to - range.from >= PART) return toConsole('/audit/export');
  const pieces: string[] = isCsv ? [AUDIT_CSV_HEADER] : [];
  let after: number | undefined = range.from - 1;
  while (after !== undefined && after < range.to) {
    const page: Called<AuditExportResource> = await call(exportAuditOperation, {
      query: { ...auditQueryOf(query), limit: String(PIECE), after: String(after) },
    });
    if (page.kind === 'refused') return toConsole('/audit/export', auditFiltersIn(query));
    for (const entry of page.value.items) {
      if (entry.sequence <= range.to) pieces.push(isCsv ? auditCsvRow(entry) : auditJsonLine(entry));
    }
    after = page.value.next;
  }
  return fileAnswer(pieces.join(''), `audit-${range.from}-${range.to}.${isCsv ? 'csv' : 'jsonl'}`, isCsv);
}

function fileAnswer(body: string, name: string, isCsv: boolean): PageAnswer {
  return {
    status: 200,
    headers: {
      'content-type': isCsv ? 'text/csv; charset=utf-8; header=present' : 'application/jsonl; charset=utf-8',
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    },
    setCookies: [],
    body,
  };
}

function activeFilters(visit: ConsoleVisit): Markup | undefined {
  const active = activeAuditFilters(visit);
  if (active.length === 0) return undefined;
  const { words } = visit.view;
  return html`<p>${words.say('console.watch.export-filtered')} ${listText(
    words,
    active.map(({ text }) => text),
  )}</p>`;
}

/** Ranges begin at whole multiples, so that the same file comes of the same address tomorrow. */
function rangesOf({ from, to }: Range): readonly Range[] {
  const ranges: Range[] = [];
  for (let start = from; start <= to && ranges.length < PARTS_SHOWN; ) {
    const end = Math.min(to, (Math.floor((start - 1) / PART) + 1) * PART);
    ranges.push({ from: start, to: end });
    start = end + 1;
  }
  return ranges;
}

function fileTable(visit: ConsoleVisit, ranges: readonly Range[]): Markup {
  const { words } = visit.view;
  const link = (range: Range, format: 'jsonl' | 'csv', text: string) =>
    consoleLinkButton(
      text,
      consoleAddress('/audit/export/file', { ...auditFiltersIn(visit.query), format, ...range }),
      {
        says: words.say('console.watch.export-as', { format: text, ...spoken(visit, range) }),
      },
    );
  return dataTable<Range>({
    caption: words.say('console.watch.export-files'),
    columns: [
      {
        title: words.say('console.watch.export-files'),
        cell: (range) => words.say('console.watch.export-part', spoken(visit, range)),
        isHeading: true,
      },
      { title: 'JSON Lines', cell: (range) => link(range, 'jsonl', 'JSON Lines'), isUntitled: true },
      { title: 'CSV', cell: (range) => link(range, 'csv', 'CSV'), isUntitled: true },
    ],
    rows: ranges,
    empty: emptyState(words.say('console.watch.audit-empty')),
  });
}

function spoken(
  { view: { words } }: ConsoleVisit,
  { from, to }: Range,
): { readonly from: string; readonly to: string } {
  return { from: words.number(from), to: words.number(to) };
}

/** Zero for what is none. */
function sequenceIn(value: string | null): number {
  return value !== null && /^[1-9][0-9]{0,14}$/.test(value) ? Number(value) : 0;
}
