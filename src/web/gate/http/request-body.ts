// A request's body as whoever forwards it sees it: a stream that asks the browser to go on when it is first read, and
// that can be let go of without breaking the connection that it comes on.

import { Readable } from 'node:stream';
import type { Bytes, Millis } from '../../../core/units.ts';
import type { ReadBody } from '../exchange.ts';
import type { Transport } from './transport.ts';

export class RequestBody extends Readable {
  readonly #transport: Transport;
  readonly #now: () => Millis;
  readonly #most: Bytes | undefined;
  #received: Bytes = 0;
  #isBegun = false;
  #isEnded = false;
  #waitingSince: Millis | undefined;

  /** @param most - More than this breaks the body off. */
  constructor(transport: Transport, { now, most }: { readonly now: () => Millis; readonly most: Bytes | undefined }) {
    super({ highWaterMark: 65_536 });
    this.#transport = transport;
    this.#now = now;
    this.#most = most;
    // Who reads it hears of it, and if nobody does nobody needs to.
    this.on('error', () => undefined);
  }

  /** Since when the reader has been waiting for the browser to send more. */
  get waitingSince(): Millis | undefined {
    return this.#waitingSince;
  }

  get received(): Bytes {
    return this.#received;
  }

  get isTooLarge(): boolean {
    return this.#most !== undefined && this.#received > this.#most;
  }

  override _read(): void {
    this.#waitingSince ??= this.#now();
    if (this.#isBegun) {
      this.#transport.source.resume();
      return;
    }
    this.#isBegun = true;
    this.#transport.askForBody();
    this.#transport.source
      .on('data', this.#onData)
      .on('end', this.#onEnd)
      .on('error', this.#onBroken)
      .on('aborted', this.#onBroken)
      .on('close', this.#onBroken);
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#waitingSince = undefined;
    if (this.#isBegun) {
      const { source } = this.#transport;
      source.off('data', this.#onData).off('end', this.#onEnd).off('close', this.#onBroken);
      source.pause();
    }
    callback(error);
  }

  readonly #onData = (chunk: Uint8Array): void => {
    this.#received += chunk.length;
    this.#waitingSince = undefined;
    if (this.isTooLarge) this.destroy(new Error('the body is too large'));
    else if (!this.push(chunk)) this.#transport.source.pause();
  };

  readonly #onEnd = (): void => {
    this.#waitingSince = undefined;
    this.#isEnded = true;
    this.push(null);
  };

  readonly #onBroken = (): void => {
    if (!this.#isEnded) this.destroy(new Error('the body broke off'));
  };
}

/** Reads a body as a whole. */
export async function readWhole(body: Readable, limit: Bytes): Promise<ReadBody> {
  const chunks: Uint8Array[] = [];
  let length: Bytes = 0;
  try {
    for await (const chunk of body.iterator({ destroyOnReturn: false })) {
      length += chunk.length;
      if (length > limit) {
        body.destroy();
        return 'too-large';
      }
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } catch {
    return 'broken'; // the stream's own error says no more than that
  }
}
