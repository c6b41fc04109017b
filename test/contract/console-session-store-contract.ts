// What every ConsoleSessionStore does.

import { describe, expect, it } from 'vitest';
import {
  type ConsoleSessionStore,
  type KeptConsoleSession,
  MAX_CONSOLE_SESSIONS,
  type NewConsoleSession,
} from '../../src/core/administrators/console-session-store.ts';
import { isUnavailable } from '../../src/core/errors.ts';
import { lookupKey } from '../support/records.ts';
import type { Start } from '../support/stores-under-test.ts';

/** Its lookup key is its id, unless told otherwise. */
function kept(id: string, more: Partial<KeptConsoleSession> = {}, key: string = id): NewConsoleSession {
  const session: KeptConsoleSession = {
    ...{ id, state: 'open', administrator: 'alice', stamp: 'alice-1', isBreakGlass: false },
    ...{ startedAt: 1000, lastActiveAt: 1000, endsAt: 9000, triesLeft: 5 },
    origin: { remoteAddress: '192.0.2.1', userAgent: 'Browser', country: 'NZ' },
    ...more,
  };
  return { lookupKey: lookupKey(key), session };
}

export function consoleSessionStoreContract(name: string, start: Start<ConsoleSessionStore>): void {
  describe(`a console session in ${name}`, () => {
    it('is found by its lookup key, whole, until it is ended once', async () => {
      await using under = start();
      const whole = kept('c1', { confirmedAt: 1500, isBreakGlass: true });
      expect(await under.one.insert(whole)).toEqual([]);
      expect(await under.two.find(whole.lookupKey)).toStrictEqual(whole.session);
      expect(await under.two.find(lookupKey('c2'))).toBeUndefined();
      const ends = await Promise.all(Array.from({ length: 20 }, (_, i) => (i % 2 ? under.one : under.two).end('c1')));
      expect(ends.filter((ended) => ended !== undefined)).toStrictEqual([whole.session]);
      expect(await under.one.find(whole.lookupKey)).toBeUndefined();
    });

    it('is promoted by one of N callers, and its old cookie is dead with that (P-11, P-20)', async () => {
      // Negative control: fails for a store that inserts without looking whether it removed.
      await using under = start();
      const before = kept('c1', { state: 'challenge' });
      await under.one.insert(before);
      const tries = Array.from({ length: 20 }, (_, index) =>
        (index % 2 ? under.one : under.two).promote(before.lookupKey, kept('c1', {}, `next-${index}`)),
      );
      expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1);
      expect(await under.two.find(before.lookupKey)).toBeUndefined();
      expect(await under.two.list()).toHaveLength(1);
    });

    it('gives N callers at once as many tries as it has (P-11)', async () => {
      // Negative control: fails for a store that reads and then writes.
      await using under = start();
      const { lookupKey: key, session } = kept('c1', { triesLeft: 3 });
      await under.one.insert({ lookupKey: key, session });
      const tries = Array.from({ length: 20 }, (_, index) => (index % 2 ? under.one : under.two).takeTry(key));
      const left = (await Promise.all(tries)).filter((try_) => try_ !== undefined);
      expect(left.toSorted()).toEqual([0, 1, 2]);
      await under.one.giveBackTry(key);
      expect(await under.two.takeTry(key)).toBe(0);
      expect(await under.two.takeTry(lookupKey('c2'))).toBeUndefined();
    });

    it('keeps the latest time at which somebody was there, and the stamp that it is given', async () => {
      await using under = start();
      const { lookupKey: key, session } = kept('c1');
      await under.one.insert({ lookupKey: key, session });
      for (const at of [2000, 4000, 3000]) await under.two.touch(key, at);
      await under.two.restamp('c1', 'alice-2');
      expect(await under.one.find(key)).toStrictEqual({ ...session, lastActiveAt: 4000, stamp: 'alice-2' });
      await under.one.touch(lookupKey('c2'), 1);
    });
  });

  describe(`console sessions in ${name}`, () => {
    it('are listed newest first, and ended by administrator', async () => {
      await using under = start();
      await under.one.insert(kept('c1'));
      await under.one.insert(kept('c2', { startedAt: 2000, state: 'challenge' }));
      await under.one.insert(kept('b1', { administrator: 'bea' }));
      const ids = (sessions: readonly KeptConsoleSession[]) => sessions.map(({ id }) => id);
      expect(ids(await under.two.list('alice'))).toEqual(['c2', 'c1']);
      expect(ids(await under.two.list())).toEqual(['c2', 'b1', 'c1']);
      expect(ids(await under.two.endAll('alice', { id: 'c2' }))).toEqual(['c1']);
      expect(ids(await under.two.endAll('alice'))).toEqual(['c2']);
      expect(ids(await under.one.list())).toEqual(['b1']);
    });

    it('are so many for each administrator and state: the oldest goes', async () => {
      await using under = start();
      await under.one.insert(kept('other', { administrator: 'bea' }));
      await under.one.insert(kept('set-up', { state: 'set-up' }));
      for (let index = 0; index < MAX_CONSOLE_SESSIONS; index += 1) {
        await under.one.insert(kept(`c${index}`, { startedAt: 1000 + index }));
      }
      const displaced = await under.two.insert(kept('last', { startedAt: 5000 }));
      expect(displaced.map(({ id }) => id)).toEqual(['c0']);
      expect(await under.one.list('alice')).toHaveLength(MAX_CONSOLE_SESSIONS + 1);
    });

    it('are forgotten once over or idle', async () => {
      await using under = start();
      await under.one.insert(kept('over', { endsAt: 5000, lastActiveAt: 4000 }));
      await under.one.insert(kept('idle', { endsAt: 9000, lastActiveAt: 2000 }));
      await under.one.insert(kept('alive', { endsAt: 9000, lastActiveAt: 4000 }));
      const gone = await under.two.purge({ endedBy: 5000, idleSince: 2000 });
      expect(gone.map(({ id }) => id).toSorted()).toEqual(['idle', 'over']);
      expect((await under.one.list()).map(({ id }) => id)).toEqual(['alive']);
    });
  });
}

/** For stores that something outside can fail. */
export function unavailableConsoleSessionStoreContract(name: string, start: Start<ConsoleSessionStore>): void {
  describe(`console sessions in ${name} that can't be written`, () => {
    it('are unavailable, never lost or open', async () => {
      await using under = start();
      await under.one.insert(kept('c1'));
      using _blocked = under.block?.();
      await expect(under.one.insert(kept('c2'))).rejects.toSatisfy(isUnavailable);
      await expect(under.one.promote(lookupKey('c1'), kept('c1', {}, 'c2'))).rejects.toSatisfy(isUnavailable);
      await expect(under.one.takeTry(lookupKey('c1'))).rejects.toSatisfy(isUnavailable);
      await expect(under.one.end('c1')).rejects.toSatisfy(isUnavailable);
    });
  });
}
