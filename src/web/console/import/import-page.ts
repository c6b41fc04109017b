// Importing mailboxes from CSV (R6.3): a file or pasted lines, then what they would change, then what they changed. What was
// pasted is carried from page to page; sent again, it changes nothing more.

import { type ImportItem, MAX_IMPORT_ROWS } from '../../../core/accounts/import-mailboxes.ts';
import { MAILBOX_COLUMNS } from '../../../core/accounts/mailbox-table.ts';
import { MAX_CSV_LENGTH } from '../../../core/csv.ts';
import type { Bytes } from '../../../core/units.ts';
import type { ImportResource } from '../../api/client/import-resources.ts';
import type { ProblemResource } from '../../api/client/resources.ts';
import { startImportJobOperation } from '../../api/routes/import-job-routes.ts';
import { importMailboxesOperation } from '../../api/routes/import-routes.ts';
import { button, heading, hidden, notice } from '../../pages/frame/parts.ts';
import { html, type Markup } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import { type Called, type ConsoleVisit, MAX_CONSOLE_FORM_OCTETS } from '../console-contract.ts';
import {
  confirmFirst,
  consoleAddress,
  consoleForm,
  consoleLinkButton,
  consolePage,
  toConsole,
} from '../console-page.ts';
import { areaField, fileField } from '../parts/fields.ts';
import { keyValues } from '../parts/lists.ts';
import { problemNotice } from '../parts/problem-notice.ts';
import { countOf, importTable, OUTCOMES } from './import-table.ts';

export const IMPORT_PATH = '/mailboxes/import';

/** Longest text, in characters, and most rows that are imported while a browser waits: some seconds' work. What is more is a job. */
const MAX_LENGTH = 100_000;
const MAX_ROWS = 2_000;

/** Largest form: a file of ten megabytes, and what surrounds it. */
export const MAX_IMPORT_OCTETS: Bytes = MAX_CSV_LENGTH + 65_536;

/** Both steps are asked for before anything is pasted, as importing asks for them. */
export async function showImport(visit: ConsoleVisit): Promise<PageAnswer> {
  return confirmFirst(visit) ?? importPage(visit);
}

export async function postImport(visit: ConsoleVisit): Promise<PageAnswer> {
  // As a browser sends it again from a page: a text in HTML has no other line breaks.
  const csv = (visit.form.get('file') ?? visit.form.get('csv') ?? '').replaceAll(/\r\n?/g, '\n');
  const dryRun = visit.form.get('step') !== 'apply';
  const report = csv.length > MAX_LENGTH ? 'long' : await importAll(visit, csv, dryRun);
  if (report === 'long') return asJob(visit, csv, dryRun);
  return report.kind === 'refused' ? unreadable(visit, report.problem, csv) : reportPage(visit, report.value, csv);
}

/** Its page shows how far it is, leads from the dry run on, and can be left. */
async function asJob(visit: ConsoleVisit, csv: string, dryRun: boolean): Promise<PageAnswer> {
  const started = await visit.call(startImportJobOperation, { body: { csv, dryRun } });
  // So long a text isn't sent back to be sent again.
  return started.kind === 'done'
    ? toConsole('/jobs/job', { id: started.value.id })
    : unreadable(visit, started.problem, '');
}

function unreadable(visit: ConsoleVisit, problem: ProblemResource, csv: string): PageAnswer {
  const { words } = visit.view;
  const told = html`${notice('bad', words.say('console.import.unreadable'))}${problemNotice(visit, problem)}`;
  return importPage(visit, { csv, problem: told, status: problem.status });
}

/** Part by part; `long`: of more rows than are imported here. */
async function importAll(visit: ConsoleVisit, csv: string, dryRun: boolean): Promise<Called<ImportResource> | 'long'> {
  const first = await visit.call(importMailboxesOperation, { body: { csv, dryRun: true, limit: 1 } });
  if (first.kind === 'refused') return first;
  if (first.value.rows > MAX_ROWS) return 'long';
  const items: ImportItem[] = [];
  let part: ImportResource | undefined;
  do {
    const body = {
      ...{ csv, dryRun, limit: MAX_IMPORT_ROWS, after: part?.next ?? 0 },
      ...(part && { id: part.id }),
    };
    const called = await visit.call(importMailboxesOperation, { body });
    if (called.kind === 'refused') return called;
    part = called.value;
    items.push(...part.items);
  } while (part.next !== undefined);
  return { kind: 'done', value: { ...part, items } };
}

interface Refilled {
  readonly csv: string;
  readonly problem: Markup;
  readonly status: number;
}

function importPage(visit: ConsoleVisit, refilled?: Refilled): PageAnswer {
  const { words } = visit.view;
  const title = words.say('console.import.title');
  const preview = (of: string) => {
    const text = words.say('console.import.preview');
    return html`<div class="actions">${button(text, { kind: 'primary', says: `${text}: ${of}` })}</div>`;
  };
  const file = fileField({ name: 'file', label: words.say('console.import.file'), accept: '.csv,text/csv' });
  const paste = areaField({
    name: 'csv',
    label: words.say('console.import.paste'),
    hint: words.say('console.import.paste-hint'),
    rows: 10,
    maxLength: MAX_CONSOLE_FORM_OCTETS,
    ...(refilled && { value: refilled.csv }),
  });
  const ids = html`<p class="soft">${words.say('console.import.columns-text')}</p>
<p>${MAILBOX_COLUMNS.map((column) => html`<code>${column}</code> `)}</p>`;
  const body = html`${heading(title, words.say('console.import.text'))}
${refilled?.problem}
${consoleForm(visit, IMPORT_PATH, html`${file}${preview(words.say('console.import.file'))}`, { isStack: true, hasFile: true })}
<section class="stack">${consoleForm(visit, IMPORT_PATH, html`${paste}${preview(words.say('console.import.paste'))}`, { isStack: true })}</section>
<section class="stack" aria-labelledby="columns"><h2 id="columns">${words.say('console.import.columns')}</h2>${ids}</section>`;
  return consolePage(visit, { section: 'mailboxes', title, body, ...(refilled && { status: refilled.status }) });
}

function reportPage(visit: ConsoleVisit, report: ImportResource, csv: string): PageAnswer {
  const { words } = visit.view;
  const { dryRun, items, id } = report;
  const title = words.say(dryRun ? 'console.import.preview-title' : 'console.import.done-title');
  const refused = countOf(items, 'refused');
  const wanted = countOf(items, 'added') + countOf(items, 'changed');
  const apply = html`${hidden('csv', csv)}${hidden('step', 'apply')}${button(words.say('console.import.apply', { count: wanted }), { kind: 'primary' })}`;
  const again = consoleLinkButton(words.say('console.import.again'), consoleAddress(IMPORT_PATH), { kind: 'plain' });
  const counts = (['added', 'changed', 'unchanged', 'refused'] as const).map(
    (outcome) => [words.say(OUTCOMES[outcome]), words.number(countOf(items, outcome))] as const,
  );
  const body = html`${heading(title)}
${keyValues(counts)}
${refused > 0 && notice('warn', words.say('console.import.refused-note', { count: refused }))}
${dryRun && wanted === 0 && notice('plain', words.say('console.import.nothing'))}
${!dryRun && wanted > 0 && notice('good', words.say('console.import.id', { id }))}
<div class="actions">${dryRun && wanted > 0 && consoleForm(visit, IMPORT_PATH, apply)}${again}</div>
${importTable(visit, items)}`;
  const way = [{ text: words.say('console.import.title'), address: consoleAddress(IMPORT_PATH) }];
  return consolePage(visit, { section: 'mailboxes', title, way, body });
}
