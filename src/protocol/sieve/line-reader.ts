// ManageSieve's lines (RFC 5804 §4), cut into tokens: what a client says and what a backend answers alike. A line goes
// on behind each literal in it. One limit holds for a line with all its literals, and a literal over it is refused
// before any of its octets is waited for.

import { InputBuffer } from '../input-buffer.ts';

export type SieveToken =
  | { readonly kind: 'atom'; readonly text: string }
  | { readonly kind: 'string'; readonly octets: Uint8Array }
  | { readonly kind: 'open' }
  | { readonly kind: 'close' };

export type SieveLine =
  | { readonly kind: 'line'; readonly tokens: readonly SieveToken[] }
  | { readonly kind: 'need-more' }
  /** Can't be read, but its end was found: the next line can be. `tokens` are those before the fault. */
  | { readonly kind: 'malformed'; readonly tokens: readonly SieveToken[] }
  /** Over the limit, or a fault before a literal: where the next line begins can't be known. */
  | { readonly kind: 'lost' };

const NEED_MORE: SieveLine = { kind: 'need-more' };
const LOST: SieveLine = { kind: 'lost' };

/** Ten digits hold every `number` of RFC 5804 §4 and overflow nothing. `{n}` from clients too: Dovecot takes it (M3). */
const LITERAL_START = /\{([0-9]{1,10})\+?\}$/;

/** One token and the spaces before it, in a line read as latin1: `(`, atom, quoted string or `)`. */
const TOKEN = / *(?:(\()|(?:([!#-'*-[\]-z|}~]+)|"([^"\\\0\r]*(?:\\["\\][^"\\\0\r]*)*)"|(\)))(?= |\)|$))/y;

export class SieveLineReader {
  readonly #input: InputBuffer = new InputBuffer();
  readonly #limit: number;
  #tokens: SieveToken[] = [];
  /** Octets of this line that were taken from the input. */
  #taken = 0;
  /** Size of the literal that comes next. */
  #literal: number | undefined;
  #isBehindLiteral = false;

  /** @param limit - Longest line, in octets with its literals, without its end. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Octets that belong to no line that was returned; tokens of an unfinished line are among them. */
  get length(): number {
    return this.#input.length + this.#taken;
  }

  append(chunk: Uint8Array): void {
    this.#input.append(chunk);
  }

  takeLine(): SieveLine {
    for (;;) {
      if (this.#literal !== undefined) {
        const octets = this.#input.take(this.#literal);
        if (octets === undefined) return NEED_MORE;
        this.#taken += octets.length;
        this.#literal = undefined;
        this.#isBehindLiteral = true;
        this.#tokens.push({ kind: 'string', octets });
      }
      const piece = this.#input.takeLine(this.#limit - this.#taken);
      if (piece.kind === 'need-more') return NEED_MORE;
      if (piece.kind === 'too-long') return LOST;
      const line = this.#readPiece(piece.line);
      if (line !== undefined) return line;
    }
  }

  takeAll(): Buffer {
    this.#forgetLine();
    return this.#input.takeAll();
  }

  /** Reads up to a line end. Says `undefined` when the line goes on behind a literal. */
  #readPiece(piece: Buffer): SieveLine | undefined {
    const text = piece.toString('latin1');
    const literal = LITERAL_START.exec(text);
    const beforeLiteral = literal === null ? text : text.slice(0, literal.index);
    const mayFollow = !this.#isBehindLiteral || /^(?:$|[ )])/.test(text);
    const isReadable = mayFollow && readTokens(beforeLiteral, this.#tokens);
    if (literal === null) {
      const tokens = this.#forgetLine();
      return isReadable ? { kind: 'line', tokens } : { kind: 'malformed', tokens };
    }
    const size = Number(literal[1]);
    this.#taken += piece.length;
    if (!isReadable || !/(?:^|[ (])$/.test(beforeLiteral) || size > this.#limit - this.#taken) return LOST;
    this.#literal = size;
    return undefined;
  }

  #forgetLine(): readonly SieveToken[] {
    const tokens = this.#tokens;
    this.#tokens = [];
    this.#taken = 0;
    this.#literal = undefined;
    this.#isBehindLiteral = false;
    return tokens;
  }
}

/** Adds the tokens of `text` and says whether all of it could be read. */
function readTokens(text: string, tokens: SieveToken[]): boolean {
  let end = 0;
  for (;;) {
    TOKEN.lastIndex = end;
    const found = TOKEN.exec(text);
    if (found === null) return /^ *$/.test(text.slice(end));
    end = TOKEN.lastIndex;
    const [, open, atom, quoted] = found;
    if (open !== undefined) tokens.push({ kind: 'open' });
    else if (atom !== undefined) tokens.push({ kind: 'atom', text: atom });
    else if (quoted !== undefined) tokens.push({ kind: 'string', octets: unquote(quoted) });
    else tokens.push({ kind: 'close' });
  }
}

function unquote(quoted: string): Uint8Array {
  return Buffer.from(quoted.replace(/\\(.)/g, '$1'), 'latin1');
}
