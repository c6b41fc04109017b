// What the in-memory stores share: plain collections. Each call of a store runs without a pause, so it is atomic.

import type { Domain, Mailbox, PasswordChangeDue } from '../../../core/accounts/account-store.ts';
import type { Group } from '../../../core/accounts/group-store.ts';
import type { AdministratorCode, StoredAdministrator } from '../../../core/administrators/administrator-store.ts';
import type { AppPassword } from '../../../core/app-passwords/app-password-store.ts';
import type { ChainMark, ChainPosition, MarkKind } from '../../../core/audit/audit-chain.ts';
import type { CodeHash, Draft, StoredFactor } from '../../../core/factors/factor-store.ts';
import type { Place } from '../../../core/places/known-place-store.ts';
import type { KeptTrustedBrowser } from '../../../core/places/trusted-browser-store.ts';
import type { ChallengeMode, GroupLayer } from '../../../core/policy/policy.ts';
import type { Revocation } from '../../../core/sessions/revocation-log.ts';
import type { Millis } from '../../../core/units.ts';

/** A known network or country. */
export interface KeptPlace {
  readonly mailbox: string;
  readonly kind: 'network' | 'country';
  readonly value: string;
  /** Of a network, as of its last use. */
  readonly country: string | undefined;
  readonly knownSince: Millis;
  readonly lastUsedAt: Millis;
}

/** An entry of the audit log, as its canonical JSON. */
export interface KeptAuditEntry extends ChainPosition {
  readonly text: string;
}

/** With its password. */
export type KeptAdministrator = Omit<StoredAdministrator, 'isSetUp'> & { readonly phc?: string };

export interface MemoryState {
  readonly domains: Map<string, Domain>;
  readonly mailboxes: Map<string, Mailbox>;
  /** Alias to target; a domain's alias begins with `@`. */
  readonly aliases: Map<string, string>;
  readonly groups: Map<string, { readonly group: Group; readonly members: Set<string> }>;
  readonly ownChoices: Map<string, ChallengeMode>;
  /** When each mailbox signed in last. */
  readonly signInTimes: Map<string, Millis>;
  readonly passwordChangesDue: Map<string, PasswordChangeDue>;
  readonly localPasswords: Map<string, string>;
  readonly appPasswords: Map<string, AppPassword>;
  /** Lookup key, in hexadecimal, to id. */
  readonly lookupKeys: Map<string, string>;
  /** By mailbox. */
  readonly passwordVerifiers: Map<string, string>;
  readonly factors: Map<string, StoredFactor & { readonly lastStep: number }>;
  /** By all of their key, as JSON. */
  readonly drafts: Map<string, Draft & { readonly tries: number }>;
  /** By mailbox. */
  readonly recoveryCodes: Map<string, Set<CodeHash>>;
  /** By mailbox. */
  readonly enrolmentCodes: Map<string, { readonly hash: CodeHash; readonly endsAt: Millis }>;
  readonly revocations: Revocation[];
  readonly audit: KeptAuditEntry[];
  readonly auditMarks: Partial<Record<MarkKind, ChainMark>>;
  /** By mailbox, kind and value. */
  readonly knownPlaces: Map<string, KeptPlace>;
  /** By mailbox; what no second step vouched for is left out of the place. */
  readonly lastPlaces: Map<string, { readonly place: Partial<Place>; readonly at: Millis }>;
  readonly trustedBrowsers: Map<string, KeptTrustedBrowser>;
  readonly administrators: Map<string, KeptAdministrator>;
  /** By kind and name. */
  readonly administratorCodes: Map<string, AdministratorCode>;
}

export function emptyState(): MemoryState {
  return {
    domains: new Map(),
    mailboxes: new Map(),
    aliases: new Map(),
    groups: new Map(),
    ownChoices: new Map(),
    signInTimes: new Map(),
    passwordChangesDue: new Map(),
    localPasswords: new Map(),
    appPasswords: new Map(),
    lookupKeys: new Map(),
    passwordVerifiers: new Map(),
    factors: new Map(),
    drafts: new Map(),
    recoveryCodes: new Map(),
    enrolmentCodes: new Map(),
    revocations: [],
    audit: [],
    auditMarks: {},
    knownPlaces: new Map(),
    lastPlaces: new Map(),
    trustedBrowsers: new Map(),
    administrators: new Map(),
    administratorCodes: new Map(),
  };
}

/** Appends to the revocation log as a part of the caller's step. */
export function recordRevocation(state: MemoryState, entry: Omit<Revocation, 'sequence'>): number {
  const sequence = (state.revocations.at(-1)?.sequence ?? 0) + 1;
  state.revocations.push({ ...entry, sequence });
  return sequence;
}

/** What the groups of a mailbox say, by name. */
export function groupsOf({ groups }: MemoryState, mailbox: string): readonly GroupLayer[] {
  return Array.from(groups.values())
    .filter(({ members }) => members.has(mailbox))
    .map(({ group: { name, policy } }) => ({ name, policy }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

/**
 * Removes what the mailboxes that `belongs` names have besides their own record and aliases: app passwords, local
 * passwords, factors, memberships of groups, own choices, known places, trusted browsers. Says how many there were.
 */
export function removeBelongings(state: MemoryState, belongs: (mailbox: string) => boolean): number {
  removeFrom(state.passwordVerifiers, belongs);
  removeFrom(state.signInTimes, belongs);
  return (
    removeFrom(state.appPasswords, (_id, { mailbox }) => belongs(mailbox)) +
    removeFrom(state.localPasswords, belongs) +
    removeFrom(state.ownChoices, belongs) +
    removeFrom(state.passwordChangesDue, belongs) +
    removeMemberships(state, belongs) +
    removeFactors(state, belongs) +
    removeFrom(state.knownPlaces, (_key, { mailbox }) => belongs(mailbox)) +
    removeFrom(state.lastPlaces, belongs) +
    removeFrom(state.trustedBrowsers, (_id, { mailbox }) => belongs(mailbox))
  );
}

/** Removes factors, drafts, recovery codes and enrolment codes of the mailboxes that `belongs` names. */
export function removeFactors(state: MemoryState, belongs: (mailbox: string) => boolean): number {
  return (
    removeFrom(state.factors, (_id, { mailbox }) => belongs(mailbox)) +
    removeFrom(state.drafts, (_key, { mailbox }) => belongs(mailbox)) +
    removeFrom(state.recoveryCodes, belongs) +
    removeFrom(state.enrolmentCodes, belongs)
  );
}

/** Removes what `leaves`; says how many. */
export function removeFrom<K, T>(map: Map<K, T>, leaves: (key: K, value: T) => boolean): number {
  const leaving = [...map].filter(([key, value]) => leaves(key, value));
  for (const [key] of leaving) map.delete(key);
  return leaving.length;
}

function removeMemberships({ groups }: MemoryState, belongs: (mailbox: string) => boolean): number {
  let removed = 0;
  for (const { members } of groups.values()) {
    for (const mailbox of members) if (belongs(mailbox) && members.delete(mailbox)) removed += 1;
  }
  return removed;
}

/** Removes from a log what doesn't stay; says how many. */
export function forget<T>(log: T[], stays: (entry: T) => boolean): number {
  const kept = log.filter(stays);
  return log.splice(0, log.length, ...kept).length - kept.length;
}
