// The audit log's hash chain (R6.6): each entry's value is a keyed digest of the entry and of the value before, so that
// whoever has the database but not the installation key can neither change, remove, add nor reorder an entry unseen.
// Three sealed marks go with it: where the chain begins, what retention has purged, and its head.

import type { Millis } from '../units.ts';
import type { AuditEntry } from './audit-store.ts';

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

/** The one text of an entry that is kept and digested: {@link canonicalJson}, in a sixth of its time. */
export function entryText(entry: AuditEntry): string {
  const names = entry.details === undefined ? [] : Object.keys(entry.details);
  // Engines list names that are numbers first, whatever the order in which they were given.
  if (names.some((name) => /^[0-9]/.test(name))) return canonicalJson(entry);
  return JSON.stringify({
    actor: entry.actor,
    appPassword: entry.appPassword,
    at: entry.at,
    decisionId: entry.decisionId,
    details: entry.details && Object.fromEntries(names.sort().map((name) => [name, entry.details?.[name]])),
    door: entry.door,
    event: entry.event,
    kind: entry.kind,
    loginName: entry.loginName,
    mailbox: entry.mailbox,
    reason: entry.reason,
    remoteAddress: entry.remoteAddress,
    trace: entry.trace?.map(({ check, layer, result }) => ({ check, layer, result })),
  } satisfies Record<keyof AuditEntry, unknown>);
}

/**
 * JSON without blanks, whose names are sorted by UTF-16 code units; values as `JSON.stringify` writes them, members that
 * are `undefined` left out. It is the same again after having been written and read.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  let members = '';
  for (const [name, member] of Object.entries(value).sort(byName)) {
    if (member === undefined) continue;
    members += `${members === '' ? '' : ','}${JSON.stringify(name)}:${canonicalJson(member)}`;
  }
  return `{${members}}`;
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}
