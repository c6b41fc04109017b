// Throttling (R9.1): by client network first, which is refused for a while; then by mailbox, which is only ever slowed.
// An outsider can't lock a mailbox: its failures delay answers, and a network from which the mailbox signed in lately is
// not refused however many others fail behind the same address.

import type { MailboxAddress } from '../decision.ts';
import { clientNetwork, isInNetworks } from '../places/networks.ts';
import type { Clock, KeyedDigest } from '../ports.ts';
import type { Millis } from '../units.ts';
import type { AttemptReservation, Bucket, ReservedAttempt, ThrottleStore } from './throttle-store.ts';

const HOUR: Millis = 3_600_000;

/** Failures that a bucket holds beyond its limit: enough to tell growing delays apart, few enough to leak away soon. */
const OVERFLOW = 10;

export interface ThrottleLimits {
  /** Failures of one network before it is refused, leaking away over `networkWindow`. */
  readonly networkFailures: number;
  readonly networkWindow: Millis;
  /** Failures of one mailbox before answers are delayed, leaking away over `mailboxWindow`. */
  readonly mailboxFailures: number;
  readonly mailboxWindow: Millis;
  /** Longest delay of an answer. */
  readonly longestDelay: Millis;
  /** The same wrong password from the same network counts once in this time. */
  readonly repeatWindow: Millis;
  /** How long a network stays familiar to a mailbox after a sign-in. */
  readonly familiarFor: Millis;
  /** Never refused, whatever fails there: a webmail server, an office behind one address. */
  readonly exemptNetworks: readonly string[];
}

export type ThrottleAnswer =
  | { readonly kind: 'proceed'; readonly delay: Millis; readonly attempt: ReservedTry }
  | { readonly kind: 'throttled' };

/** A try that counts as failed until it is settled. */
export interface ReservedTry {
  readonly reservation: AttemptReservation;
  readonly reserved: ReservedAttempt;
}

export class Throttle {
  readonly #store: ThrottleStore;
  readonly #limits: ThrottleLimits;
  readonly #clock: Clock;
  /** Keyed digest of a secret, so that the store holds nothing that can be guessed offline. */
  readonly #digest: KeyedDigest;

  constructor(parts: {
    readonly store: ThrottleStore;
    readonly limits: ThrottleLimits;
    readonly clock: Clock;
    readonly digest: KeyedDigest;
  }) {
    this.#store = parts.store;
    this.#limits = parts.limits;
    this.#clock = parts.clock;
    this.#digest = parts.digest;
  }

  /** Whether this network is refused now, before any secret is looked at. Counts nothing. */
  async isRefused(mailbox: MailboxAddress | undefined, remoteAddress: string): Promise<boolean> {
    if (isInNetworks(remoteAddress, this.#limits.exemptNetworks)) return false;
    const network = clientNetwork(remoteAddress);
    const [level = 0] = await this.#store.levels([this.#networkBucket(network)], this.#clock.now());
    return level >= this.#limits.networkFailures && !(await this.#isFamiliar(mailbox, network));
  }

  /**
   * Counts a try as failed before its secret is judged: of N guesses at once, N count. The caller then refunds it if
   * the secret was right or could not be judged.
   */
  async reserve(mailbox: MailboxAddress, remoteAddress: string, secret: string): Promise<ThrottleAnswer> {
    const network = clientNetwork(remoteAddress);
    const reservation: AttemptReservation = {
      buckets: [this.#networkBucket(network), this.#mailboxBucket(mailbox)],
      secretDigest: this.#digest.digest(mailbox, network, secret),
      repeatWindow: this.#limits.repeatWindow,
      now: this.#clock.now(),
    };
    const reserved = await this.#store.reserveAttempt(reservation);
    const [networkLevel = 0, mailboxLevel = 0] = reserved.levels;
    const familiar = await this.#isFamiliar(mailbox, network);
    const isExempt = familiar || isInNetworks(remoteAddress, this.#limits.exemptNetworks);
    if (networkLevel > this.#limits.networkFailures && !isExempt) return { kind: 'throttled' };
    return { kind: 'proceed', delay: familiar ? 0 : this.#delayFor(mailboxLevel), attempt: { reservation, reserved } };
  }

  /** The try was right, or could not be judged: it doesn't count. */
  async refund(attempt: ReservedTry): Promise<void> {
    await this.#store.refundAttempt(attempt.reservation, attempt.reserved);
  }

  async #isFamiliar(mailbox: MailboxAddress | undefined, network: string): Promise<boolean> {
    if (mailbox === undefined) return false;
    const since = await this.#store.familiarSince(mailbox, network);
    return since !== undefined && since + this.#limits.familiarFor > this.#clock.now();
  }

  #networkBucket(network: string): Bucket {
    const { networkFailures, networkWindow } = this.#limits;
    return {
      key: `network:${network}`,
      leakPerHour: (networkFailures * HOUR) / networkWindow,
      capacity: networkFailures + OVERFLOW,
    };
  }

  #mailboxBucket(mailbox: MailboxAddress): Bucket {
    const { mailboxFailures, mailboxWindow } = this.#limits;
    return {
      key: `mailbox:${mailbox}`,
      leakPerHour: (mailboxFailures * HOUR) / mailboxWindow,
      capacity: mailboxFailures + OVERFLOW,
    };
  }

  /** 0.5 s for the first failure beyond the free ones, doubling up to the longest. */
  #delayFor(level: number): Millis {
    const beyond = Math.ceil(level - this.#limits.mailboxFailures);
    return beyond <= 0 ? 0 : Math.min(this.#limits.longestDelay, 500 * 2 ** Math.min(beyond - 1, 10));
  }
}
