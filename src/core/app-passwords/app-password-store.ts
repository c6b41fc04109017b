// An app password's record and the store that keeps it. The app password itself is kept nowhere (R3.2): the record is
// found by a keyed hash of it, and what it unlocks is sealed so that the database alone opens nothing (ARCHITECTURE).

import type { AppPasswordId, MailboxAddress, MailDoor, Scope } from '../decision.ts';
import type { Millis } from '../units.ts';

/** Most app passwords a mailbox may have that aren't revoked (R3.3). */
export const MAX_APP_PASSWORDS_PER_MAILBOX = 100;

/** HMAC-SHA-256 of the normalized app password under the installation's key: 32 octets, unique. */
export type LookupKey = Uint8Array;

/** What lets Postern sign in at the backend with the mailbox's own password, but only while it holds the app password. */
export interface Vault {
  /** X25519 public key, 32 octets: whoever has the mailbox's password can seal it anew, without the app password. */
  readonly publicKey: Uint8Array;
  /** The private half, encrypted under a key derived from the app password. */
  readonly wrappedPrivateKey: Uint8Array;
  /**
   * The mailbox's own password, sealed under the app password when it was made, or to `publicKey` (HPKE, RFC 9180)
   * since. Absent: nothing was sealed yet.
   */
  readonly sealedPassword?: Uint8Array;
  readonly sealedAt?: Millis;
  /** The backend refused what is sealed (A14): not tried again until it is sealed anew. */
  readonly staleSince?: Millis;
}

export interface AppPasswordUse {
  readonly at: Millis;
  readonly door: MailDoor;
  readonly remoteAddress: string;
  readonly country?: string;
  readonly clientName?: string;
}

export interface AppPassword {
  readonly id: AppPasswordId;
  readonly mailbox: MailboxAddress;
  /** Chosen by its owner, 1 to 100 characters, no controls. */
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** R3.4: IMAP only reads. */
  readonly readOnly: boolean;
  readonly createdAt: Millis;
  readonly expiresAt?: Millis;
  /** CIDR; absent: from everywhere. */
  readonly networks?: readonly string[];
  /** Kept after revocation so that its next use is told apart from a wrong password (I15); the vault is not. */
  readonly revokedAt?: Millis;
  readonly lastUse?: AppPasswordUse;
  /** Absent for backends that are signed in to without the mailbox's password (`master`), and once revoked. */
  readonly vault?: Vault;
}

/** A use to be recorded later; only the newest of each id matters. */
export interface RecordedUse {
  readonly id: AppPasswordId;
  readonly use: AppPasswordUse;
}

/** What an app password is to hold, or holds, of the mailbox's password. */
export interface SealedBox {
  readonly id: AppPasswordId;
  /** When what it holds was sealed; absent: it holds nothing yet. What was sealed anew meanwhile stays. */
  readonly sealedAt?: Millis;
  /** Replaces what it holds; absent: it holds the password that is meant already. */
  readonly sealedPassword?: Uint8Array;
}

/** One password of a mailbox, sealed for its app passwords. */
export interface SealedForMailbox {
  readonly boxes: readonly SealedBox[];
  /** Recognizes the password, without being of use for anything else. */
  readonly verifier: string;
}

/** Durable; atomic per call; may throw `ERR_STORE_UNAVAILABLE`. */
export interface AppPasswordStore {
  /** Adds, unless the mailbox has {@link MAX_APP_PASSWORDS_PER_MAILBOX} already: of N callers at once none slips by. */
  insert(record: AppPassword, lookupKey: LookupKey): Promise<'inserted' | 'too-many'>;
  /** One indexed read, revoked ones included. */
  findByLookupKey(lookupKey: LookupKey): Promise<AppPassword | undefined>;
  find(id: AppPasswordId): Promise<AppPassword | undefined>;
  /** Oldest first; revoked ones only when asked for. */
  list(mailbox: MailboxAddress, options: { readonly includeRevoked: boolean }): Promise<readonly AppPassword[]>;
  /**
   * Revokes, destroys the vault and appends to the revocation log, all or nothing.
   * Says false when it isn't there or was revoked before: of N concurrent callers one hears true.
   */
  revoke(id: AppPasswordId, at: Millis): Promise<boolean>;
  /** Keeps the newest use of each; unknown ids are passed over. */
  recordUses(uses: readonly RecordedUse[]): Promise<void>;
  /** Marks what was sealed at `sealedAt` as stale; does nothing when it was sealed anew meanwhile. */
  markStale(id: AppPasswordId, sealedAt: Millis, at: Millis): Promise<void>;
  /** The backend took what was sealed at `sealedAt` after all; does nothing when it was sealed anew meanwhile. */
  clearStale(id: AppPasswordId, sealedAt: Millis): Promise<void>;
  /**
   * Replaces what each box of the mailbox says and clears `staleSince`, but never what was sealed anew meanwhile, nor
   * what is revoked. The verifier is kept when every vault of the mailbox holds the password then, and else there is none
   * any more. Says how many were replaced.
   */
  replaceSealed(mailbox: MailboxAddress, sealed: SealedForMailbox, at: Millis): Promise<number>;
  /** What recognizes the password that every vault of the mailbox holds; `undefined`: not known. */
  findVerifier(mailbox: MailboxAddress): Promise<string | undefined>;
  /** Forgets records revoked before `before`; says how many. */
  purgeRevoked(before: Millis): Promise<number>;
}
