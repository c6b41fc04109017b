// Runs long work piece by piece, while everybody signs in: each piece as whoever started it, who is looked at again before
// each, so that nobody goes on doing what they may not do any more (P-34).

import type { Requester } from '../administrators/requester.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { AuditDetails } from '../audit/audit-store.ts';
import { isUnavailable } from '../errors.ts';
import type { Clock, Log } from '../ports.ts';
import type { Millis } from '../units.ts';
import { done, type Outcome, recordChange, refusalWhileUnrecorded, refuse } from './change.ts';
import type { Job, JobId, JobPieceOutcome, JobRefusal, JobState, JobStore, JobWork } from './job.ts';
import { JobTally } from './job-tally.ts';

/** Jobs that run at once: each takes turns with all others on one thread. */
export const MAX_RUNNING_JOBS = 4;

/** Jobs of one actor that run at once, so that others have a turn. */
export const MAX_RUNNING_JOBS_OF_ONE = 2;

/** Jobs that are kept when they have ended. */
export const MAX_KEPT_JOBS = 50;

/** Dry runs whose work is kept in memory, to be done: each may have a file of ten megabytes. */
const MAX_READY = 4;

/** How often a job's progress is written, for after a crash. */
const SAVE_EVERY: Millis = 2_000;

export interface JobPorts {
  readonly store: JobStore;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly log: Log;
  /** Lets others have a turn. */
  pause(): Promise<void>;
  /** What whoever asked at `since` may do now; `undefined`: nothing any more. May throw `ERR_STORE_UNAVAILABLE`. */
  renew(requester: Requester, since: Millis): Promise<Requester | undefined>;
}

interface Running {
  readonly work: JobWork;
  readonly requester: Requester;
  readonly startedAt: Millis;
  readonly tally: JobTally;
  readonly ended: Promise<void>;
  wantedEnd?: { readonly state: 'cancelled'; readonly by: string } | { readonly state: 'interrupted' };
}

/** How a job came to its end. */
interface End {
  readonly state: Exclude<JobState, 'running'>;
  readonly refusal?: JobRefusal;
  readonly by?: string;
}

/** One for each installation. */
export interface Jobs extends AsyncDisposable {
  /**
   * What ran when a node was last seen, and isn't ours, is interrupted: for the start, when no other node can be there any
   * more. May throw `ERR_STORE_UNAVAILABLE`.
   */
  recover(): Promise<void>;
  /**
   * Starts work, and gives it back when its first piece is done: what is short has ended then. Refused while too many run.
   * May throw `ERR_STORE_UNAVAILABLE`.
   */
  start(work: JobWork, requester: Requester): Promise<Outcome<Job>>;
  /** Newest first. May throw `ERR_STORE_UNAVAILABLE`. */
  list(): Promise<readonly Job[]>;
  find(id: JobId): Promise<Outcome<Job>>;
  /** Does what a dry run showed, as `JobWork.inEarnest` has it; once. May throw `ERR_STORE_UNAVAILABLE`. */
  apply(id: JobId, requester: Requester): Promise<Outcome<Job>>;
  /** Resolves when it has ended; what has ended already stays as it is. May throw `ERR_STORE_UNAVAILABLE`. */
  cancel(id: JobId, requester: Requester): Promise<Outcome<Job>>;
  /** Ends what runs, which is told as interrupted. */
  [Symbol.asyncDispose](): Promise<void>;
}

export function createJobs(ports: JobPorts): Jobs {
  return new JobRunner(ports);
}

class JobRunner implements Jobs {
  readonly #ports: JobPorts;
  readonly #running = new Map<JobId, Running>();
  /** The newest last. */
  readonly #ready = new Map<JobId, () => JobWork>();

  constructor(ports: JobPorts) {
    this.#ports = ports;
  }

  async recover(): Promise<void> {
    const { store, audit, clock } = this.#ports;
    const left = (await store.list()).filter(({ id, state }) => state === 'running' && !this.#running.has(id));
    for (const job of left) {
      const { id, kind, actor, isDryRun, outcomes } = job;
      await store.put({ ...job, state: 'interrupted', endedAt: clock.now() });
      if (isDryRun) continue;
      const details = { work: kind, state: 'interrupted', ...outcomes };
      await recordChange({ audit, clock, actor, bulk: id }, { event: 'job.finished', details });
    }
  }

  async start(work: JobWork, requester: Requester): Promise<Outcome<Job>> {
    const refusal = refusalWhileUnrecorded({ ...this.#ports, actor: requester.actor });
    if (refusal) return refusal;
    const its = Array.from(this.#running.values()).filter((each) => each.requester.actor === requester.actor);
    if (this.#running.size >= MAX_RUNNING_JOBS || its.length >= MAX_RUNNING_JOBS_OF_ONE) {
      return refuse('too-many-jobs', `${this.#running.size} jobs are running: wait for one, or cancel it`);
    }
    const ended = Promise.withResolvers<void>();
    const startedAt = this.#ports.clock.now();
    const running: Running = { work, requester, startedAt, tally: new JobTally(), ended: ended.promise };
    this.#running.set(work.id, running);
    const first = Promise.withResolvers<void>();
    void this.#run(running, first.resolve).finally(() => {
      this.#running.delete(work.id);
      first.resolve();
      ended.resolve();
    });
    await first.promise;
    return this.find(work.id);
  }

  async list(): Promise<readonly Job[]> {
    const kept = await this.#ports.store.list();
    return kept.map((job) => this.#live(job.id) ?? job);
  }

  async find(id: JobId): Promise<Outcome<Job>> {
    const job = this.#live(id) ?? (await this.#ports.store.find(id));
    if (!job) return refuse('unknown-job', `there is no job ${id}`);
    return done({ ...job, ...(this.#ready.has(id) && { isReady: true }) });
  }

  async apply(id: JobId, requester: Requester): Promise<Outcome<Job>> {
    const inEarnest = this.#ready.get(id);
    if (!inEarnest) return refuse('unknown-job', `there is nothing left of ${id} that could be done: start it again`);
    // Before anything is awaited: twice at once is done once.
    this.#ready.delete(id);
    const started = await this.start(inEarnest(), requester);
    if (started.kind === 'refused') this.#keepReady(id, inEarnest);
    return started;
  }

  async cancel(id: JobId, { actor }: Requester): Promise<Outcome<Job>> {
    const running = this.#running.get(id);
    if (running) {
      running.wantedEnd ??= { state: 'cancelled', by: actor };
      await running.ended;
    }
    return this.find(id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const all = Array.from(this.#running.values());
    for (const running of all) running.wantedEnd ??= { state: 'interrupted' };
    await Promise.all(all.map(({ ended }) => ended));
  }

  #keepReady(id: JobId, inEarnest: () => JobWork): void {
    this.#ready.set(id, inEarnest);
    const [oldest] = this.#ready.keys();
    if (this.#ready.size > MAX_READY && oldest !== undefined) this.#ready.delete(oldest);
  }

  #live(id: JobId): Job | undefined {
    const running = this.#running.get(id);
    return running && jobOf(running, { state: 'running' });
  }

  /** Never throws: this is the edge of what runs by itself. */
  async #run(running: Running, firstIsDone: () => void): Promise<void> {
    const { log, store } = this.#ports;
    try {
      await store.put(jobOf(running, { state: 'running' }));
      await this.#record(running, 'job.started', {});
      await this.#end(running, await this.#allPieces(running, firstIsDone));
    } catch (error) {
      log.error('job.broken-off', error, { job: running.work.id });
      const refusal = isUnavailable(error)
        ? { code: 'unavailable', text: 'the store could not be asked; start it again' }
        : { code: 'broken', text: 'something broke; the log says what' };
      // The store that failed may fail once more: then the job is interrupted when the node starts again.
      await this.#end(running, { state: 'stopped', refusal }).catch((again: unknown) => {
        log.error('job.not-kept', again, { job: running.work.id });
      });
    }
  }

  async #allPieces(running: Running, firstIsDone: () => void): Promise<End> {
    const { store, clock } = this.#ports;
    let savedAt = running.startedAt;
    let next: string | undefined;
    do {
      const piece = await this.#onePiece(running, next);
      if (piece.kind === 'refused') return { state: 'stopped', refusal: { code: piece.code, text: piece.text } };
      running.tally.add(piece.value.items);
      ({ next } = piece.value);
      if (next === undefined) break;
      firstIsDone();
      if (clock.now() - savedAt >= SAVE_EVERY) {
        savedAt = clock.now();
        await store.put(jobOf(running, { state: 'running' }));
      }
      await this.#ports.pause();
    } while (running.wantedEnd === undefined);
    // What was wanted after the last piece came too late: everything is done.
    return next === undefined ? { state: 'finished' } : (running.wantedEnd ?? { state: 'finished' });
  }

  async #onePiece({ work, requester, startedAt }: Running, from: string | undefined): Promise<JobPieceOutcome> {
    const now = await this.#ports.renew(requester, startedAt);
    if (now === undefined) return refuse('not-permitted', `${requester.actor} may not do this any more`);
    // Both steps were given lately when the job was started; it outlives that.
    return work.piece(from, { ...now, confirmedUntil: 'always' });
  }

  async #end(running: Running, end: End): Promise<void> {
    const { store, clock } = this.#ports;
    const { id, isDryRun, inEarnest } = running.work;
    await store.put(jobOf(running, end, clock.now()));
    await store.prune(MAX_KEPT_JOBS);
    if (isDryRun && inEarnest && end.state === 'finished') this.#keepReady(id, inEarnest);
    const { state, refusal, by } = end;
    await this.#record(
      running,
      state === 'cancelled' ? 'job.cancelled' : 'job.finished',
      {
        ...(state !== 'cancelled' && { state }),
        ...(refusal && { reason: refusal.code }),
        ...(by !== undefined && { startedBy: running.requester.actor }),
        ...running.tally.outcomes,
      },
      by,
    );
  }

  /** A dry run changes nothing, and leaves no entry. */
  async #record(
    { work, requester }: Running,
    event: 'job.started' | 'job.finished' | 'job.cancelled',
    details: AuditDetails,
    actor: string = requester.actor,
  ): Promise<void> {
    if (work.isDryRun) return;
    const { audit, clock } = this.#ports;
    await recordChange(
      { audit, clock, actor, bulk: work.id },
      { event, details: { work: work.kind, ...(work.total !== undefined && { total: work.total }), ...details } },
    );
  }
}

function jobOf(
  { work, requester, startedAt, tally }: Running,
  { state, refusal }: { readonly state: JobState; readonly refusal?: JobRefusal },
  endedAt?: Millis,
): Job {
  const { id, kind, isDryRun, total, request } = work;
  return {
    ...{ id, kind, state, isDryRun, actor: requester.actor, startedAt },
    ...(endedAt !== undefined && { endedAt }),
    ...(total !== undefined && { total }),
    ...tally.figures,
    ...(refusal && { refusal }),
    ...(request && { request }),
  };
}
