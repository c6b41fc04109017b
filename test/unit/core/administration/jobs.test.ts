import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryJobStore } from '../../../../src/adapters/stores/memory/job-store.ts';
import { openMemoryStores } from '../../../../src/adapters/stores/memory/stores.ts';
import { done, refuse } from '../../../../src/core/administration/change.ts';
import type { Job, JobItem, JobWork } from '../../../../src/core/administration/job.ts';
import { MAX_TOLD_FAILURES } from '../../../../src/core/administration/job-tally.ts';
import {
  createJobs,
  type JobPorts,
  type Jobs,
  MAX_KEPT_JOBS,
  MAX_RUNNING_JOBS,
  MAX_RUNNING_JOBS_OF_ONE,
} from '../../../../src/core/administration/jobs.ts';
import { OPERATOR, type Requester } from '../../../../src/core/administrators/requester.ts';
import { AuditLog } from '../../../../src/core/audit/audit-log.ts';
import { PosternError } from '../../../../src/core/errors.ts';

const LOG = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

const alice: Requester = { ...OPERATOR, actor: 'alice', administrator: 'alice', confirmedUntil: 5 };

interface Fixture {
  readonly jobs: Jobs;
  readonly store: MemoryJobStore;
  /** What `renew` answers from now on; default: who asked. */
  readonly standing: { now: (requester: Requester) => Requester | undefined };
  readonly time: { now: number };
  entries(): Promise<readonly { readonly event: string; readonly actor?: string; readonly details?: object }[]>;
}

function fixture(override: Partial<JobPorts> = {}): Fixture {
  const stores = openMemoryStores();
  const store = new MemoryJobStore();
  const standing: Fixture['standing'] = { now: (requester) => requester };
  const time = { now: 1_000 };
  const jobs = createJobs({
    store,
    audit: new AuditLog(stores.audit, LOG),
    clock: { now: () => time.now },
    log: LOG,
    pause: async () => undefined,
    renew: async (requester) => standing.now(requester),
    ...override,
  });
  return {
    ...{ jobs, store, standing, time },
    async entries() {
      const entries = await stores.audit.search({}, { limit: 100, after: 0 });
      return entries.map(({ event, actor, details }) => ({
        event,
        ...(actor && { actor }),
        ...(details && { details }),
      }));
    },
  };
}

/** Work on numbered items, `size` a piece, that tells of each. */
function work(id: string, items: number, { size = 2, ...more }: Partial<JobWork> & { readonly size?: number } = {}) {
  const seen: string[] = [];
  const requesters: Requester[] = [];
  const its: JobWork = {
    ...{ id, kind: 'bulk', total: items, isDryRun: false },
    async piece(from = '0', requester) {
      requesters.push(requester);
      const start = Number(from);
      const part = Array.from({ length: Math.min(size, items - start) }, (_, index) => String(start + index));
      seen.push(...part);
      const next = start + size < items ? { next: String(start + size) } : {};
      return done({ items: part.map((subject): JobItem => ({ subject, outcome: 'changed' })), ...next });
    },
    ...more,
  };
  return { its, seen, requesters };
}

/** A piece that waits until it is let go. */
function gate() {
  const reached = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  const wait = async (): Promise<void> => {
    reached.resolve();
    await opened.promise;
  };
  return { reached: reached.promise, open: opened.resolve, wait };
}

async function jobOf({ jobs }: Fixture, id: string): Promise<Job> {
  const found = await jobs.find(id);
  if (found.kind === 'refused') throw new Error(found.text);
  return found.value;
}

async function ended(fixtureOf: Fixture, id: string): Promise<Job> {
  for (;;) {
    const job = await jobOf(fixtureOf, id);
    if (job.state !== 'running') return job;
    await new Promise(setImmediate);
  }
}

describe('a job', () => {
  it('does every item exactly once, whatever the pieces are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 20 }), async (items, size) => {
        const its = fixture();
        const { its: wanted, seen } = work('bulk-1', items, { size });
        await its.jobs.start(wanted, alice);
        const job = await ended(its, 'bulk-1');
        expect(seen).toEqual(Array.from({ length: items }, (_, index) => String(index)));
        expect(job).toMatchObject({ state: 'finished', done: items, outcomes: { changed: items }, total: items });
      }),
      { numRuns: 60 },
    );
  });

  it('has ended when its start is answered, where one piece is enough', async () => {
    const its = fixture();
    expect(await its.jobs.start(work('bulk-1', 2).its, alice)).toMatchObject({
      kind: 'done',
      value: { state: 'finished', done: 2, actor: 'alice', startedAt: 1_000, endedAt: 1_000 },
    });
  });

  it('is recorded with its id, from its start to its end, and a dry run is not (R6.6)', async () => {
    const its = fixture();
    await its.jobs.start(work('bulk-1', 2).its, alice);
    await its.jobs.start(work('bulk-2', 2, { isDryRun: true }).its, alice);
    const details = { work: 'bulk', total: 2, bulk: 'bulk-1' };
    expect(await its.entries()).toEqual([
      { event: 'job.started', actor: 'alice', details },
      {
        event: 'job.finished',
        actor: 'alice',
        details: { ...details, state: 'finished', added: 0, changed: 2, unchanged: 0, refused: 0 },
      },
    ]);
  });

  it('stops before the next piece when it is cancelled, and says by whom', async () => {
    const its = fixture();
    const held = gate();
    const { its: wanted, seen } = work('bulk-1', 10);
    const slow: JobWork = {
      ...wanted,
      async piece(from, requester) {
        if (from === '4') await held.wait();
        return wanted.piece(from, requester);
      },
    };
    await its.jobs.start(slow, alice);
    await held.reached;
    const cancelled = its.jobs.cancel('bulk-1', { ...OPERATOR, actor: 'bob' });
    held.open();
    expect(await cancelled).toMatchObject({ kind: 'done', value: { state: 'cancelled', done: 6 } });
    expect(seen).toHaveLength(6);
    expect((await its.entries()).at(-1)).toMatchObject({
      event: 'job.cancelled',
      actor: 'bob',
      details: { startedBy: 'alice', changed: 6, bulk: 'bulk-1' },
    });
    expect(await its.jobs.cancel('bulk-1', alice)).toMatchObject({ value: { state: 'cancelled' } });
  });

  // Negative control: fails without the call of `renew` before each piece.
  it('stops when who started it may not go on (P-34, R6.2)', async () => {
    const its = fixture();
    const { its: wanted, seen } = work('bulk-1', 10);
    const demoting: JobWork = {
      ...wanted,
      async piece(from, requester) {
        if (from === '4') its.standing.now = () => undefined;
        return wanted.piece(from, requester);
      },
    };
    await its.jobs.start(demoting, alice);
    expect(await ended(its, 'bulk-1')).toMatchObject({
      state: 'stopped',
      done: 6,
      refusal: { code: 'not-permitted', text: 'alice may not do this any more' },
    });
    expect(seen).toHaveLength(6);
    expect((await its.entries()).at(-1)).toMatchObject({
      event: 'job.finished',
      details: { state: 'stopped', reason: 'not-permitted' },
    });
  });

  it('goes on as who started it is now, confirmed when it was started', async () => {
    const its = fixture();
    its.standing.now = (requester) => ({ ...requester, role: 'domain-administrator', domains: new Set(['a.example']) });
    const { its: wanted, requesters } = work('bulk-1', 4);
    await its.jobs.start(wanted, alice);
    await ended(its, 'bulk-1');
    expect(requesters).toHaveLength(2);
    for (const requester of requesters) {
      expect(requester).toMatchObject({
        ...{ actor: 'alice', role: 'domain-administrator', domains: new Set(['a.example']), confirmedUntil: 'always' },
      });
    }
  });

  it('stops when a piece is refused as a whole', async () => {
    const its = fixture();
    const { its: wanted } = work('bulk-1', 10);
    const refused: JobWork = {
      ...wanted,
      piece: async (from, requester) =>
        from === '2' ? refuse('unknown-group', 'there is no group pilots') : wanted.piece(from, requester),
    };
    await its.jobs.start(refused, alice);
    expect(await ended(its, 'bulk-1')).toMatchObject({
      ...{ state: 'stopped', done: 2, refusal: { code: 'unknown-group', text: 'there is no group pilots' } },
    });
  });

  it('says that it can be started again when a store is away, and what broke only to the log', async () => {
    const its = fixture();
    const failing = (error: Error): Partial<JobWork> => ({ piece: () => Promise.reject(error) });
    await its.jobs.start(work('bulk-1', 1, failing(new PosternError('ERR_STORE_UNAVAILABLE', 'locked'))).its, alice);
    await its.jobs.start(work('bulk-2', 1, failing(new Error('secret'))).its, alice);
    expect(await jobOf(its, 'bulk-1')).toMatchObject({ state: 'stopped', refusal: { code: 'unavailable' } });
    expect(await jobOf(its, 'bulk-2')).toMatchObject({
      ...{ state: 'stopped', refusal: { code: 'broken', text: 'something broke; the log says what' } },
    });
  });

  it('counts everything, and tells of a bounded number of failures and effects', async () => {
    const its = fixture();
    const piece: JobWork['piece'] = async () =>
      done({
        items: Array.from({ length: 2_000 }, (_, index): JobItem => {
          const subject = `m${index}@a.example`;
          return index % 2 === 0
            ? { subject, outcome: 'refused', refusal: { code: 'unknown-mailbox', text: 'there is none' } }
            : {
                subject,
                outcome: 'changed',
                effects: [
                  { field: 'challenge', from: 'never', to: 'always' },
                  { field: 'trustedNetworks', from: 'none', to: `net ${index}` },
                ],
              };
        }),
      });
    await its.jobs.start(work('bulk-1', 2_000, { piece }).its, alice);
    const job = await jobOf(its, 'bulk-1');
    expect(job).toMatchObject({ done: 2_000, outcomes: { changed: 1_000, refused: 1_000 } });
    expect(job.failures).toHaveLength(MAX_TOLD_FAILURES);
    expect(job.effects).toHaveLength(200);
    expect(job.effects[0]).toEqual({ field: 'challenge', from: 'never', to: 'always', items: 1_000 });
  });
});

describe('jobs', () => {
  it('run side by side, and are refused beyond a few of one and of all', async () => {
    const its = fixture();
    const held = gate();
    const waiting = (id: string) => {
      const { its: wanted } = work(id, 4);
      return {
        ...wanted,
        piece: async (from?: string, requester = alice) => {
          if (from !== undefined) await held.wait();
          return wanted.piece(from, requester);
        },
      };
    };
    const starts = Array.from({ length: MAX_RUNNING_JOBS_OF_ONE }, (_, index) =>
      its.jobs.start(waiting(`a-${index}`), alice),
    );
    expect((await Promise.all(starts)).map(({ kind }) => kind)).toEqual(['done', 'done']);
    expect(await its.jobs.start(waiting('a-9'), alice)).toMatchObject({ kind: 'refused', code: 'too-many-jobs' });
    for (let index = MAX_RUNNING_JOBS_OF_ONE; index < MAX_RUNNING_JOBS; index += 1) {
      expect(await its.jobs.start(waiting(`b-${index}`), { ...alice, actor: `bob${index}` })).toMatchObject({
        kind: 'done',
      });
    }
    expect(await its.jobs.start(waiting('c-9'), { ...alice, actor: 'carol' })).toMatchObject({ code: 'too-many-jobs' });
    expect((await its.jobs.list()).map(({ state, done: items }) => [state, items])).toEqual(
      Array.from({ length: MAX_RUNNING_JOBS }, () => ['running', 2]),
    );
    held.open();
    for (const { id } of await its.jobs.list())
      expect(await ended(its, id)).toMatchObject({ state: 'finished', done: 4 });
  });

  it('are interrupted by the end of the node, and told so afterwards', async () => {
    const its = fixture();
    const held = gate();
    const { its: wanted } = work('bulk-1', 10);
    const slow: JobWork = {
      ...wanted,
      async piece(from, requester) {
        if (from === '4') await held.wait();
        return wanted.piece(from, requester);
      },
    };
    await its.jobs.start(slow, alice);
    await held.reached;
    const end = its.jobs[Symbol.asyncDispose]();
    held.open();
    await end;
    expect(await its.store.find('bulk-1')).toMatchObject({ state: 'interrupted', done: 6 });
  });

  it('are interrupted when the node starts again after a crash', async () => {
    const its = fixture();
    const { jobs, store } = its;
    await jobs.start(work('bulk-1', 2).its, alice);
    const { endedAt: _endedAt, ...job } = await jobOf(its, 'bulk-1');
    await store.put({ ...job, id: 'bulk-2', state: 'running', done: 1 });
    await jobs.recover();
    expect(await jobOf(its, 'bulk-2')).toMatchObject({ state: 'interrupted', done: 1, endedAt: 1_000 });
    expect(await jobOf(its, 'bulk-1')).toMatchObject({ state: 'finished' });
    expect((await its.entries()).at(-1)).toMatchObject({
      ...{ event: 'job.finished', actor: 'alice', details: { state: 'interrupted', bulk: 'bulk-2' } },
    });
  });

  it('are written while they run, so that a crash leaves how far they were', async () => {
    const its = fixture();
    const { its: wanted } = work('bulk-1', 6);
    const written: number[] = [];
    const slow: JobWork = {
      ...wanted,
      async piece(from, requester) {
        its.time.now += 1_500;
        written.push((await its.store.find('bulk-1'))?.done ?? -1);
        return wanted.piece(from, requester);
      },
    };
    await its.jobs.start(slow, alice);
    await ended(its, 'bulk-1');
    expect(written).toEqual([0, 0, 4]);
  });

  it('are forgotten when there are many newer ones', async () => {
    const its = fixture();
    for (let index = 0; index <= MAX_KEPT_JOBS; index += 1) {
      its.time.now += 1;
      await its.jobs.start(work(`bulk-${index}`, 1).its, alice);
    }
    expect(await its.jobs.list()).toHaveLength(MAX_KEPT_JOBS);
    expect(await its.jobs.find('bulk-0')).toMatchObject({ kind: 'refused', code: 'unknown-job' });
  });

  it('are refused while nothing can be recorded (R9.3)', async () => {
    const its = fixture();
    const audit = new AuditLog({ append: () => Promise.reject(new Error('full')) }, LOG);
    audit.record({ at: 1, kind: 'change', event: 'backup.made' });
    await audit.flush();
    const { jobs } = fixture({ audit });
    expect(await jobs.start(work('bulk-1', 1).its, alice)).toMatchObject({ kind: 'refused', code: 'unavailable' });
    expect(await its.jobs.list()).toEqual([]);
  });
});
