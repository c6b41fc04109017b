// Adding a first factor at sign-in (R2.2) or another one in the account pages. The secret stays on the server until a
// right code confirms it, and belongs to the session that asked: reloading the page shows the same one again.

import type { Dependency } from '../decision.ts';
import type { EnrolmentPresentation, Factor } from '../factors/factor.ts';
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
  | 'not-confirmed';

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

export interface Enrolment {
  /** @param code - What an administrator gave out, where policy wants one. */
  start(
    presented: PresentedSession<PendingSession | OpenSession>,
    options: { readonly context: WebContext; readonly code?: string },
  ): Promise<EnrolmentStart>;
  /** At sign-in: a right code enrols and opens the session at once, with recovery codes to show. */
  finishAtSignIn(
    presented: PresentedSession<PendingSession>,
    answer: { readonly code: string; readonly name: string },
    options: { readonly context: WebContext; readonly trustBrowser: boolean },
  ): Promise<
    | {
        readonly kind: 'enrolled';
        readonly opened: Extract<SecondStepOutcome, { kind: 'open' }>;
        readonly recoveryCodes: readonly string[];
      }
    | Exclude<EnrolmentEnd, { kind: 'enrolled' }>
    | Exclude<SecondStepOutcome, { kind: 'open' } | { kind: 'not-right' }>
  >;
  /** In the account pages; the session must be confirmed. */
  finish(
    presented: PresentedSession<OpenSession>,
    answer: { readonly code: string; readonly name: string },
    context: WebContext,
  ): Promise<EnrolmentEnd>;
}
