// How much may be asked: so many requests at once, so many a minute by each holder of a token, so that a server in a loop
// doesn't take the sign-ins of everybody else.

import type { Clock } from '../../core/ports.ts';
import { type KeptLevel, levelAt, withFailure } from '../../core/throttle/leaky-bucket.ts';
import type { Millis } from '../../core/units.ts';

/** Requests that are being answered. Each may wait for a backend that judges a password. */
const MOST_AT_ONCE = 200;

/** How often a refused token from one address is told to the log. */
const TELL_EVERY: Millis = 60_000;

/** Addresses that are remembered for this; the oldest goes first. */
const MOST_ADDRESSES = 1_000;

export class RequestBounds {
  readonly #clock: Clock;
  readonly #levels: Map<string, KeptLevel> = new Map();
  readonly #told: Map<string, Millis> = new Map();
  #underWay = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes a place among the requests under way; `false`: there is none. */
  begin(): boolean {
    if (this.#underWay >= MOST_AT_ONCE) return false;
    this.#underWay += 1;
    return true;
  }

  end(): void {
    this.#underWay -= 1;
  }

  /** Counts a request of a holder, unless it has asked too often. */
  count(holder: string, perMinute: number): boolean {
    const bucket = { key: holder, capacity: perMinute, leakPerHour: perMinute * 60 };
    const now = this.#clock.now();
    const kept = this.#levels.get(holder);
    if (levelAt(bucket, kept, now) > perMinute - 1) return false;
    this.#levels.set(holder, withFailure(bucket, kept, now));
    return true;
  }

  /** Whether the log is to hear of a refused token from here: once a minute. */
  isNews(address: string): boolean {
    const now = this.#clock.now();
    const last = this.#told.get(address);
    if (last !== undefined && now >= last && now - last < TELL_EVERY) return false;
    this.#told.delete(address);
    this.#told.set(address, now);
    const [oldest] = this.#told.keys();
    if (oldest !== undefined && this.#told.size > MOST_ADDRESSES) this.#told.delete(oldest);
    return true;
  }
}
