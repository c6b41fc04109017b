// Asking again before something sensitive (R3.8, R2.8): the password at the mailbox's own sign-in source, and a second step
// where the mailbox has a factor. Wrong ones count as at sign-in, each in its own buckets. A right answer gives the browser
// a new cookie; the session stays itself, with what streams for it.

import type { DecisionId, Dependency } from '../decision.ts';
import type { CodeSending, FactorId } from '../factors/factor.ts';
import { type OpenSession, PASSWORD_ALONE } from '../sessions/web-session.ts';
import type { Millis } from '../units.ts';
import type { WebContext } from '../web-context.ts';
import { judgeSecondStep } from './judge-second-step.ts';
import { sendCode } from './send-code.ts';
import type { AccountRules, WebSignInParts } from './sign-in-parts.ts';
import { stillPermitted } from './still-permitted.ts';
import { usableOf } from './usable-factors.ts';
import { WebDecision } from './web-decision.ts';
import type { CodeSent, PresentedSession, SecondStepAnswer, SendingWish } from './web-sign-in-contract.ts';

/** How long what is sensitive may be done after password and second step were given. */
export const CONFIRMED_FOR: Millis = 10 * 60_000;

/** What somebody is told to wait whose network failed too often: about the time in which one of its failures leaks away. */
const NETWORK_WAIT: Millis = 60_000;

/** What was asked again came to; the account pages' `Confirmation` is this. */
export type ConfirmationOutcome =
  | { readonly kind: 'confirmed'; readonly presented: PresentedSession<OpenSession> }
  | { readonly kind: 'not-right'; readonly which: 'password' | 'code'; readonly delay?: Millis }
  | { readonly kind: 'slowed'; readonly wait: Millis }
  | { readonly kind: 'unavailable'; readonly dependency: Dependency; readonly decisionId?: DecisionId };

export interface Given {
  readonly password: string;
  readonly answer?: SecondStepAnswer;
}

/** Whether what is sensitive may be done now. A clock that was set back confirms nothing. */
export function isConfirmed({ confirmedAt }: OpenSession, now: Millis): boolean {
  return confirmedAt !== undefined && confirmedAt <= now && now < confirmedAt + CONFIRMED_FOR;
}

export class SessionConfirmation {
  readonly #parts: WebSignInParts;

  constructor(parts: WebSignInParts) {
    this.#parts = parts;
  }

  isConfirmed(session: OpenSession): boolean {
    return isConfirmed(session, this.#parts.clock.now());
  }

  /** Never throws. */
  confirm(presented: PresentedSession<OpenSession>, given: Given, context: WebContext): Promise<ConfirmationOutcome> {
    const { mailbox, decisionId: id } = presented.session;
    const decision = new WebDecision(this.#parts, context, { id, mailbox });
    return decision.run(async () => {
      const rules = await stillPermitted(this.#parts, decision, presented.session);
      // The session is over: the next request says so in the webmail's own words.
      if (!rules) return { kind: 'unavailable', dependency: 'store' };
      const refusal = await this.#password(decision, presented.session, given.password);
      return refusal ?? this.#secondStep(decision, presented, { rules, given });
    });
  }

  /** Sends a code to confirm with: it is good for that only, in this session. Never throws. */
  sendCode(session: OpenSession, factorId: FactorId, wish: SendingWish): Promise<CodeSent> {
    const { mailbox, decisionId: id } = session;
    const decision = new WebDecision(this.#parts, wish.context, { id, mailbox });
    return decision.run(async () => {
      const rules = await stillPermitted(this.#parts, decision, session);
      if (!rules) return { kind: 'ended' };
      return sendCode(this.#parts, decision, { session, rules, factorId, purpose: 'confirmation', wish });
    });
  }

  /** The code that is under way to confirm with. May throw `ERR_STORE_UNAVAILABLE`. */
  sending({ mailbox, id: boundTo }: OpenSession, factorId: FactorId): Promise<CodeSending | undefined> {
    return this.#parts.factors.sending({ mailbox, boundTo, factorId, purpose: 'confirmation' });
  }

  /** `undefined`: it is right. */
  async #password(
    decision: WebDecision,
    { mailbox }: OpenSession,
    password: string,
  ): Promise<ConfirmationOutcome | undefined> {
    const { accounts, sources, throttle } = this.#parts;
    const { context } = decision;
    const isRefused = await throttle.isRefused(mailbox, context.remoteAddress);
    const tried = isRefused ? undefined : await throttle.reserve(mailbox, context.remoteAddress, password);
    if (tried?.kind !== 'proceed') return this.#slowed(decision, NETWORK_WAIT);
    const account = await accounts.resolve(mailbox);
    const source = account && sources.get(account.domain.signInSource);
    const asking = { ...context, connectionId: context.requestId };
    const verdict = (await source?.verify(mailbox, password, asking)) ?? {
      kind: 'unavailable' as const,
      dependency: 'sign-in-source' as const,
    };
    decision.check('password', verdict.kind);
    if (verdict.kind === 'wrong') return this.#notRight(decision, 'password', tried.delay);
    await throttle.refund(tried.attempt);
    return verdict.kind === 'right' ? undefined : decision.unavailable(verdict.dependency);
  }

  async #secondStep(
    decision: WebDecision,
    presented: PresentedSession<OpenSession>,
    { rules, given }: { readonly rules: AccountRules; readonly given: Given },
  ): Promise<ConfirmationOutcome> {
    const { factors } = this.#parts;
    const { mailbox } = presented.session;
    const enrolled = await factors.list(mailbox);
    if (enrolled.length === 0) return this.#confirmed(decision, presented);
    if (given.answer === undefined) return this.#notRight(decision, 'code');
    const asked = {
      ...{ mailbox, usable: usableOf(enrolled, rules), answer: given.answer },
      session: { boundTo: presented.session.id, purpose: 'confirmation' },
    } as const;
    const judgement = await judgeSecondStep(this.#parts, decision, asked);
    switch (judgement.kind) {
      case 'right':
        return this.#confirmed(decision, presented, judgement.secondStep);
      case 'slowed':
        return this.#slowed(decision, judgement.wait);
      case 'not-right':
      case 'no-try':
        return this.#notRight(decision, 'code');
    }
  }

  /** @param proved - The factor's kind, or `recovery-code`; absent: the mailbox has no factor. */
  async #confirmed(
    decision: WebDecision,
    presented: PresentedSession<OpenSession>,
    proved?: string,
  ): Promise<ConfirmationOutcome> {
    const now = this.#parts.clock.now();
    const { secondStep } = presented.session;
    const session: OpenSession = {
      ...presented.session,
      lastActiveAt: now,
      confirmedAt: now,
      // From here on it isn't one that the password alone has opened, and stays when that may open nothing any more.
      secondStep: secondStep === PASSWORD_ALONE ? (proved ?? secondStep) : secondStep,
    };
    const promoted = await this.#parts.sessions.promote(presented, session);
    if (promoted.kind !== 'begun') {
      decision.check('session', promoted.kind === 'gone' ? 'is over' : promoted.reason);
      // The code is spent all the same.
      decision.record('web-session.not-confirmed', { reason: 'ended' });
      return { kind: 'unavailable', dependency: 'store' };
    }
    decision.record('web-session.confirmed', { details: { session: session.id } });
    return { kind: 'confirmed', presented: promoted.presented };
  }

  #notRight(decision: WebDecision, which: 'password' | 'code', delay: Millis = 0): ConfirmationOutcome {
    decision.record('web-session.not-confirmed', { reason: which });
    return { kind: 'not-right', which, ...(delay > 0 && { delay }) };
  }

  #slowed(decision: WebDecision, wait: Millis): ConfirmationOutcome {
    decision.record('web-session.not-confirmed', { reason: 'slowed', details: { wait } });
    return { kind: 'slowed', wait };
  }
}
