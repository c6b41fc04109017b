// The arithmetic of leaky buckets, for every throttle store: a level that rises by one with each failure, up to the
// bucket's capacity, and sinks at a steady rate.

import type { Millis } from '../units.ts';
import type { Bucket } from './throttle-store.ts';

/** What a store keeps of a bucket. */
export interface KeptLevel {
  readonly level: number;
  readonly updatedAt: Millis;
}

const MILLIS_PER_HOUR = 3_600_000;

/** A level from further ahead was kept by a clock that was wrong: it would refuse a network until that time comes. */
const FARTHEST_AHEAD: Millis = MILLIS_PER_HOUR;

/**
 * The level as of `now`. A clock that went back leaks nothing and adds nothing; by more than an hour, all is forgotten,
 * but for buckets that outlive a wrong clock.
 */
export function levelAt(bucket: Bucket, kept: KeptLevel | undefined, now: Millis): number {
  if (kept === undefined) return 0;
  if (isFromWrongClock(kept, now)) return bucket.outlivesClock ? kept.level : 0;
  const elapsed = Math.max(0, now - kept.updatedAt);
  return Math.max(0, kept.level - (elapsed / MILLIS_PER_HOUR) * bucket.leakPerHour);
}

/** The bucket after one more failure. */
export function withFailure(bucket: Bucket, kept: KeptLevel | undefined, now: Millis): KeptLevel {
  return changed(bucket, kept, { by: 1, now });
}

/** The bucket after a failure that had raised it by `by` was taken back. */
export function withoutFailure(
  bucket: Bucket,
  kept: KeptLevel | undefined,
  { by, now }: { readonly by: number; readonly now: Millis },
): KeptLevel {
  return changed(bucket, kept, { by: -by, now });
}

function changed(
  bucket: Bucket,
  kept: KeptLevel | undefined,
  change: { readonly by: number; readonly now: Millis },
): KeptLevel {
  const level = levelAt(bucket, kept, change.now) + change.by;
  return {
    level: Math.min(bucket.capacity, Math.max(0, level)),
    // Never back in time, or a slow clock among the workers would let the same time leak twice.
    updatedAt:
      kept === undefined || isFromWrongClock(kept, change.now) ? change.now : Math.max(change.now, kept.updatedAt),
  };
}

function isFromWrongClock({ updatedAt }: KeptLevel, now: Millis): boolean {
  return updatedAt - now > FARTHEST_AHEAD;
}
