// Looks for the end of a message behind DATA, and for anything that some server somewhere takes for it (S8,
// CVE-2023-51764 to 51766): only CRLF ends a line and only CRLF.CRLF ends the message (RFC 5321 §4.1.1.4), and a bare
// LF or CR is reported before it can be passed on, so that no reader can see another end than this one.

const LF = 0x0a;
const CR = 0x0d;
const DOT = 0x2e;

/** What one look found; `consumed` octets of the chunk are safe to pass on, the rest is to be given again. */
export interface BodyScan {
  readonly consumed: number;
  /** `more`: the message goes on. `end`: it ends at `consumed`. `bare-lf`, `bare-cr`: one stands at `consumed`. */
  readonly found: 'more' | 'end' | 'bare-lf' | 'bare-cr';
}

/** Follows one message, eight octets at a time, without a copy; a last CR is held back until its LF shows. */
export class BodyScanner {
  /** Octets of the unfinished line that earlier chunks held. */
  #column = 0;
  #startsWithDot = false;

  scan(chunk: Uint8Array): BodyScan {
    const text = new TextSkipper(chunk);
    let lineStart = 0;
    let at = text.skipFrom(0);
    while (at < chunk.length) {
      if (chunk[at] === LF) return { consumed: at, found: 'bare-lf' };
      if (chunk[at] !== CR) {
        at = text.skipFrom(at + 1);
        continue;
      }
      if (at === chunk.length - 1) break;
      if (chunk[at + 1] !== LF) return { consumed: at, found: 'bare-cr' };
      const isDot = this.#column === 0 ? chunk[lineStart] === DOT : this.#startsWithDot;
      if (isDot && this.#column + at - lineStart === 1) return { consumed: at + 2, found: 'end' };
      this.#column = 0;
      lineStart = at + 2;
      at = text.skipFrom(lineStart);
    }
    if (this.#column === 0) this.#startsWithDot = chunk[lineStart] === DOT;
    this.#column += at - lineStart;
    return { consumed: at, found: 'more' };
  }
}

/** Octets below this one are controls; CR is the last of them that matters. */
const BELOW_TEXT = 0x0e;

const WORD = Int32Array.BYTES_PER_ELEMENT;
const PAIR = 2 * WORD;

/** Chunks of fewer octets aren't worth a second view. */
const SHORT = 8 * WORD;

const NO_WORDS: Int32Array = new Int32Array();

/** Finds the controls among the octets of a chunk: most lines are all text, and are passed by in pairs of words. */
class TextSkipper {
  readonly #chunk: Uint8Array;
  /** The chunk from its first whole word on. */
  readonly #words: Int32Array;
  readonly #firstWord: number;

  constructor(chunk: Uint8Array) {
    this.#chunk = chunk;
    this.#firstWord = -chunk.byteOffset & (WORD - 1);
    const words = Math.floor((chunk.length - this.#firstWord) / WORD);
    this.#words =
      chunk.length < SHORT ? NO_WORDS : new Int32Array(chunk.buffer, chunk.byteOffset + this.#firstWord, words);
  }

  /** Where the first control from `start` on stands; the chunk's length when there is none. */
  skipFrom(start: number): number {
    const words = this.#words;
    let at = this.#skipOctets(start, Math.min(this.#chunk.length, start + (-(start - this.#firstWord) & (PAIR - 1))));
    if (((at - this.#firstWord) & (PAIR - 1)) !== 0) return at;
    let word = (at - this.#firstWord) / WORD;
    while (word + 1 < words.length && !hasControl(words[word] ?? 0) && !hasControl(words[word + 1] ?? 0)) word += 2;
    at = this.#firstWord + word * WORD;
    return this.#skipOctets(at, this.#chunk.length);
  }

  #skipOctets(start: number, end: number): number {
    let at = start;
    while (at < end && (this.#chunk[at] ?? 0) >= BELOW_TEXT) at += 1;
    return at;
  }
}

/** Whether one of four octets is below {@link BELOW_TEXT}: only then a borrow reaches a top bit that wasn't set. */
function hasControl(word: number): boolean {
  return ((word - BELOW_TEXT * 0x01010101) & ~word & 0x80808080) !== 0;
}
