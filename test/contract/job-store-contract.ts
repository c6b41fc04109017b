// What every JobStore does.

import { describe, expect, it } from 'vitest';
import type { Job } from '../../src/core/administration/job.ts';
import type { DurableStores } from '../../src/core/stores.ts';
import type { Start } from '../support/stores-under-test.ts';

function job(id: string, startedAt: number, state: Job['state'] = 'finished'): Job {
  return {
    ...{ id, kind: 'bulk', state, isDryRun: false, actor: 'alice', startedAt, total: 3, done: 2 },
    outcomes: { added: 0, changed: 1, unchanged: 0, refused: 1 },
    effects: [{ field: 'challenge', from: 'never', to: 'always', items: 1 }],
    failures: [{ subject: 'x@a.example', refusal: { code: 'unknown-mailbox', text: 'there is none' } }],
    request: { filter: { domain: 'a.example' }, set: { challenge: 'always' } },
  };
}

export function jobStoreContract(name: string, start: Start<DurableStores>): void {
  describe(`jobs in ${name}`, () => {
    it('are kept as they were told last, the newest start first', async () => {
      await using under = start();
      const { jobs } = under.one;
      await jobs.put(job('bulk-1', 1_000, 'running'));
      await jobs.put(job('bulk-2', 2_000));
      await jobs.put({ ...job('bulk-1', 1_000, 'cancelled'), endedAt: 3_000 });
      expect(await under.two.jobs.list()).toEqual([
        job('bulk-2', 2_000),
        { ...job('bulk-1', 1_000, 'cancelled'), endedAt: 3_000 },
      ]);
      expect(await under.two.jobs.find('bulk-2')).toEqual(job('bulk-2', 2_000));
      expect(await jobs.find('bulk-3')).toBeUndefined();
    });

    it('are forgotten but for the newest, and never while they run', async () => {
      await using under = start();
      const { jobs } = under.one;
      await jobs.put(job('bulk-0', 500, 'running'));
      for (let index = 1; index <= 4; index += 1) await jobs.put(job(`bulk-${index}`, index * 1_000));
      await jobs.prune(2);
      expect((await under.two.jobs.list()).map(({ id }) => id)).toEqual(['bulk-4', 'bulk-3', 'bulk-0']);
    });
  });
}
