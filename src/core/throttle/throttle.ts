// Throttling (R9.1): by client network first, which is refused for a while; then by mailbox, which is only ever slowed.
// An outsider can't lock a mailbox: its failures delay answers, and a network from which the mailbox signed in lately is
// neither refused nor slowed by what others do, behind the same address or elsewhere: what fails there at this mailbox
// is counted by itself, or else whoever shares an address with somebody could guess without end.

import type { MailboxAddress } from '../decision.ts';
import { clientNetwork, clientSite, isInNetworks } from '../places/networks.ts';
import type { Clock, KeyedDigest } from '../ports.ts';
import type { Millis } from '../units.ts';
import { SECOND_STEPS_KEPT } from './second-step-throttle.ts';
import type { AttemptReservation, Bucket, ForgetBefore, ReservedAttempt, ThrottleStore } from './throttle-store.ts';

const HOUR: Millis = 3_600_000;

/** Failures that a bucket holds beyond its limit: enough to tell growing delays apart, few enough to leak away soon. */
const OVERFLOW = 10;

/** An IPv6 site (/48) may fail as often as this many of its networks: it may be a provider's, with many customers in it. */
const NETWORKS_PER_SITE = 8;

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
  /** Keyed digest of secrets and names, so that the store holds nothing that can be guessed offline. */
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
    const networks = this.#networkBuckets(remoteAddress);
    const levels = await this.#store.levels(networks, this.#clock.now());
    const isOver = networks.some(({ limit }, index) => (levels[index] ?? 0) >= limit);
    return isOver && !(await this.#isFamiliar(mailbox, clientNetwork(remoteAddress)));
  }

  /**
   * Counts a try as failed before its secret is judged: of N guesses at once, N count. The caller then refunds it if
   * the secret was right or could not be judged. A try that is throttled is never judged, and so leaves no trace: its
   * secret must not pass as a repeated one later on.
   */
  async reserve(mailbox: MailboxAddress, remoteAddress: string, secret: string): Promise<ThrottleAnswer> {
    const network = clientNetwork(remoteAddress);
    const isFamiliar = await this.#isFamiliar(mailbox, network);
    const ofMailbox = this.#mailboxBucket(mailbox);
    const slowing = isFamiliar ? this.#familiarBucket(mailbox, network) : ofMailbox;
    const networks = this.#networkBuckets(remoteAddress);
    const buckets = [...networks, ofMailbox, ...(isFamiliar ? [slowing] : [])];
    const reservation: AttemptReservation = {
      buckets,
      secretDigest: this.#digest.digest(mailbox, network, secret),
      repeatWindow: this.#limits.repeatWindow,
      now: this.#clock.now(),
    };
    const reserved = await this.#store.reserveAttempt(reservation);
    const attempt: ReservedTry = { reservation, reserved };
    const levels = paired(buckets, reserved.levels);
    const refusing = isFamiliar ? [slowing] : networks;
    const isOver = levels.some(({ bucket, level }) => refusing.includes(bucket) && level > bucket.limit);
    if (isOver && !isInNetworks(remoteAddress, this.#limits.exemptNetworks)) {
      await this.refund(attempt);
      return { kind: 'throttled' };
    }
    const delays = levels.map(({ bucket, level }) => (bucket === slowing ? this.#delayFor(level) : 0));
    return { kind: 'proceed', delay: Math.max(...delays), attempt };
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

  #networkBuckets(remoteAddress: string): readonly LimitedBucket[] {
    const { networkFailures, networkWindow } = this.#limits;
    const network = bucketOf(`network:${clientNetwork(remoteAddress)}`, networkFailures, networkWindow);
    const site = clientSite(remoteAddress);
    if (site === undefined) return [network];
    return [network, bucketOf(`network:${site}`, networkFailures * NETWORKS_PER_SITE, networkWindow)];
  }

  #mailboxBucket(mailbox: MailboxAddress): LimitedBucket {
    const { mailboxFailures, mailboxWindow } = this.#limits;
    // People type their password where the name belongs: what nobody's name is isn't kept as it was typed (R6.6).
    return bucketOf(`mailbox:${this.#digest.digest('mailbox', mailbox)}`, mailboxFailures, mailboxWindow);
  }

  #familiarBucket(mailbox: MailboxAddress, network: string): LimitedBucket {
    const { networkFailures, networkWindow } = this.#limits;
    return bucketOf(`familiar:${mailbox} ${network}`, networkFailures, networkWindow);
  }

  /** 0.5 s for the first failure beyond the free ones, doubling up to the longest. */
  #delayFor(level: number): Millis {
    const beyond = Math.ceil(level - this.#limits.mailboxFailures);
    return beyond <= 0 ? 0 : Math.min(this.#limits.longestDelay, 500 * 2 ** Math.min(beyond - 1, 10));
  }
}

/** What means nothing any more: buckets that are empty by now, secrets and networks beyond their time. */
export function forgetBefore(limits: ThrottleLimits, now: Millis): ForgetBefore {
  const network = emptyAfter(limits.networkFailures, limits.networkWindow);
  const mailbox = emptyAfter(limits.mailboxFailures, limits.mailboxWindow);
  return {
    failures: now - Math.max(network, mailbox),
    secondSteps: now - SECOND_STEPS_KEPT,
    secrets: now - limits.repeatWindow,
    familiar: now - limits.familiarFor,
  };
}

/** How long a bucket that is full needs to leak away; a site's, with its higher limit, needs less. */
function emptyAfter(limit: number, window: Millis): Millis {
  return (window * (limit + OVERFLOW)) / limit;
}

/** A bucket and how many failures in it are too many. */
interface LimitedBucket extends Bucket {
  readonly limit: number;
}

function bucketOf(key: string, limit: number, window: Millis): LimitedBucket {
  return { key, limit, leakPerHour: (limit * HOUR) / window, capacity: limit + OVERFLOW };
}

/** Each bucket with its level, as a store gives them: in the order asked. */
function paired(
  buckets: readonly LimitedBucket[],
  levels: readonly number[],
): readonly { readonly bucket: LimitedBucket; readonly level: number }[] {
  return buckets.flatMap((bucket, index) => levels.slice(index, index + 1).map((level) => ({ bucket, level })));
}
