// Reads a backend's responses before sign-in (RFC 9051 §7), bounded in every direction: a backend that answers
// garbage costs one line of memory and one verdict.

import type { InputBuffer } from '../input-buffer.ts';
import { literalMarkerAtEnd } from './literal.ts';

/** Longest response line, in octets; a capability list of 60 names has about 700. */
const MAX_LINE_OCTETS = 8192;
/** Most octets and lines of all responses together up to the answer to our sign-in. */
const MAX_TOTAL_OCTETS = 262_144;
const MAX_LINES = 500;

/** Status of a response, with its code (RFC 9051 §7.1). */
export interface Status {
  readonly status: 'OK' | 'NO' | 'BAD' | 'BYE' | 'PREAUTH';
  /** Upper case, without its arguments. */
  readonly code?: string;
  readonly codeArgument: string;
  readonly text: string;
}

export type BackendResponse =
  | { readonly kind: 'need-more' }
  | { readonly kind: 'continuation' }
  /** `line` is without its end; responses with literals are passed over, since none of them concerns us. */
  | { readonly kind: 'untagged'; readonly line: string; readonly status: Status | undefined }
  | { readonly kind: 'tagged'; readonly tag: string; readonly status: Status }
  | { readonly kind: 'unreadable'; readonly text: string };

const STATUS = /^(OK|NO|BAD|BYE|PREAUTH)(?: (.*))?$/is;
const CODE = /^\[([^\] ]{1,64})(?: ([^\]]*))?\] ?(.*)$/s;
const TAGGED = /^([A-Za-z0-9]{1,8}) (.*)$/s;

export class BackendResponseReader {
  readonly #input: InputBuffer;
  #octets = 0;
  #lines = 0;
  /** Octets of a literal still to pass over; then the line it stands in goes on. */
  #literal: number | undefined;

  constructor(input: InputBuffer) {
    this.#input = input;
  }

  next(): BackendResponse {
    for (;;) {
      if (this.#literal !== undefined && !this.#passOverLiteral(this.#literal)) return { kind: 'need-more' };
      const result = this.#input.takeLine(MAX_LINE_OCTETS);
      if (result.kind === 'need-more') return { kind: 'need-more' };
      if (result.kind === 'too-long') return { kind: 'unreadable', text: 'The backend sent an over-long line.' };
      this.#lines += 1;
      this.#octets += result.line.length;
      if (this.#lines > MAX_LINES || this.#octets > MAX_TOTAL_OCTETS) {
        return { kind: 'unreadable', text: 'The backend sent too much before it answered.' };
      }
      const response = this.#parseLine(result.line);
      if (response !== undefined) return response;
    }
  }

  #passOverLiteral(left: number): boolean {
    this.#literal = left - this.#input.takeUpTo(left).length;
    return this.#literal === 0;
  }

  #parseLine(line: Buffer): BackendResponse | undefined {
    const text = line.toString('latin1');
    const behindLiteral = this.#literal !== undefined;
    this.#literal = undefined;
    if (behindLiteral || (text.startsWith('* ') && !STATUS.test(text.slice(2)))) {
      // Only data responses hold literals; a status' text may end in "{5}" and mean nothing by it.
      const marker = literalMarkerAtEnd(line);
      if (marker) return this.#beginLiteral(marker.size);
      return behindLiteral ? undefined : { kind: 'untagged', line: text, status: undefined };
    }
    if (text.startsWith('* ')) return { kind: 'untagged', line: text, status: parseStatus(text.slice(2)) };
    if (text.startsWith('+')) return { kind: 'continuation' };
    const [, tag, rest] = TAGGED.exec(text) ?? [];
    const status = parseStatus(rest ?? '');
    if (tag === undefined || status === undefined || status.status === 'BYE' || status.status === 'PREAUTH') {
      return { kind: 'unreadable', text: 'The backend sent a line that is no IMAP response.' };
    }
    return { kind: 'tagged', tag, status };
  }

  #beginLiteral(size: number): BackendResponse | undefined {
    this.#octets += size;
    if (this.#octets > MAX_TOTAL_OCTETS) return { kind: 'unreadable', text: 'The backend sent an over-long literal.' };
    this.#literal = size;
    return undefined;
  }
}

function parseStatus(text: string): Status | undefined {
  const [, word, rest = ''] = STATUS.exec(text) ?? [];
  const status = word?.toUpperCase();
  if (status !== 'OK' && status !== 'NO' && status !== 'BAD' && status !== 'BYE' && status !== 'PREAUTH') {
    return undefined;
  }
  const [, code, codeArgument = '', behind] = CODE.exec(rest) ?? [];
  return code === undefined || behind === undefined
    ? { status, codeArgument: '', text: rest }
    : { status, code: code.toUpperCase(), codeArgument, text: behind };
}
