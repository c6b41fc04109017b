// Leaky buckets: what must hold for every bucket and every sequence of failures.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type KeptLevel, levelAt, withFailure, withoutFailure } from '../../../../src/core/throttle/leaky-bucket.ts';

const HOUR = 3_600_000;
const bucket = { key: 'b', leakPerHour: 6, capacity: 10 };
const times = fc.array(fc.integer({ min: 0, max: HOUR }), { minLength: 1, maxLength: 40 });

describe('a leaky bucket', () => {
  it('rises by one with each failure and leaks at its rate', () => {
    const twice = withFailure(bucket, withFailure(bucket, undefined, 0), 0);
    expect(twice).toEqual({ level: 2, updatedAt: 0 });
    expect(levelAt(bucket, twice, HOUR / 6)).toBe(1);
    expect(levelAt(bucket, twice, HOUR)).toBe(0);
    expect(levelAt(bucket, undefined, HOUR)).toBe(0);
  });

  it('stays between empty and full, and its time never goes back, whatever the clocks of the workers say', () => {
    fc.assert(
      fc.property(times, fc.infiniteStream(fc.boolean()), (moments, failed) => {
        let kept: KeptLevel | undefined;
        for (const now of moments) {
          const next: KeptLevel = failed.next().value
            ? withFailure(bucket, kept, now)
            : withoutFailure(bucket, kept, { by: 1, now });
          expect(next.level).toBeGreaterThanOrEqual(0);
          expect(next.level).toBeLessThanOrEqual(bucket.capacity);
          expect(next.updatedAt).toBeGreaterThanOrEqual(kept?.updatedAt ?? 0);
          kept = next;
        }
      }),
    );
  });

  it('forgets what a clock far ahead has kept, which would refuse a network until that time comes', () => {
    // Negative control: fails when the time of a level never goes back.
    const ahead = withFailure(bucket, undefined, 1000 * HOUR);
    expect(levelAt(bucket, ahead, 999 * HOUR)).toBe(1);
    expect(levelAt(bucket, ahead, 999 * HOUR - 1)).toBe(0);
    expect(withFailure(bucket, ahead, HOUR)).toEqual({ level: 1, updatedAt: HOUR });
  });

  it('keeps what a clock far ahead has kept where guessing anew would be worse, and leaks from the next change on', () => {
    // Negative control: fails when every bucket forgets.
    const lasting = { ...bucket, outlivesClock: true } as const;
    const ahead = withFailure(lasting, withFailure(lasting, undefined, 1000 * HOUR), 1000 * HOUR);
    expect(levelAt(lasting, ahead, HOUR)).toBe(2);
    const next = withFailure(lasting, ahead, HOUR);
    expect(next).toEqual({ level: 3, updatedAt: HOUR });
    expect(levelAt(lasting, next, HOUR + HOUR / 6)).toBe(2);
  });

  it('is what it would have been after a failure that was taken back, even when it was full', () => {
    fc.assert(
      fc.property(fc.nat(12), fc.nat(HOUR), fc.nat(HOUR), (failures, at, later) => {
        let kept: KeptLevel | undefined;
        for (let count = 0; count < failures; count += 1) kept = withFailure(bucket, kept, 0);
        const without = levelAt(bucket, kept, at + later);
        const raised = withFailure(bucket, kept, at);
        const by = raised.level - levelAt(bucket, kept, at);
        const takenBack = withoutFailure(bucket, raised, { by, now: at + later });
        expect(takenBack.level).toBeCloseTo(without, 9);
      }),
    );
  });

  it('once full is empty again as soon as its capacity has leaked, however long it was attacked', () => {
    let kept: KeptLevel | undefined;
    for (let count = 0; count < 10_000; count += 1) kept = withFailure(bucket, kept, 0);
    expect(levelAt(bucket, kept, (bucket.capacity / bucket.leakPerHour) * HOUR)).toBeCloseTo(0, 9);
  });
});
