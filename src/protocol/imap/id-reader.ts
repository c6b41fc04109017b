// The argument of a client's ID command (RFC 2971 §3.1), read as a stream before sign-in: up to 30 pairs of 1,024
// octets (I8) pass through, but only a few fields are kept, and of each no more than 200 octets.

import type { InputBuffer } from '../input-buffer.ts';
import { type LiteralMarker, literalMarkerAtEnd, MARKER_OCTETS, MAX_LITERAL_OCTETS } from './literal.ts';

/** Longest ID argument, in octets: 30 pairs of 30 + 1,024 octets (RFC 2971 §3.3), each escaped, come to 63,240. */
export const MAX_ID_OCTETS = 65_536;

/** Octets kept of one value; more says nothing that a log or a backend needs. */
const MAX_KEPT_OCTETS = 200;
const KEPT_FIELDS: ReadonlySet<string> = new Set(['name', 'version', 'os', 'vendor']);

/** Fields kept of an ID command, cleaned of controls. Never `x-originating-*` and its like: only we may say those (I8). */
export type IdFields = Readonly<Record<string, string>>;

/** What reading found. After anything but `need-more` and `continue` the reader is spent. */
export type IdResult =
  | { readonly kind: 'need-more' }
  /** The client waits for `+` before it sends a literal. */
  | { readonly kind: 'continue' }
  | { readonly kind: 'complete'; readonly fields: IdFields }
  /** Not an ID argument; the offending octet and all behind it were left in the buffer. */
  | { readonly kind: 'malformed' }
  | { readonly kind: 'literal-too-big'; readonly synchronizing: boolean }
  | { readonly kind: 'too-long' };

type State =
  | { readonly kind: 'start' | 'item' | 'quoted' | 'escaped' | 'end' }
  | { readonly kind: 'nil'; readonly seen: string }
  | { readonly kind: 'marker'; readonly text: string }
  | { readonly kind: 'literal'; readonly left: number };

const START: State = { kind: 'start' };
const ITEM: State = { kind: 'item' };
const QUOTED: State = { kind: 'quoted' };
const ESCAPED: State = { kind: 'escaped' };
const END: State = { kind: 'end' };
const NEED_MORE: IdResult = { kind: 'need-more' };
const MALFORMED: IdResult = { kind: 'malformed' };

const CR = 0x0d;
const LF = 0x0a;

/** Reads one ID argument, from behind `ID SP` to the end of the line. */
export class IdReader {
  #state: State = START;
  /** `nil` outside a list ends the argument; inside it is a value. */
  #inList = false;
  #field: string | undefined;
  #string: number[] = [];
  #octets = 0;
  readonly #kept: Record<string, string> = {};

  read(input: InputBuffer): IdResult {
    const bytes = input.peek();
    for (let at = 0; at < bytes.length; at += 1) {
      this.#octets += 1;
      if (this.#octets > MAX_ID_OCTETS) return { kind: 'too-long' };
      const result = this.#step(bytes.readUInt8(at));
      if (result === undefined) continue;
      input.take(result.kind === 'malformed' ? at : at + 1);
      return result;
    }
    input.takeAll();
    return NEED_MORE;
  }

  #step(octet: number): IdResult | undefined {
    const state = this.#state;
    switch (state.kind) {
      case 'start':
        return this.#stepStart(octet);
      case 'item':
        return this.#stepItem(octet);
      case 'quoted':
        return this.#stepQuoted(octet);
      case 'escaped':
        // RFC 9051 §9: only quoted-specials are escaped.
        if (octet !== 0x22 && octet !== 0x5c) return MALFORMED;
        this.#keep(octet);
        this.#state = QUOTED;
        return undefined;
      case 'nil':
        return this.#stepNil(state.seen + String.fromCharCode(octet).toUpperCase());
      case 'marker':
        return this.#stepMarker(state.text, octet);
      case 'literal':
        this.#keep(octet);
        this.#state = { kind: 'literal', left: state.left - 1 };
        if (state.left === 1) this.#endString();
        return undefined;
      case 'end':
        if (octet === LF) return { kind: 'complete', fields: this.#kept };
        return octet === CR ? undefined : MALFORMED;
    }
  }

  #stepStart(octet: number): IdResult | undefined {
    if (octet === 0x28) {
      this.#inList = true;
      this.#state = ITEM;
      return undefined;
    }
    return this.#stepNil(String.fromCharCode(octet).toUpperCase());
  }

  #stepItem(octet: number): IdResult | undefined {
    if (octet === 0x20) return undefined;
    if (octet === 0x22) this.#state = QUOTED;
    else if (octet === 0x7b) this.#state = { kind: 'marker', text: '{' };
    else if (octet === 0x29 && this.#field === undefined) this.#state = END;
    else if (this.#field !== undefined) return this.#stepNil(String.fromCharCode(octet).toUpperCase());
    else return MALFORMED;
    return undefined;
  }

  #stepQuoted(octet: number): IdResult | undefined {
    if (octet === 0x22) this.#endString();
    else if (octet === 0x5c) this.#state = ESCAPED;
    else if (octet === LF || octet === CR || octet === 0) return MALFORMED;
    else this.#keep(octet);
    return undefined;
  }

  #stepNil(seen: string): IdResult | undefined {
    if (!'NIL'.startsWith(seen)) return MALFORMED;
    if (seen !== 'NIL') {
      this.#state = { kind: 'nil', seen };
      return undefined;
    }
    this.#field = undefined;
    this.#state = this.#inList ? ITEM : END;
    return undefined;
  }

  #stepMarker(text: string, octet: number): IdResult | undefined {
    if (octet !== LF) {
      if (text.length > MARKER_OCTETS) return MALFORMED;
      this.#state = { kind: 'marker', text: text + String.fromCharCode(octet) };
      return undefined;
    }
    const marker = literalMarkerAtEnd(Buffer.from(text.endsWith('\r') ? text.slice(0, -1) : text, 'latin1'));
    if (marker?.start !== 0) return MALFORMED;
    return this.#beginLiteral(marker);
  }

  #beginLiteral({ size, synchronizing }: LiteralMarker): IdResult | undefined {
    if (size > MAX_LITERAL_OCTETS) return { kind: 'literal-too-big', synchronizing };
    this.#state = { kind: 'literal', left: size };
    if (size === 0) this.#endString();
    return synchronizing ? { kind: 'continue' } : undefined;
  }

  #keep(octet: number): void {
    if (this.#string.length < MAX_KEPT_OCTETS) this.#string.push(octet);
  }

  #endString(): void {
    const text = Buffer.from(this.#string).toString('utf8');
    this.#string = [];
    this.#state = ITEM;
    if (this.#field === undefined) {
      this.#field = text.toLowerCase(); // RFC 2971 §3.3: field names match without case
      return;
    }
    if (KEPT_FIELDS.has(this.#field)) this.#kept[this.#field] = text.replace(/[\x00-\x1f\x7f-\x9f]/g, ' ');
    this.#field = undefined;
  }
}
