// The audit log in the administration API's JSON: entries, exports, and what verification found. As resources.ts says.

import type { AuditKind, TraceStep } from '../../../core/audit/audit-store.ts';
import type { ChainFault } from '../../../core/audit/verify-chain.ts';
import type { Timestamp } from './resources.ts';

export interface AuditResource {
  readonly sequence: number;
  readonly at: Timestamp;
  readonly kind: AuditKind;
  readonly event: string;
  readonly decisionId?: string;
  readonly mailbox?: string;
  readonly loginName?: string;
  readonly door?: string;
  readonly remoteAddress?: string;
  readonly reason?: string;
  readonly appPassword?: string;
  readonly actor?: string;
  readonly trace?: readonly TraceStep[];
  readonly details?: Readonly<Record<string, string | number | boolean>>;
}

/** With what it can be checked by: `postern audit verify --file`. */
export interface ExportedAuditResource extends AuditResource {
  /** Absent: from before the chain. */
  readonly chain?: string;
  /** Of the entry before. */
  readonly previous?: string;
}

export interface AuditExportResource {
  readonly items: readonly ExportedAuditResource[];
  /** The following request's `after`; absent on the last page. */
  readonly next?: number;
}

/** A place of the chain, as `postern audit verify` prints it and takes it. */
export interface ChainPositionResource {
  readonly sequence: number;
  readonly digest: string;
}

/** What verification found, in one piece of the log or in all of it. */
export interface AuditVerificationResource {
  /** Entries that were recomputed. */
  readonly checked: number;
  /** Entries up to it are from before the chain, and covered together. */
  readonly begin?: { readonly sequence: number; readonly entries: number; readonly at: Timestamp };
  /** Entries up to it were forgotten. */
  readonly purged?: {
    readonly sequence: number;
    readonly entries: number;
    readonly at: Timestamp;
    readonly by: string;
  };
  readonly head?: ChainPositionResource;
  /** The first entry that is wrong; absent: none was found. */
  readonly broken?: { readonly sequence: number; readonly fault: ChainFault };
  /** Of what was noted; absent: not compared. */
  readonly expected?: 'confirmed' | 'purged';
  /** Where the next piece begins; absent: this was the last. */
  readonly next?: ChainPositionResource;
}

/** Newest first, or, after a cursor, oldest first. */
export interface AuditPageResource {
  readonly items: readonly AuditResource[];
  /** To go on towards older entries; absent at the end. */
  readonly before?: number;
  /** To follow from here. */
  readonly after: number;
}
