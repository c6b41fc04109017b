// Changes an input a little, in the ways that have found most bugs elsewhere: words of the language, pieces cut out,
// doubled, moved from other inputs, single octets that mean something.

import { pick, type Random } from './random.ts';

/** Longest input that is tried, in octets: what is kept goes into the repository. */
export const MAX_INPUT_OCTETS = 2048;

/** What to change an input with. */
export interface Material {
  readonly dictionary: readonly Buffer[];
  readonly others: readonly Uint8Array[];
}

type Mutation = (input: Buffer, material: Material, random: Random) => Buffer;

/** Octets at the edges of something: controls, separators, signs, the ends of ranges. */
const EDGES = Buffer.from('\0\x01\t\n\r\x1d\x1e "()*+-.0:=@AZ[\\]az{}~\x7f\x80\xc3\xff', 'latin1');

const MUTATIONS: readonly Mutation[] = [
  (input, { dictionary }, random) => splice(input, random(input.length + 1), 0, pick(dictionary, random)),
  (input, { dictionary }, random) => splice(input, random(input.length + 1), 0, pick(dictionary, random)),
  (input, { dictionary }, random) => splice(input, random(input.length + 1), random(12), pick(dictionary, random)),
  (input, { dictionary }, random) => Buffer.concat([input, pick(dictionary, random)]),
  (input, _, random) => splice(input, random(input.length + 1), 1 + random(input.length || 1)),
  (input, _, random) => splice(input, random(input.length + 1), 1 + random(4)),
  (input, _, random) => splice(input, random(input.length + 1), random(2), Buffer.from([random(256)])),
  (input, _, random) =>
    splice(input, random(input.length + 1), random(2), Buffer.from([EDGES[random(EDGES.length)] ?? 0])),
  (input, _, random) => splice(input, random(input.length + 1), 0, partOf(input, random)),
  (input, { others }, random) =>
    splice(input, random(input.length + 1), random(8), partOf(pick(others, random), random)),
  (input, { others }, random) => Buffer.concat([input, Buffer.from(pick(others, random).subarray(1))]),
  (input, { others }, random) => splice(input, 0, 1, Buffer.from(pick(others, random).subarray(0, 1))), // its setup
  (input, _, random) => splice(input, 0, 1, Buffer.from([random(32)])),
];

/** Changes an input in one to five places. */
export function mutate(input: Uint8Array, material: Material, random: Random): Buffer {
  let mutated: Buffer = Buffer.from(input);
  for (let left = 1 + random(5); left > 0; left -= 1) mutated = pick(MUTATIONS, random)(mutated, material, random);
  return mutated.subarray(0, MAX_INPUT_OCTETS);
}

function splice(input: Buffer, at: number, removed: number, inserted: Uint8Array = Buffer.alloc(0)): Buffer {
  return Buffer.concat([input.subarray(0, at), inserted, input.subarray(at + removed)]);
}

function partOf(input: Uint8Array, random: Random): Uint8Array {
  const from = random(input.length + 1);
  return input.subarray(from, from + random(input.length - from + 1));
}
