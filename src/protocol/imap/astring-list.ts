// Arguments of LOGIN: astrings (RFC 9051 §9) that may be atoms, quoted strings or literals, and so arrive as pieces of
// line with literals between them.

import { type LiteralMarker, literalMarkerAtEnd } from './literal.ts';

/** What a piece of line ended with. */
export type AstringResult =
  | { readonly kind: 'complete' }
  /** A literal's octets come next: give them to `addLiteral`, then the line behind them to `readLine`. */
  | { readonly kind: 'literal'; readonly marker: LiteralMarker }
  | { readonly kind: 'malformed' };

const COMPLETE: AstringResult = { kind: 'complete' };
const MALFORMED: AstringResult = { kind: 'malformed' };

const SP = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;

/** Not in an atom: parentheses, `"`, `{` and controls. `%`, `*`, `\` and octets above 0x7f are let through (I4). */
const NOT_IN_ATOM = /[\x00-\x20\x7f"(){]/;

/** Gathers astrings, each with one SP before it. */
export class AstringList {
  readonly #values: Buffer[] = [];

  get values(): readonly Buffer[] {
    return this.#values;
  }

  addLiteral(octets: Uint8Array): void {
    this.#values.push(Buffer.from(octets));
  }

  /** Reads one piece, without its line end. */
  readLine(piece: Buffer): AstringResult {
    let at = 0;
    while (at < piece.length) {
      if (piece[at] !== SP) return MALFORMED; // after a literal too: SP or the end (I4)
      const rest = piece.subarray(at + 1);
      if (rest[0] === OPEN_BRACE) {
        const marker = literalMarkerAtEnd(rest);
        return marker?.start === 0 ? { kind: 'literal', marker } : MALFORMED;
      }
      const taken = rest[0] === QUOTE ? this.#takeQuoted(rest) : this.#takeAtom(rest);
      if (taken === 0) return MALFORMED;
      at += 1 + taken;
    }
    return COMPLETE;
  }

  #takeAtom(rest: Buffer): number {
    const space = rest.indexOf(SP);
    const atom = rest.subarray(0, space === -1 ? rest.length : space);
    if (atom.length === 0 || NOT_IN_ATOM.test(atom.toString('latin1'))) return 0;
    this.#values.push(Buffer.from(atom));
    return atom.length;
  }

  #takeQuoted(rest: Buffer): number {
    const octets: number[] = [];
    for (let at = 1; at < rest.length; at += 1) {
      const octet = rest.readUInt8(at);
      if (octet === QUOTE) {
        this.#values.push(Buffer.from(octets));
        return at + 1;
      }
      if (octet !== BACKSLASH) {
        octets.push(octet);
        continue;
      }
      at += 1;
      const escaped = rest[at];
      if (escaped !== QUOTE && escaped !== BACKSLASH) return 0; // RFC 9051 §9: quoted-specials only
      octets.push(escaped);
    }
    return 0;
  }
}
