// postern audit export: entries for other programs, page by page, whatever their number.

import { closeSync, openSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { PosternError } from '../../core/errors.ts';
import { AUDIT_CSV_HEADER, auditCsvRow, auditJsonLine } from '../../web/api/client/audit-files.ts';
import type { AuditExportResource, AuditPageResource } from '../../web/api/client/audit-resources.ts';
import { type CommandContext, commonOptions, describeCommand, nodeClient } from '../command-context.ts';
import { optionsBelow } from '../options.ts';
import { type AuditFilterOptions, addAuditFilters, auditQuery } from './audit-filters.ts';

/** Entries of one request: all that is held at once. */
const PAGE = 500;

/** Readable by the owner only: it says who signs in from where. */
const PRIVATE = 0o600;

interface ExportOptions extends AuditFilterOptions {
  readonly format: 'jsonl' | 'csv';
  readonly out?: string;
}

export function auditExportCommand(audit: Command, context: CommandContext): void {
  const command = describeCommand(audit.command('export'), context, {
    summary: 'write entries of the audit log for other programs, oldest first',
    remark:
      'JSON Lines have the fields of postern audit --json, and chain and previous, by which postern audit verify --file checks each. CSV is RFC 4180 in UTF-8 with a heading: details and trace are JSON, and a value that a spreadsheet would take for a formula has an apostrophe in front. What is recorded after it began is not in it.',
    examples: [
      ['postern audit export --out audit.jsonl', 'all of it'],
      ['postern audit export --format csv --since 30d --event sign-in.refused --out refusals.csv', 'for a spreadsheet'],
    ],
    json: 'JSON Lines are what it writes; with --out { file, format, entries, head: SEQUENCE }',
  });
  addAuditFilters(command)
    .addOption(new Option('--format <format>', 'jsonl or csv').choices(['jsonl', 'csv']).default('jsonl'))
    .option('--out <file>', 'write it to a new file that only its owner can read, instead of standard output')
    .action(async () => {
      const options = optionsBelow<ExportOptions>(command);
      if (options.out === undefined) {
        await exportTo((text) => context.terminal.write(text), command, context, options);
        return;
      }
      const file = resolve(options.out);
      const descriptor = create(file);
      try {
        const write = (text: string): void => writeWhole(descriptor, Buffer.from(text));
        const done = await exportTo(write, command, context, options);
        const about = { file, format: options.format, ...done };
        const { json } = commonOptions(command);
        context.terminal.write(json ? `${JSON.stringify(about, null, 2)}\n` : `${file}: ${done.entries} entries\n`);
      } finally {
        closeSync(descriptor);
      }
    });
}

async function exportTo(
  write: (text: string) => void,
  command: Command,
  context: CommandContext,
  options: ExportOptions,
): Promise<{ readonly entries: number; readonly head: number }> {
  const client = nodeClient(command, context);
  const isCsv = options.format === 'csv';
  // Entries go on being recorded: what is there now is what is exported, so that it ends.
  const { after: head }: AuditPageResource = await client.ask('GET', '/audit', { query: { limit: 1 } });
  if (isCsv) write(AUDIT_CSV_HEADER);
  let entries = 0;
  let after: number | undefined = 0;
  while (after !== undefined) {
    const query = { ...auditQuery(options), after, limit: PAGE };
    const page: AuditExportResource = await client.ask('GET', '/audit/export', { query });
    const items = page.items.filter(({ sequence }) => sequence <= head);
    entries += items.length;
    write(items.map((entry) => (isCsv ? auditCsvRow(entry) : auditJsonLine(entry))).join(''));
    after = items.length < page.items.length ? undefined : page.next;
  }
  return { entries, head };
}

function create(file: string): number {
  try {
    return openSync(file, 'wx', PRIVATE);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PosternError('ERR_USAGE', `${file} could not be written: ${reason}`, { cause });
  }
}

function writeWhole(descriptor: number, octets: Uint8Array): void {
  for (let written = 0; written < octets.length; ) written += writeSync(descriptor, octets, written);
}
