// The throttle file may be lost at any time: what must go on working then.

import { closeSync, existsSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { openSqliteThrottleStore } from '../../../../src/adapters/ephemeral/sqlite/throttle-store.ts';
import type { AttemptReservation } from '../../../../src/core/throttle/throttle-store.ts';
import { temporaryFolder } from '../../../support/stores-under-test.ts';

const bucket = { key: 'mailbox', leakPerHour: 1, capacity: 10 };
const attempt = (secretDigest: string): AttemptReservation => ({
  buckets: [bucket],
  secretDigest,
  repeatWindow: 1000,
  now: 1000,
});

describe('the throttle file', () => {
  it('that somebody deleted is made anew, and both workers count in the new one', async () => {
    // Negative control: without `isCurrent` each worker goes on alone, in a file that has no name.
    using folder = temporaryFolder();
    const path = join(folder.path, 'throttle.db');
    await using one = openSqliteThrottleStore(path);
    await using two = openSqliteThrottleStore(path);
    await one.reserveAttempt(attempt('1'));
    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
    expect((await one.reserveAttempt(attempt('2'))).levels).toEqual([1]);
    expect((await two.reserveAttempt(attempt('3'))).levels).toEqual([2]);
    expect(existsSync(path)).toBe(true);
  });

  it.each([
    ['something else', (path: string) => writeFileSync(path, 'Dear diary, '.repeat(1000))],
    ['of a newer version', (path: string) => new DatabaseSync(path).exec('PRAGMA user_version = 99')],
  ])('that is %s is replaced by an empty one', async (_what, spoil) => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'throttle.db');
    spoil(path);
    await using store = openSqliteThrottleStore(path);
    expect((await store.reserveAttempt(attempt('1'))).levels).toEqual([1]);
  });

  it('that breaks while it is used is replaced by an empty one', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'throttle.db');
    const before = openSqliteThrottleStore(path);
    await before.reserveAttempt(attempt('1'));
    await before[Symbol.asyncDispose]();
    await using store = openSqliteThrottleStore(path);
    // Overwritten in place, behind the page with the header.
    const descriptor = openSync(path, 'r+');
    writeSync(descriptor, Buffer.alloc(7 * 4096, 0xff), 0, 7 * 4096, 4096);
    closeSync(descriptor);
    expect((await store.reserveAttempt(attempt('2'))).levels).toEqual([1]);
    expect((await store.reserveAttempt(attempt('3'))).levels).toEqual([2]);
  });

  it("is not emptied by a caller's mistake", async () => {
    // Negative control: fails when every broken call counts as a broken file.
    using folder = temporaryFolder();
    await using store = openSqliteThrottleStore(join(folder.path, 'throttle.db'));
    await store.reserveAttempt(attempt('1'));
    const mistaken = { ...attempt('2'), now: 0.5 };
    await expect(store.reserveAttempt(mistaken)).rejects.toMatchObject({ code: 'ERR_STORE_BROKEN' });
    expect(await store.levels([bucket], 1000)).toEqual([1]);
  });
});
