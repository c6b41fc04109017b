// Checks an export of the audit log, line by line: each entry carries its own value and that of the entry before, so that it
// can be checked wherever it is taken to, also when a filter has left others out.

import { type ChainDigest, type ChainPosition, linkOf } from './audit-chain.ts';
import { canonicalJson } from './entry-text.ts';
import type { ChainBreak } from './verify-chain.ts';

export interface ExportReport {
  /** Lines that were recomputed. */
  readonly checked: number;
  /** Lines from before the chain, which carry nothing to be checked by. */
  readonly unchained: number;
  /** Places where entries are left out: by a filter, or by somebody. */
  readonly gaps: number;
  readonly last?: ChainPosition;
  readonly break?: ChainBreak;
  readonly expected?: 'confirmed';
}

export class ExportVerifier {
  readonly #digest: ChainDigest;
  readonly #expect: ChainPosition | undefined;
  #report: ExportReport = { checked: 0, unchained: 0, gaps: 0 };
  #sequence: number | undefined;

  constructor(digest: ChainDigest, expect?: ChainPosition) {
    this.#digest = digest;
    this.#expect = expect;
  }

  get report(): ExportReport {
    return this.#report;
  }

  /** Takes the next line as it was read; says whether all is well so far; after the first that isn't nothing counts. */
  add(line: Readonly<Record<string, unknown>>): boolean {
    if (this.#report.break) return false;
    const { sequence, chain, previous, at, ...entry } = line;
    if (typeof sequence !== 'number' || typeof at !== 'string') return this.#break((this.#sequence ?? 0) + 1);
    const before = this.#sequence;
    if (before !== undefined && sequence <= before) {
      this.#report = { ...this.#report, break: { sequence, fault: 'inserted' } };
      return false;
    }
    const isNext = before !== undefined && sequence === before + 1;
    if (before !== undefined && !isNext) this.#report = { ...this.#report, gaps: this.#report.gaps + 1 };
    this.#sequence = sequence;
    if (chain === undefined && this.#report.checked === 0) {
      this.#report = { ...this.#report, unchained: this.#report.unchained + 1 };
      return true;
    }
    const { last } = this.#report;
    const text = canonicalJson({ ...entry, at: Date.parse(at) });
    const isRight = typeof previous === 'string' && linkOf(this.#digest, previous, { sequence, text }) === chain;
    if (!isRight || (isNext && last !== undefined && last.chain !== previous)) return this.#break(sequence);
    this.#report = { ...this.#report, checked: this.#report.checked + 1, last: { sequence, chain } };
    return this.#compare({ sequence, chain });
  }

  #compare({ sequence, chain }: ChainPosition): boolean {
    if (sequence !== this.#expect?.sequence) return true;
    const isSame = chain === this.#expect.chain;
    this.#report = {
      ...this.#report,
      ...(isSame ? { expected: 'confirmed' } : { break: { sequence, fault: 'unexpected' } }),
    };
    return isSame;
  }

  #break(sequence: number): false {
    this.#report = { ...this.#report, break: { sequence, fault: 'changed' } };
    return false;
  }
}
