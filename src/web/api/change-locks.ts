// One change at a time of each resource, so that what `If-Match` was compared with is still so when the change is made.
// Of this process, which alone makes an administrator's changes.

export class ChangeLocks {
  /** The end of the last one that waits, by resource. */
  readonly #last: Map<string, Promise<void>> = new Map();

  /** Runs it when those that came before for the same resource are through. */
  async hold<T>(resource: string, change: () => Promise<T>): Promise<T> {
    const before = this.#last.get(resource);
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    this.#last.set(resource, ended);
    try {
      await before;
      return await change();
    } finally {
      end();
      if (this.#last.get(resource) === ended) this.#last.delete(resource);
    }
  }
}
