// POP3's one-line answers (RFC 1939 §3) with response codes (RFC 2449 §8, RFC 3206): written for clients, read from
// backends.

import { printable } from '../printable.ts';

/** Longest answer line, in octets with its end (RFC 2449 §4). */
const MAX_REPLY_OCTETS = 512;

/** `resp-level *("/" resp-level)` of RFC 2449 §3, without the characters that no code uses; bounded far above any code. */
const RESPONSE_CODE = /^(?=.{1,64}$)[A-Za-z0-9-]+(?:\/[A-Za-z0-9-]+)*$/;

/** Writes `-ERR [code] text`, always one line of printable ASCII within RFC 2449's 512 octets. */
export function errorReply(text: string, code?: string): Uint8Array {
  const bracket = code !== undefined && RESPONSE_CODE.test(code) ? `[${code}] ` : '';
  return Buffer.from(`${printable(`-ERR ${bracket}${text}`, MAX_REPLY_OCTETS - 2)}\r\n`);
}

/** What to tell a signed-in client between two answers before its connection is ended: something passing, not its fault. */
export function pop3Goodbye(text: string): Uint8Array {
  return errorReply(text, 'SYS/TEMP');
}

/** A backend's answer. */
export type Pop3Reply =
  | { readonly kind: 'ok'; readonly text: string }
  | { readonly kind: 'error'; readonly code?: string; readonly text: string }
  /** A SASL challenge (RFC 5034 §4). */
  | { readonly kind: 'continue' };

/** Reads an answer's line, or says `undefined` for what is none. Status indicators are upper case (RFC 1939 §3). */
export function readReply(line: string): Pop3Reply | undefined {
  if (line === '+' || line.startsWith('+ ')) return { kind: 'continue' };
  const [, status, text = ''] = /^(\+OK|-ERR)(?: (.*))?$/s.exec(line) ?? [];
  if (status === undefined) return undefined;
  if (status === '+OK') return { kind: 'ok', text };
  const [, code, rest = ''] = /^\[([^\]]+)\] ?(.*)$/s.exec(text) ?? [];
  return code !== undefined && RESPONSE_CODE.test(code)
    ? { kind: 'error', code: code.toUpperCase(), text: printable(rest, MAX_REPLY_OCTETS) }
    : { kind: 'error', text: printable(text, MAX_REPLY_OCTETS) };
}
