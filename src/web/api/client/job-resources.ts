// Long work as JSON: how far it is, what became of it.

import type { Job, JobKind, JobState } from '../../../core/administration/job.ts';
import type { Timestamp } from './resources.ts';

export interface JobResource {
  /** In the audit entry of each change that it made. */
  readonly id: string;
  readonly kind: JobKind;
  readonly state: JobState;
  /** True: nothing was changed, and its figures say what would be. */
  readonly dryRun: boolean;
  /** Who started it. */
  readonly actor: string;
  readonly startedAt: Timestamp;
  readonly endedAt?: Timestamp;
  /** Items in all, where that is known. */
  readonly total?: number;
  /** Items that were looked at. */
  readonly done: number;
  readonly outcomes: Job['outcomes'];
  /** Why it was stopped. */
  readonly refusal?: NonNullable<Job['refusal']>;
}

export interface JobDetailResource extends JobResource {
  /** What holds, or would hold, in the end where that is another thing; the most items first. */
  readonly effects: Job['effects'];
  /** The first that were refused. */
  readonly failures: Job['failures'];
  /** What was asked for, in the words of the request. */
  readonly request?: object;
  /** Of a dry run: what it showed can be done as it stands, by `/jobs/{id}/apply`, while the node has it. */
  readonly ready?: true;
}
