// The operating system's CSPRNG, through node:crypto, some kilobytes at a time: a call for a few octets costs ten times as
// much as the octets. What was given away is overwritten here, so that nothing can be given twice or found later.

import { randomFillSync } from 'node:crypto';
import type { Random } from '../../core/ports.ts';

const POOL_OCTETS = 4_096;

class PooledRandom implements Random {
  readonly #pool: Uint8Array = new Uint8Array(POOL_OCTETS);
  #used = POOL_OCTETS;

  bytes(count: number): Uint8Array {
    if (count > POOL_OCTETS) return randomFillSync(new Uint8Array(count));
    if (this.#used + count > POOL_OCTETS) {
      randomFillSync(this.#pool);
      this.#used = 0;
    }
    const end = this.#used + count;
    const bytes = this.#pool.slice(this.#used, end);
    this.#pool.fill(0, this.#used, end);
    this.#used = end;
    return bytes;
  }
}

export const systemRandom: Random = new PooledRandom();
