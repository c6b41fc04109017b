// The audit log's entries and store: who, what, from where, why (R6.6). No secret has a field here.

import type { AppPasswordId, DecisionId, MailboxAddress } from '../decision.ts';
import type { Millis } from '../units.ts';
import type { AuditEvent } from './audit-events.ts';

/** One check of a decision, in the order in which it was made (R1.8). */
export interface TraceStep {
  readonly check: string;
  readonly result: string;
  readonly layer?: string;
}

export type AuditKind = 'sign-in' | 'connection' | 'change';

/** Further facts: never a secret. */
export type AuditDetails = Readonly<Record<string, string | number | boolean>>;

export interface AuditEntry {
  readonly at: Millis;
  readonly kind: AuditKind;
  readonly event: AuditEvent;
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
  readonly details?: AuditDetails;
}

export interface StoredAuditEntry extends AuditEntry {
  /** Rising; the cursor of `search`. */
  readonly sequence: number;
}

export interface AuditFilter {
  readonly kind?: AuditKind;
  readonly event?: string;
  /** Any of these. */
  readonly events?: readonly AuditEvent[];
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
