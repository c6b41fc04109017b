// What an input means to a target that is talked to: a small language in octets, in which every file is a script, and in
// which a line of 16 KiB takes four octets. Cuts and choices follow from the input alone, so that each replay is the same.

import { octets } from '../support/machine-transcript.ts';
import { hashOf, type Random, seededRandom } from './random.ts';

/** Ends a flight: what was said before it is answered before the next begins. */
const END_OF_FLIGHT = 0x1e;
/** With the octet behind it, n, says the octet before it 64 n times more. */
const REPEAT = 0x1d;
const REPEAT_UNIT = 64;
/** Longest script when it is spelled out, in octets: beyond every limit of every parser. */
const MAX_SPELLED_OCTETS = 100_000;

export interface Script {
  /** Number of the setup, given in the first octet. */
  readonly setup: number;
  readonly flights: readonly Buffer[];
  /** For cuts and other choices. */
  readonly random: Random;
}

/** Reads any octets as a script. */
export function readScript(bytes: Uint8Array): Script {
  const flights: Buffer[] = [];
  let parts: Buffer[] = [];
  let spelled = 0;
  let from = 1;
  for (let at = 1; at <= bytes.length; at += 1) {
    const octet = bytes[at];
    if (octet !== END_OF_FLIGHT && octet !== REPEAT && octet !== undefined) continue;
    parts.push(Buffer.from(bytes.subarray(from, at)));
    from = at + 1;
    if (octet === REPEAT && at > 1) {
      const count = Math.min((bytes[at + 1] ?? 0) * REPEAT_UNIT, MAX_SPELLED_OCTETS - spelled);
      parts.push(Buffer.alloc(count, bytes[at - 1]));
      spelled += count;
      from += 1;
      at += 1;
    }
    if (octet === REPEAT) continue;
    flights.push(Buffer.concat(parts));
    parts = [];
  }
  return { setup: bytes[0] ?? 0, flights, random: seededRandom(hashOf(bytes)) };
}

/** Writes a script; `\x1d` in a flight repeats, see above. */
export function writeScript(setup: number, ...flights: readonly string[]): Buffer {
  return Buffer.concat([Buffer.from([setup]), Buffer.from(flights.join('\x1e'), 'latin1')]);
}

/** How a flight arrives. */
export type Cut = (flight: Buffer) => readonly Buffer[];

/** In one piece. */
export const uncut: Cut = (flight) => [flight];

/** In up to ten pieces, or octet by octet when it is short. */
export function cutAnywhere(random: Random): Cut {
  return (flight) => {
    if (flight.length < 100 && random(4) === 0) return [...flight].map((octet) => Buffer.from([octet]));
    const places = Array.from({ length: random(10) }, () => random(flight.length + 1));
    return cutAt(flight, places);
  };
}

/** Like {@link cutAnywhere}, but lines that came together stay so: for machines to which that makes a difference. */
export function cutWithinLines(random: Random): Cut {
  const cut = cutAnywhere(random);
  return (flight) => {
    let at = 0;
    const places: number[] = [];
    for (const piece of cut(flight)) {
      at += piece.length;
      if (flight[at - 1] !== 0x0a) places.push(at);
    }
    return cutAt(flight, places);
  };
}

function cutAt(flight: Buffer, places: readonly number[]): readonly Buffer[] {
  const sorted = [...new Set([0, ...places, flight.length])].sort((one, other) => one - other);
  return sorted.slice(1).map((end, index) => octets(flight.subarray(sorted[index], end)));
}
