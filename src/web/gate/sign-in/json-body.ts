// A sign-in request's JSON body: one flat object of texts, numbers, booleans and nulls, read so strictly that no parser
// can read something else out of it. A key that comes twice, after unescaping (`\u0075serName`), is refused: upstreams
// take the last (RFC 8259 §4 leaves it open).

/** Most keys; SOGo's login has six. */
const MAX_KEYS = 32;

export type JsonScalar = string | number | boolean | null;

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

// RFC 8259 §§2, 6, 7, piece by piece.
const SPACE = /[ \t\n\r]*/y;
const TEXT = /"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SCALAR =
  /"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9][0-9]{0,15})(?:\.[0-9]{1,16})?|true|false|null/y;

/** Takes pieces off the front of a text. */
class Pieces {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const piece = pattern.exec(this.#text)?.[0];
    if (piece !== undefined) this.#at += piece.length;
    return piece;
  }

  /** A mark with the space around it. */
  takeMark(mark: string): boolean {
    this.take(SPACE);
    if (this.#text[this.#at] !== mark) return false;
    this.#at += 1;
    this.take(SPACE);
    return true;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#text.length;
  }
}

function takeMember(pieces: Pieces, members: Map<string, JsonScalar>): boolean {
  const key = pieces.take(TEXT);
  if (key === undefined || !pieces.takeMark(':')) return false;
  const value = pieces.take(SCALAR);
  if (value === undefined) return false;
  const name: string = JSON.parse(key);
  const parsed: JsonScalar = JSON.parse(value);
  if (!name.isWellFormed() || members.has(name) || members.size >= MAX_KEYS) return false;
  if (typeof parsed === 'string' && (!parsed.isWellFormed() || /\p{Cc}/u.test(parsed))) return false;
  members.set(name, parsed);
  return true;
}

/** Reads a flat object. `undefined`: not to be believed. */
export function parseFlatJson(body: Uint8Array): ReadonlyMap<string, JsonScalar> | undefined {
  let text: string;
  try {
    text = UTF8.decode(body);
  } catch {
    return undefined; // Not UTF-8, which RFC 8259 §8.1 demands.
  }
  const pieces = new Pieces(text);
  const members = new Map<string, JsonScalar>();
  if (!pieces.takeMark('{')) return undefined;
  if (!pieces.takeMark('}')) {
    do if (!takeMember(pieces, members)) return undefined;
    while (pieces.takeMark(','));
    if (!pieces.takeMark('}')) return undefined;
  }
  return pieces.isAtEnd ? members : undefined;
}
