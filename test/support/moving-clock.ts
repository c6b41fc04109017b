// A clock that goes with the system's and can be put ahead: what would take hours happens at once, and the doors, which
// have sockets and browsers at their other end, still see time pass.

import type { Clock } from '../../src/core/ports.ts';
import type { Millis } from '../../src/core/units.ts';

export class MovingClock implements Clock {
  #ahead: Millis = 0;

  now(): Millis {
    return Date.now() + this.#ahead;
  }

  /** Puts it ahead, for good. */
  advance(by: Millis): void {
    this.#ahead += by;
  }
}
