// Finds in a signed-in backend's stream what a command filter must know (RFC 9051 §2.2.2): where responses end, which
// command is completed, when a continuation is asked for. Bulk data passes unread and uncopied; literals are skipped.

import { literalMarkerAtEnd, MARKER_OCTETS } from './literal.ts';

export type ScanEvent =
  /** Octets for the client, as they came. */
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** A command's completion: its whole line, with the end. */
  | { readonly kind: 'tagged'; readonly tag: string; readonly bytes: Uint8Array }
  | { readonly kind: 'continuation'; readonly bytes: Uint8Array }
  /** A whole `* CAPABILITY` line; `list` is what stands behind the word. */
  | { readonly kind: 'capabilities'; readonly list: string; readonly bytes: Uint8Array }
  /** Over-long where no bound may be crossed; nothing follows. */
  | { readonly kind: 'unreadable' };

/** Longest line held back until its end has come, in octets: completions, continuations and capability lists. */
const MAX_HELD_OCTETS = 8192;
/** Octets that tell an untagged status from data and from a capability list: `* CAPABILITY `. */
const HEAD_OCTETS = 13;

const LF = 0x0a;
const STAR = 0x2a;
const PLUS = 0x2b;
const NOTHING: Buffer = Buffer.alloc(0);

/** An untagged response in progress. */
interface Inside {
  /** A status' text may end in "{5}" and mean nothing by it. */
  readonly mayHoldLiterals: boolean;
  /** Octets of a literal yet to come. */
  readonly literal: number;
  /** The last octets of the line so far. */
  readonly tail: string;
}

type LineKind = 'incomplete' | 'status' | 'data' | 'capabilities' | 'continuation' | 'tagged';

export class ResponseScanner {
  #held: Buffer = NOTHING;
  #inside: Inside | undefined;

  /** Whether what the client was given so far ends with a whole response: only there may others speak. */
  get atBoundary(): boolean {
    return this.#inside === undefined;
  }

  /** Scans what arrived. Lazily: an event's consequences may be drawn before the next one is asked for. */
  *scan(chunk: Uint8Array): Generator<ScanEvent, void, undefined> {
    const view = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const bytes = this.#held.length === 0 ? view : Buffer.concat([this.#held, view]);
    this.#held = NOTHING;
    let given = 0;
    for (let at = 0; at < bytes.length; ) {
      if (this.#inside) {
        at = this.#passOver(bytes, at, this.#inside);
        continue;
      }
      const end = bytes.indexOf(LF, at) + 1;
      const line = bytes.subarray(at, end === 0 ? bytes.length : end);
      const kind = lineKind(line, end !== 0);
      if (kind === 'status' || kind === 'data') {
        this.#inside = { mayHoldLiterals: kind === 'data', literal: 0, tail: '' };
        continue;
      }
      if (at > given) yield { kind: 'bytes', bytes: bytes.subarray(given, at) };
      if (kind === 'incomplete') {
        this.#held = Buffer.from(line);
        if (line.length > MAX_HELD_OCTETS) yield { kind: 'unreadable' };
        return;
      }
      given = end;
      at = end;
      yield lineEvent(kind, line);
    }
    if (given < bytes.length) yield { kind: 'bytes', bytes: bytes.subarray(given) };
  }

  /** Goes on in an untagged response; returns where it stopped. */
  #passOver(bytes: Buffer, at: number, inside: Inside): number {
    if (inside.literal > 0) {
      const count = Math.min(inside.literal, bytes.length - at);
      this.#inside = { ...inside, literal: inside.literal - count };
      return at + count;
    }
    const end = bytes.indexOf(LF, at);
    const stop = end === -1 ? bytes.length : end;
    const fresh = bytes.toString('latin1', Math.max(at, stop - MARKER_OCTETS - 1), stop);
    const tail = (inside.tail + fresh).slice(-MARKER_OCTETS - 1);
    if (end === -1) {
      this.#inside = { ...inside, tail };
      return bytes.length;
    }
    const line = tail.endsWith('\r') ? tail.slice(0, -1) : tail;
    const marker =
      inside.mayHoldLiterals && line.endsWith('}') ? literalMarkerAtEnd(Buffer.from(line, 'latin1')) : undefined;
    this.#inside = marker ? { mayHoldLiterals: true, literal: marker.size, tail: '' } : undefined;
    return end + 1;
  }
}

function lineKind(line: Buffer, complete: boolean): LineKind {
  if (line[0] !== STAR) {
    if (!complete) return 'incomplete';
    return line[0] === PLUS ? 'continuation' : 'tagged';
  }
  if (!complete && line.length < HEAD_OCTETS) return 'incomplete';
  const head = line.toString('latin1', 0, HEAD_OCTETS);
  if (/^\* CAPABILITY /i.test(head) && line.length <= MAX_HELD_OCTETS) return complete ? 'capabilities' : 'incomplete';
  return /^\* (?:OK|NO|BAD|BYE|PREAUTH)[ \r\n]/i.test(head) ? 'status' : 'data';
}

function lineEvent(kind: 'capabilities' | 'continuation' | 'tagged', bytes: Buffer): ScanEvent {
  if (kind === 'continuation') return { kind, bytes };
  const text = bytes.toString('latin1');
  if (kind === 'capabilities') return { kind, list: text.slice(HEAD_OCTETS).trimEnd(), bytes };
  return { kind, tag: text.replace(/ .*$/s, ''), bytes };
}
