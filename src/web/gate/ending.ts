// How the parts of an exchange hear that it is over: the browser has gone, or the session was revoked. Node's
// AbortController would do, but costs some microseconds for each exchange; and what listens to the signal of a session is
// chained to what listened before, which keeps ended exchanges in memory until the whole heap is collected.

/** Over once. An `AbortSignal` is one too. */
export interface Ending {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** An ending, and who brings it about. Listeners mustn't throw. */
export class Ender implements Ending {
  readonly #listeners: (() => void)[] = [];
  #isOver = false;

  get aborted(): boolean {
    return this.#isOver;
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    if (!this.#isOver) this.#listeners.push(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    const index = this.#listeners.indexOf(listener);
    if (index >= 0) this.#listeners.splice(index, 1);
  }

  /** Calls each listener once; those that another one removes meanwhile aren't called. */
  abort(): void {
    this.#isOver = true;
    for (let next = this.#listeners.shift(); next; next = this.#listeners.shift()) next();
  }
}
