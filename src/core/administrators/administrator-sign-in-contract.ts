// What the console needs of an administrator's sign-in: always two steps (R6.2), then a session of its own kind.

import type { ChangeOrigin, Outcome } from '../administration/change.ts';
import type { TotpPresentation } from '../factors/factor.ts';
import type { Millis } from '../units.ts';
import type { Administrator } from './administrator.ts';
import type { ConsoleSessionId, ConsoleSessionState } from './console-session-store.ts';
import type { Requester } from './requester.ts';

/** The value of the console's cookie: 256 random bits in base64url, kept nowhere. No other cookie is ever one (P-17). */
export type ConsoleCookie = string;

export interface ConsoleSession {
  readonly id: ConsoleSessionId;
  readonly state: ConsoleSessionState;
  readonly administrator: Administrator;
  readonly startedAt: Millis;
  readonly lastActiveAt: Millis;
  readonly endsAt: Millis;
  /** Both steps were last given at this time. */
  readonly confirmedAt?: Millis;
  /** Time-boxed, without a second step, by the operator at the host (R6.7). */
  readonly isBreakGlass: boolean;
  readonly origin: ChangeOrigin;
}

/** A session and the cookie that stands for it. */
export interface PresentedConsoleSession {
  readonly session: ConsoleSession;
  readonly cookie: ConsoleCookie;
}

/** `wrong` says the same for every reason; `throttled` and `not-permitted` come before any password is looked at (R1.2). */
export type ConsoleSignInAnswer =
  | { readonly kind: 'session'; readonly presented: PresentedConsoleSession }
  | { readonly kind: 'wrong'; readonly delay: Millis; readonly triesLeft?: number }
  | { readonly kind: 'used' }
  | { readonly kind: 'throttled'; readonly retryAfter: Millis }
  | { readonly kind: 'not-permitted' }
  | { readonly kind: 'ended' };

export type ConsoleSecondStep =
  | { readonly kind: 'totp'; readonly code: string }
  | { readonly kind: 'recovery-code'; readonly code: string };

/** Every call may throw `ERR_STORE_UNAVAILABLE`. */
export interface ConsoleSignIn {
  /** The session of a cookie, moved on by this visit; `undefined`: there is none, or it has ended. */
  present(cookie: string, origin: ChangeOrigin): Promise<PresentedConsoleSession | undefined>;
  /** First step. What comes of it is `challenge`, never `open`. */
  tryPassword(
    given: { readonly name: string; readonly password: string },
    origin: ChangeOrigin,
  ): Promise<ConsoleSignInAnswer>;
  /** Second step of a session in `challenge`; a new cookie, with the old one ended (P-20). */
  answer(
    presented: PresentedConsoleSession,
    given: ConsoleSecondStep,
    origin: ChangeOrigin,
  ): Promise<ConsoleSignInAnswer>;
  /** A code from the host's shell: of a new administrator, of one whose factors were reset, or break-glass. Single use. */
  useCode(code: string, origin: ChangeOrigin): Promise<ConsoleSignInAnswer>;
  /** The QR code of a session in `set-up`, the same at each reload (R2.2). */
  setUp(presented: PresentedConsoleSession): Promise<TotpPresentation>;
  /** Sets password and authenticator app at once, and opens the session; recovery codes are shown once. */
  finishSetUp(
    presented: PresentedConsoleSession,
    given: { readonly password: string; readonly code: string },
    origin: ChangeOrigin,
  ): Promise<Outcome<{ readonly presented: PresentedConsoleSession; readonly recoveryCodes: readonly string[] }>>;
  /** Both steps once more, in an open session: `confirmedAt` is now. */
  confirm(
    presented: PresentedConsoleSession,
    given: { readonly password: string; readonly answer: ConsoleSecondStep },
    origin: ChangeOrigin,
  ): Promise<ConsoleSignInAnswer>;
  /** Of an open session: what it may ask of the API. */
  requesterOf(session: ConsoleSession, origin: ChangeOrigin): Requester;
  end(presented: PresentedConsoleSession): Promise<void>;
}
