// An answer on its way: counts what is sent, and since when nothing of it has been taken.

import type { Bytes, Millis } from '../../../core/units.ts';
import type { AnswerSink } from '../exchange.ts';

export class WatchedSink implements AnswerSink {
  readonly #sink: AnswerSink;
  readonly #now: () => Millis;
  #sent: Bytes = 0;
  #stalledSince: Millis | undefined;
  #onDrain: (() => void) | undefined;
  #isListening = false;

  constructor(sink: AnswerSink, now: () => Millis) {
    this.#sink = sink;
    this.#now = now;
  }

  /** Octets of the body. */
  get sent(): Bytes {
    return this.#sent;
  }

  /** Since when the browser has taken nothing of what waits for it. */
  get stalledSince(): Millis | undefined {
    return this.#stalledSince;
  }

  write(chunk: Uint8Array): boolean {
    this.#sent += chunk.length;
    if (this.#sink.write(chunk)) return true;
    this.#stalledSince ??= this.#now();
    // Most answers leave at once, and need no listener.
    if (!this.#isListening) this.#sink.onDrain(this.#drained);
    this.#isListening = true;
    return false;
  }

  onDrain(listener: () => void): void {
    this.#onDrain = listener;
  }

  flush(): void {
    this.#sink.flush();
  }

  end(last?: Uint8Array): void {
    this.#sent += last?.length ?? 0;
    this.#stalledSince ??= this.#now();
    this.#sink.end(last);
  }

  abort(): void {
    this.#sink.abort();
  }

  readonly #drained = (): void => {
    this.#stalledSince = undefined;
    this.#onDrain?.();
  };
}
