// What is kept of browsers' sessions: by a lookup key that only the cookie gives, with a vault that only the cookie opens.
// Whoever reads the store can neither use a session nor look into it.

import type { MailboxAddress, RevocationSequence } from '../decision.ts';
import type { Millis } from '../units.ts';
import type { AccountSession, WebSession, WebSessionId } from './web-session.ts';

/** Anybody makes anonymous sessions at will: no more than this many are kept in all, and from one network. */
export const MAX_ANONYMOUS_SESSIONS = 10_000;
export const MAX_ANONYMOUS_SESSIONS_PER_NETWORK = 200;

/** A mailbox's sessions in one state; beyond it the oldest goes (facts/webmail.md §4.8 #12 for `pending`). */
export const MAX_SESSIONS_PER_MAILBOX = { pending: 3, open: 100 } as const;

/** How long it is remembered who signs out at the webmail: far longer than any worker takes to hear of an end. */
export const CLAIMS_KEPT_FOR: Millis = 3_600_000;

/** Derived from the cookie: finds a record, and opens nothing. */
export type SessionLookupKey = Uint8Array;

/** A session with its vault, which is sealed under a key that is derived from the cookie too. */
export interface SealedSession {
  readonly session: WebSession;
  readonly sealedVault: Uint8Array;
}

export interface KeptSession extends SealedSession {
  /** Rises with each change of the vault. */
  readonly version: number;
}

/** What changes of an open session. */
export type SessionGlance = Pick<KeptSession, 'version'> & Pick<WebSession, 'lastActiveAt'>;

export interface NewSession extends SealedSession {
  readonly lookupKey: SessionLookupKey;
}

export type Promotion =
  /** `displaced`: what had to go because the mailbox has too many sessions. */
  | { readonly kind: 'promoted'; readonly displaced: readonly AccountSession[] }
  /** The vault was written meanwhile: what was read of it is old. */
  | { readonly kind: 'changed' }
  | { readonly kind: 'gone' };

/** Whose sessions. */
export type SessionsOf = { readonly mailbox: MailboxAddress } | { readonly domain: string } | 'everybody';

/** Ephemeral: everybody signs in again when it is lost. Shared by the machine's workers; atomic per call; may throw `ERR_STORE_UNAVAILABLE`. */
export interface WebSessionStore {
  /** Adds one, and lets the oldest go where there are too many; says which of them somebody had given a password for. */
  insert(next: NewSession): Promise<readonly AccountSession[]>;
  /** One indexed read. Tells nothing of limits in time. */
  findByLookupKey(lookupKey: SessionLookupKey): Promise<KeptSession | undefined>;
  /**
   * What may have changed of an open session since it was found; `undefined`: it is gone. One indexed read of two
   * numbers: it is on the path of every proxied request. Whatever another process ended or wrote before the call counts;
   * only a store that was lost as a whole may still answer for a second.
   */
  look(lookupKey: SessionLookupKey): Promise<SessionGlance | undefined>;
  find(id: WebSessionId): Promise<WebSession | undefined>;
  /** Replaces a session whose vault has this version by the next one, with or without its id: of N callers one does. */
  promote(
    before: { readonly lookupKey: SessionLookupKey; readonly version: number },
    next: NewSession,
  ): Promise<Promotion>;
  /** Says false when the vault's version isn't this one any more, or the session is gone: of N callers one writes. */
  writeVault(lookupKey: SessionLookupKey, version: number, sealedVault: Uint8Array): Promise<boolean>;
  /** Takes one of a pending session's tries, and says how many are left; `undefined`: none was, or it is gone. */
  takeTry(id: WebSessionId): Promise<number | undefined>;
  /** Gives one back, as nobody could judge it. */
  giveBackTry(id: WebSessionId): Promise<void>;
  /**
   * One that was taken came to nothing. True: none is left, and no other is being judged, which might be right. Of N
   * callers one hears it.
   */
  spendTry(id: WebSessionId): Promise<boolean>;
  /** Keeps the latest time of each; those that are gone are passed over. */
  touchAll(touches: readonly { readonly id: WebSessionId; readonly at: Millis }[]): Promise<void>;
  /**
   * Ends one while it is in this state; of N callers one is given it. It keeps its id when it opens: who meant to end it
   * while it was pending must not end what it has become.
   */
  end(id: WebSessionId, state: WebSession['state']): Promise<WebSession | undefined>;
  /**
   * Ends all of a mailbox, of a domain, or of everybody who gave a password, and gives them, each to one caller.
   *
   * @param but.decidedFrom - What was decided at this revocation, or later, stays.
   */
  endAll(
    of: SessionsOf,
    but?: { readonly exceptId?: WebSessionId; readonly decidedFrom?: RevocationSequence },
  ): Promise<readonly AccountSession[]>;
  /**
   * Whose it is to sign this session, which is over, out at the webmail: of N callers one hears true, whoever ended it.
   * Remembered for {@link CLAIMS_KEPT_FOR}.
   */
  claimUpstreamEnd(id: WebSessionId, at: Millis): Promise<boolean>;
  /** Pending and open ones, newest first: a mailbox's, or everybody's. */
  list(mailbox?: MailboxAddress): Promise<readonly AccountSession[]>;
  /** Forgets what is over, and gives those that somebody had given a password for, each to one caller. */
  purge(over: { readonly endedBy: Millis; readonly idleSince: Millis }): Promise<readonly AccountSession[]>;
  /** Up to which revocation all were applied here; 0 when it isn't known. Only `startOver` takes it back. */
  revocationsSeen(): Promise<RevocationSequence>;
  markRevocationsSeen(sequence: RevocationSequence): Promise<void>;
  /**
   * For a revocation log that ends before what was seen of it: ends all sessions of everybody, and goes on from
   * `current`, if `seen` still is what was seen. Of N callers one does, and is given the sessions.
   */
  startOver(from: {
    readonly seen: RevocationSequence;
    readonly current: RevocationSequence;
  }): Promise<readonly AccountSession[]>;
}
