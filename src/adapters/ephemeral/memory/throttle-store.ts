// Throttle counters in memory, for tests and for a single process.

import { type KeptLevel, levelAt, withFailure, withoutFailure } from '../../../core/throttle/leaky-bucket.ts';
import {
  type AttemptReservation,
  type Bucket,
  type ForgetBefore,
  type ReservedAttempt,
  SECOND_STEP,
  type ThrottleStore,
} from '../../../core/throttle/throttle-store.ts';
import type { Millis } from '../../../core/units.ts';

export function openMemoryThrottleStore(): ThrottleStore {
  return new MemoryThrottleStore();
}

class MemoryThrottleStore implements ThrottleStore {
  readonly #buckets = new Map<string, KeptLevel>();
  readonly #seen = new Map<string, Millis>();
  readonly #familiar = new Map<string, Millis>();

  async levels(buckets: readonly Bucket[], now: Millis): Promise<readonly number[]> {
    return buckets.map((bucket) => levelAt(bucket, this.#buckets.get(bucket.key), now));
  }

  async reserveAttempt(reservation: AttemptReservation): Promise<ReservedAttempt> {
    const { buckets, secretDigest, repeatWindow, now } = reservation;
    const seenAt = this.#seen.get(secretDigest);
    const repeated = seenAt !== undefined && now - seenAt < repeatWindow;
    this.#seen.set(secretDigest, Math.max(now, seenAt ?? 0));
    const raised = buckets.map((bucket) => (repeated ? 0 : this.#raise(bucket, now)));
    return { levels: await this.levels(buckets, now), raised, repeated };
  }

  async refundAttempt(reservation: AttemptReservation, reserved: ReservedAttempt): Promise<void> {
    if (reserved.repeated) return;
    this.#seen.delete(reservation.secretDigest);
    for (const [index, bucket] of reservation.buckets.entries()) {
      const by = reserved.raised[index] ?? 0;
      const kept = this.#buckets.get(bucket.key);
      this.#buckets.set(bucket.key, withoutFailure(bucket, kept, { by, now: reservation.now }));
    }
  }

  async rememberFamiliar(
    pairs: readonly { readonly mailbox: string; readonly network: string; readonly at: Millis }[],
  ): Promise<void> {
    for (const { mailbox, network, at } of pairs) {
      const key = familiarKey(mailbox, network);
      this.#familiar.set(key, Math.max(at, this.#familiar.get(key) ?? 0));
    }
  }

  async familiarSince(mailbox: string, network: string): Promise<Millis | undefined> {
    return this.#familiar.get(familiarKey(mailbox, network));
  }

  async purge({ failures, secondSteps, secrets, familiar }: ForgetBefore): Promise<void> {
    for (const [key, { updatedAt }] of this.#buckets) {
      if (updatedAt < (key.startsWith(SECOND_STEP) ? secondSteps : failures)) this.#buckets.delete(key);
    }
    for (const [key, at] of this.#seen) if (at < secrets) this.#seen.delete(key);
    for (const [key, at] of this.#familiar) if (at < familiar) this.#familiar.delete(key);
  }

  /** Counts a failure; says by how much the level rose. */
  #raise(bucket: Bucket, now: Millis): number {
    const before = this.#buckets.get(bucket.key);
    const after = withFailure(bucket, before, now);
    this.#buckets.set(bucket.key, after);
    return after.level - levelAt(bucket, before, now);
  }
}

function familiarKey(mailbox: string, network: string): string {
  return JSON.stringify([mailbox, network]);
}
