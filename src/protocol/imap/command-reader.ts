// Reads a client's commands before sign-in (RFC 9051 §2.2.1), one at a time, from one buffer: bounded lines, bounded
// literals, ID as a stream. It knows the form of each command and answers none.

import type { InputBuffer } from '../input-buffer.ts';
import { MAX_SASL_LINE_OCTETS } from '../sasl/line.ts';
import { AstringList } from './astring-list.ts';
import { type IdFields, IdReader } from './id-reader.ts';
import { literalMarkerAtEnd, MAX_LITERAL_OCTETS } from './literal.ts';

/** Longest command line, in octets (RFC 7162 §4 asks servers for 8,192). */
export const MAX_COMMAND_LINE_OCTETS = 8192;

/** Tag, command and mechanism before an initial response. */
const AUTHENTICATE_HEAD_OCTETS = 128;

/** A regular expression for tags (RFC 9051 §9: ASTRING-CHAR but "+"), at most 64 octets long (I3). */
export const TAG = '[\\x21\\x23\\x24\\x26\\x27\\x2c-\\x5b\\x5d-\\x7a\\x7c-\\x7e]{1,64}';
const COMMAND = new RegExp(`^(${TAG}) ([A-Za-z]{1,32})(?: (.*))?$`, 's');
const TAG_ONLY = new RegExp(`^(${TAG})(?: |$)`);
const ID_HEAD = new RegExp(`^(${TAG}) ID `, 'i');
const AUTHENTICATE_HEAD = new RegExp(`^${TAG} AUTHENTICATE `, 'i');
const HTTP_VERB = /^(?:GET|POST|HEAD|PUT|DELETE|PATCH|CONNECT|OPTIONS|TRACE)(?: |$)/;
const MECHANISM = /^([A-Za-z0-9_-]{1,20})(?: ([^ ]*))?$/; // RFC 4422 §3.1

/** A command that could be read. */
export type ImapCommand =
  | { readonly name: 'CAPABILITY' | 'NOOP' | 'LOGOUT' | 'STARTTLS' | 'ENABLE'; readonly tag: string }
  | { readonly name: 'ID'; readonly tag: string; readonly fields: IdFields }
  | { readonly name: 'LOGIN'; readonly tag: string; readonly user: Buffer; readonly password: Buffer }
  | {
      readonly name: 'AUTHENTICATE';
      readonly tag: string;
      readonly mechanism: string;
      /** Absent is not empty (A5). */
      readonly initialResponse?: Buffer;
    };

export type CommandEvent =
  | { readonly kind: 'need-more' }
  | { readonly kind: 'command'; readonly command: ImapCommand }
  /** A client waits for `+` before it sends a literal: say `+`, or answer the command and call `reset`. */
  | { readonly kind: 'literal-wanted'; readonly name: 'LOGIN' | 'ID'; readonly tag: string }
  /** To be answered `BAD`; without a tag when none could be read, so that nothing of it is echoed (I2). */
  | { readonly kind: 'bad'; readonly tag?: string; readonly text: string }
  /** To be answered `[TOOBIG]`; a client that didn't wait for `+` can only be left (RFC 7888 §4). */
  | { readonly kind: 'literal-too-big'; readonly tag: string; readonly synchronizing: boolean }
  | { readonly kind: 'http' }
  /** Beyond every bound: say `* BYE` and close. */
  | { readonly kind: 'too-long' };

type State =
  | { readonly kind: 'command' }
  | { readonly kind: 'id'; readonly tag: string; readonly reader: IdReader }
  | { readonly kind: 'login'; readonly tag: string; readonly list: AstringList; readonly literal: number | undefined }
  /** The rest of a command that was answered: `literal` octets, then a piece of line. */
  | { readonly kind: 'skip'; readonly literal: number };

const COMMANDS: State = { kind: 'command' };
const NEED_MORE: CommandEvent = { kind: 'need-more' };
const TOO_LONG: CommandEvent = { kind: 'too-long' };

export class CommandReader {
  readonly #input: InputBuffer;
  #state: State = COMMANDS;

  constructor(input: InputBuffer) {
    this.#input = input;
  }

  /** Forgets a half-read command: it was answered in place of `+` (RFC 9051 §4.3), or TLS began. */
  reset(): void {
    this.#state = COMMANDS;
  }

  next(): CommandEvent {
    for (;;) {
      const event = this.#advance();
      if (event !== undefined) return event;
    }
  }

  #advance(): CommandEvent | undefined {
    const state = this.#state;
    switch (state.kind) {
      case 'command':
        return this.#readCommand();
      case 'id':
        return this.#readId(state.tag, state.reader);
      case 'login':
        return this.#readLogin(state.tag, state.list, state.literal);
      case 'skip':
        return this.#skip(state.literal);
    }
  }

  #readCommand(): CommandEvent | undefined {
    const head = this.#input.peek().subarray(0, AUTHENTICATE_HEAD_OCTETS).toString('latin1');
    const id = ID_HEAD.exec(head);
    if (id?.[1] !== undefined) {
      this.#input.take(id[0].length);
      this.#state = { kind: 'id', tag: id[1], reader: new IdReader() };
      return undefined;
    }
    const longest = AUTHENTICATE_HEAD.test(head)
      ? MAX_SASL_LINE_OCTETS + AUTHENTICATE_HEAD_OCTETS
      : MAX_COMMAND_LINE_OCTETS;
    const result = this.#input.takeLine(longest);
    if (result.kind === 'need-more') return NEED_MORE;
    return result.kind === 'too-long' ? TOO_LONG : this.#parseLine(result.line);
  }

  #parseLine(line: Buffer): CommandEvent | undefined {
    const text = line.toString('latin1');
    if (HTTP_VERB.test(text)) return { kind: 'http' };
    const [, tag, word, argument] = COMMAND.exec(text) ?? [];
    if (tag === undefined || word === undefined) {
      const readable = TAG_ONLY.exec(text)?.[1];
      return this.#refuse(line, readable, readable === undefined ? 'Invalid tag.' : 'Invalid command.');
    }
    const name = word.toUpperCase();
    switch (name) {
      case 'CAPABILITY':
      case 'NOOP':
      case 'LOGOUT':
      case 'STARTTLS':
        if (argument !== undefined) return this.#refuse(line, tag, `${name} takes no arguments.`);
        return { kind: 'command', command: { name, tag } };
      case 'ENABLE':
        if (!argument || literalMarkerAtEnd(line)) return this.#refuse(line, tag, 'ENABLE needs capability names.');
        return { kind: 'command', command: { name, tag } };
      case 'LOGIN':
        return this.#readLoginPiece(tag, new AstringList(), line.subarray(tag.length + 1 + word.length));
      case 'AUTHENTICATE':
        return this.#parseAuthenticate(line, tag, argument ?? '');
      default:
        return this.#refuse(line, tag, 'Unknown command before sign-in.');
    }
  }

  #parseAuthenticate(line: Buffer, tag: string, argument: string): CommandEvent {
    const [, mechanism, initialResponse] = MECHANISM.exec(argument) ?? [];
    if (mechanism === undefined) return this.#refuse(line, tag, 'AUTHENTICATE needs a mechanism.');
    const command: ImapCommand =
      initialResponse === undefined
        ? { name: 'AUTHENTICATE', tag, mechanism }
        : { name: 'AUTHENTICATE', tag, mechanism, initialResponse: Buffer.from(initialResponse, 'latin1') };
    return { kind: 'command', command };
  }

  #readId(tag: string, reader: IdReader): CommandEvent {
    const result = reader.read(this.#input);
    switch (result.kind) {
      case 'need-more':
        return NEED_MORE;
      case 'continue':
        return { kind: 'literal-wanted', name: 'ID', tag };
      case 'complete':
        this.#state = COMMANDS;
        return { kind: 'command', command: { name: 'ID', tag, fields: result.fields } };
      case 'malformed':
        this.#state = { kind: 'skip', literal: 0 };
        return { kind: 'bad', tag, text: 'Invalid ID argument.' };
      case 'literal-too-big':
        this.#state = COMMANDS;
        return { kind: 'literal-too-big', tag, synchronizing: result.synchronizing };
      case 'too-long':
        return TOO_LONG;
    }
  }

  #readLogin(tag: string, list: AstringList, literal: number | undefined): CommandEvent | undefined {
    if (literal !== undefined) {
      const octets = this.#input.take(literal);
      if (octets === undefined) return NEED_MORE;
      list.addLiteral(octets);
      this.#state = { kind: 'login', tag, list, literal: undefined };
      return undefined;
    }
    const result = this.#input.takeLine(MAX_COMMAND_LINE_OCTETS);
    if (result.kind === 'need-more') return NEED_MORE;
    return result.kind === 'too-long' ? TOO_LONG : this.#readLoginPiece(tag, list, result.line);
  }

  #readLoginPiece(tag: string, list: AstringList, piece: Buffer): CommandEvent | undefined {
    const result = list.readLine(piece);
    const [user, password] = list.values;
    if (result.kind === 'malformed' || list.values.length > (result.kind === 'literal' ? 1 : 2)) {
      return this.#refuse(piece, tag, 'LOGIN needs a name and a password.');
    }
    if (result.kind === 'literal') {
      const { size, synchronizing } = result.marker;
      this.#state = COMMANDS;
      if (size > MAX_LITERAL_OCTETS) return { kind: 'literal-too-big', tag, synchronizing };
      this.#state = { kind: 'login', tag, list, literal: size };
      return synchronizing ? { kind: 'literal-wanted', name: 'LOGIN', tag } : undefined;
    }
    if (user === undefined || password === undefined) {
      return this.#refuse(piece, tag, 'LOGIN needs a name and a password.');
    }
    this.#state = COMMANDS;
    return { kind: 'command', command: { name: 'LOGIN', tag, user, password } };
  }

  /** Refuses a command; of its octets, a non-synchronizing literal is still to come (RFC 7888 §3). */
  #refuse(line: Buffer, tag: string | undefined, text: string): CommandEvent {
    const marker = literalMarkerAtEnd(line);
    this.#state = COMMANDS;
    if (marker && !marker.synchronizing) {
      if (marker.size > MAX_LITERAL_OCTETS) return TOO_LONG;
      this.#state = { kind: 'skip', literal: marker.size };
    }
    return tag === undefined ? { kind: 'bad', text } : { kind: 'bad', tag, text };
  }

  #skip(literal: number): CommandEvent | undefined {
    if (literal > 0) {
      if (this.#input.take(literal) === undefined) return NEED_MORE;
      this.#state = { kind: 'skip', literal: 0 };
      return undefined;
    }
    const result = this.#input.takeLine(MAX_COMMAND_LINE_OCTETS);
    if (result.kind === 'need-more') return NEED_MORE;
    if (result.kind === 'too-long') return TOO_LONG;
    const marker = literalMarkerAtEnd(result.line);
    this.#state = COMMANDS;
    if (!marker || marker.synchronizing) return undefined;
    if (marker.size > MAX_LITERAL_OCTETS) return TOO_LONG;
    this.#state = { kind: 'skip', literal: marker.size };
    return undefined;
  }
}
