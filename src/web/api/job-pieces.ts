// Operations as pieces of long work: each is performed anew as whoever asks, so that permission, domains and what was asked
// for are looked at as for any other request (P-34).

import type { Job, JobPiece, JobPieceOutcome } from '../../core/administration/job.ts';
import type { JobDetailResource, JobResource } from './client/job-resources.ts';
import { ProblemError } from './problem.ts';
import { timestamp } from './views.ts';

/** What `part` gives; a problem that it throws refuses the piece, and with it all that would follow. */
export async function pieceOf(part: () => Promise<JobPiece>): Promise<JobPieceOutcome> {
  try {
    return { kind: 'done', value: await part() };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { kind: 'refused', code: error.problem.code, text: error.problem.detail };
  }
}

export function jobView(job: Job): JobResource {
  const { id, kind, state, isDryRun, actor, startedAt, endedAt, total, done, outcomes, refusal } = job;
  return {
    ...{ id, kind, state, dryRun: isDryRun, actor, startedAt: timestamp(startedAt), done, outcomes },
    ...(endedAt !== undefined && { endedAt: timestamp(endedAt) }),
    ...(total !== undefined && { total }),
    ...(refusal && { refusal }),
  };
}

export function jobDetailView(job: Job): JobDetailResource {
  const { effects, failures, request, isReady } = job;
  return { ...jobView(job), effects, failures, ...(request && { request }), ...(isReady && { ready: true }) };
}
