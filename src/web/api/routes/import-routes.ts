// /import and /export: mailboxes as tables, in CSV and in JSON.

import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { type ImportItem, importMailboxes, MAX_IMPORT_ROWS } from '../../../core/accounts/import-mailboxes.ts';
import { MAILBOX_COLUMNS, mailboxCells, readMailboxTable } from '../../../core/accounts/mailbox-table.ts';
import { REFUSAL_CODES } from '../../../core/administration/change.ts';
import { administersMailbox } from '../../../core/administrators/requester.ts';
import { csvRow, MAX_CSV_LENGTH, MAX_CSV_ROWS } from '../../../core/csv.ts';
import type { MailboxAddress } from '../../../core/decision.ts';
import type { LayerName } from '../../../core/policy/policy.ts';
import { newRecordId } from '../../../core/record-id.ts';
import type { RouteServices } from '../administration-services.ts';
import type { ExportedMailboxesResource, ImportResource } from '../client/import-resources.ts';
import { cursor, listingFilter, queryFilterFields, readCursor } from '../listing-requests.ts';
import { type Operation, operation } from '../operation.ts';
import { successOf } from '../problem.ts';
import { limit, text } from '../requests.ts';

/** Rows of one answer, where nobody says how many: each is written to the disk on its own. */
const DEFAULT_ROWS = 100;

type Nothing = Record<string, never>;

interface ImportPart {
  readonly csv: string;
  readonly after: number;
  readonly limit: number;
  readonly dryRun: boolean;
  readonly id?: string | undefined;
}

const part: z.ZodType<ImportPart> = z.strictObject({
  /** With its header, in each part of a file that is sent in parts. */
  csv: z.string().min(1).max(MAX_CSV_LENGTH),
  /** `next` of the answer before, to the same text. */
  after: z.number().int().min(0).max(MAX_CSV_ROWS).default(0),
  limit: z.number().int().min(1).max(MAX_IMPORT_ROWS).default(DEFAULT_ROWS),
  dryRun: z.boolean().default(false),
  /** Of a part before: the parts of one import have one id. */
  id: z
    .string()
    .regex(/^bulk-[0-9a-z]{10}$/)
    .optional(),
});

const fieldProblem = z.object({ field: z.string(), reason: z.string() });
const fieldChange = z.object({ field: z.string(), from: z.string(), to: z.string() });

const refusal: z.ZodType<NonNullable<ImportItem['refusal']>> = z.object({
  code: z.enum(REFUSAL_CODES),
  text: z.string(),
  problems: z.exactOptional(z.array(fieldProblem)),
});

const imported: z.ZodType<ImportResource> = z.object({
  id: z.string(),
  dryRun: z.boolean(),
  rows: z.number(),
  items: z.array(
    z.object({
      line: z.number(),
      mailbox: z.string(),
      outcome: z.enum(['added', 'changed', 'unchanged', 'refused']),
      changes: z.array(fieldChange),
      effects: z.array(fieldChange.extend({ layer: z.custom<LayerName>((name) => typeof name === 'string') })),
      refusal: z.exactOptional(refusal),
    }),
  ),
  next: z.exactOptional(z.number()),
});

export const importMailboxesOperation: Operation<Nothing, Nothing, ImportPart, ImportResource> = operation({
  id: 'importMailboxes',
  method: 'POST',
  path: '/import/mailboxes',
  tag: 'Mailboxes',
  summary: 'Add and change mailboxes as the rows of a CSV file say, or see what that would change',
  permission: 'mailboxes:write',
  within: 'handler',
  needsConfirmation: true,
  body: part,
  answer: imported,
  handle: ({ body }, services) => importPart(body, services),
});

interface ExportQuery extends z.infer<z.ZodObject<typeof queryFilterFields>> {
  readonly limit: number;
  readonly after?: string | undefined;
  readonly format: 'json' | 'csv';
}

const exportQuery: z.ZodType<ExportQuery> = z.strictObject({
  ...queryFilterFields,
  limit: limit.default(1_000),
  after: text.optional(),
  format: z.enum(['json', 'csv']).default('json'),
});

export const exportMailboxesOperation: Operation<Nothing, ExportQuery, Nothing, ExportedMailboxesResource> = operation({
  id: 'exportMailboxes',
  method: 'GET',
  path: '/export/mailboxes',
  tag: 'Mailboxes',
  summary: 'Mailboxes and their own settings as rows of a table, as an import takes them',
  permission: 'mailboxes:read',
  within: 'handler',
  query: exportQuery,
  answer: z.object({
    items: z.exactOptional(z.array(z.record(z.string(), z.string()))),
    csv: z.exactOptional(z.string()),
    next: z.exactOptional(text),
  }),
  handle: ({ query }, services) => exportPage(query, services),
});

export const IMPORT_OPERATIONS: readonly Operation[] = [importMailboxesOperation, exportMailboxesOperation];

async function importPart({ csv, id, ...how }: ImportPart, services: RouteServices): Promise<ImportResource> {
  const { requester, random } = services;
  const rows = successOf(readMailboxTable(csv));
  const ports = {
    ...services,
    pause: async () => void (await setImmediate()),
    administers: (mailbox: MailboxAddress) => administersMailbox(requester, mailbox),
    mayChangeGroups: requester.permissions.has('groups:write'),
  };
  const report = successOf(await importMailboxes({ ...how, rows, id: id ?? newRecordId('bulk', random) }, ports));
  return { ...report, rows: rows.length };
}

async function exportPage(
  { limit, after, format, ...wanted }: ExportQuery,
  { listing, platformPolicy, requester }: RouteServices,
): Promise<ExportedMailboxesResource> {
  const page = {
    order: 'address',
    limit,
    ...(after !== undefined && { after: readCursor(after, 'address') }),
  } as const;
  const found = await listing.list(listingFilter(wanted), page, platformPolicy);
  const cells = found.items.filter(({ address }) => administersMailbox(requester, address)).map(mailboxCells);
  const rows = cells.map((row) => MAILBOX_COLUMNS.map((column) => row.get(column) ?? ''));
  const lines = after === undefined ? [MAILBOX_COLUMNS, ...rows] : rows;
  return {
    ...(format === 'csv'
      ? { csv: lines.map(csvRow).join('') }
      : { items: cells.map((row) => Object.fromEntries(row)) }),
    ...(found.next !== undefined && { next: cursor(found.next, 'address') }),
  };
}
