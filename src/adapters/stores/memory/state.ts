// What the in-memory stores share: plain collections. Each call of a store runs without a pause, so it is atomic.

import type { Domain, Mailbox } from '../../../core/accounts/account-store.ts';
import type { Group } from '../../../core/accounts/group-store.ts';
import type { AppPassword } from '../../../core/app-passwords/app-password-store.ts';
import type { StoredAuditEntry } from '../../../core/audit/audit-store.ts';
import type { ChallengeMode, GroupLayer } from '../../../core/policy/policy.ts';
import type { Revocation } from '../../../core/sessions/revocation-log.ts';

export interface MemoryState {
  readonly domains: Map<string, Domain>;
  readonly mailboxes: Map<string, Mailbox>;
  /** Alias to target; a domain's alias begins with `@`. */
  readonly aliases: Map<string, string>;
  readonly groups: Map<string, { readonly group: Group; readonly members: Set<string> }>;
  readonly ownChoices: Map<string, ChallengeMode>;
  readonly localPasswords: Map<string, string>;
  readonly appPasswords: Map<string, AppPassword>;
  /** Lookup key, in hexadecimal, to id. */
  readonly lookupKeys: Map<string, string>;
  readonly revocations: Revocation[];
  readonly audit: StoredAuditEntry[];
}

export function emptyState(): MemoryState {
  return {
    domains: new Map(),
    mailboxes: new Map(),
    aliases: new Map(),
    groups: new Map(),
    ownChoices: new Map(),
    localPasswords: new Map(),
    appPasswords: new Map(),
    lookupKeys: new Map(),
    revocations: [],
    audit: [],
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
 * passwords, memberships of groups, own choices. Says how many there were.
 */
export function removeBelongings(state: MemoryState, belongs: (mailbox: string) => boolean): number {
  let removed = 0;
  for (const [id, { mailbox }] of state.appPasswords) {
    if (belongs(mailbox) && state.appPasswords.delete(id)) removed += 1;
  }
  const members = Array.from(state.groups.values(), (group) => group.members);
  for (const held of [state.localPasswords, state.ownChoices, ...members]) {
    for (const mailbox of held.keys()) if (belongs(mailbox) && held.delete(mailbox)) removed += 1;
  }
  return removed;
}

/** Removes from a log what doesn't stay; says how many. */
export function forget<T>(log: T[], stays: (entry: T) => boolean): number {
  const kept = log.filter(stays);
  return log.splice(0, log.length, ...kept).length - kept.length;
}
