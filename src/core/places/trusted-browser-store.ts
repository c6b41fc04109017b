// Browsers that aren't asked for the second step again for some days (R1.7). A record is found through the mailbox that
// signs in, so that no cookie of another mailbox can ever match (P-19); the secret in the cookie is kept nowhere.

import type { MailboxAddress } from '../decision.ts';
import type { Millis } from '../units.ts';

/** Names a trusted browser in lists and in its cookie. Opens nothing by itself. */
export type TrustedBrowserId = string;

/** Most browsers that one mailbox may trust; beyond it the oldest use goes first. */
export const MAX_TRUSTED_BROWSERS_PER_MAILBOX = 20;

export interface TrustedBrowser {
  readonly id: TrustedBrowserId;
  readonly mailbox: MailboxAddress;
  /** What the browser said of itself when it was trusted: for people's lists, no part of any check. */
  readonly userAgent: string;
  readonly trustedAt: Millis;
  /** Not trusted any more from this time on. */
  readonly endsAt: Millis;
  readonly lastUsedAt: Millis;
}

/** A record with what proves that a cookie is its own. */
export interface KeptTrustedBrowser extends TrustedBrowser {
  /** Keyed digest (`KeyedDigest`) of id, mailbox and secret. */
  readonly secretDigest: string;
}

/** Durable; atomic per call; may throw `ERR_STORE_UNAVAILABLE`. */
export interface TrustedBrowserStore {
  /** Adds, and lets go what is beyond {@link MAX_TRUSTED_BROWSERS_PER_MAILBOX}, but never this one. */
  insert(browser: KeptTrustedBrowser): Promise<void>;
  /** Those of a mailbox that haven't ended, newest use first. One read. */
  list(mailbox: MailboxAddress, now: Millis): Promise<readonly KeptTrustedBrowser[]>;
  /** Keeps the newest use; does nothing when it was revoked meanwhile. */
  recordUse(id: TrustedBrowserId, at: Millis): Promise<void>;
  /** Says false when the mailbox has no such browser: of N concurrent callers one hears true. */
  revoke(mailbox: MailboxAddress, id: TrustedBrowserId): Promise<boolean>;
  /** Password change, factor reset, an administrator; says how many there were. */
  revokeAll(mailbox: MailboxAddress): Promise<number>;
  /** Forgets those that ended before this time, of every mailbox; says how many. */
  purge(endedBefore: Millis): Promise<number>;
}
