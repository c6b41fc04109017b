// postern audit: what was decided and changed, searched or followed; its commands verify and export.

import type { Command } from 'commander';
import type { AuditPageResource, AuditResource } from '../../web/api/client/audit-resources.ts';
import { type CommandContext, commonOptions, describeCommand, nodeClient } from '../command-context.ts';
import type { NodeClient } from '../node-client.ts';
import { readCount } from '../options.ts';
import { harmless, time } from '../table.ts';
import { auditExportCommand } from './audit-export.ts';
import { type AuditFilterOptions, type AuditQuery, addAuditFilters, auditQuery } from './audit-filters.ts';
import { auditVerifyCommand } from './audit-verify.ts';

/** How long one request waits for more, in seconds. */
const WAIT_SECONDS = 20;

/** Entries that are shown when nobody says how many. */
const DEFAULT_LIMIT = 50;

/** Entries of one request. */
const PAGE = 500;

interface AuditOptions extends AuditFilterOptions {
  readonly limit?: number;
  readonly follow?: boolean;
  readonly trace?: boolean;
}

export function auditCommand(program: Command, context: CommandContext): void {
  const command = describeCommand(program.command('audit'), context, {
    summary: 'search or follow the audit log',
    examples: [
      ['postern audit --mailbox alice@example.com --since 1h', 'what happened to a mailbox in the last hour'],
      ['postern audit --decision 7Q2M0X4K9TABC --trace', 'why somebody was refused, by the id from the refusal'],
      ['postern audit --follow --event sign-in.refused', 'refusals, as they happen'],
    ],
    json: 'one object a line, oldest first: { sequence, at, kind, event, decisionId, mailbox, loginName, door, remoteAddress, reason, appPassword, actor, trace: [{ check, result, layer }], details }',
  });
  addAuditFilters(command)
    .option('--limit <number>', `the newest so many (default: ${DEFAULT_LIMIT}, or all with --since)`, readCount)
    .option('--follow', 'go on as more happens, until Ctrl-C')
    .option('--trace', 'with every check of each decision')
    .action((options: AuditOptions) => showAudit(command, context, options));
  auditVerifyCommand(command, context);
  auditExportCommand(command, context);
}

async function showAudit(command: Command, context: CommandContext, options: AuditOptions): Promise<void> {
  const client = nodeClient(command, context);
  const query = auditQuery(options);
  const asJson = commonOptions(command).json === true;
  const show = (entry: AuditResource): void =>
    context.terminal.write(asJson ? `${JSON.stringify(entry)}\n` : entryText(entry, options.trace === true));
  const signal = options.follow ? context.terminal.interruption() : undefined;
  const { items, after } = await newest(client, query, options);
  for (const entry of items) show(entry);
  if (signal) await follow(client, { query, after, signal, show });
}

/** The newest entries, oldest first, and where to go on. */
async function newest(
  client: NodeClient,
  query: AuditQuery,
  { limit, since }: AuditOptions,
): Promise<{ readonly items: readonly AuditResource[]; readonly after: number }> {
  const wanted = limit ?? (since === undefined ? DEFAULT_LIMIT : Number.POSITIVE_INFINITY);
  const items: AuditResource[] = [];
  let cursor: number | undefined;
  let after: number | undefined;
  do {
    const page: AuditPageResource = await client.ask('GET', '/audit', {
      query: { ...query, before: cursor, limit: Math.min(PAGE, wanted - items.length) },
    });
    items.push(...page.items);
    after ??= page.after;
    cursor = page.before;
  } while (cursor !== undefined && items.length < wanted);
  return { items: items.reverse(), after };
}

async function follow(
  client: NodeClient,
  parts: {
    readonly query: AuditQuery;
    readonly after: number;
    readonly signal: AbortSignal;
    readonly show: (entry: AuditResource) => void;
  },
): Promise<void> {
  const { query, signal, show } = parts;
  let { after } = parts;
  while (!signal.aborted) {
    try {
      const page: AuditPageResource = await client.ask('GET', '/audit', {
        query: { ...query, after, wait: WAIT_SECONDS },
        signal,
      });
      for (const entry of page.items) show(entry);
      after = page.after;
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}

function entryText(entry: AuditResource, withTrace: boolean): string {
  const { at, event, mailbox, loginName, door, remoteAddress, reason, appPassword, actor, decisionId, details } = entry;
  const parts: readonly (readonly [string, string | undefined])[] = [
    ['', mailbox],
    ['as ', loginName],
    ['at ', door],
    ['from ', remoteAddress],
    ['because ', reason],
    ['with ', appPassword],
    ['by ', actor],
    [
      '',
      details &&
        Object.entries(details)
          .map(([name, value]) => `${name}=${value}`)
          .join(' '),
    ],
    ['id ', decisionId],
  ];
  const words = parts.flatMap(([word, value]) => (value === undefined || value === '' ? [] : [word + harmless(value)]));
  const line = `${time(at)}  ${event.padEnd(20)}  ${words.join('  ')}\n`;
  if (!withTrace) return line;
  const steps = (entry.trace ?? []).map(
    ({ check, result, layer }) => `    ${check}: ${harmless(result)}${layer === undefined ? '' : ` (${layer})`}\n`,
  );
  return line + steps.join('');
}
