// Wrong codes are counted by mailbox, over all sessions, factors and recovery codes, in buckets of their own (P-09): a
// right password never empties them. Who gets here has given a right password, so that no outsider can slow a mailbox
// down; it may be stricter than what guards passwords, and refuses to look at a code before its time.

import type { MailboxAddress } from '../decision.ts';
import type { Clock, Random } from '../ports.ts';
import type { Millis } from '../units.ts';
import {
  type AttemptReservation,
  type Bucket,
  type ReservedAttempt,
  SECOND_STEP,
  type ThrottleStore,
} from './throttle-store.ts';

const HOUR: Millis = 3_600_000;

/** So many wrong codes, leaking away evenly over the window. */
export interface SecondStepLimit {
  readonly failures: number;
  readonly window: Millis;
}

/**
 * Five at once, then one in two minutes; after twenty one in 72 minutes; after sixty one in half a day. With three codes
 * of a million valid at a time, who knows the password and guesses for a year comes in with a chance of 1 in 400.
 */
export const SECOND_STEP_LIMITS: readonly SecondStepLimit[] = [
  { failures: 5, window: 10 * 60_000 },
  { failures: 20, window: 24 * HOUR },
  { failures: 60, window: 30 * 24 * HOUR },
];

/** After this time without a wrong code every bucket is empty: none holds more than its limit for long. */
export const SECOND_STEPS_KEPT: Millis = Math.max(...SECOND_STEP_LIMITS.map(({ window }) => window));

/** A code that counts as wrong until it is settled. */
export interface ReservedCode {
  readonly reservation: AttemptReservation;
  readonly reserved: ReservedAttempt;
}

export type SecondStepAllowance =
  | { readonly kind: 'proceed'; readonly attempt: ReservedCode }
  /** Not before this time has passed. */
  | { readonly kind: 'slowed'; readonly wait: Millis };

export class SecondStepThrottle {
  readonly #store: ThrottleStore;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #limits: readonly SecondStepLimit[];

  constructor(parts: {
    readonly store: ThrottleStore;
    readonly clock: Clock;
    readonly random: Random;
    readonly limits?: readonly SecondStepLimit[];
  }) {
    this.#store = parts.store;
    this.#clock = parts.clock;
    this.#random = parts.random;
    this.#limits = parts.limits ?? SECOND_STEP_LIMITS;
  }

  /**
   * Counts a code as wrong before it is judged: of N at once N count (P-11). The caller refunds it when it was right or
   * could not be judged; one that must wait is not judged, and doesn't count. May throw `ERR_STORE_UNAVAILABLE`.
   */
  async reserve(mailbox: MailboxAddress): Promise<SecondStepAllowance> {
    const buckets = this.#limits.map((limit) => bucketOf(mailbox, limit));
    const reservation: AttemptReservation = {
      buckets,
      // Never the same: a code that was wrong may be right half a minute later, and is another guess then.
      secretDigest: `${SECOND_STEP}${Buffer.from(this.#random.bytes(16)).toString('base64url')}`,
      repeatWindow: 0,
      now: this.#clock.now(),
    };
    const reserved = await this.#store.reserveAttempt(reservation);
    const attempt: ReservedCode = { reservation, reserved };
    const waits = reserved.levels.map((level, index) => waitFor(level, buckets[index]));
    const wait = Math.max(0, ...waits);
    if (wait === 0) return { kind: 'proceed', attempt };
    await this.refund(attempt);
    return { kind: 'slowed', wait };
  }

  /** The code was right, or nobody could judge it. May throw `ERR_STORE_UNAVAILABLE`. */
  async refund({ reservation, reserved }: ReservedCode): Promise<void> {
    await this.#store.refundAttempt(reservation, reserved);
  }
}

interface LimitedBucket extends Bucket {
  readonly limit: number;
}

function bucketOf(mailbox: MailboxAddress, { failures, window }: SecondStepLimit): LimitedBucket {
  return {
    key: `${SECOND_STEP}${window}:${mailbox}`,
    limit: failures,
    leakPerHour: (failures * HOUR) / window,
    // Room for those that come at once: each is given back exactly what it raised.
    capacity: failures + 100,
    // Whoever can set the clock back must not guess anew; each try changes the bucket, so that nobody waits for long.
    outlivesClock: true,
  };
}

/** How long until a bucket has room for one more; 0 when this one had. */
function waitFor(level: number, bucket: LimitedBucket | undefined): Millis {
  if (bucket === undefined || level <= bucket.limit) return 0;
  return Math.ceil(((level - bucket.limit) / bucket.leakPerHour) * HOUR);
}
