// Tries inputs on one target, keeps those that made it behave in a new way, and makes what it keeps as small as it can.
// Deterministic: the same target, inputs and seed give the same finds in the same order.

import { type Material, mutate } from './mutate.ts';
import { hashOf, pick, type Random, seededRandom } from './random.ts';
import type { FuzzTarget } from './target.ts';

/** An input that broke a promise or threw. */
export interface Crash {
  readonly input: Uint8Array;
  readonly error: unknown;
}

export interface FuzzerOptions {
  readonly seed: number;
  /** Inputs that were found before; they are tried first, behind the target's seeds. */
  readonly kept: readonly Uint8Array[];
  /** Most runs spent on making one input smaller; 400 unless said otherwise. */
  readonly shrinkingRuns?: number;
}

export class Fuzzer {
  readonly #target: FuzzTarget;
  readonly #random: Random;
  readonly #shrinkingRuns: number;
  readonly #inputs: Uint8Array[] = [];
  readonly #material: Material;
  readonly #seen = new Set<string>();
  readonly #crashes = new Map<string, Crash>();
  readonly #finds: Uint8Array[] = [];
  #runs = 0;
  #current: Uint8Array = new Uint8Array();

  constructor(target: FuzzTarget, { seed, kept, shrinkingRuns = 400 }: FuzzerOptions) {
    this.#target = target;
    this.#shrinkingRuns = shrinkingRuns;
    this.#random = seededRandom(seed ^ hashOf(Buffer.from(target.name)));
    const dictionary = target.dictionary.map((text) => Buffer.from(text, 'latin1'));
    this.#material = { dictionary, others: this.#inputs };
    for (const input of [...target.seeds, ...kept]) {
      this.#inputs.push(input);
      for (const pair of this.#try(input) ?? []) this.#seen.add(pair);
    }
  }

  get runs(): number {
    return this.#runs;
  }

  /** Pairs of neighbouring words seen in signatures: how much of the target's behaviour is known. */
  get pairs(): number {
    return this.#seen.size;
  }

  /** One for each error text. */
  get crashes(): readonly Crash[] {
    return [...this.#crashes.values()];
  }

  /** Inputs with new behaviour, made small, in the order in which they were found. */
  get finds(): readonly Uint8Array[] {
    return this.#finds;
  }

  /** What is being tried: if a run never ends, this is why. */
  get current(): Uint8Array {
    return this.#current;
  }

  /** Tries one new input. */
  step(): void {
    const input = mutate(pick(this.#inputs, this.#random), this.#material, this.#random);
    const fresh = this.#try(input)?.filter((pair) => !this.#seen.has(pair)) ?? [];
    if (fresh.length === 0) return;
    const small = this.#shrink(input, (candidate) => {
      const pairs = new Set(this.#try(candidate));
      return fresh.every((pair) => pairs.has(pair));
    });
    for (const pair of this.#try(small) ?? []) this.#seen.add(pair);
    this.#inputs.push(small);
    this.#finds.push(small);
  }

  /** Pairs of the input's signature; `undefined` for a crash, which is noted. */
  #try(input: Uint8Array): readonly string[] | undefined {
    this.#runs += 1;
    this.#current = input;
    try {
      return pairsOf(this.#target.run(input));
    } catch (error) {
      this.#noteCrash(input, error);
      return undefined;
    }
  }

  #noteCrash(input: Uint8Array, error: unknown): void {
    const kind = kindOf(error);
    if (this.#crashes.has(kind)) return;
    this.#crashes.set(kind, { input, error }); // before shrinking, whose own crashes of this kind are no news
    const small = this.#shrink(input, (candidate) => kindOf(this.#errorOf(candidate)) === kind);
    this.#crashes.set(kind, { input: small, error: this.#errorOf(small) });
  }

  #errorOf(input: Uint8Array): unknown {
    this.#runs += 1;
    this.#current = input;
    try {
      this.#target.run(input);
      return undefined;
    } catch (error) {
      return error;
    }
  }

  /** Leaves out ever smaller pieces as long as the input stays what it is wanted for. */
  #shrink(input: Uint8Array, isStillWanted: (candidate: Uint8Array) => boolean): Uint8Array {
    let small = input;
    let runs = 0;
    for (let length = small.length >> 1; length > 0; length >>= 1) {
      for (let at = small.length - length; at >= 0 && runs < this.#shrinkingRuns; at -= length) {
        const candidate = Buffer.concat([small.subarray(0, at), small.subarray(at + length)]);
        runs += 1;
        if (isStillWanted(candidate)) small = candidate;
      }
    }
    return small;
  }
}

/** Each word with the one behind it, the last one alone too. */
function pairsOf(signature: string): readonly string[] {
  const words = signature.split(' ');
  return words.map((word, index) => `${word} ${words[index + 1] ?? ''}`);
}

/** Errors with the same name and start of text are one: what follows is what was seen, or numbers. */
function kindOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message.split(/[:\d]/, 1)[0]}` : String(error);
}
