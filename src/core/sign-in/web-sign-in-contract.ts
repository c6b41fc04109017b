// What the web doors ask of the core, from a typed password to an open session. The states and who moves between them:
//
//   (no cookie) ──upstream sets cookies──▶ anonymous ──password accepted──▶ pending ──code right──▶ open
//                                             └───────password accepted, no second step needed────────▶
//
// Where the password must be changed (R6.4) the way to `open` ends in `pending` with the step `password-change`, and that
// in a new sign-in.
//
// Each arrow gives the browser a new cookie, and the old one is dead at once (P-20). The vault is the gate's: the core
// keeps its octets, sealed under a key that only the cookie carries.

import type { PasswordFault } from '../accounts/password-rules.ts';
import type { DecisionId, DenyReason, Dependency, MailboxAddress } from '../decision.ts';
import type { AnswerVerdict, CodeSending, Factor, FactorId, SentKind } from '../factors/factor.ts';
import type { Language } from '../language.ts';
import type {
  AccountSession,
  OpenSession,
  PendingSession,
  SessionCookie,
  WebSession,
  WebSessionId,
} from '../sessions/web-session.ts';
import type { Millis } from '../units.ts';
import type { WebContext } from '../web-context.ts';

/** A session as found by its cookie. */
export interface PresentedSession<S extends WebSession = WebSession> {
  readonly cookie: SessionCookie;
  readonly session: S;
  /** What the gate keeps in it, opened. */
  readonly vault: Uint8Array;
}

/** Refused with nothing to be done at this door; `decisionId` is shown. */
export interface WebRefusal {
  readonly kind: 'refused';
  readonly reason: DenyReason;
  readonly decisionId: DecisionId;
  /** Hold the answer back for this long. */
  readonly delay: Millis;
}

export interface WebUnavailable {
  readonly kind: 'unavailable';
  readonly dependency: Dependency;
  readonly decisionId: DecisionId;
}

/** A password that the upstream is to judge. It counts as a failed try until one of the three is called, once. */
export interface PasswordTry {
  readonly kind: 'proceed';
  /** The canonical address that is to be sent to the upstream, whatever was typed. */
  readonly mailbox: MailboxAddress;
  /** Hold a refusal back for this long (R9.1). */
  readonly delay: Millis;
  /** The upstream said no. */
  refused(): Promise<void>;
  /** The upstream could not say. */
  unknown(): Promise<void>;
  /** The upstream said yes; `before` is the anonymous session that carried the form, when there was one. */
  accepted(parts: {
    readonly before: SessionCookie | undefined;
    readonly vault: Uint8Array;
  }): Promise<AcceptedPassword | WebRefusal | WebUnavailable>;
}

/** The next session after a right password. */
export type AcceptedPassword =
  | { readonly kind: 'open'; readonly presented: PresentedSession<OpenSession> }
  | { readonly kind: 'pending'; readonly presented: PresentedSession<PendingSession> };

/** What may be shown to somebody whose second step is missing. */
export interface ChallengeView {
  readonly mailbox: MailboxAddress;
  /** The default one first, then as they were set up. */
  readonly factors: readonly Factor[];
  /** Kinds whose codes can't be sent now: the path is down, or there is none. */
  readonly unsendable: readonly SentKind[];
  readonly hasRecoveryCodes: boolean;
  /** Days for which this browser may be trusted; 0: not offered (R1.7). */
  readonly trustedBrowserDays: number;
  readonly triesLeft: number;
  readonly endsAt: Millis;
  readonly decisionId: DecisionId;
}

export type SecondStepAnswer =
  | { readonly kind: 'factor'; readonly factorId: FactorId; readonly code: string }
  | { readonly kind: 'recovery-code'; readonly code: string };

/** What the wish for a code to be sent led to. */
export type CodeSent =
  /** Sent now, or, unless it was wished again, before in this session. */
  | { readonly kind: 'sent'; readonly sending: CodeSending }
  /** Too soon, or too often (R2.7): wait this long. `sending`: the one before, whose code is still good. */
  | { readonly kind: 'slowed'; readonly wait: Millis; readonly sending?: CodeSending }
  /** The path is down, or it took this message for undeliverable: another factor is needed. */
  | { readonly kind: 'not-sent' }
  /** The session is over, or has no such factor. */
  | { readonly kind: 'ended' }
  | WebUnavailable;

/** For whom a code is sent, and whether it was asked for expressly. */
export interface SendingWish {
  readonly context: WebContext;
  readonly language: Language;
  /** The same code once more (R2.7). False: nothing is sent where one is under way in this session. */
  readonly again: boolean;
}

/** What an answer to the second step led to. */
export type SecondStepOutcome =
  | {
      readonly kind: 'open';
      readonly presented: PresentedSession<OpenSession>;
      /** The value and age of the trusted browser's cookie, when the person asked for one and may have it. */
      readonly trustedBrowser?: { readonly cookie: string; readonly maxAge: Millis };
    }
  | { readonly kind: 'not-right'; readonly verdict: Exclude<AnswerVerdict, 'right'>; readonly triesLeft: number }
  /** Too many wrong codes for this mailbox lately, in whatever session: wait this long. */
  | { readonly kind: 'slowed'; readonly wait: Millis; readonly triesLeft: number }
  /** Right, and the password must be changed before anything opens (R6.4). */
  | { readonly kind: 'password-change'; readonly presented: PresentedSession<PendingSession> }
  /** No tries left, or the session is over: the person signs in anew. The gate ends the upstream session. */
  | { readonly kind: 'ended' }
  | WebUnavailable;

/** What a new password led to. */
export type PasswordChangeOutcome =
  /** Set; this session and all others are over: the person signs in with it. */
  | { readonly kind: 'changed' }
  | { readonly kind: 'not-taken'; readonly why: PasswordFault | 'same' | 'refused' }
  | { readonly kind: 'ended' }
  | WebUnavailable;

/** Sessions of browsers, as gate and pages use them. Every call may throw `ERR_STORE_UNAVAILABLE` unless it says otherwise. */
export interface WebSessions {
  /**
   * `undefined`: no such session, or it is over. One read.
   *
   * @param onOver - Is given one that has just run out of time: its vault can't be opened again.
   */
  find(
    cookie: string | undefined,
    site: string,
    onOver?: (presented: PresentedSession) => void,
  ): Promise<PresentedSession | undefined>;
  /** Begins one that nobody has signed in to. */
  begin(context: WebContext, vault: Uint8Array): Promise<PresentedSession>;
  /**
   * Changes the vault of a session that still is what it was: `change` may be called again with what another request
   * wrote meanwhile. `undefined`: the session is over.
   */
  changeVault(
    presented: PresentedSession,
    change: (vault: Uint8Array) => Uint8Array,
  ): Promise<PresentedSession | undefined>;
  /** A person is there: the idle limit begins anew. Batched, never waits, never throws. */
  touch(session: WebSession): void;
  /** Signs one session out; its streams end within a second, in every worker. False: it was over already. */
  end(
    session: WebSession,
    reason: 'signed-out' | 'upstream-ended' | 'ended-by-user' | 'expired' | 'displaced',
  ): Promise<boolean>;
  /** Whether the session of this id is open now, whichever worker opened it: it keeps its id under each new cookie. */
  isOpen(id: WebSessionId): Promise<boolean>;
  /** Of N callers, in whichever worker, one hears that it is to sign this session, which is over, out at the webmail. */
  claimUpstreamEnd(id: WebSessionId): Promise<boolean>;
  /**
   * Calls `end` once, and later, when the session is over, in whichever worker, until released: for what streams, and for
   * the webmail's side of it. A pending one is over when it opens, too.
   */
  follow(session: AccountSession, end: () => void): { release(): void };
}

/** The browser's sign-in. Never throws, but for `mayGoOn`: what can't be asked is `unavailable`. */
export interface WebSignIn {
  /** Before a password goes to the upstream: permitted networks and countries, then throttling (R1.2). */
  tryPassword(
    typed: { readonly loginName: string; readonly password: string },
    context: WebContext,
  ): Promise<PasswordTry | WebRefusal | WebUnavailable>;
  /**
   * Whether an open session may go on from where this request comes from (R5.1); if not, it is over. For requests from
   * another address than the sign-in's. May throw `ERR_STORE_UNAVAILABLE`.
   */
  mayGoOn(presented: PresentedSession<OpenSession>, context: WebContext): Promise<boolean>;
  view(presented: PresentedSession<PendingSession>): Promise<ChallengeView | WebUnavailable>;
  /** Sends a code for a factor of a kind whose codes are sent. It is good for this session only (R2.7). */
  sendCode(presented: PresentedSession<PendingSession>, factorId: FactorId, wish: SendingWish): Promise<CodeSent>;
  answer(
    presented: PresentedSession<PendingSession>,
    answer: SecondStepAnswer,
    options: { readonly context: WebContext; readonly trustBrowser: boolean },
  ): Promise<SecondStepOutcome>;
  /** In the step `password-change`. */
  changePassword(
    presented: PresentedSession<PendingSession>,
    password: string,
    context: WebContext,
  ): Promise<PasswordChangeOutcome>;
}
