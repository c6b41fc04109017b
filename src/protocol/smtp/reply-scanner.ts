// Counts a backend's replies as they stream past (RFC 5321 §4.2.1), keeping no more of them than the code: the command
// filter must know when each command was answered, and how.

const LF = 0x0a;

/** `code`, and what says whether a line is the last one. */
const LINE_HEAD = /^([2-5]\d\d)(?:([ -])|\r?$)/;
const HEAD_OCTETS = 4;

export type ReplyScan =
  /** The chunk ends within a reply, or is used up. */
  | { readonly kind: 'incomplete' }
  /** A reply ends before the octet `end`. */
  | { readonly kind: 'reply'; readonly end: number; readonly code: number }
  /** Not SMTP: replies can't be told apart any more. */
  | { readonly kind: 'malformed' };

/** Follows one backend's side of a connection, in chunks of any size. */
export class ReplyScanner {
  #head = '';
  /** Code of the reply whose first lines have passed. */
  #code: number | undefined;

  /** Looks for the end of the next reply from `start` on; call again from its end. */
  scan(chunk: Buffer, start: number): ReplyScan {
    let lineStart = start;
    while (lineStart < chunk.length) {
      const lf = chunk.indexOf(LF, lineStart);
      const lineEnd = lf === -1 ? chunk.length : lf;
      const wanted = Math.min(lineEnd, lineStart + HEAD_OCTETS - this.#head.length);
      if (wanted > lineStart) this.#head += chunk.toString('latin1', lineStart, wanted);
      if (lf === -1) break;
      const match = LINE_HEAD.exec(this.#head);
      this.#head = '';
      if (match === null) return { kind: 'malformed' };
      const code = Number(match[1]);
      if (this.#code !== undefined && this.#code !== code) return { kind: 'malformed' };
      lineStart = lf + 1;
      if (match[2] === '-') this.#code = code;
      else {
        this.#code = undefined;
        return { kind: 'reply', end: lineStart, code };
      }
    }
    return { kind: 'incomplete' };
  }
}
