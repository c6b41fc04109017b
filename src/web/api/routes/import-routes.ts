// /import and /export: mailboxes as tables, in CSV and in JSON.

import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { type ImportItem, importMailboxes, MAX_IMPORT_ROWS } from '../../../core/accounts/import-mailboxes.ts';
import { MAILBOX_COLUMNS, mailboxCells, readMailboxTable } from '../../../core/accounts/mailbox-table.ts';
import { type FieldProblem, REFUSAL_CODES } from '../../../core/administration/change.ts';
import { csvRow, MAX_CSV_LENGTH, MAX_CSV_ROWS } from '../../../core/csv.ts';
import { newRecordId } from '../../../core/record-id.ts';
import type { RouteServices } from '../administration-services.ts';
import type { ExportedMailboxesResource, ImportResource } from '../client/import-resources.ts';
import { changedShape } from '../client/schemas/policy-schemas.ts';
import { countSchema, resource } from '../client/schemas/resource.ts';
import { cursor, listingFilter, queryFilterFields, readCursor } from '../listing-requests.ts';
import { type Answering, type Operation, operation } from '../operation.ts';
import { successOf } from '../problem.ts';
import { limit, text } from '../requests.ts';

/** Rows of one answer, where nobody says how many: each is written to the disk on its own. */
const DEFAULT_ROWS = 100;

const part = z.strictObject({
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

const imported: z.ZodType<ImportResource> = resource<ImportResource>({
  id: z.string(),
  dryRun: z.boolean(),
  rows: countSchema,
  items: z.array(
    resource<ImportItem>({
      ...changedShape,
      line: countSchema,
      outcome: z.enum(['added', 'changed', 'unchanged', 'refused']),
      refusal: z.exactOptional(
        resource<NonNullable<ImportItem['refusal']>>({
          code: z.enum(REFUSAL_CODES),
          text: z.string(),
          problems: z.exactOptional(z.array(resource<FieldProblem>({ field: z.string(), reason: z.string() }))),
        }),
      ),
    }),
  ),
  next: z.exactOptional(countSchema),
});

export const importMailboxesOperation: Answering<ImportResource> = operation({
  id: 'importMailboxes',
  method: 'POST',
  path: '/import/mailboxes',
  tag: 'Mailboxes',
  summary: 'Add and change mailboxes as the rows of a CSV file say, or see what that would change',
  permission: 'mailboxes:write',
  within: 'handler',
  needsConfirmation: true,
  changesNothing: ({ dryRun }) => dryRun,
  body: part,
  answer: imported,
  handle: async ({ body: { csv, id, ...how } }, services) => {
    const rows = successOf(readMailboxTable(csv));
    const request = { ...how, rows, id: id ?? newRecordId('bulk', services.random) };
    const ports = { ...services, pause: async () => void (await setImmediate()) };
    return { ...successOf(await importMailboxes(request, ports)), rows: rows.length };
  },
});

const exportQuery = z.strictObject({
  ...queryFilterFields,
  limit: limit.default(1_000),
  after: text.optional(),
  format: z.enum(['json', 'csv']).default('json'),
});

export const exportMailboxesOperation: Answering<ExportedMailboxesResource> = operation({
  id: 'exportMailboxes',
  method: 'GET',
  path: '/export/mailboxes',
  tag: 'Mailboxes',
  summary: 'Mailboxes and their own settings as rows of a table, as an import takes them',
  permission: 'mailboxes:read',
  within: 'handler',
  query: exportQuery,
  answer: resource<ExportedMailboxesResource>({
    items: z.exactOptional(z.array(z.record(z.string(), z.string()))),
    csv: z.exactOptional(z.string()),
    next: z.exactOptional(z.string()),
  }),
  handle: ({ query }, services) => exportPage(query, services),
});

export const IMPORT_OPERATIONS: readonly Operation[] = [importMailboxesOperation, exportMailboxesOperation];

async function exportPage(
  { limit, after, format, ...wanted }: z.infer<typeof exportQuery>,
  { listing, platformPolicy }: RouteServices,
): Promise<ExportedMailboxesResource> {
  const page = {
    order: 'address',
    limit,
    ...(after !== undefined && { after: readCursor(after, 'address') }),
  } as const;
  const found = await listing.list(listingFilter(wanted), page, platformPolicy);
  const next = found.next === undefined ? {} : { next: cursor(found.next, 'address') };
  const cells = found.items.map(mailboxCells);
  if (format === 'json') return { items: cells.map((row) => Object.fromEntries(row)), ...next };
  const rows = cells.map((row) => MAILBOX_COLUMNS.map((column) => row.get(column) ?? ''));
  const lines = after === undefined ? [MAILBOX_COLUMNS, ...rows] : rows;
  return { csv: lines.map(csvRow).join(''), ...next };
}
