// What ends live connections, as a log that every worker follows: a monotonically rising sequence, so that a
// revocation between a check and the registration of a connection is seen by comparing two numbers (R3.6).

import { domainOf } from '../accounts/account-store.ts';
import type { AppPasswordId, MailboxAddress, RevocationSequence } from '../decision.ts';
import type { Millis } from '../units.ts';
import type { WebSessionId } from './web-session.ts';

export type RevocationTarget =
  | { readonly kind: 'app-password'; readonly id: AppPasswordId }
  | { readonly kind: 'mailbox'; readonly address: MailboxAddress }
  /** Every mailbox of a domain that was removed, listed or not. */
  | { readonly kind: 'domain'; readonly name: string }
  | { readonly kind: 'connection'; readonly id: string }
  /** A browser's session that is gone already: what still streams for it ends. */
  | { readonly kind: 'web-session'; readonly id: WebSessionId }
  /**
   * What was opened with the mailbox's own password, once that alone may open nothing any more (R3.1): of one mailbox,
   * of some (a group's), of a domain's, or of all.
   */
  | { readonly kind: 'own-password'; readonly of: OwnPasswordOf };

export type OwnPasswordOf =
  | 'everybody'
  | { readonly mailbox: MailboxAddress }
  | { readonly mailboxes: readonly MailboxAddress[] }
  | { readonly domain: string };

/** Why; shown to the client where the protocol lets us, and in the log. */
export type RevocationReason =
  | 'revoked'
  | 'disabled'
  | 'removed'
  | 'app-password-required'
  /** Ends mail connections: whoever was ended may come back at once. */
  | 'ended-by-administrator'
  /** Ends browsers' sessions too (R6.4). */
  | 'password-changed'
  | 'signed-out';

export interface Revocation {
  readonly sequence: RevocationSequence;
  readonly at: Millis;
  readonly target: RevocationTarget;
  readonly reason: RevocationReason;
}

/** Durable, shared by all workers; may throw `ERR_STORE_UNAVAILABLE`. */
export interface RevocationLog {
  /** The newest sequence, 0 when there is none. One read. */
  current(): Promise<RevocationSequence>;
  /** Everything after `sequence`, in order. */
  since(sequence: RevocationSequence): Promise<readonly Revocation[]>;
  append(entry: {
    readonly at: Millis;
    readonly target: RevocationTarget;
    readonly reason: RevocationReason;
  }): Promise<RevocationSequence>;
  /** Forgets entries older than `before`; the newest always stays, so that sequences never repeat. */
  purge(before: Millis): Promise<void>;
}

/** Whether a mailbox is among those whose own password a revocation is about. */
export function isOf(of: OwnPasswordOf, mailbox: MailboxAddress): boolean {
  if (of === 'everybody') return true;
  if ('mailboxes' in of) return of.mailboxes.includes(mailbox);
  return 'mailbox' in of ? of.mailbox === mailbox : of.domain === domainOf(mailbox);
}
