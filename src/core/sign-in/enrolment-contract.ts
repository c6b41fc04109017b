// Adding a first factor at sign-in (R2.2) or another one in the account pages. What was begun stays on the server until a
// right code confirms it, and belongs to the session that asked: reloading the page shows the same again.

import type { Dependency } from '../decision.ts';
import type { EnrolmentPresentation, Factor, FactorKind, SentKind } from '../factors/factor.ts';
import type { Language } from '../language.ts';
import type { OpenSession, PendingSession } from '../sessions/web-session.ts';
import type { Millis } from '../units.ts';
import type { WebContext } from '../web-context.ts';
import type { PresentedSession, SecondStepOutcome } from './web-sign-in-contract.ts';

/** Why no factor may be set up here and now (P-07). */
export type EnrolmentRefusal =
  /** Policy wants the first one set up inside a trusted network. */
  | 'outside-trusted-network'
  /** Policy wants a code that an administrator gives out. */
  | 'enrolment-code-needed'
  | 'enrolment-code-wrong'
  | 'too-many-factors'
  /** Policy has no place for this kind. */
  | 'factor-not-allowed'
  /** At sign-in only a first one may be set up, and by now there is one: it must be answered with (P-07). */
  | 'factor-exists'
  /** In the account pages: password and second step must be given again first. */
  | 'not-confirmed'
  /** No address, or no number, or one of a country that isn't served (R7.4). */
  | 'destination-malformed'
  /** The mailbox itself, another name of it, or any mailbox behind Postern: the code would lie behind the door it opens (R2.3). */
  | 'destination-protected'
  /** One of the mailbox's factors has it already. */
  | 'destination-known'
  /** Codes were sent too often (R2.7); `wait` says how long. */
  | 'sending-slowed'
  /** The path is down, or it took the message for undeliverable. */
  | 'not-sent';

/** What is to be set up. */
export type EnrolmentWish =
  | { readonly kind: 'totp' }
  /** `destination`: as typed. Another one than before begins anew. */
  | { readonly kind: SentKind; readonly destination: string };

export type EnrolmentStart =
  | { readonly kind: 'started'; readonly presentation: EnrolmentPresentation; readonly endsAt: Millis }
  /** `wait`: too many wrong codes lately; this one was not looked at. */
  | { readonly kind: 'refused'; readonly reason: EnrolmentRefusal; readonly wait?: Millis }
  | { readonly kind: 'unavailable'; readonly dependency: Dependency };

export type EnrolmentEnd =
  | { readonly kind: 'enrolled'; readonly factor: Factor; readonly recoveryCodes?: readonly string[] }
  | { readonly kind: 'not-right'; readonly wait?: Millis }
  /** Nothing was begun, or it took too long. */
  | { readonly kind: 'expired' }
  | { readonly kind: 'refused'; readonly reason: EnrolmentRefusal }
  | { readonly kind: 'unavailable'; readonly dependency: Dependency };

/** A code that was typed, for what this session began. */
export interface EnrolmentAnswer {
  readonly kind: FactorKind;
  readonly code: string;
  readonly name: string;
}

export interface Enrolment {
  /** What may be set up here by its owner, in the order in which it is offered: allowed by policy, and possible at all (R2.9). */
  kinds(presented: PresentedSession<PendingSession | OpenSession>): Promise<readonly FactorKind[]>;
  /**
   * Shows the secret for an app, again and again the same; or sends a code to a destination, anew each time (R2.7).
   *
   * @param options - `code`: what an administrator gave out, where policy wants one.
   */
  start(
    presented: PresentedSession<PendingSession | OpenSession>,
    wish: EnrolmentWish,
    options: { readonly context: WebContext; readonly language: Language; readonly code?: string },
  ): Promise<EnrolmentStart>;
  /** What this session began with a destination and can still finish; sends nothing. For pages that are loaded again. */
  begun(
    presented: PresentedSession<PendingSession | OpenSession>,
    kind: SentKind,
  ): Promise<EnrolmentPresentation | undefined>;
  /** At sign-in: a right code enrols and opens the session at once, with recovery codes to show. */
  finishAtSignIn(
    presented: PresentedSession<PendingSession>,
    answer: EnrolmentAnswer,
    options: { readonly context: WebContext; readonly trustBrowser: boolean },
  ): Promise<
    | {
        readonly kind: 'enrolled';
        readonly opened: Extract<SecondStepOutcome, { kind: 'open' | 'password-change' }>;
        readonly recoveryCodes: readonly string[];
      }
    | Exclude<EnrolmentEnd, { kind: 'enrolled' }>
    | Exclude<SecondStepOutcome, { kind: 'open' | 'password-change' | 'not-right' }>
  >;
  /** In the account pages; the session must be confirmed. */
  finish(presented: PresentedSession<OpenSession>, answer: EnrolmentAnswer, context: WebContext): Promise<EnrolmentEnd>;
}
