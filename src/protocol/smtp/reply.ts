// SMTP replies: writing them (RFC 5321 §4.2, RFC 2034), and reading a backend's whole ones within bounds.
// What a backend says is data from outside: each line, the count of lines and the agreement of their codes are checked.

import type { InputBuffer } from '../input-buffer.ts';
import { printable } from '../printable.ts';

/** Longest reply line that is read, in octets without its end. RFC 5321 §4.5.3.1.5 allows 512; servers say more. */
export const MAX_REPLY_LINE_OCTETS = 2048;

/** Most lines of one reply (Dovecot's limit after its crash on endless ones, 7b642c3802). */
export const MAX_REPLY_LINES = 128;

/** Longest text of one line that is written, in octets, so that code and CRLF stay within RFC 5321 §4.5.3.1.5's 512. */
const MAX_WRITTEN_TEXT_OCTETS = 480;

/** A reply to be written. */
export interface SmtpReply {
  readonly code: number;
  /** `class.subject.detail` (RFC 3463); absent in greetings, EHLO's answer and 3xx (RFC 2034 §4). */
  readonly enhanced?: string;
  /** One text per line; the code goes before each. At least one line is written. */
  readonly lines: readonly string[];
}

/** Encodes a reply, the same codes on each of its lines (RFC 5321 §4.2.1, RFC 2034 §4). Controls become `?`. */
export function formatReply(reply: SmtpReply): Buffer {
  const { code, enhanced } = reply;
  const texts = reply.lines.length === 0 ? [''] : reply.lines;
  const lines = texts.map((text, index) => {
    const separator = index === texts.length - 1 ? ' ' : '-';
    const prefix = enhanced === undefined ? '' : `${enhanced} `;
    return `${code}${separator}${prefix}${printable(text, MAX_WRITTEN_TEXT_OCTETS)}\r\n`;
  });
  return Buffer.from(lines.join(''), 'latin1');
}

/** A reply as it came: its code, and the text of each line. */
export interface ReceivedReply {
  readonly code: number;
  readonly lines: readonly string[];
}

export type ReplyRead =
  | { readonly kind: 'reply'; readonly reply: ReceivedReply }
  | { readonly kind: 'need-more' }
  /** Not a reply, or beyond the bounds: nothing more can be read. */
  | { readonly kind: 'malformed'; readonly text: string };

/** `code[SP|-]text` (RFC 5321 §4.2); a code alone is a last line without text. */
const REPLY_LINE = /^([2-5]\d\d)(?:([ -])(.*))?$/s;

/** Reads whole replies from what a backend sent, keeping the lines of an unfinished one. */
export class ReplyReader {
  #code: number | undefined;
  #lines: string[] = [];

  read(input: InputBuffer): ReplyRead {
    for (;;) {
      const taken = input.takeLine(MAX_REPLY_LINE_OCTETS);
      if (taken.kind === 'need-more') return { kind: 'need-more' };
      if (taken.kind === 'too-long') return { kind: 'malformed', text: 'reply line too long' };
      const match = REPLY_LINE.exec(taken.line.toString('latin1'));
      if (match === null) return { kind: 'malformed', text: 'not an SMTP reply' };
      const code = Number(match[1]);
      // RFC 5321 §4.2.1: the code is the same on each line; Dovecot's proxy crashed on unequal ones (e964229694).
      if (this.#code !== undefined && this.#code !== code) return { kind: 'malformed', text: 'unequal reply codes' };
      this.#code = code;
      this.#lines.push(match[3] ?? '');
      if (match[2] !== '-') return { kind: 'reply', reply: this.#finish(code) };
      if (this.#lines.length >= MAX_REPLY_LINES) return { kind: 'malformed', text: 'too many reply lines' };
    }
  }

  #finish(code: number): ReceivedReply {
    const lines = this.#lines;
    this.#code = undefined;
    this.#lines = [];
    return { code, lines };
  }
}

/** Longest text kept of a reply, in octets: for a log line, or for the client. */
const MAX_KEPT_TEXT_OCTETS = 400;

const ENHANCED = /^([245]\.\d{1,3}\.\d{1,3})(?: +|$)/;

/** Code (`535 5.7.8`) and text of a reply, bounded and printable, its lines joined. */
export function describeReply(reply: ReceivedReply): { readonly code: string; readonly text: string } {
  const enhanced = ENHANCED.exec(reply.lines.join(' '))?.[1];
  const text = reply.lines.map((line) => line.replace(ENHANCED, '')).join(' ');
  return {
    code: enhanced === undefined ? `${reply.code}` : `${reply.code} ${enhanced}`,
    text: printable(text, MAX_KEPT_TEXT_OCTETS),
  };
}
