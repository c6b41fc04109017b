// One change of many mailboxes: part by part, so that a hundred thousand are changed while everybody signs in.

import { readFile } from 'node:fs/promises';
import { PosternError } from '../../core/errors.ts';
import type { BulkResource } from '../../web/api/client/resources.ts';
import { type FilterOptions, filterOf } from '../filter-options.ts';
import type { NodeClient } from '../node-client.ts';
import { harmless, table } from '../table.ts';

/** Mailboxes of one request. */
const PART = 100;

/** Largest list of addresses that is read, in octets: far more than anybody has. */
const MAX_LIST_OCTETS = 64 * 1024 * 1024;

export interface BulkOptions extends FilterOptions {
  readonly all?: boolean;
  readonly file?: string;
  readonly addToGroup?: string;
  readonly removeFromGroup?: string;
  readonly dryRun?: boolean;
  readonly background?: boolean;
}

/** Who is meant: a filter, or addresses. Throws `ERR_USAGE` unless exactly one way of saying it is used. */
export async function selectionOf(
  address: string | undefined,
  options: BulkOptions,
): Promise<{ readonly filter: object } | { readonly mailboxes: readonly string[] }> {
  const filter = filterOf(options);
  const ways = [
    address !== undefined,
    options.file !== undefined,
    options.all === true,
    Object.keys(filter).length > 0,
  ];
  if (ways.filter((way) => way).length !== 1) {
    throw new PosternError(
      'ERR_USAGE',
      'say which mailboxes: one address, --file, --all, or a filter such as --domain',
    );
  }
  if (address !== undefined) return { mailboxes: [address] };
  return options.file === undefined ? { filter } : { mailboxes: await addressesIn(options.file) };
}

/**
 * Makes the change part by part; the report is that of all parts. A part that is refused as a whole throws, and what the
 * parts before it changed stays changed.
 */
export async function changeMany(
  client: NodeClient,
  selection: Awaited<ReturnType<typeof selectionOf>>,
  request: object,
): Promise<BulkResource> {
  const items: BulkResource['items'][number][] = [];
  let part: BulkResource | undefined;
  const ask = async (selected: object): Promise<void> => {
    const body = { ...request, ...selected, ...(part && { id: part.id }) };
    part = await client.ask<BulkResource>('POST', '/mailboxes/bulk', { body });
    items.push(...part.items);
  };
  if ('mailboxes' in selection) {
    const names = [...new Set(selection.mailboxes)];
    for (let from = 0; from < names.length; from += PART) await ask({ mailboxes: names.slice(from, from + PART) });
  } else {
    do await ask({ ...selection, limit: PART, ...(part?.next !== undefined && { after: part.next }) });
    while (part?.next !== undefined);
  }
  const { id, dryRun } = part ?? { id: '-', dryRun: false };
  return { id, dryRun, items };
}

/** The report for people: what is, or would be, another thing; who was refused; how many there were. */
export function bulkText({ id, dryRun, items }: BulkResource): string {
  const count = (outcome: string): number => items.filter((item) => item.outcome === outcome).length;
  const rows = items.flatMap(({ mailbox, changes, effects, refusal }) => {
    if (refusal) return [[mailbox, 'refused', '', '', refusal.text]];
    return [
      ...changes.map(({ field, from, to }) => [mailbox, field, from, to, dryRun ? 'would be set' : 'set']),
      ...effects.map(({ field, from, to, layer }) => [mailbox, field, from, to, `in the end (${layer})`]),
    ];
  });
  const verb = dryRun ? 'would change' : 'changed';
  const sums = `${count('changed')} ${verb}, ${count('unchanged')} as they were, ${count('refused')} refused`;
  return `${table(['MAILBOX', 'WHAT', 'FROM', 'TO', 'NOTE'], rows)}${harmless(dryRun ? sums : `${sums} (${id})`)}\n`;
}

/** One address a line; empty lines and lines that begin with `#` say nothing. */
async function addressesIn(file: string): Promise<readonly string[]> {
  const content = await readFile(file).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new PosternError('ERR_USAGE', `${file} can't be read: ${why}`);
  });
  if (content.length > MAX_LIST_OCTETS) throw new PosternError('ERR_USAGE', `${file} is too large`);
  const lines = content
    .toString()
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .map((line) => line.trim());
  const addresses = lines.filter((line) => line !== '' && !line.startsWith('#'));
  if (addresses.length === 0) throw new PosternError('ERR_USAGE', `${file} has no addresses`);
  return addresses;
}
