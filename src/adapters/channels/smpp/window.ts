// How many requests may be without an answer at once. Message centres cut off who goes beyond what was agreed.

import type { Millis } from '../../../core/units.ts';

/** Most that wait for a place; whoever comes then is told at once. */
const MAX_WAITING = 500;

export class Window {
  #free: number;
  readonly #waiting = new Set<(hasPlace: boolean) => void>();

  constructor(places: number) {
    this.#free = places;
  }

  /** Takes a place, and says whether there was one in time. Who has one gives it back with `leave`. */
  enter(within: Millis): Promise<boolean> {
    if (this.#free > 0) {
      this.#free -= 1;
      return Promise.resolve(true);
    }
    if (this.#waiting.size >= MAX_WAITING || within <= 0) return Promise.resolve(false);
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const settle = (hasPlace: boolean): void => {
      clearTimeout(timer);
      this.#waiting.delete(settle);
      resolve(hasPlace);
    };
    const timer = setTimeout(() => settle(false), within);
    this.#waiting.add(settle);
    return promise;
  }

  leave(): void {
    const [next] = this.#waiting;
    if (next) next(true);
    else this.#free += 1;
  }
}
