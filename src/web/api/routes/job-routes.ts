// /jobs: long work, which goes on when whoever started it has gone, and what became of it.

import { z } from 'zod';
import type { BulkItem } from '../../../core/accounts/change-mailboxes.ts';
import type { Job, JobItem, JobPiece } from '../../../core/administration/job.ts';
import type { Requester } from '../../../core/administrators/requester.ts';
import { newRecordId } from '../../../core/record-id.ts';
import type { RouteServices } from '../administration-services.ts';
import type { JobDetailResource, JobResource } from '../client/job-resources.ts';
import type { ListResource } from '../client/resources.ts';
import { jobDetailSchema, jobSchema } from '../client/schemas/job-schemas.ts';
import { listOf } from '../client/schemas/resource.ts';
import { jobDetailView, jobView, pieceOf } from '../job-pieces.ts';
import { filterAsSent, filterBody } from '../listing-requests.ts';
import { type Answering, type Operation, operation } from '../operation.ts';
import { perform } from '../perform.ts';
import { ProblemError, problem, successOf } from '../problem.ts';
import { policyFields, read, text } from '../requests.ts';
import { changeMailboxesOperation } from './bulk-routes.ts';

/** Mailboxes of one piece: each is written to the disk on its own. */
const PIECE = 100;

/** Most mailboxes that are named one by one. */
const MAX_NAMED = 10_000;

/** So many are counted beforehand, for the progress alone. */
const MAX_COUNTED = 1_000_000;

const bulk = z.strictObject({
  mailboxes: z.array(text).min(1).max(MAX_NAMED).optional(),
  filter: filterAsSent.optional(),
  set: z.strictObject({ ...policyFields, disabled: z.boolean().optional() }).optional(),
  addToGroup: text.optional(),
  removeFromGroup: text.optional(),
  dryRun: z.boolean().default(false),
});

type BulkWish = z.infer<typeof bulk>;

const identified = z.strictObject({ id: text });

export const startBulkJobOperation: Answering<JobDetailResource> = operation({
  id: 'startBulkJob',
  method: 'POST',
  path: '/jobs/bulk',
  tag: 'Jobs',
  summary: 'Make one change of many mailboxes, or see what it would change, without waiting for it',
  permission: 'mailboxes:write',
  within: 'handler',
  needsConfirmation: true,
  changesNothing: ({ dryRun }) => dryRun,
  body: bulk,
  answer: jobDetailSchema,
  status: 201,
  handle: async ({ body: { dryRun, ...wish } }, services) => {
    const named = wish.mailboxes && [...new Set(wish.mailboxes)];
    // What makes no sense at all, or isn't theirs, is refused here, and not by a job that stops at once.
    const first = { ...partOf(wish, named?.slice(0, 1), undefined), limit: 1, dryRun: true };
    await changePart(first, services.requester, services);
    const id = newRecordId('bulk', services.random);
    const total = named ? named.length : await countOf(wish.filter ?? {}, services);
    const piece = (from: string | undefined, requester: Requester) =>
      pieceOf(async () => {
        const part = { ...partOf(wish, named, from), dryRun, id };
        const { items, next } = await changePart(part, requester, services);
        return { items, ...nextOf(named, from, next) };
      });
    const work = {
      id,
      kind: 'bulk',
      isDryRun: dryRun,
      request: wish,
      total,
      piece,
    } as const;
    return jobDetailView(successOf(await services.jobs.start(work, services.requester)));
  },
});

export const listJobsOperation: Answering<ListResource<JobResource>> = operation({
  id: 'listJobs',
  method: 'GET',
  path: '/jobs',
  tag: 'Jobs',
  summary: 'Long work that runs, and that ended lately',
  permission: 'mailboxes:read',
  within: 'handler',
  answer: listOf(jobSchema),
  handle: async (_input, services) => {
    const mayKnow = await jobsKnownTo(services);
    return { items: (await services.jobs.list()).filter(mayKnow).map(jobView) };
  },
});

export const showJobOperation: Answering<JobDetailResource> = operation({
  id: 'showJob',
  method: 'GET',
  path: '/jobs/{id}',
  tag: 'Jobs',
  summary: 'How far a job is, what became of it, and what was refused',
  permission: 'mailboxes:read',
  within: 'handler',
  params: identified,
  answer: jobDetailSchema,
  handle: async ({ params }, services) => jobDetailView(await findJob(params.id, services)),
});

export const cancelJobOperation: Answering<JobDetailResource> = operation({
  id: 'cancelJob',
  method: 'POST',
  path: '/jobs/{id}/cancel',
  tag: 'Jobs',
  summary: 'End a job before it is done; what it has changed stays changed',
  permission: 'mailboxes:write',
  within: 'handler',
  params: identified,
  answer: jobDetailSchema,
  handle: async ({ params }, services) => {
    const { id } = await findJob(params.id, services);
    return jobDetailView(successOf(await services.jobs.cancel(id, services.requester)));
  },
});

export const applyJobOperation: Answering<JobDetailResource> = operation({
  id: 'applyJob',
  method: 'POST',
  path: '/jobs/{id}/apply',
  tag: 'Jobs',
  summary: 'Do what a dry run of an import showed, while the node has its rows',
  permission: 'mailboxes:write',
  within: 'handler',
  needsConfirmation: true,
  params: identified,
  answer: jobDetailSchema,
  status: 201,
  handle: async ({ params }, services) => {
    const { id } = await findJob(params.id, services);
    return jobDetailView(successOf(await services.jobs.apply(id, services.requester)));
  },
});

export const JOB_OPERATIONS: readonly Operation[] = [
  startBulkJobOperation,
  listJobsOperation,
  showJobOperation,
  cancelJobOperation,
  applyJobOperation,
];

/** Whoever looks after all domains knows of every job, others of their own: jobs name mailboxes. */
async function jobsKnownTo({ requester, administrators }: RouteServices): Promise<(job: Job) => boolean> {
  const { domains, actor, administrator: name } = requester;
  if (domains === 'all') return () => true;
  // Whoever got the name of somebody who was removed started none of those before.
  const since = name === undefined ? 0 : ((await administrators.find(name))?.createdAt ?? Number.POSITIVE_INFINITY);
  return (job) => job.actor === actor && job.startedAt >= since;
}

async function findJob(id: string, services: RouteServices): Promise<Job> {
  const job = successOf(await services.jobs.find(id));
  const mayKnow = await jobsKnownTo(services);
  if (mayKnow(job)) return job;
  throw new ProblemError(problem('unknown-job', `there is no job ${id}`));
}

/** What {@link changeMailboxesOperation} is asked for one piece. */
function partOf(
  wish: Omit<BulkWish, 'dryRun'>,
  named: readonly string[] | undefined,
  from: string | undefined,
): object {
  if (named === undefined) return { ...wish, limit: PIECE, ...(from !== undefined && { after: from }) };
  const start = Number(from ?? 0);
  return { ...wish, mailboxes: named.slice(start, start + PIECE) };
}

function nextOf(
  named: readonly string[] | undefined,
  from: string | undefined,
  next: string | undefined,
): Pick<JobPiece, 'next'> {
  if (named === undefined) return next === undefined ? {} : { next };
  const end = Number(from ?? 0) + PIECE;
  return end < named.length ? { next: String(end) } : {};
}

async function changePart(body: object, requester: Requester, services: RouteServices): Promise<JobPiece> {
  const raw = { params: {}, query: {}, body };
  const { items, next } = await perform(changeMailboxesOperation, raw, requester, services);
  return { items: items.map(jobItem), ...(next !== undefined && { next }) };
}

function jobItem({ mailbox, outcome, effects, refusal }: BulkItem): JobItem {
  return { subject: mailbox, outcome, effects, ...(refusal && { refusal }) };
}

/** For the progress alone: whoever matches when it is their turn is changed. */
function countOf(filter: NonNullable<BulkWish['filter']>, { listing, platformPolicy }: RouteServices): Promise<number> {
  return listing.count(read(filterBody, filter), platformPolicy, MAX_COUNTED);
}
