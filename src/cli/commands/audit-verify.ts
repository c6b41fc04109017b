// postern audit verify: whether the audit log is what was recorded, asked of the node, of a file, or of an export.

import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { CHAIN_POSITION, type ChainPosition, chainPosition } from '../../core/audit/audit-chain.ts';
import type { ExportReport } from '../../core/audit/verify-export.ts';
import type { AuditVerificationResource } from '../../web/api/client/audit-resources.ts';
import { type CommandContext, commonOptions, describeCommand, nodeClient, print } from '../command-context.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import type { NodeClient } from '../node-client.ts';
import { optionsBelow, readCount } from '../options.ts';
import { findSocketPath } from '../socket-path.ts';
import { time } from '../table.ts';

interface VerifyOptions {
  readonly expect?: ChainPosition;
  readonly last?: number;
  readonly offline?: string;
  readonly file?: string;
  readonly keys?: string;
}

const FAULTS = {
  changed: 'it is not what was recorded',
  missing: 'it is missing',
  inserted: 'nobody recorded it',
  covered: 'it, or one before it from before the chain, is not what was recorded',
  mark: 'the mark of the chain there is gone, or was set by somebody else',
  unexpected: 'its digest is not the one that was expected',
} as const;

export function auditVerifyCommand(audit: Command, context: CommandContext): void {
  const command = describeCommand(audit.command('verify'), context, {
    summary: 'check that the audit log is what was recorded',
    remark:
      'Recomputes the chain with the installation key and names the first entry that was changed, removed or put in. Note the head that it prints somewhere else: --expect then also finds a log that was put back to an older state as a whole. Exit code 1 when the log is broken, or what was expected could not be compared.',
    examples: [
      ['postern audit verify', 'all of the log, by the running node'],
      [
        'postern audit verify --expect 4711:6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b',
        'and that it still holds what was noted',
      ],
      ['postern audit verify --offline /var/backups/postern.db --keys /var/lib/postern', 'a backup'],
      ['postern audit verify --file audit.jsonl', 'an export'],
    ],
    json: '{ checked, begin: { sequence, entries, at }, purged: { sequence, entries, at, by }, head: { sequence, digest }, broken: { sequence, fault: changed|missing|inserted|covered|mark|unexpected }, expected: confirmed|purged }; with --file { checked, unchained, gaps, head, broken, expected }',
  });
  command
    .option('--expect <sequence:digest>', 'a head that was noted before', readPosition)
    .option('--last <number>', 'only the newest so many entries', readCount)
    .option('--offline <path>', 'a state folder, or a file of postern backup, without a node')
    .option('--file <export>', 'JSON Lines of postern audit export')
    .option('--keys <folder>', 'the state folder whose keys are used (default: that of the configuration)')
    .action(async () => {
      const options = optionsBelow<VerifyOptions>(command);
      if (options.file !== undefined) await verifyFile(command, context, { ...options, file: options.file });
      else await verifyLog(command, context, options);
    });
}

async function verifyLog(command: Command, context: CommandContext, options: VerifyOptions): Promise<void> {
  const { offline, expect, last } = options;
  const found =
    offline === undefined
      ? await askNode(nodeClient(command, context), options)
      : await context.actions.verifyAudit({
          path: resolve(offline),
          ...keysFor(command, context, options),
          ...(expect && { expect }),
          ...(last !== undefined && { last }),
        });
  const isConfirmed = expect === undefined || found.expected === 'confirmed';
  print(command, context, found, () => logText(found, isConfirmed));
  if (found.broken || !isConfirmed) context.outcome.code = EXIT_CODES.refused;
}

/** Piece by piece, so that no request takes long. */
async function askNode(client: NodeClient, { expect, last }: VerifyOptions): Promise<AuditVerificationResource> {
  const written = expect && `${expect.sequence}:${expect.chain}`;
  let checked = 0;
  let expected: AuditVerificationResource['expected'];
  let from: string | undefined;
  for (;;) {
    const query = { from, last: from === undefined ? last : undefined, expect: written };
    const piece: AuditVerificationResource = await client.ask('GET', '/audit/verification', { query });
    checked += piece.checked;
    expected ??= piece.expected;
    const { next, ...rest } = piece;
    if (!next || piece.broken) return { ...rest, checked, ...(expected && { expected }) };
    from = `${next.sequence}:${next.digest}`;
  }
}

async function verifyFile(
  command: Command,
  context: CommandContext,
  options: VerifyOptions & { readonly file: string },
): Promise<void> {
  const { file, expect } = options;
  const keys = keysFor(command, context, options);
  const {
    break: broken,
    last,
    ...report
  } = await context.actions.verifyAuditExport({
    path: resolve(file),
    ...keys,
    ...(expect && { expect }),
  });
  const head = last && { sequence: last.sequence, digest: last.chain };
  const found = { ...report, ...(head && { head }), ...(broken && { broken }) };
  const isConfirmed = expect === undefined || report.expected === 'confirmed';
  print(command, context, found, () => exportText(report, { head, broken }, isConfirmed));
  if (broken || !isConfirmed) context.outcome.code = EXIT_CODES.refused;
}

function keysFor(
  command: Command,
  context: CommandContext,
  { keys, offline }: VerifyOptions,
): { readonly keys?: string } {
  if (keys !== undefined) return { keys: resolve(keys) };
  // A state folder has its own; a backup, or an export, has none.
  if (offline !== undefined && statSync(resolve(offline), { throwIfNoEntry: false })?.isDirectory()) return {};
  return { keys: dirname(findSocketPath(commonOptions(command), context.environment)) };
}

type Found = Pick<AuditVerificationResource, 'head' | 'broken'>;

function logText(found: AuditVerificationResource, isConfirmed: boolean): string {
  const { checked, begin, purged } = found;
  const lines = [`${checked} entries checked`];
  if (begin && begin.entries > 0) {
    lines.push(
      `chained since entry ${begin.sequence} (${time(begin.at)}); ${begin.entries} before it are covered together`,
    );
  } else if (begin) lines.push(`chained since ${time(begin.at)}`);
  if (purged)
    lines.push(`${purged.entries} up to entry ${purged.sequence} forgotten, last ${time(purged.at)} by ${purged.by}`);
  return [...lines, ...verdict(found, isConfirmed)].map((line) => `${line}\n`).join('');
}

function exportText(
  { checked, unchained, gaps }: Pick<ExportReport, 'checked' | 'unchained' | 'gaps'>,
  found: { readonly [Name in keyof Found]: Found[Name] | undefined },
  isConfirmed: boolean,
): string {
  const lines = [`${checked} entries checked`];
  if (unchained > 0) lines.push(`${unchained} are from before the chain and can't be checked`);
  if (gaps > 0) lines.push(`${gaps} gaps: entries that a filter, or somebody, left out`);
  return [...lines, ...verdict(found, isConfirmed)].map((line) => `${line}\n`).join('');
}

function verdict(
  { head, broken }: { readonly [Name in keyof Found]: Found[Name] | undefined },
  isConfirmed: boolean,
): readonly string[] {
  if (broken) return [`BROKEN at entry ${broken.sequence}: ${FAULTS[broken.fault]}`];
  const unsure = isConfirmed ? [] : ['NOT CONFIRMED: the expected entry was forgotten, or is not among those checked'];
  return [...unsure, ...(head ? [`whole; head ${head.sequence}:${head.digest}`] : ['whole; nothing is chained'])];
}

function readPosition(value: string): ChainPosition {
  if (!CHAIN_POSITION.test(value))
    throw new InvalidArgumentError('Write SEQUENCE:DIGEST, as postern audit verify prints it.');
  return chainPosition(value);
}
