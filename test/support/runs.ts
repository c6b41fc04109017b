// How often properties are tried.

/** `FUZZ_FACTOR` of the environment: a number above 0, by which every count of runs is multiplied; 1 without it. */
export const FUZZ_FACTOR: number = readFactor(process.env['FUZZ_FACTOR']);

/** Runs of one property (fast-check's `numRuns`): `count` in `npm test`, more in a night. */
export function runs(count: number): number {
  return Math.max(1, Math.round(count * FUZZ_FACTOR));
}

function readFactor(text: string | undefined): number {
  const factor = Number(text ?? 1);
  if (!(factor > 0 && factor <= 10_000)) throw new RangeError('FUZZ_FACTOR must be a number above 0, at most 10000');
  return factor;
}
