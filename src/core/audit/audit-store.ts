// The audit log's entries and store: who, what, from where, why (R6.6). No secret has a field here.

import type { AppPasswordId, DecisionId, MailboxAddress } from '../decision.ts';
import type { Millis } from '../units.ts';

/** One check of a decision, in the order in which it was made (R1.8). */
export interface TraceStep {
  readonly check: string;
  readonly result: string;
  readonly layer?: string;
}

export type AuditKind = 'sign-in' | 'connection' | 'change';

export interface AuditEntry {
  readonly at: Millis;
  readonly kind: AuditKind;
  /** `sign-in.allowed`, `sign-in.refused`, `app-password.created` …: stable, dotted. */
  readonly event: string;
  readonly decisionId?: DecisionId;
  readonly mailbox?: MailboxAddress;
  /** What the client typed, bounded and printable, where it isn't the mailbox's address. */
  readonly loginName?: string;
  readonly door?: string;
  readonly remoteAddress?: string;
  readonly reason?: string;
  readonly appPassword?: AppPasswordId;
  /** Who made a change: `cli`, an administrator's name. */
  readonly actor?: string;
  readonly trace?: readonly TraceStep[];
  readonly details?: Readonly<Record<string, string | number | boolean>>;
}

export interface StoredAuditEntry extends AuditEntry {
  /** Rising; the cursor of `search`. */
  readonly sequence: number;
}

export interface AuditFilter {
  readonly kind?: AuditKind;
  readonly event?: string;
  readonly mailbox?: MailboxAddress;
  readonly decisionId?: DecisionId;
  readonly remoteAddress?: string;
  /** From this time on. */
  readonly since?: Millis;
  /** Before this time. */
  readonly until?: Millis;
}

/** Durable; may throw `ERR_STORE_UNAVAILABLE`. */
export interface AuditStore {
  /** All of them, in order, or none. */
  append(entries: readonly AuditEntry[]): Promise<void>;
  /** Newest first, or, for following, oldest first after a sequence. */
  search(
    filter: AuditFilter,
    page: { readonly limit: number } & ({ readonly before?: number } | { readonly after: number }),
  ): Promise<readonly StoredAuditEntry[]>;
  purge(before: Millis): Promise<number>;
}
