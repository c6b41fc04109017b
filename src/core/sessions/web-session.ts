// What a browser's cookie stands for, in the three states that a session can be in. A session that has ended is gone.

import type { SealedBox } from '../app-passwords/app-password-store.ts';
import type { DecisionId, MailboxAddress, RevocationSequence } from '../decision.ts';
import type { Millis } from '../units.ts';
import type { Country } from '../web-context.ts';

/** Names a session in lists, logs and revocations. Opens nothing: only the cookie does. */
export type WebSessionId = string;

/** The value of the browser's cookie: 256 random bits in base64url. It finds the record and opens its vault, and is kept nowhere. */
export type SessionCookie = string;

/** Where a session was begun. */
export interface SessionOrigin {
  readonly remoteAddress: string;
  readonly country?: Country;
  readonly userAgent: string;
}

interface SessionBasics {
  readonly id: WebSessionId;
  readonly site: string;
  readonly origin: SessionOrigin;
  readonly startedAt: Millis;
  /** The session is over at this time, whatever happens. */
  readonly endsAt: Millis;
  /** The last request that counts as a person's; the idle limit is measured from here. */
  readonly lastActiveAt: Millis;
}

/** Nobody has signed in: it only holds the cookies that the webmail's sign-in form needs. */
export interface AnonymousSession extends SessionBasics {
  readonly state: 'anonymous';
}

/** The webmail has accepted the password; the second step is missing. Nothing of the webmail is reachable. */
export interface PendingSession extends SessionBasics {
  readonly state: 'pending';
  readonly mailbox: MailboxAddress;
  /**
   * `enrolment`: the mailbox has no factor yet, and must set one up (R2.2). `password-change`: the second step is done,
   * or not needed; the password must be changed (R6.4).
   */
  readonly step: 'challenge' | 'enrolment' | 'password-change';
  readonly decisionId: DecisionId;
  readonly decidedAt: RevocationSequence;
  readonly passwordAcceptedAt: Millis;
  /** Wrong codes that this session may still give before it ends. */
  readonly triesLeft: number;
  /** The new mailbox password, sealed for each app password whose copy is an older one; applied once the step is done. */
  readonly resealed: readonly SealedBox[];
  /** Recognizes the new mailbox password from then on; absent: it is recognized already, or nothing depends on it. */
  readonly passwordVerifier?: string;
}

/** `secondStep` of what the password alone has opened: it ends when the second step is asked from now on. */
export const PASSWORD_ALONE = 'mode-never';

/** Signed in. */
export interface OpenSession extends SessionBasics {
  readonly state: 'open';
  readonly mailbox: MailboxAddress;
  readonly decisionId: DecisionId;
  readonly decidedAt: RevocationSequence;
  readonly openedAt: Millis;
  /** How the second step was done: the factor's kind, `recovery-code`, or why none was asked. */
  readonly secondStep: string;
  /** Password and second step were last both given at this time: sensitive actions need that it isn't long ago. */
  readonly confirmedAt?: Millis;
}

/** A session that somebody has given a right password for. */
export type AccountSession = PendingSession | OpenSession;

export type WebSession = AnonymousSession | PendingSession | OpenSession;
