// Reads a signed-in client's commands for the read-only filter, stricter than any backend: what isn't wholly understood
// is never forwarded. Literals become quoted strings, or are handed on only when the backend asks for them: so no
// backend, however it reads lines, literals or `{n+}`, can take a command's data for a command.

import { InputBuffer } from '../input-buffer.ts';
import { type LiteralMarker, literalMarkerAtEnd } from './literal.ts';
import { judgeCommand, refuseMalformed } from './read-only-commands.ts';

/**
 * Longest command that is forwarded, in octets, with its literals. No backend cuts lines below it (RFC 7162 §4);
 * what a cut line's rest would be, nobody judged.
 */
const MAX_COMMAND_OCTETS = 8192;

export type ReadOnlyEvent =
  | { readonly kind: 'need-more' }
  /** Pieces of one command; each but the last ends in a literal marker, and the next is sent when `+` came. */
  | { readonly kind: 'forward'; readonly tag: string; readonly pieces: readonly Buffer[] }
  | { readonly kind: 'idle'; readonly tag: string }
  /** IDLE is over (RFC 2177 §3). */
  | { readonly kind: 'done' }
  /** The client waits for `+` before it sends a literal. */
  | { readonly kind: 'continue' }
  | { readonly kind: 'refuse'; readonly response: string }
  /** Beyond every bound: close. */
  | { readonly kind: 'broken'; readonly text: string };

/** A command whose pieces are being gathered. */
interface Gathering {
  readonly kind: 'gathering';
  readonly tag: string;
  readonly pieces: Buffer[];
  /** Of the piece in the making. */
  readonly parts: Buffer[];
  readonly literal: number | undefined;
  readonly octets: number;
}

type State =
  | { readonly kind: 'command' }
  | Gathering
  /** A refused command's octets that come all the same (RFC 7888 §3): `literal`, then a piece of line. */
  | { readonly kind: 'skip'; readonly response: string; readonly literal: number };

const COMMANDS: State = { kind: 'command' };
const NEED_MORE: ReadOnlyEvent = { kind: 'need-more' };
const TOO_LONG: ReadOnlyEvent = { kind: 'broken', text: 'Command too long.' };
const CRLF = Buffer.from('\r\n');
/** What a quoted string holds without escapes. */
const QUOTABLE = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

export class ReadOnlyReader {
  readonly #input = new InputBuffer();
  #state: State = COMMANDS;

  append(chunk: Uint8Array): void {
    this.#input.append(chunk);
  }

  /** @param idling - The backend has agreed to IDLE: the client's next line must be DONE. */
  next(idling: boolean): ReadOnlyEvent {
    for (;;) {
      const event = idling ? this.#readDone() : this.#advance(this.#state);
      if (event !== undefined) return event;
    }
  }

  #advance(state: State): ReadOnlyEvent | undefined {
    switch (state.kind) {
      case 'command':
        return this.#readCommand();
      case 'gathering':
        return state.literal === undefined ? this.#readPiece(state) : this.#readLiteral(state, state.literal);
      case 'skip':
        return this.#skip(state.response, state.literal);
    }
  }

  #readDone(): ReadOnlyEvent {
    const result = this.#input.takeLine(MAX_COMMAND_OCTETS);
    if (result.kind === 'need-more') return NEED_MORE;
    const isDone = result.kind === 'line' && /^DONE$/i.test(result.line.toString('latin1'));
    return isDone ? { kind: 'done' } : { kind: 'broken', text: 'Expected DONE.' };
  }

  #readCommand(): ReadOnlyEvent | undefined {
    const result = this.#input.takeLine(MAX_COMMAND_OCTETS);
    if (result.kind === 'need-more') return NEED_MORE;
    if (result.kind === 'too-long') return TOO_LONG;
    const judgement = judgeCommand(result.line.toString('latin1'));
    switch (judgement.kind) {
      case 'refuse':
        return this.#refuse(result.line, judgement.response);
      case 'idle':
        return judgement;
      case 'forward':
        return this.#gather(Buffer.from(judgement.line, 'latin1'), {
          kind: 'gathering',
          tag: judgement.tag,
          pieces: [],
          parts: [],
          literal: undefined,
          octets: 0,
        });
    }
  }

  #readPiece(gathering: Gathering): ReadOnlyEvent | undefined {
    const result = this.#input.takeLine(MAX_COMMAND_OCTETS);
    if (result.kind === 'need-more') return NEED_MORE;
    if (result.kind === 'too-long') return TOO_LONG;
    // Behind a literal: the next argument, the end of a list, or the end.
    if (!/^(?:[ )]|$)/.test(result.line.toString('latin1', 0, 1))) return this.#refuseIn(gathering, result.line);
    return this.#gather(result.line, gathering);
  }

  #gather(line: Buffer, gathering: Gathering): ReadOnlyEvent | undefined {
    const octets = gathering.octets + line.length;
    const end = pieceEnd(line);
    if (end === 'malformed') return this.#refuseIn(gathering, line);
    if (octets + (end === 'plain' ? 0 : end.size) > MAX_COMMAND_OCTETS) {
      return this.#refuse(line, `${gathering.tag} BAD [TOOBIG] Command too long.`); // RFC 7888 §4
    }
    if (end === 'plain') {
      this.#state = COMMANDS;
      const last = Buffer.concat([...gathering.parts, line, CRLF]);
      return { kind: 'forward', tag: gathering.tag, pieces: [...gathering.pieces, last] };
    }
    gathering.parts.push(line.subarray(0, end.start));
    this.#state = { ...gathering, literal: end.size, octets: octets + end.size };
    return end.synchronizing ? { kind: 'continue' } : undefined;
  }

  #readLiteral(gathering: Gathering, size: number): ReadOnlyEvent | undefined {
    const literal = this.#input.take(size);
    if (literal === undefined) return NEED_MORE;
    const { parts, pieces } = gathering;
    if (QUOTABLE.test(literal.toString('latin1'))) {
      parts.push(Buffer.from(`"${literal.toString('latin1')}"`, 'latin1'));
    } else {
      // Always as a synchronizing literal: a backend without LITERAL+ would run the octets behind `{n+}`.
      pieces.push(Buffer.concat([...parts.splice(0), Buffer.from(`{${size}}\r\n`)]));
      parts.push(literal);
    }
    const next: Gathering = { ...gathering, literal: undefined };
    this.#state = next;
    if (!literal.includes(0)) return undefined;
    // RFC 9051 §9, CHAR8: no NUL. What stands behind it is still to be read.
    this.#state = { kind: 'skip', response: refuseMalformed(gathering.tag).response, literal: 0 };
    return undefined;
  }

  #refuseIn(gathering: Gathering, line: Buffer): ReadOnlyEvent | undefined {
    return this.#refuse(line, refuseMalformed(gathering.tag).response);
  }

  /** Refuses a command at once, or after the octets that the client sends without waiting. */
  #refuse(line: Buffer, response: string): ReadOnlyEvent | undefined {
    const marker = literalMarkerAtEnd(line);
    if (!marker || marker.synchronizing) {
      this.#state = COMMANDS;
      return { kind: 'refuse', response };
    }
    if (!Number.isFinite(marker.size)) return TOO_LONG;
    this.#state = { kind: 'skip', response, literal: marker.size };
    return undefined;
  }

  #skip(response: string, literal: number): ReadOnlyEvent | undefined {
    if (literal > 0) {
      const { length } = this.#input.takeUpTo(literal);
      if (length === 0) return NEED_MORE;
      this.#state = { kind: 'skip', response, literal: literal - length };
      return undefined;
    }
    const result = this.#input.takeLine(MAX_COMMAND_OCTETS);
    if (result.kind === 'need-more') return NEED_MORE;
    return result.kind === 'too-long' ? TOO_LONG : this.#refuse(result.line, response);
  }
}

/** How a piece of line ends: wholly, with a literal's marker, or not as one that may be forwarded. */
function pieceEnd(piece: Buffer): 'plain' | 'malformed' | LiteralMarker {
  let quoted = false;
  for (let at = 0; at < piece.length; at += 1) {
    const octet = piece.readUInt8(at);
    if (octet < 0x20 || octet === 0x7f) return 'malformed'; // a bare CR ends lines for some
    if (octet === 0x22) {
      quoted = !quoted;
    } else if (quoted) {
      if (octet !== 0x5c) continue;
      at += 1;
      if (piece[at] !== 0x22 && piece[at] !== 0x5c) return 'malformed'; // RFC 9051 §9: quoted-specials only
    } else if (octet === 0x7b) {
      const marker = literalMarkerAtEnd(piece);
      const before = piece[at - 1];
      return marker?.start === at && (before === 0x20 || before === 0x28) ? marker : 'malformed';
    } else if (octet > 0x7e) {
      return 'malformed';
    }
  }
  // No marker, but a backend that looks for the last "{" of a line that ends in "}" could see one.
  return quoted || piece.at(-1) === 0x7d ? 'malformed' : 'plain';
}
