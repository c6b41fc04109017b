// What is being delivered just now, and who waits until nothing is.

export class UnderWay {
  /** Haraka's ids. */
  readonly #messages: Set<string> = new Set();
  readonly #waiting: Set<() => void> = new Set();

  began(uuid: string): void {
    this.#messages.add(uuid);
  }

  ended(uuid: string): void {
    this.#messages.delete(uuid);
    if (this.#messages.size > 0) return;
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  /** Resolves as soon as nothing is. */
  async untilNone(): Promise<void> {
    if (this.#messages.size > 0) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }
}
