// Stands between a signed-in client and its ManageSieve server: what would sign the client out (UNAUTHENTICATE, STARTTLS)
// or in again (AUTHENTICATE) would let one app password try the passwords of everybody else. Some servers obey
// UNAUTHENTICATE without listing it (Stalwart), so that looking at the listing isn't enough.
//
// Commands are on a list with their arguments, and written anew in the one form that RFC 5804 §4 has for them, so that no
// server reads them otherwise. One that isn't on the list is replaced by a verb that no server knows: its NO comes from
// the server itself, in its place.

import type { FilterResult, SpliceFilter } from '../dialogue.ts';
import { InputBuffer } from '../input-buffer.ts';

/** Longest piece of a command between literals, in octets. RFC 5804 §4 has quoted strings of 1,024 at most. */
const MAX_PIECE_OCTETS = 8192;

/** Largest literal, in octets: a larger count overflows the counter of some server (32 bits, signed). */
const MAX_LITERAL_OCTETS = 0x7fff_ffff;

/** Arguments that each verb takes (RFC 5804 §2): `s` is a string, `n` a number. */
const FORWARDED: ReadonlyMap<string, readonly string[]> = new Map([
  ['CAPABILITY', ['']],
  ['HAVESPACE', ['sn']],
  ['PUTSCRIPT', ['ss']],
  ['LISTSCRIPTS', ['']],
  ['SETACTIVE', ['s']],
  ['GETSCRIPT', ['s']],
  ['DELETESCRIPT', ['s']],
  ['RENAMESCRIPT', ['ss']],
  ['CHECKSCRIPT', ['s']],
  ['NOOP', ['', 's']],
  ['LOGOUT', ['']],
]);

/** What goes out for a command that may not. */
const REFUSED = Buffer.from('REFUSED\r\n');

const ARGUMENTS = String.raw`((?: +(?:"(?:[^"\\\0\r]|\\["\\])*"|[0-9]{1,10}))*)(?: +\{([0-9]{1,10})\+?\}| *)$`;
const FIRST_PIECE = new RegExp(`^([A-Za-z]+)${ARGUMENTS}`);
const LATER_PIECE = new RegExp(`^()${ARGUMENTS}`);

interface Piece {
  readonly verb: string;
  /** Kinds of the arguments, the literal's among them. */
  readonly kinds: string;
  /** Octets of the literal that follows. */
  readonly literal?: number;
  readonly canonical: string;
}

/** A command whose beginning was read. */
interface Begun {
  readonly verb: string;
  readonly kinds: string;
  /** Its beginning went out, so the rest must. */
  readonly isForwarded: boolean;
}

type State =
  | { readonly kind: 'command' }
  | { readonly kind: 'literal'; readonly remaining: number; readonly begun: Begun }
  | { readonly kind: 'behind-literal'; readonly begun: Begun }
  | { readonly kind: 'closed' };

const COMMAND: State = { kind: 'command' };

/** Makes the filter for one signed-in connection. It holds nothing back but what isn't a whole line yet. */
export function createSieveCommandFilter(): SpliceFilter {
  return new CommandFilter();
}

class CommandFilter implements SpliceFilter {
  readonly #input = new InputBuffer();
  #state: State = COMMAND;
  #toBackend: Buffer[] = [];
  #close: string | undefined;

  fromClient(chunk: Uint8Array): FilterResult {
    if (this.#state.kind === 'closed') return this.#takeResult();
    this.#input.append(chunk);
    while (this.#step());
    return this.#takeResult();
  }

  fromBackend(chunk: Uint8Array): FilterResult {
    return { toBackend: [], toClient: [chunk], holdClient: false };
  }

  clientEnded(): FilterResult {
    return this.#takeResult();
  }

  /** Goes on by one piece or by what there is of a literal; says whether another step may follow. */
  #step(): boolean {
    const state = this.#state;
    if (state.kind === 'closed') return false;
    if (state.kind === 'literal') return this.#passLiteral(state);
    const taken = this.#input.takeLine(MAX_PIECE_OCTETS);
    if (taken.kind === 'need-more') return false;
    if (taken.kind === 'too-long') return this.#end('line-too-long');
    const begun = state.kind === 'behind-literal' ? state.begun : undefined;
    this.#readPiece(taken.line.toString('latin1'), begun);
    return true;
  }

  #passLiteral({ remaining, begun }: State & { readonly kind: 'literal' }): boolean {
    const octets = this.#input.takeUpTo(remaining);
    if (begun.isForwarded && octets.length > 0) this.#toBackend.push(octets);
    const left = remaining - octets.length;
    this.#state = left === 0 ? { kind: 'behind-literal', begun } : { kind: 'literal', remaining: left, begun };
    return left === 0;
  }

  #readPiece(text: string, begun: Begun | undefined): void {
    const piece = readPiece(text, begun);
    const isFit = piece !== undefined && fitsList(piece);
    if (begun?.isForwarded && !isFit) {
      // The server waits for the rest of a command that has none: it must drop it when the connection ends.
      this.#end('malformed-command');
      return;
    }
    const isForwarded = begun?.isForwarded ?? isFit;
    if (piece !== undefined && isForwarded) this.#toBackend.push(Buffer.from(`${piece.canonical}\r\n`, 'latin1'));
    if (piece?.literal !== undefined) {
      const { verb, kinds } = piece;
      this.#state = { kind: 'literal', remaining: piece.literal, begun: { verb, kinds, isForwarded } };
      return;
    }
    if (!isForwarded) this.#toBackend.push(REFUSED);
    this.#state = COMMAND;
  }

  #end(reason: string): boolean {
    this.#state = { kind: 'closed' };
    this.#input.takeAll();
    this.#close = reason;
    return false;
  }

  #takeResult(): FilterResult {
    const result = { toBackend: this.#toBackend, toClient: [], holdClient: false };
    this.#toBackend = [];
    if (this.#close === undefined) return result;
    const close = this.#close;
    this.#close = undefined;
    return { ...result, close };
  }
}

/** Reads a command's line up to its end or to a literal, or says `undefined` for what is none. */
function readPiece(text: string, begun: Begun | undefined): Piece | undefined {
  const match = (begun === undefined ? FIRST_PIECE : LATER_PIECE).exec(text);
  if (match === null) return undefined;
  const [, verb = '', given = '', size] = match;
  const own = Array.from(given.matchAll(/ +("(?:[^"\\]|\\.)*"|[0-9]+)/g), ([, argument = '']) => argument);
  const ownKinds = own.map((argument) => (argument.startsWith('"') ? 's' : 'n')).join('');
  const common = {
    verb: begun?.verb ?? verb.toUpperCase(),
    kinds: `${begun?.kinds ?? ''}${ownKinds}${size === undefined ? '' : 's'}`,
  };
  const written = own.map((argument) => ` ${argument}`).join('');
  if (size === undefined) return { ...common, canonical: `${verb}${written}` };
  // RFC 5804 §4: a client's literal carries the plus sign. Some servers take it without, others read what follows as
  // commands.
  const literal = Number(size);
  return literal > MAX_LITERAL_OCTETS
    ? undefined
    : { ...common, literal, canonical: `${verb}${written} {${literal}+}` };
}

function fitsList({ verb, kinds, literal }: Piece): boolean {
  const known = FORWARDED.get(verb) ?? [];
  return known.some((wanted) => (literal === undefined ? wanted === kinds : wanted.startsWith(kinds)));
}
