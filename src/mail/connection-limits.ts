// Counts connections, in all and per client network, before and after sign-in, for one process.

import { clientNetwork } from '../core/places/networks.ts';
import type { DoorLimits } from './door.ts';

/** One counted connection. Each method may be called more than once. */
export interface CountedConnection {
  /** It signed in: it leaves the unauthenticated counts. */
  signedIn(): void;
  closed(): void;
}

export class ConnectionLimits {
  #limits: DoorLimits;
  #all = 0;
  #unauthenticated = 0;
  readonly #perNetwork: Map<string, { all: number; unauthenticated: number }> = new Map();

  constructor(limits: DoorLimits) {
    this.#limits = limits;
  }

  /** New bounds for connections to come; those that live are left alone. */
  change(limits: DoorLimits): void {
    this.#limits = limits;
  }

  get open(): number {
    return this.#all;
  }

  /** Counts a connection, or says `undefined` when one of the bounds is reached. */
  enter(remoteAddress: string): CountedConnection | undefined {
    const limits = this.#limits;
    const network = clientNetwork(remoteAddress);
    const counts = this.#perNetwork.get(network) ?? { all: 0, unauthenticated: 0 };
    const isFull =
      this.#all >= limits.connections ||
      this.#unauthenticated >= limits.unauthenticated ||
      counts.all >= limits.connectionsPerAddress ||
      counts.unauthenticated >= limits.unauthenticatedPerAddress;
    if (isFull) return undefined;
    this.#perNetwork.set(network, counts);
    this.#all += 1;
    this.#unauthenticated += 1;
    counts.all += 1;
    counts.unauthenticated += 1;
    let state: 'unauthenticated' | 'signed-in' | 'closed' = 'unauthenticated';
    const leaveUnauthenticated = (): void => {
      if (state !== 'unauthenticated') return;
      this.#unauthenticated -= 1;
      counts.unauthenticated -= 1;
    };
    return {
      signedIn: () => {
        leaveUnauthenticated();
        if (state === 'unauthenticated') state = 'signed-in';
      },
      closed: () => {
        if (state === 'closed') return;
        leaveUnauthenticated();
        state = 'closed';
        this.#all -= 1;
        counts.all -= 1;
        if (counts.all === 0) this.#perNetwork.delete(network);
      },
    };
  }
}
