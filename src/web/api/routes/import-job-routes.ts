// /jobs/import: a file of mailboxes as long work. Its rows are in memory while they are worked on, or may be: never in a store.

import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import {
  type ImportItem,
  type ImportReport,
  type ImportRequest,
  importMailboxes,
} from '../../../core/accounts/import-mailboxes.ts';
import { type MailboxRow, readMailboxTableInTurns } from '../../../core/accounts/mailbox-table.ts';
import type { JobItem, JobWork } from '../../../core/administration/job.ts';
import type { Requester } from '../../../core/administrators/requester.ts';
import { MAX_CSV_LENGTH } from '../../../core/csv.ts';
import { newRecordId } from '../../../core/record-id.ts';
import type { Bytes } from '../../../core/units.ts';
import type { RouteServices } from '../administration-services.ts';
import type { JobDetailResource } from '../client/job-resources.ts';
import { jobDetailSchema } from '../client/schemas/job-schemas.ts';
import { jobDetailView, pieceOf } from '../job-pieces.ts';
import { type Answering, type Operation, operation } from '../operation.ts';
import { perform } from '../perform.ts';
import { successOf } from '../problem.ts';

/** Rows of one piece: each is written to the disk on its own. */
const PIECE = 50;

/** Largest request, in octets: a file of 10 MiB, and what JSON makes of its quotes and line breaks. */
const BODY_LIMIT: Bytes = MAX_CSV_LENGTH + 4 * 1024 * 1024;

export const startImportJobOperation: Answering<JobDetailResource> = operation({
  id: 'startImportJob',
  method: 'POST',
  path: '/jobs/import',
  tag: 'Jobs',
  summary:
    'Add and change mailboxes as the rows of a CSV file say, or see what that would change, without waiting for it',
  permission: 'mailboxes:write',
  within: 'handler',
  needsConfirmation: true,
  changesNothing: ({ dryRun }) => dryRun,
  body: z.strictObject({ csv: z.string().min(1).max(MAX_CSV_LENGTH), dryRun: z.boolean().default(false) }),
  bodyLimit: BODY_LIMIT,
  answer: jobDetailSchema,
  status: 201,
  handle: async ({ body: { csv, dryRun } }, services) => {
    const rows = successOf(await readMailboxTableInTurns(csv, pause));
    const work = importWork(rows, { isDryRun: dryRun }, services);
    return jobDetailView(successOf(await services.jobs.start(work, services.requester)));
  },
});

/** A part of a job, which nothing else asks for: its rows were read before. */
const importRowsOperation: Operation<
  Record<string, never>,
  Record<string, never>,
  ImportRequest,
  ImportReport
> = operation({
  id: 'importRows',
  method: 'POST',
  path: '/jobs/import',
  tag: 'Jobs',
  summary: 'Import a part of the rows of a job',
  permission: 'mailboxes:write',
  within: 'handler',
  needsConfirmation: true,
  changesNothing: ({ dryRun }) => dryRun,
  body: z.custom<ImportRequest>(),
  answer: z.custom<ImportReport>(),
  handle: async ({ body }, services) => successOf(await importMailboxes(body, { ...services, pause })),
});

function importWork(
  rows: readonly MailboxRow[],
  { isDryRun }: Pick<JobWork, 'isDryRun'>,
  services: RouteServices,
): JobWork {
  const id = newRecordId('bulk', services.random);
  const piece = (from: string | undefined, requester: Requester) =>
    pieceOf(async () => {
      const body = { rows, after: Number(from ?? 0), limit: PIECE, dryRun: isDryRun, id };
      const { items, next } = await perform(importRowsOperation, { params: {}, query: {}, body }, requester, services);
      return { items: items.map(jobItem), ...(next !== undefined && { next: String(next) }) };
    });
  const inEarnest = () => importWork(rows, { isDryRun: false }, services);
  return { id, kind: 'import', isDryRun, total: rows.length, piece, ...(isDryRun && { inEarnest }) };
}

function jobItem({ mailbox, line, outcome, effects, refusal }: ImportItem): JobItem {
  return {
    subject: mailbox,
    line,
    outcome,
    effects,
    ...(refusal && { refusal: { code: refusal.code, text: refusal.text } }),
  };
}

async function pause(): Promise<void> {
  await setImmediate();
}
