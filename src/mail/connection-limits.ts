// Counts connections, in all and per client network, before and after sign-in, for one process. Whoever opens many and
// never signs in pushes out the oldest of those that haven't either, and so can't keep others from the door.

import { clientNetwork } from '../core/places/networks.ts';
import type { DoorLimits } from './door.ts';

/** One counted connection. Each method may be called more than once. */
export interface CountedConnection {
  /** It signed in: it leaves the unauthenticated counts. */
  signedIn(): void;
  closed(): void;
}

interface Counts {
  all: number;
  unauthenticated: number;
}

export class ConnectionLimits {
  #limits: DoorLimits;
  #all = 0;
  /** Those that haven't signed in, the oldest first: how each leaves this count, and how it is ended. */
  readonly #unauthenticated: Map<() => void, () => void> = new Map();
  readonly #perNetwork: Map<string, Counts> = new Map();

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

  /**
   * Counts a connection, or says `undefined` when one of the bounds is reached. Where only the bound on all that
   * haven't signed in is reached, the oldest of them makes room.
   *
   * @param evict - Ends this connection; called once at most, and only before it has signed in.
   */
  enter(remoteAddress: string, evict: () => void): CountedConnection | undefined {
    const limits = this.#limits;
    const network = clientNetwork(remoteAddress);
    const counts = this.#perNetwork.get(network) ?? { all: 0, unauthenticated: 0 };
    const isFull =
      this.#all >= limits.connections ||
      counts.all >= limits.connectionsPerAddress ||
      counts.unauthenticated >= limits.unauthenticatedPerAddress;
    if (isFull) return undefined;
    if (this.#unauthenticated.size >= limits.unauthenticated) this.#evictOldest();
    this.#perNetwork.set(network, counts);
    this.#all += 1;
    counts.all += 1;
    counts.unauthenticated += 1;
    return this.#count(network, counts, evict);
  }

  #count(network: string, counts: Counts, evict: () => void): CountedConnection {
    let isOpen = true;
    const leave = (): void => {
      if (this.#unauthenticated.delete(leave)) counts.unauthenticated -= 1;
    };
    this.#unauthenticated.set(leave, evict);
    return {
      signedIn: leave,
      closed: () => {
        leave();
        if (!isOpen) return;
        isOpen = false;
        this.#all -= 1;
        counts.all -= 1;
        if (counts.all === 0) this.#perNetwork.delete(network);
      },
    };
  }

  #evictOldest(): void {
    const [oldest] = this.#unauthenticated;
    if (!oldest) return;
    const [leave, evict] = oldest;
    leave();
    evict();
  }
}
