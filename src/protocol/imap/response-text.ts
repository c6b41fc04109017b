// Human-readable text in IMAP responses (RFC 9051 §7.1). Whatever goes into a response line passes through here, so
// that no text, ours or a backend's, can end the line it stands in.

import { printable } from '../printable.ts';

/** Longest text kept or sent, in octets: far below any client's line limit, long enough for a sentence with a URL. */
const MAX_TEXT_OCTETS = 900;

/** Makes text fit one response line: printable ASCII only (RFC 9051 §9, `text`), bounded, never empty. */
export function responseText(text: string): string {
  const fit = printable(text, MAX_TEXT_OCTETS);
  return fit.trim() === '' ? 'No text.' : fit;
}

/** Writes a quoted string (RFC 9051 §4.3) of printable ASCII; any other character becomes `?`. */
export function quotedString(text: string): string {
  return `"${printable(text, text.length).replace(/["\\]/g, '\\$&')}"`;
}

/** What a signed-in client is told before its connection is closed: `* BYE` and the reason (RFC 9051 §7.1.5). */
export function imapGoodbye(reason: string): Uint8Array {
  return Buffer.from(`* BYE ${responseText(reason)}\r\n`, 'latin1');
}
