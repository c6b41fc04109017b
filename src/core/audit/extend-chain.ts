// What every store does to its chain, as a part of its own transaction: appending behind the head, and forgetting from the
// oldest on.

import {
  CHAIN_START,
  type ChainDigest,
  type ChainMark,
  type ChainMarks,
  type ChainPosition,
  isGenuine,
  linkOf,
  sealed,
} from './audit-chain.ts';
import type { AuditEntry, AuditLink } from './audit-store.ts';
import { entryText } from './entry-text.ts';

export interface ChainedEntry extends ChainPosition {
  readonly entry: AuditEntry;
  readonly text: string;
}

/** The chain of a log: of an empty one, or over what was recorded before there was a chain. */
export function beginChain(
  digest: ChainDigest,
  covered: ChainPosition & { readonly entries: number },
  setBy: { readonly at: number; readonly by: string },
): { readonly begin: ChainMark; readonly head: ChainMark } {
  const mark = { sequence: covered.sequence, chain: covered.chain, ...setBy };
  return {
    begin: sealed(digest, 'begin', { ...mark, entries: covered.entries }),
    head: sealed(digest, 'head', { ...mark, entries: 0 }),
  };
}

/** Where nothing was recorded yet. */
export function coverOfNothing(sequence: number): ChainPosition & { readonly entries: number } {
  return { sequence, chain: CHAIN_START, entries: 0 };
}

/** Covers further entries from before the chain, oldest first. */
export function cover(
  digest: ChainDigest,
  covered: ChainPosition & { readonly entries: number },
  links: readonly Pick<AuditLink, 'sequence' | 'text'>[],
): ChainPosition & { readonly entries: number } {
  let { chain, sequence } = covered;
  for (const link of links) {
    chain = linkOf(digest, chain, link);
    sequence = link.sequence;
  }
  return { chain, sequence, entries: covered.entries + links.length };
}

/**
 * Chains entries behind the head, and gives the new one. A head that isn't ours, or behind which somebody has put
 * something, leaves a gap: so nothing that is written later makes a log look whole that isn't.
 *
 * @param newest - Of the entries that are there; 0 for none.
 */
export function chainEntries(
  digest: ChainDigest,
  entries: readonly AuditEntry[],
  { head, newest }: { readonly head: ChainMark | undefined; readonly newest: number },
): { readonly chained: readonly ChainedEntry[]; readonly head: ChainMark } {
  const isOurs = head !== undefined && isGenuine(digest, 'head', head);
  let sequence = Math.max(newest, head?.sequence ?? 0) + (isOurs ? 0 : 1);
  let chain = head?.chain ?? CHAIN_START;
  const chained = entries.map((entry) => {
    const text = entryText(entry);
    sequence += 1;
    chain = linkOf(digest, chain, { sequence, text });
    return { entry, text, sequence, chain };
  });
  const at = entries.at(-1)?.at ?? head?.at ?? 0;
  return { chained, head: sealed(digest, 'head', { sequence, chain, entries: 0, at, by: 'append' }) };
}

/**
 * The mark after the oldest entries are forgotten. Of entries from before the chain the values are made anew, as none are
 * kept.
 */
export function purgeMark(
  digest: ChainDigest,
  leaving: readonly Pick<AuditLink, 'sequence' | 'text' | 'chain'>[],
  { marks, setBy }: { readonly marks: ChainMarks; readonly setBy: { readonly at: number; readonly by: string } },
): ChainMark {
  const { purge } = marks;
  let { sequence, chain } = purge ?? { sequence: 0, chain: CHAIN_START };
  for (const link of leaving) {
    chain = link.chain ?? linkOf(digest, chain, link);
    sequence = link.sequence;
  }
  return sealed(digest, 'purge', { sequence, chain, entries: (purge?.entries ?? 0) + leaving.length, ...setBy });
}
