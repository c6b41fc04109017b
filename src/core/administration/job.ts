// Long work that shows how far it is and can be left (a change of a hundred thousand mailboxes, an import): what it is made
// of, what is told of it, and the store that keeps the latter.

import type { Requester } from '../administrators/requester.ts';
import type { FieldChange } from '../policy/effective-fields.ts';
import type { Millis } from '../units.ts';

/** Also the id that the audit entries of its changes have in common. */
export type JobId = string;

/** What kind of work it is; the console has a text for each. */
export const JOB_KINDS = ['bulk', 'import'] as const;

export type JobKind = (typeof JOB_KINDS)[number];

/**
 * - `finished`: everything was looked at, whatever became of each;
 * - `cancelled`: by somebody, between two pieces;
 * - `stopped`: it was refused on the way, as `refusal` says: whoever started it may not do so any more, a store is away;
 * - `interrupted`: the node ended meanwhile. What was done stays done; the same work can be started again.
 */
export const JOB_STATES = ['running', 'finished', 'cancelled', 'stopped', 'interrupted'] as const;

export type JobState = (typeof JOB_STATES)[number];

/** What became of one mailbox, one row. */
export interface JobItem {
  /** As it was given, where it is nothing that is known. */
  readonly subject: string;
  /** Of the file that it stands in, counted from 1. */
  readonly line?: number;
  readonly outcome: 'added' | 'changed' | 'unchanged' | 'refused';
  /** What holds for it in the end, where that is, or would be, another thing afterwards. */
  readonly effects?: readonly FieldChange[];
  readonly refusal?: JobRefusal;
}

export interface JobRefusal {
  readonly code: string;
  /** For the administrator; holds no secret. */
  readonly text: string;
}

/** `next`: where the following piece begins; absent: this was the last one. */
export interface JobPiece {
  readonly items: readonly JobItem[];
  readonly next?: string;
}

export type JobPieceOutcome =
  | { readonly kind: 'done'; readonly value: JobPiece }
  | ({ readonly kind: 'refused' } & JobRefusal);

/** Work, in pieces that are short enough that nobody waits for one. */
export interface JobWork {
  readonly id: JobId;
  readonly kind: JobKind;
  /** Items that there are in all, where that is known. */
  readonly total?: number;
  /** Nothing is changed, and the job's figures say what would be. */
  readonly isDryRun: boolean;
  /** What was asked for, as JSON, so that it can be asked for once more; it holds no secret. */
  readonly request?: object;
  /**
   * Does one piece for whoever asks, as far as that one may go now. Refused: the rest makes no sense. A piece may be begun
   * again after it broke off: what was done already must be `unchanged` then. May throw `ERR_STORE_UNAVAILABLE`.
   *
   * @param from - `next` of the piece before.
   */
  piece(from: string | undefined, requester: Requester): Promise<JobPieceOutcome>;
  /**
   * Of a dry run whose `request` is too much to be kept with it: the same work, done. The node has it while it runs, of the
   * newest few.
   */
  inEarnest?(): JobWork;
}

/** An item that was refused. */
export interface JobFailure extends Pick<JobItem, 'subject' | 'line'> {
  readonly refusal: JobRefusal;
}

/** So many have, or would have, another value in the end. */
export interface TalliedEffect extends FieldChange {
  readonly items: number;
}

/** What is told of a job, while it runs and afterwards. */
export interface Job {
  readonly id: JobId;
  readonly kind: JobKind;
  readonly state: JobState;
  readonly isDryRun: boolean;
  /** As the audit log calls who started it. */
  readonly actor: string;
  readonly startedAt: Millis;
  readonly endedAt?: Millis;
  readonly total?: number;
  /** Items that were looked at. */
  readonly done: number;
  readonly outcomes: Readonly<Record<JobItem['outcome'], number>>;
  /** The most items first; bounded. */
  readonly effects: readonly TalliedEffect[];
  /** The first of those that were refused; `outcomes` counts all. */
  readonly failures: readonly JobFailure[];
  /** Why it was stopped. */
  readonly refusal?: JobRefusal;
  readonly request?: object;
  /** What this dry run showed can be done as it stands here; not kept. */
  readonly isReady?: boolean;
}

/** Durable; atomic per call; may throw `ERR_STORE_UNAVAILABLE`. */
export interface JobStore {
  /** Adds or replaces. */
  put(job: Job): Promise<void>;
  find(id: JobId): Promise<Job | undefined>;
  /** Newest start first. */
  list(): Promise<readonly Job[]>;
  /** Forgets all but the newest `kept` of those that don't run. */
  prune(kept: number): Promise<void>;
}
