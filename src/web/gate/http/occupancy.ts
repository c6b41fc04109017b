// Who is within the bounds of one process.

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
