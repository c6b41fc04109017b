// The audit log's entries and store: who, what, from where, why (R6.6). No secret has a field here.

import type { AppPasswordId, DecisionId, MailboxAddress } from '../decision.ts';
import type { Millis } from '../units.ts';
import type { ChainMarks, ChainValue } from './audit-chain.ts';
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
  /** The mailbox is of one of these; an entry without a mailbox is of none. */
  readonly domains?: readonly string[];
  readonly decisionId?: DecisionId;
  readonly remoteAddress?: string;
  readonly door?: string;
  /** Two letters, as `details.country` has it. */
  readonly country?: string;
  readonly reason?: string;
  readonly actor?: string;
  /** From this time on. */
  readonly since?: Millis;
  /** Before this time. */
  readonly until?: Millis;
}

/** An entry as the chain's verification needs it. */
export interface AuditLink {
  readonly sequence: number;
  /** As it is kept: its canonical JSON. */
  readonly text: string;
  /** Absent: from before the chain. */
  readonly chain?: ChainValue;
  /** Whether what it is found by is what it says. */
  readonly isFoundAsWritten: boolean;
}

/** An entry that can be checked by itself, wherever it is taken to. */
export interface ExportedAuditEntry extends StoredAuditEntry {
  /** Absent: from before the chain. */
  readonly chain?: ChainValue;
  /** Of the entry before. */
  readonly previous?: ChainValue;
}

/** What the chain's verification reads; may throw `ERR_STORE_UNAVAILABLE`. */
export interface AuditChainSource {
  marks(): Promise<ChainMarks>;
  /** Oldest first, after a sequence. Lets other work of the process have its turn. */
  links(page: { readonly after: number; readonly limit: number }): Promise<readonly AuditLink[]>;
}

/** Durable; may throw `ERR_STORE_UNAVAILABLE`. */
export interface AuditStore extends AuditChainSource {
  /** All of them, in order, chained to what is there, or none. Several workers may do so at once: there is one chain. */
  append(entries: readonly AuditEntry[]): Promise<void>;
  /** Newest first, or, for following, oldest first after a sequence. */
  search(
    filter: AuditFilter,
    page: { readonly limit: number } & ({ readonly before?: number } | { readonly after: number }),
  ): Promise<readonly StoredAuditEntry[]>;
  /** Oldest first, after a sequence, with the chain's values. */
  export(
    filter: AuditFilter,
    page: { readonly limit: number; readonly after: number },
  ): Promise<readonly ExportedAuditEntry[]>;
  /**
   * Forgets what was recorded before the first entry that is as new as `before`, so that no hole comes into the chain, and
   * sets the mark that says so. Says how many.
   */
  purge(before: Millis, setBy: { readonly at: Millis; readonly by: string }): Promise<number>;
}
