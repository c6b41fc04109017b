// Bounds of one process on browsers, and who is within them.

import type { Bytes, Millis } from '../../../core/units.ts';

export interface WebLimits {
  readonly connections: number;
  /** From one address, or IPv6 /64. Front proxies are exempt. */
  readonly connectionsPerAddress: number;
  /** Requests that are being answered, in all and for one address. */
  readonly requests: number;
  readonly requestsPerAddress: number;
  /** Of one HTTP/2 connection. */
  readonly streamsPerConnection: number;
  /** Absent: none. */
  readonly maxBody?: Bytes;
  /** From the first octet of a request's head to its last. */
  readonly headTimeout: Millis;
  /** How long a browser may send nothing of a body that is waited for. */
  readonly bodyIdleTimeout: Millis;
  /** How long it may take nothing of what waits for it. */
  readonly writeStallTimeout: Millis;
  /** Between requests. */
  readonly keepAliveTimeout: Millis;
}

/** Counts something in all, and for each client network. */
export class Occupancy {
  readonly #perNetwork: Map<string, number> = new Map();
  #all = 0;

  get all(): number {
    return this.#all;
  }

  /**
   * Takes a place; false: there is none left.
   *
   * @param network - As `clientNetwork` gives it; absent: only the bound on all of them counts.
   */
  enter(network: string | undefined, most: { readonly inAll: number; readonly perNetwork: number }): boolean {
    if (this.#all >= most.inAll) return false;
    if (network !== undefined) {
      const count = this.#perNetwork.get(network) ?? 0;
      if (count >= most.perNetwork) return false;
      this.#perNetwork.set(network, count + 1);
    }
    this.#all += 1;
    return true;
  }

  /** Gives the place back that `enter` took. */
  leave(network: string | undefined): void {
    this.#all -= 1;
    if (network === undefined) return;
    const count = this.#perNetwork.get(network) ?? 0;
    if (count > 1) this.#perNetwork.set(network, count - 1);
    else this.#perNetwork.delete(network);
  }
}
