// What the in-memory stores share: plain collections. Each call of a store runs without a pause, so it is atomic.

import type { Domain, Mailbox } from '../../../core/accounts/account-store.ts';
import type { AppPassword } from '../../../core/app-passwords/app-password-store.ts';
import type { StoredAuditEntry } from '../../../core/audit/audit-store.ts';
import type { Revocation } from '../../../core/sessions/revocation-log.ts';

export interface MemoryState {
  readonly domains: Map<string, Domain>;
  readonly mailboxes: Map<string, Mailbox>;
  /** Alias to target; a domain's alias begins with `@`. */
  readonly aliases: Map<string, string>;
  readonly localPasswords: Map<string, string>;
  readonly appPasswords: Map<string, AppPassword>;
  /** Lookup key, in hexadecimal, to id. */
  readonly lookupKeys: Map<string, string>;
  /** By mailbox. */
  readonly passwordVerifiers: Map<string, string>;
  readonly revocations: Revocation[];
  readonly audit: StoredAuditEntry[];
}

export function emptyState(): MemoryState {
  return {
    domains: new Map(),
    mailboxes: new Map(),
    aliases: new Map(),
    localPasswords: new Map(),
    appPasswords: new Map(),
    lookupKeys: new Map(),
    passwordVerifiers: new Map(),
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

/** Removes the app passwords and local passwords of the mailboxes that `belongs` names; says how many there were. */
export function removeSecrets(state: MemoryState, belongs: (mailbox: string) => boolean): number {
  let removed = 0;
  for (const [id, { mailbox }] of state.appPasswords) {
    if (belongs(mailbox) && state.appPasswords.delete(id)) removed += 1;
  }
  for (const mailbox of state.localPasswords.keys()) {
    if (belongs(mailbox) && state.localPasswords.delete(mailbox)) removed += 1;
  }
  for (const mailbox of state.passwordVerifiers.keys()) if (belongs(mailbox)) state.passwordVerifiers.delete(mailbox);
  return removed;
}

/** Removes from a log what doesn't stay; says how many. */
export function forget<T>(log: T[], stays: (entry: T) => boolean): number {
  const kept = log.filter(stays);
  return log.splice(0, log.length, ...kept).length - kept.length;
}
