// Failed tries, counted in leaky buckets that may be forgotten: the store behind throttling (R9.1).

import type { Millis } from '../units.ts';

/** What the keys of buckets begin with that count wrong codes: they are kept by a time of their own. */
export const SECOND_STEP = 'second-step:';

/** A bucket to count in. */
export interface Bucket {
  readonly key: string;
  /** How fast it empties, in failures per hour. */
  readonly leakPerHour: number;
  /** It never holds more failures than this, so that no attack makes it take longer to empty. */
  readonly capacity: number;
  /** Kept by a clock that was far ahead, its level stays as it is, and leaks from its next change on. Absent: it is forgotten. */
  readonly outlivesClock?: true;
}

export interface AttemptReservation {
  readonly buckets: readonly Bucket[];
  /**
   * Keyed digest (`KeyedDigest`: the file must not help to guess passwords) of who, from where and with which
   * secret. Seen within `repeatWindow`, the try counts nothing: a device that was forgotten repeats one wrong password
   * all day (R9.1). Each repetition renews it.
   */
  readonly secretDigest: string;
  readonly repeatWindow: Millis;
  readonly now: Millis;
}

export interface ReservedAttempt {
  /** Levels after this try was counted, in the order asked. */
  readonly levels: readonly number[];
  /** By how much this try raised each of them: less than one in a bucket that was full. */
  readonly raised: readonly number[];
  readonly repeated: boolean;
}

/** Ephemeral, shared by the machine's workers; atomic per call; may throw `ERR_STORE_UNAVAILABLE`. */
export interface ThrottleStore {
  /** Levels as of `now`, counting nothing. */
  levels(buckets: readonly Bucket[], now: Millis): Promise<readonly number[]>;
  /** Counts one failure in every bucket and remembers the digest, as one step: N concurrent tries are N. */
  reserveAttempt(reservation: AttemptReservation): Promise<ReservedAttempt>;
  /**
   * Takes a reservation back, and what it raised: the try was right after all, or could not be judged. A repeated one
   * counted nothing and gives nothing back, or else who knows one right password could empty the buckets by using it
   * twice at once.
   */
  refundAttempt(reservation: AttemptReservation, reserved: ReservedAttempt): Promise<void>;
  /** Remembers that these pairs of mailbox and network signed in; batched, nobody waits for it. */
  rememberFamiliar(
    pairs: readonly { readonly mailbox: string; readonly network: string; readonly at: Millis }[],
  ): Promise<void>;
  /** When this mailbox last signed in from this network, if that is remembered. */
  familiarSince(mailbox: string, network: string): Promise<Millis | undefined>;
  /** Forgets what was last touched before these times. */
  purge(before: ForgetBefore): Promise<void>;
}

/** An attacker makes counters at will, by names that nobody has: each kind is kept as long as it means something. */
export interface ForgetBefore {
  readonly failures: Millis;
  /** Buckets of wrong codes. */
  readonly secondSteps: Millis;
  readonly secrets: Millis;
  readonly familiar: Millis;
}
