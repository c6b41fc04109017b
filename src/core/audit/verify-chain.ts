// Checks the audit log's chain, piece by piece: recomputes each value from the entries and stops at the first that isn't
// what it must be. Entries may be appended, and old ones purged, meanwhile.

import {
  CHAIN_START,
  type ChainDigest,
  type ChainMark,
  type ChainMarks,
  type ChainPosition,
  isGenuine,
  linkOf,
} from './audit-chain.ts';
import type { AuditChainSource, AuditLink } from './audit-store.ts';

/** Entries that are read at once: some milliseconds' work. */
const PAGE = 500;

/**
 * What is wrong: `changed`: the entry isn't what was recorded here; `missing`: it isn't there; `inserted`: nobody recorded
 * it; `covered`: one or more of the entries from before the chain, up to here; `mark`: a mark of the chain was set by
 * somebody else, or is gone; `unexpected`: the chain's value isn't the one that was noted.
 */
export type ChainFault = 'changed' | 'missing' | 'inserted' | 'covered' | 'mark' | 'unexpected';

export interface ChainBreak {
  /** Of the first entry that is wrong. */
  readonly sequence: number;
  readonly fault: ChainFault;
}

export interface ChainReport {
  /** Entries that were recomputed. */
  readonly checked: number;
  /** Absent: there is no chain. */
  readonly begin?: ChainMark;
  readonly purge?: ChainMark;
  readonly head?: ChainMark;
  /** Absent: nothing wrong was found. */
  readonly break?: ChainBreak;
  /** Of the position that was to be found; absent: not reached. */
  readonly expected?: 'confirmed' | 'purged';
  /** Where the next piece begins; absent: this was the last. */
  readonly next?: ChainPosition;
}

export interface VerifyOptions {
  /** Where the piece before has ended. Without it: the oldest entry. */
  readonly from?: ChainPosition;
  /** Only so many of the newest entries: what is older is taken for right. */
  readonly last?: number;
  /** Most entries of this piece. */
  readonly limit?: number;
  /** Noted elsewhere: the chain must have had this value here. */
  readonly expect?: ChainPosition;
}

/** May throw `ERR_STORE_UNAVAILABLE`. */
export async function verifyChain(
  source: AuditChainSource,
  digest: ChainDigest,
  options: VerifyOptions = {},
): Promise<ChainReport> {
  const marks = await source.marks();
  const { head } = marks;
  const about = { ...marks, checked: 0 };
  const base = baseOf(marks, digest);
  if (isBreak(base)) return { ...about, break: base };
  if (head === undefined) return { ...about, break: { sequence: base.sequence, fault: 'mark' } };
  const { expect, limit = Number.POSITIVE_INFINITY } = options;
  if (expect && expect.sequence > head.sequence) {
    return { ...about, break: { sequence: head.sequence + 1, fault: 'missing' } };
  }
  const start = options.from ?? (await startOf(source, { base, head, marks, last: options.last }));
  if (isBreak(start)) return { ...about, break: start };
  const walk = new ChainWalk({ source, digest, begin: marks.begin ?? base, expect }, start);
  const until = Math.min(head.sequence, start.sequence + limit);
  const broken =
    walk.atStart(base) ?? (await walk.to(until)) ?? (until < head.sequence ? undefined : await walk.end(head));
  const { checked, position, expected } = walk;
  return {
    ...about,
    checked,
    ...(expected && { expected }),
    ...(broken ? { break: broken } : position.sequence < head.sequence && { next: position }),
  };
}

/** Behind which position the entries that are there begin, if the marks can be believed. */
function baseOf({ begin, purge }: ChainMarks, digest: ChainDigest): ChainPosition | ChainBreak {
  if (begin === undefined || !isGenuine(digest, 'begin', begin)) {
    return { sequence: begin?.sequence ?? 0, fault: 'mark' };
  }
  if (purge && !isGenuine(digest, 'purge', purge)) return { sequence: purge.sequence, fault: 'mark' };
  return purge ?? (begin.entries === 0 ? begin : { sequence: 0, chain: CHAIN_START });
}

async function startOf(
  source: AuditChainSource,
  {
    base,
    head,
    marks,
    last,
  }: {
    readonly base: ChainPosition;
    readonly head: ChainMark;
    readonly marks: ChainMarks;
    readonly last: number | undefined;
  },
): Promise<ChainPosition | ChainBreak> {
  const wanted = last === undefined ? 0 : head.sequence - last;
  if (wanted <= base.sequence) {
    const [oldest] = await source.links({ after: Number.MIN_SAFE_INTEGER, limit: 1 });
    const isOlder = oldest !== undefined && oldest.sequence <= base.sequence;
    return isOlder ? { sequence: oldest.sequence, fault: 'inserted' } : base;
  }
  if (marks.begin && wanted <= marks.begin.sequence) return marks.begin;
  const [link] = await source.links({ after: wanted - 1, limit: 1 });
  return link?.sequence === wanted && link.chain !== undefined
    ? { sequence: wanted, chain: link.chain }
    : { sequence: wanted, fault: 'missing' };
}

function isBreak(found: ChainPosition | ChainBreak): found is ChainBreak {
  return 'fault' in found;
}

interface WalkParts {
  readonly source: AuditChainSource;
  readonly digest: ChainDigest;
  readonly begin: ChainPosition;
  readonly expect: ChainPosition | undefined;
}

class ChainWalk {
  readonly #parts: WalkParts;
  checked = 0;
  position: ChainPosition;
  expected: 'confirmed' | 'purged' | undefined;

  constructor(parts: WalkParts, start: ChainPosition) {
    this.#parts = parts;
    this.position = start;
  }

  /** What was noted may be just where the entries begin, or be gone with those before. */
  atStart(base: ChainPosition): ChainBreak | undefined {
    const { expect } = this.#parts;
    if (expect && expect.sequence < base.sequence) this.expected = 'purged';
    return this.#moveTo(this.position);
  }

  /** Goes at least to `until`, unless something is wrong before. */
  async to(until: number): Promise<ChainBreak | undefined> {
    while (this.position.sequence < until) {
      const { sequence } = this.position;
      const links = await this.#parts.source.links({ after: sequence, limit: PAGE });
      if (links[0]?.sequence !== sequence + 1 && (await this.#skipPurged())) continue;
      const broken = this.#follow(links, until) ?? (links.length === 0 ? this.#withoutLinks(until) : undefined);
      if (broken) return broken;
    }
    return undefined;
  }

  /** Whether the chain ends where its head says, and nothing stands behind it that isn't chained. */
  async end(head: ChainMark): Promise<ChainBreak | undefined> {
    const { source, digest } = this.#parts;
    const { sequence, chain } = this.position;
    const isHead = sequence > head.sequence || chain === head.chain;
    if (!isHead || !isGenuine(digest, 'head', head)) return { sequence: head.sequence, fault: 'mark' };
    const [behind] = await source.links({ after: head.sequence, limit: 1 });
    if (behind === undefined) return undefined;
    // Appended meanwhile, then with a head of its own.
    const { head: newer } = await source.marks();
    return newer && newer.sequence >= behind.sequence ? undefined : { sequence: behind.sequence, fault: 'inserted' };
  }

  #follow(links: readonly AuditLink[], until: number): ChainBreak | undefined {
    for (const link of links) {
      if (this.position.sequence >= until) return undefined;
      const broken = this.#leaveCovered(link.sequence) ?? this.#step(link);
      if (broken) return broken;
    }
    return undefined;
  }

  #step(link: AuditLink): ChainBreak | undefined {
    const { digest, begin } = this.#parts;
    const { sequence } = link;
    const chain = linkOf(digest, this.position.chain, link);
    this.checked += 1;
    if (sequence > begin.sequence) {
      if (sequence !== this.position.sequence + 1) return { sequence: this.position.sequence + 1, fault: 'missing' };
      if (chain !== link.chain || !link.isFoundAsWritten) return { sequence, fault: 'changed' };
    } else if (!link.isFoundAsWritten) {
      return { sequence, fault: 'changed' };
    }
    return this.#moveTo({ sequence, chain });
  }

  /** The entries from before the chain may have gaps, and are compared all together when the last of them is reached. */
  #leaveCovered(next: number): ChainBreak | undefined {
    const { begin } = this.#parts;
    if (this.position.sequence >= begin.sequence || next <= begin.sequence) return undefined;
    return this.#moveTo({ ...this.position, sequence: begin.sequence });
  }

  #withoutLinks(until: number): ChainBreak | undefined {
    const broken = this.#leaveCovered(Number.POSITIVE_INFINITY);
    if (broken || this.position.sequence >= until) return broken;
    return { sequence: this.position.sequence + 1, fault: 'missing' };
  }

  #moveTo(position: ChainPosition): ChainBreak | undefined {
    const { begin, expect } = this.#parts;
    const { sequence, chain } = position;
    if (sequence === begin.sequence && chain !== begin.chain) return { sequence, fault: 'covered' };
    this.position = { sequence, chain };
    if (sequence !== expect?.sequence) return undefined;
    if (chain !== expect.chain) return { sequence, fault: 'unexpected' };
    this.expected = 'confirmed';
    return undefined;
  }

  /** Entries may be purged while they are read: goes on behind them. */
  async #skipPurged(): Promise<boolean> {
    const { source, digest, expect } = this.#parts;
    const { purge } = await source.marks();
    if (!purge || purge.sequence <= this.position.sequence || !isGenuine(digest, 'purge', purge)) return false;
    this.position = { sequence: purge.sequence, chain: purge.chain };
    if (expect && expect.sequence < purge.sequence) this.expected ??= 'purged';
    return true;
  }
}
