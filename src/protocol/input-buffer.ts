// Received bytes that wait to be understood. Works on octets only, bounded by its reader: `takeLine` says `too-long`
// instead of growing, so whoever owns the socket never holds more than one read beyond the limit.

/** What looking for a line found. Lines come without their end. */
export type LineResult =
  | { readonly kind: 'line'; readonly line: Buffer; readonly bareLineFeed: boolean }
  | { readonly kind: 'need-more' }
  | { readonly kind: 'too-long' };

const LF = 0x0a;
const CR = 0x0d;
const EMPTY: Buffer = Buffer.alloc(0);
const NEED_MORE: LineResult = { kind: 'need-more' };
const TOO_LONG: LineResult = { kind: 'too-long' };

export class InputBuffer {
  #bytes: Buffer = EMPTY;
  /** Octets before this one hold no LF: splitting input at every octet costs no more than one pass. */
  #scanned = 0;

  get length(): number {
    return this.#bytes.length;
  }

  /** The chunk is the buffer's own from here on: whoever gives it doesn't write into it any more. */
  append(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#bytes =
      this.#bytes.length === 0
        ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
        : Buffer.concat([this.#bytes, chunk]);
  }

  /**
   * Takes one line, ended by CRLF or (before sign-in, as all mail servers do) by a bare LF.
   *
   * @param limit - Longest line accepted, in octets, without its end.
   */
  takeLine(limit: number): LineResult {
    const end = this.#bytes.indexOf(LF, this.#scanned);
    if (end === -1) {
      this.#scanned = this.#bytes.length;
      return this.#bytes.length > limit + 1 ? TOO_LONG : NEED_MORE;
    }
    const bareLineFeed = end === 0 || this.#bytes[end - 1] !== CR;
    const length = bareLineFeed ? end : end - 1;
    if (length > limit) return TOO_LONG;
    const line = this.#bytes.subarray(0, length);
    this.#drop(end + 1);
    return { kind: 'line', line, bareLineFeed };
  }

  /** Takes exactly `count` octets, or nothing while fewer have arrived. */
  take(count: number): Buffer | undefined {
    if (this.#bytes.length < count) return undefined;
    const taken = this.#bytes.subarray(0, count);
    this.#drop(count);
    return taken;
  }

  /** Takes what has arrived, at most `limit` octets. */
  takeUpTo(limit: number): Buffer {
    const taken = this.#bytes.subarray(0, limit);
    this.#drop(taken.length);
    return taken;
  }

  /** Looks at what has arrived without taking it. */
  peek(): Buffer {
    return this.#bytes;
  }

  takeAll(): Buffer {
    const all = this.#bytes;
    this.#bytes = EMPTY;
    this.#scanned = 0;
    return all;
  }

  #drop(count: number): void {
    this.#bytes = count === this.#bytes.length ? EMPTY : this.#bytes.subarray(count);
    this.#scanned = 0;
  }
}
