// Mailboxes as tables, as the administration API gives them.

import type { ImportItem } from '../../../core/accounts/import-mailboxes.ts';

/** What came of a part of an import, or would come of it. */
export interface ImportResource {
  /** In the audit entry of each. */
  readonly id: string;
  /** True: nothing was changed, and the outcomes are what they would be. */
  readonly dryRun: boolean;
  /** Of the text, besides its header. */
  readonly rows: number;
  readonly items: readonly ImportItem[];
  /** The following request's `after`, to the same text; absent when all its rows were done. */
  readonly next?: number;
}

/** A page of mailboxes with their own settings, in the words of an import. */
export interface ExportedMailboxesResource {
  /** By column. Absent where CSV was asked for. */
  readonly items?: readonly Readonly<Record<string, string>>[];
  /** With its header on the first page only, so that pages make a file together. */
  readonly csv?: string;
  readonly next?: string;
}
