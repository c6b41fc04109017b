// What can be fuzzed: something that takes octets, checks its own promises, and says in a few words what it did.

/** One thing to fuzz. Runs are independent of one another, and the same for the same input. */
export interface FuzzTarget {
  /** Name of its folder in `corpus/`. */
  readonly name: string;
  readonly seeds: readonly Uint8Array[];
  /** Words of its language; each character is an octet. */
  readonly dictionary: readonly string[];
  /**
   * Runs one input. Returns words, with a space between, for what could be seen: actions, codes, states. Two neighbours
   * that were never seen side by side are what the fuzzer looks for, so there must be an end of them.
   *
   * @throws {BrokenPromise} When the subject did what it never may. Any other error is a crash of the subject's own.
   */
  run(bytes: Uint8Array): string;
}

/** The subject of a target did what it never may. */
export class BrokenPromise extends Error {
  override readonly name = 'BrokenPromise';
}

/** Throws unless a promise was kept; `shown` says what was seen instead. */
export function promise(isKept: boolean, text: string, shown: unknown = ''): asserts isKept {
  if (isKept) return;
  const seen = typeof shown === 'string' ? shown : JSON.stringify(shown);
  throw new BrokenPromise(seen === '' ? text : `${text}: ${seen.slice(0, 2000)}`);
}

/**
 * Stands in every dictionary of a client, and in no answer (I2): Postern doesn't say an attacker's words. Mixed case,
 * since commands match without.
 */
export const CANARY = 'zQxVjKw';

/** How many, roughly: 0, or the number of binary digits. */
export function magnitude(count: number): number {
  return count === 0 ? 0 : Math.floor(Math.log2(count)) + 1;
}

/** A piece of a signature: no spaces, bounded. */
export function word(text: string): string {
  return text.slice(0, 48).replaceAll(' ', '_');
}
