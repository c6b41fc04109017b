// One command line of a signed-in client, as the command filter sees it (S7). Verbs are on a list, not off one: what
// isn't known here might change how the backend reads the bytes behind it (XEXCH50, TURN, STARTTLS), whom it trusts
// (XCLIENT, XFORWARD) or who is signed in (AUTH). A line must be plain enough that no backend can read it otherwise.

import { formatReply } from './reply.ts';

/** Longest command line that is forwarded, in octets with CRLF. RFC 5321 §4.5.3.1.4 allows 512, extensions add to it. */
export const MAX_FORWARDED_LINE_OCTETS = 2048;

/**
 * Largest chunk, in octets. A larger count overflows the counter of some server (32 bits, signed), which would then
 * read the end of the chunk as commands.
 */
const MAX_CHUNK_OCTETS = 0x7fff_ffff;

/** What a forwarded command's reply means for the filter. */
export type Expected =
  | 'command'
  | 'hello'
  | 'sender'
  | 'recipient'
  | 'reset'
  | 'data'
  /** The second reply to DATA: to the message itself. */
  | 'message'
  | 'chunk'
  | 'last-chunk';

export type ClientCommand =
  | { readonly kind: 'forward'; readonly expected: Expected }
  | { readonly kind: 'chunk'; readonly octets: number; readonly expected: 'chunk' | 'last-chunk' }
  /** Answered here. With `close`, the connection ends behind the answer, for that reason. */
  | { readonly kind: 'refuse'; readonly reply: Buffer; readonly close?: string };

/** Every verb that reaches the backend. VRFY and EXPN change nothing there: the backend's own policy judges them. */
const FORWARDED: ReadonlyMap<string, Expected> = new Map([
  ['EHLO', 'hello'],
  ['HELO', 'hello'],
  ['MAIL', 'sender'],
  ['RCPT', 'recipient'],
  ['DATA', 'data'],
  ['RSET', 'reset'],
  ['NOOP', 'command'],
  ['HELP', 'command'],
  ['VRFY', 'command'],
  ['EXPN', 'command'],
  ['QUIT', 'command'],
]);

/** Octets that may stand in a command: text of RFC 5321 and RFC 6531, and tabs. No CR, LF, NUL. */
const LINE_TEXT = /^[\t\x20-\x7e\x80-\xff]*$/;
/** A verb at the line's first octet, in letters, then a space or nothing. */
const VERB = /^([A-Za-z]+)(?: |$)/;
/** RFC 3030 §2, without leading zeros: some parsers take those for octal. */
const BDAT = /^BDAT (0|[1-9]\d{0,9})( LAST)?$/i;

export const LINE_TOO_LONG: Buffer = formatReply({ code: 500, enhanced: '5.5.2', lines: ['Line too long'] });
const BARE_NEWLINE = formatReply({ code: 500, enhanced: '5.5.2', lines: ['Lines must end with CRLF'] });
const UNRECOGNIZED = formatReply({ code: 500, enhanced: '5.5.2', lines: ['Command unrecognized'] });
const NOT_IMPLEMENTED = formatReply({ code: 502, enhanced: '5.5.1', lines: ['Command not implemented'] });
/** RFC 4954 §4: a second AUTH is answered 503. STARTTLS would sign the client out (RFC 3207 §4.2). */
const SIGNED_IN_ALREADY = formatReply({ code: 503, enhanced: '5.5.1', lines: ['Already authenticated'] });
const CHUNK_SYNTAX = formatReply({ code: 501, enhanced: '5.5.4', lines: ['Syntax: BDAT count [LAST]'] });

/** Reads one line, up to and with its LF. */
export function readClientCommand(line: Buffer): ClientCommand {
  const text = line.toString('latin1', 0, line.length - 2);
  const endsInCrlf = line.length >= 2 && line[line.length - 2] === 0x0d;
  if (!endsInCrlf || text.includes('\r')) return { kind: 'refuse', reply: BARE_NEWLINE, close: 'bare-newline' };
  const verb = VERB.exec(text)?.[1]?.toUpperCase();
  if (verb === undefined || !LINE_TEXT.test(text)) return { kind: 'refuse', reply: UNRECOGNIZED };
  if (verb === 'BDAT') return readChunkCommand(text);
  const expected = FORWARDED.get(verb);
  if (expected !== undefined) return { kind: 'forward', expected };
  const isSignIn = verb === 'AUTH' || verb === 'STARTTLS';
  return { kind: 'refuse', reply: isSignIn ? SIGNED_IN_ALREADY : NOT_IMPLEMENTED };
}

/** A count that can't be read leaves no way to tell the chunk from commands: the connection ends. */
function readChunkCommand(text: string): ClientCommand {
  const match = BDAT.exec(text);
  const octets = Number(match?.[1] ?? Number.NaN);
  if (match === null || octets > MAX_CHUNK_OCTETS)
    return { kind: 'refuse', reply: CHUNK_SYNTAX, close: 'malformed-bdat' };
  return { kind: 'chunk', octets, expected: match[2] === undefined ? 'chunk' : 'last-chunk' };
}
