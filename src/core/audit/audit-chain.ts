// The audit log's hash chain (R6.6): each entry's value is a keyed digest of the entry and of the value before, so that
// whoever has the database but not the installation key can neither change, remove, add nor reorder an entry unseen.
// Three sealed marks go with it: where the chain begins, what retention has purged, and its head.

import type { Millis } from '../units.ts';

/** 64 hexadecimal digits. */
export type ChainValue = string;

/** HMAC-SHA-256 of a text in UTF-8, under a key of this installation. */
export interface ChainDigest {
  digest(text: string): ChainValue;
}

/** What stands before the first entry of all. */
export const CHAIN_START: ChainValue = '0'.repeat(64);

/** First in every text that is digested: another number, another form. */
const VERSION = 1;

/** An entry's place in the chain, and the chain's value there. */
export interface ChainPosition {
  readonly sequence: number;
  readonly chain: ChainValue;
}

/**
 * `begin`: the entries up to it are from before the chain, and its value covers them all together. `purge`: the entries up
 * to it are forgotten. `head`: the newest entry.
 */
export type MarkKind = 'begin' | 'purge' | 'head';

/** A place of the chain that is sealed, as no entry before it, or none behind it, vouches for it. */
export interface ChainMark extends ChainPosition {
  /** How many entries it stands for: covered, or purged in all; 0 for the head. */
  readonly entries: number;
  /** When it was set. */
  readonly at: Millis;
  /** What set it. */
  readonly by: string;
  readonly seal: ChainValue;
}

export type ChainMarks = Readonly<Partial<Record<MarkKind, ChainMark>>>;

/** The value of an entry: `text` is its canonical JSON, without sequence and chain value. */
export function linkOf(digest: ChainDigest, before: ChainValue, entry: { sequence: number; text: string }): ChainValue {
  return digest.digest(`${VERSION}:entry:${before}:${entry.sequence}:${entry.text}`);
}

export function sealed(digest: ChainDigest, kind: MarkKind, mark: Omit<ChainMark, 'seal'>): ChainMark {
  return { ...mark, seal: sealOf(digest, kind, mark) };
}

/** Whether this installation has set the mark. */
export function isGenuine(digest: ChainDigest, kind: MarkKind, mark: ChainMark): boolean {
  return mark.seal === sealOf(digest, kind, mark);
}

function sealOf(digest: ChainDigest, kind: MarkKind, mark: Omit<ChainMark, 'seal'>): ChainValue {
  const { sequence, chain, entries, at, by } = mark;
  return digest.digest(`${VERSION}:${kind}:${sequence}:${chain}:${entries}:${at}:${by}`);
}

/** How people and requests write a place: sequence, colon, digest. */
export const CHAIN_POSITION: RegExp = /^(0|[1-9][0-9]{0,15}):([0-9a-f]{64})$/;

/** Reads what {@link CHAIN_POSITION} fits. */
export function chainPosition(written: string): ChainPosition {
  const [, sequence = '0', chain = CHAIN_START] = CHAIN_POSITION.exec(written) ?? [];
  return { sequence: Number(sequence), chain };
}
