// A text as the short messages that carry it: in the GSM alphabet where it fits, otherwise in UCS-2, and in parts where
// it is too long for one (3GPP TS 23.040 §9.2.3.24.1). No part begins in the middle of a character.

import { septetsOf } from './gsm-alphabet.ts';

export type SmsAlphabet = 'gsm' | 'ucs2';

/** Units (septets, or UTF-16 code units) that fit one message of 140 octets, and one that has a header of 6. */
const ROOM = { gsm: { whole: 160, part: 153 }, ucs2: { whole: 70, part: 67 } } as const;

/** What one message carries. */
export interface MessagePart {
  /** Octet for septet in the GSM alphabet, big-endian UTF-16 in UCS-2. */
  readonly octets: Uint8Array;
}

export interface SplitText {
  readonly alphabet: SmsAlphabet;
  /** One where the text fits one message; those of several need a header each. */
  readonly parts: readonly MessagePart[];
  /** All of it in one piece, for a gateway that splits by itself. */
  readonly whole: Uint8Array;
}

/** Splits a text. Lone surrogates become U+FFFD. */
export function splitText(text: string, only?: 'ucs2'): SplitText {
  const characters = Array.from(text.toWellFormed());
  const septets = only ? undefined : septetsOf(characters);
  const alphabet = septets ? 'gsm' : 'ucs2';
  const units = septets ?? characters.map(utf16);
  const { whole, part } = ROOM[alphabet];
  const total = units.reduce((sum, unit) => sum + unit.length, 0);
  const toOctets = (codes: readonly number[]): Uint8Array =>
    Uint8Array.from(alphabet === 'gsm' ? codes : codes.flatMap((code) => [code >> 8, code & 0xff]));
  const groups = total <= whole ? [units.flat()] : inGroups(units, part);
  return {
    alphabet,
    parts: groups.map((codes) => ({ octets: toOctets(codes) })),
    whole: toOctets(units.flat()),
  };
}

/**
 * The header of one part of several: information element 00, a reference of 8 bits that the parts share, how many there
 * are, and which one this is, from 1 (3GPP TS 23.040 §9.2.3.24.1).
 */
export function partHeader(reference: number, count: number, number: number): Uint8Array {
  return Uint8Array.of(5, 0, 3, reference & 0xff, count, number);
}

function utf16(character: string): readonly number[] {
  return Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
}

function inGroups(units: readonly (readonly number[])[], room: number): readonly (readonly number[])[] {
  const groups: number[][] = [];
  let group: number[] = [];
  for (const unit of units) {
    if (group.length + unit.length > room) {
      groups.push(group);
      group = [];
    }
    group.push(...unit);
  }
  return [...groups, group];
}
