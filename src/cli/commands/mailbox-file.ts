// postern mailbox import and export: mailboxes as a file of CSV, part by part, whatever their number.

import { readFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { MAILBOX_COLUMNS, type MailboxRow, readMailboxTable } from '../../core/accounts/mailbox-table.ts';
import { csvRow, MAX_CSV_LENGTH } from '../../core/csv.ts';
import { PosternError } from '../../core/errors.ts';
import { CHALLENGE_MODES } from '../../core/policy/policy.ts';
import type { ExportedMailboxesResource, ImportResource } from '../../web/api/client/import-resources.ts';
import type { JobDetailResource } from '../../web/api/client/job-resources.ts';
import { type CommandContext, commonOptions, describeCommand, nodeClient, print } from '../command-context.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { addFilterOptions, type FilterOptions, filterOf } from '../filter-options.ts';
import type { NodeClient } from '../node-client.ts';
import { harmless, table } from '../table.ts';
import { JOB_JSON, startedText } from './job.ts';

/** Most rows of one request. */
const PART_ROWS = 200;

/** Most characters of one request, but for a row that alone has more: the API takes half a million octets. */
const PART_LENGTH = 100_000;

/** Mailboxes of one page. */
const PAGE = 500;

type Imported = Pick<ImportResource, 'id' | 'dryRun' | 'items'>;

interface ImportOptions {
  readonly dryRun?: boolean;
  readonly background?: boolean;
}

const JSON_REPORT =
  '{ id, dryRun, items: [{ line, mailbox, outcome, changes: [{ field, from, to }], effects: [{ field, from, to, layer }], refusal: { code, text, problems } }] }';

export function mailboxFileCommands(mailbox: Command, context: CommandContext): void {
  importFile(mailbox, context);
  exportFile(mailbox, context);
}

function importFile(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('import <file>'), context, {
    summary: 'add and change mailboxes as a file of CSV says',
    remark: `The first line names the columns: address, and any of ${MAILBOX_COLUMNS.slice(1).join(', ')}. A mailbox that isn't there is added. An empty cell changes nothing, inherit takes a setting back, and lists have spaces between: groups are all that it is in from then on. With --dry-run, what each row would change, and nothing is changed. The whole file is read before anything is sent; an import that broke off can be made again: what was done already is left as it is`,
    examples: [
      ['postern mailbox import staff.csv --dry-run', 'see what it would change'],
      ['postern mailbox import staff.csv', 'change it'],
      [
        'postern mailbox import staff.csv --background',
        'change it without waiting: postern job show tells how far it is',
      ],
    ],
    json: `${JSON_REPORT}; with --background: ${JOB_JSON}`,
  });
  command
    .option('--dry-run', 'only say what would change')
    .option('--background', 'as a job of the node, without waiting for it')
    .action(async (file: string, { dryRun = false, background = false }: ImportOptions) => {
      if (background) {
        const body = { csv: await textIn(file), dryRun };
        const job = await nodeClient(command, context).ask<JobDetailResource>('POST', '/jobs/import', { body });
        print(command, context, job, () => startedText(job));
        return;
      }
      const rows = await rowsOf(file);
      const report = await sendRows(nodeClient(command, context), rows, dryRun);
      if (report.items.some(({ outcome }) => outcome === 'refused')) context.outcome.code = EXIT_CODES.refused;
      print(command, context, report, () => importText(report));
    });
}

/** The whole file, read before anything is sent. Throws `ERR_USAGE` for what isn't a file of mailboxes. */
async function rowsOf(file: string): Promise<readonly MailboxRow[]> {
  const read = readMailboxTable(await textIn(file));
  if (read.kind === 'refused') throw new PosternError('ERR_USAGE', `${file}: ${read.text}`);
  return read.value;
}

async function textIn(file: string): Promise<string> {
  const content = await readFile(file).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new PosternError('ERR_USAGE', `${file} can't be read: ${why}`);
  });
  if (content.length > MAX_CSV_LENGTH) throw new PosternError('ERR_USAGE', `${file} is too large`);
  return textOf(content, file);
}

function textOf(content: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    throw new PosternError('ERR_USAGE', `${file} isn't UTF-8: spreadsheets call that "CSV UTF-8"`);
  }
}

/** Part by part; the report is that of all parts, with the lines of the file. */
async function sendRows(client: NodeClient, rows: readonly MailboxRow[], dryRun: boolean): Promise<Imported> {
  const items: ImportResource['items'][number][] = [];
  const twice = rows.filter(({ sameAsLine }) => sameAsLine !== undefined);
  const repeated = twice.map(({ line, sameAsLine }) => `line ${line} is of the same mailbox as line ${sameAsLine}`);
  if (repeated.length > 0) throw new PosternError('ERR_USAGE', repeated.slice(0, 20).join('; '));
  let id: string | undefined;
  for (const part of partsOf(rows)) {
    const csv = [MAILBOX_COLUMNS, ...part.map(cellsOf)].map(csvRow).join('');
    const body = { csv, dryRun, limit: PART_ROWS, ...(id !== undefined && { id }) };
    const answer = await client.ask<ImportResource>('POST', '/import/mailboxes', { body });
    id = answer.id;
    items.push(...answer.items.map((item, at) => ({ ...item, line: part[at]?.line ?? item.line })));
  }
  return { id: id ?? '-', dryRun, items };
}

function cellsOf({ cells }: MailboxRow): readonly string[] {
  return MAILBOX_COLUMNS.map((column) => cells.get(column) ?? '');
}

function partsOf(rows: readonly MailboxRow[]): readonly (readonly MailboxRow[])[] {
  const parts: MailboxRow[][] = [];
  let length = Number.POSITIVE_INFINITY;
  for (const row of rows) {
    const its = csvRow(cellsOf(row)).length;
    length += its;
    const last = parts.at(-1);
    if (last && last.length < PART_ROWS && length <= PART_LENGTH) last.push(row);
    else {
      parts.push([row]);
      length = its;
    }
  }
  return parts;
}

function importText({ id, dryRun, items }: Imported): string {
  const count = (outcome: string): number => items.filter((item) => item.outcome === outcome).length;
  const rows = items.flatMap(({ line, mailbox, outcome, changes, effects, refusal }) => {
    const row = (...cells: readonly string[]): readonly string[] => [String(line), mailbox, ...cells];
    if (refusal) return [row('refused', '', '', refusal.text)];
    return [
      ...(outcome === 'added' ? [row('added', '', '', dryRun ? 'would be added' : '')] : []),
      ...changes.map(({ field, from, to }) => row(field, from, to, dryRun ? 'would be set' : 'set')),
      ...effects.map(({ field, from, to, layer }) => row(field, from, to, `in the end (${layer})`)),
    ];
  });
  const would = dryRun ? ' would be' : '';
  const sums = `${count('added')}${would} added, ${count('changed')}${would} changed, ${count('unchanged')} as they are, ${count('refused')} refused`;
  const headings = ['LINE', 'MAILBOX', 'WHAT', 'FROM', 'TO', 'NOTE'];
  return `${table(headings, rows)}${harmless(dryRun ? sums : `${sums} (${id})`)}\n`;
}

function exportFile(parent: Command, context: CommandContext): void {
  const command = describeCommand(parent.command('export'), context, {
    summary: 'write mailboxes and their own settings as CSV',
    remark:
      'As an import takes it: every setting of a mailbox, and inherit for what it does not say. A cell that a spreadsheet would run gets an apostrophe in front, which an import takes away again',
    examples: [
      ['postern mailbox export > mailboxes.csv', 'all that are listed'],
      ['postern mailbox export --domain example.com --group pilots > pilots.csv', 'some of them'],
    ],
    json: '{ items: [{ address, disabled, groups, challenge, … }] }, each a text',
  });
  addFilterOptions(command)
    .addOption(new Option('--challenge <mode>', 'whose own setting is this').choices(CHALLENGE_MODES))
    .action(async (options: FilterOptions & { readonly challenge?: string }) => {
      const client = nodeClient(command, context);
      const filter = { ...filterOf(options), challenge: options.challenge, limit: PAGE };
      const pages = exportedPages(client, filter, commonOptions(command).json === true ? 'json' : 'csv');
      const items: object[] = [];
      for await (const page of pages) {
        if (page.csv !== undefined) context.terminal.write(page.csv);
        items.push(...(page.items ?? []));
      }
      if (commonOptions(command).json === true) context.terminal.write(`${JSON.stringify({ items })}\n`);
    });
}

async function* exportedPages(
  client: NodeClient,
  filter: Readonly<Record<string, string | number | boolean | undefined>>,
  format: 'json' | 'csv',
): AsyncGenerator<ExportedMailboxesResource> {
  let after: string | undefined;
  do {
    const query = { ...filter, format, after };
    const page: ExportedMailboxesResource = await client.ask('GET', '/export/mailboxes', { query });
    yield page;
    after = page.next;
  } while (after !== undefined);
}
