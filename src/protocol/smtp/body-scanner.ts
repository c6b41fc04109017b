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

/** Follows one message. Two native searches per line, no copy; a last CR is held back until its LF shows. */
export class BodyScanner {
  /** Octets of the unfinished line that earlier chunks held. */
  #column = 0;
  #startsWithDot = false;

  scan(chunk: Uint8Array): BodyScan {
    let lineStart = 0;
    for (;;) {
      const lf = chunk.indexOf(LF, lineStart);
      const cr = chunk.indexOf(CR, lineStart);
      if (lf === -1) return this.#scanUnfinished(chunk, lineStart, cr);
      // A chunk's first octet may be the LF: without the first test, no CR at all would pass for one just before it.
      if (cr === -1 || cr > lf) return { consumed: lf, found: 'bare-lf' };
      if (cr < lf - 1) return { consumed: cr, found: 'bare-cr' };
      const isDot = this.#column === 0 ? chunk[lineStart] === DOT : this.#startsWithDot;
      if (isDot && this.#column + cr - lineStart === 1) return { consumed: lf + 1, found: 'end' };
      this.#column = 0;
      lineStart = lf + 1;
    }
  }

  #scanUnfinished(chunk: Uint8Array, lineStart: number, cr: number): BodyScan {
    if (cr !== -1 && cr < chunk.length - 1) return { consumed: cr, found: 'bare-cr' };
    const consumed = cr === -1 ? chunk.length : cr;
    if (this.#column === 0) this.#startsWithDot = chunk[lineStart] === DOT;
    this.#column += consumed - lineStart;
    return { consumed, found: 'more' };
  }
}
