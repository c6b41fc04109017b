// Setting up a factor, an authenticator app or where codes are sent: the first one at sign-in (R2.2), or another one in the
// account pages.
//
//   pending (enrolment) ── start ──▶ a secret is shown, or a code is sent, again the same ── finishAtSignIn ── right ──▶ open
//        │                                                      ▲        │                          with recovery codes
//        └─ refused: outside, no code, wrong code, there is one  └────────┴─ not right
//
//   open, confirmed ── start ──▶ shown ── finish ── right ──▶ enrolled (with recovery codes when it is the first)
//
// Whoever knows only the password sets up nothing beside a factor that there is (P-03, P-07): at sign-in the first one
// only, and of two at once one. Nothing of the secret comes from the browser.

import type { MailboxAddress } from '../decision.ts';
import { mayBeSetUpByOwners } from '../factors/delegation.ts';
import type { EnrolmentPresentation, Factor, FactorKind, SentKind } from '../factors/factor.ts';
import type { Language } from '../language.ts';
import { isInNetworks } from '../places/networks.ts';
import type { AccountSession, OpenSession, PendingSession } from '../sessions/web-session.ts';
import type { Millis } from '../units.ts';
import type { WebContext } from '../web-context.ts';
import { isConfirmed } from './confirm-session.ts';
import type {
  Enrolment,
  EnrolmentAnswer,
  EnrolmentEnd,
  EnrolmentRefusal,
  EnrolmentStart,
  EnrolmentWish,
} from './enrolment-contract.ts';
import { openAfterSecondStep } from './open-session.ts';
import { recordSending } from './send-code.ts';
import type { AccountRules, WebSignInParts } from './sign-in-parts.ts';
import { stillPermitted } from './still-permitted.ts';
import { WebDecision } from './web-decision.ts';
import type { PresentedSession } from './web-sign-in-contract.ts';

/** Kinds that there are, in the order in which they are offered. */
const KINDS: readonly EnrolmentWish['kind'][] = ['totp', 'email', 'sms'];

/** Longest code that is looked at, in characters. */
const MAX_CODE = 100;

type Refused = Extract<EnrolmentStart, { kind: 'refused' }>;

type FinishedAtSignIn = Awaited<ReturnType<Enrolment['finishAtSignIn']>>;

export class FactorEnrolment implements Enrolment {
  readonly #parts: WebSignInParts;
  readonly #issuer: string;

  /** @param issuer - What an authenticator app shows beside the mailbox: the site's name. */
  constructor(parts: WebSignInParts, issuer: string) {
    this.#parts = parts;
    this.#issuer = issuer;
  }

  async kinds({ session }: PresentedSession<PendingSession | OpenSession>): Promise<readonly FactorKind[]> {
    const { accounts, rulesFor } = this.#parts;
    if (session.state === 'pending' && (await this.#notFirst(session))) return [];
    const rules = await rulesFor(await accounts.resolve(session.mailbox));
    return KINDS.filter((kind) => !this.#kindRefusal(kind, rules) && this.#parts.factors.canSetUp(kind));
  }

  start(
    { session }: PresentedSession<PendingSession | OpenSession>,
    wish: EnrolmentWish,
    { context, language, code }: { readonly context: WebContext; readonly language: Language; readonly code?: string },
  ): Promise<EnrolmentStart> {
    const decision = this.#decision(session, context);
    return decision.run(async () => {
      const refusal = await this.#mayEnrol(decision, session, { kind: wish.kind, context, code });
      if (refusal) return refused(decision, refusal);
      return wish.kind === 'totp'
        ? this.#startApp(decision, session)
        : this.#startSent(decision, session, { ...wish, language });
    });
  }

  begun(
    { session }: PresentedSession<PendingSession | OpenSession>,
    kind: SentKind,
  ): Promise<EnrolmentPresentation | undefined> {
    const { mailbox, id: boundTo } = session;
    return this.#parts.factors.begunEnrolment({ mailbox, boundTo, kind });
  }

  finishAtSignIn(
    presented: PresentedSession<PendingSession>,
    typed: EnrolmentAnswer,
    { context, trustBrowser }: { readonly context: WebContext; readonly trustBrowser: boolean },
  ): Promise<FinishedAtSignIn> {
    const { session } = presented;
    const decision = this.#decision(session, context);
    return decision.run(async (): Promise<FinishedAtSignIn> => {
      const rules = await stillPermitted(this.#parts, decision, session);
      if (!rules) return { kind: 'ended' };
      // What was begun proves the enrolment code; where somebody is may have changed since.
      const refusal =
        this.#kindRefusal(typed.kind, rules) ?? placeRefusal(rules, context) ?? (await this.#notFirst(session));
      if (refusal) return refused(decision, refusal);
      const finished = await this.#finish(decision, session, { ...typed, onlyFirst: true });
      if (finished.kind !== 'enrolled') return finished;
      const recoveryCodes = await this.#parts.factors.renewRecoveryCodes(session.mailbox);
      const completed = { secondStep: finished.factor.kind, trustBrowser };
      const opened = await openAfterSecondStep(this.#parts, decision, { pending: presented, rules, completed });
      return opened.kind === 'ended' ? opened : { kind: 'enrolled', opened, recoveryCodes };
    });
  }

  finish(
    { session }: PresentedSession<OpenSession>,
    typed: EnrolmentAnswer,
    context: WebContext,
  ): Promise<EnrolmentEnd> {
    const decision = this.#decision(session, context);
    return decision.run(async (): Promise<EnrolmentEnd> => {
      const refusal = await this.#mayFinish(decision, session, typed.kind);
      if (refusal) return refused(decision, refusal);
      const finished = await this.#finish(decision, session, { ...typed, onlyFirst: false });
      if (finished.kind !== 'enrolled') return finished;
      const { factors } = this.#parts;
      if ((await factors.recoveryCodesLeft(session.mailbox)) > 0) return finished;
      return { ...finished, recoveryCodes: await factors.renewRecoveryCodes(session.mailbox) };
    });
  }

  #decision({ decisionId: id, mailbox }: AccountSession, context: WebContext): WebDecision {
    return new WebDecision(this.#parts, context, { id, mailbox });
  }

  async #startApp(decision: WebDecision, { mailbox, id: boundTo }: AccountSession): Promise<EnrolmentStart> {
    const of = { mailbox, boundTo, kind: 'totp', issuer: this.#issuer } as const;
    const started = await this.#parts.factors.startEnrolment(of);
    return started.kind === 'started' ? started : refused(decision, started);
  }

  async #startSent(
    decision: WebDecision,
    { mailbox, id: boundTo }: AccountSession,
    wish: Extract<EnrolmentWish, { kind: SentKind }> & { readonly language: Language },
  ): Promise<EnrolmentStart> {
    const asked = { context: decision.context, decisionId: decision.id };
    const started = await this.#parts.factors.startSentEnrolment({ ...wish, ...asked, mailbox, boundTo });
    if (started.sent) recordSending(decision, started.sent, { kind: wish.kind, purpose: 'enrolment' });
    if (started.kind === 'refused') return refused(decision, started);
    const { presentation, endsAt } = started;
    return { kind: 'started', presentation, endsAt };
  }

  async #mayEnrol(
    decision: WebDecision,
    session: PendingSession | OpenSession,
    given: { readonly kind: FactorKind; readonly context: WebContext; readonly code: string | undefined },
  ): Promise<Omit<Refused, 'kind'> | undefined> {
    const rules = await stillPermitted(this.#parts, decision, session);
    if (!rules) return { reason: 'not-confirmed' };
    if (session.state === 'open' && !isConfirmed(session, this.#parts.clock.now())) return { reason: 'not-confirmed' };
    const ofKind =
      this.#kindRefusal(given.kind, rules) ?? (session.state === 'pending' ? await this.#notFirst(session) : undefined);
    if (ofKind) return ofKind;
    // Who has confirmed with a factor has proved more than the first one's place or code.
    if (session.state === 'open' && (await this.#hasFactor(session.mailbox))) return undefined;
    return placeRefusal(rules, given.context) ?? this.#codeRefusal(decision, rules, { ...given, session });
  }

  async #mayFinish(
    decision: WebDecision,
    session: OpenSession,
    kind: FactorKind,
  ): Promise<Omit<Refused, 'kind'> | undefined> {
    const rules = await stillPermitted(this.#parts, decision, session);
    if (!rules || !isConfirmed(session, this.#parts.clock.now())) return { reason: 'not-confirmed' };
    return this.#kindRefusal(kind, rules);
  }

  /** Policy allows it, it exists, and owners may set it up (R2.9). */
  #kindRefusal(kind: FactorKind, { factors }: AccountRules): Omit<Refused, 'kind'> | undefined {
    const isAllowed = factors.value.includes(kind) && mayBeSetUpByOwners(kind, this.#parts.delegation);
    return isAllowed ? undefined : { reason: 'factor-not-allowed' };
  }

  async #notFirst({ mailbox, step }: PendingSession): Promise<Omit<Refused, 'kind'> | undefined> {
    const isFirst = step === 'enrolment' && !(await this.#hasFactor(mailbox));
    return isFirst ? undefined : { reason: 'factor-exists' };
  }

  async #hasFactor(mailbox: MailboxAddress): Promise<boolean> {
    return (await this.#parts.factors.list(mailbox)).length > 0;
  }

  /** Guesses count like codes of the second step: whoever gets here has given a right password (P-09). */
  async #codeRefusal(
    decision: WebDecision,
    rules: AccountRules,
    { code, session }: { readonly code: string | undefined; readonly session: AccountSession },
  ): Promise<Omit<Refused, 'kind'> | undefined> {
    if (rules.enrolment.value !== 'enrolment-code') return undefined;
    const { mailbox, id: boundTo } = session;
    // What was begun proves it: the page that shows it is loaded without the code.
    if (await this.#parts.factors.hasBegun({ mailbox, boundTo })) return undefined;
    if (code === undefined || code === '') return { reason: 'enrolment-code-needed' };
    const { factors, secondStepThrottle } = this.#parts;
    const allowance = await secondStepThrottle.reserve(mailbox);
    if (allowance.kind === 'slowed') return { reason: 'enrolment-code-wrong', wait: allowance.wait };
    const isRight = code.length <= MAX_CODE && (await factors.checkEnrolmentCode(mailbox, code));
    decision.check('enrolment-code', isRight ? 'right' : 'wrong');
    if (!isRight) return { reason: 'enrolment-code-wrong' };
    await secondStepThrottle.refund(allowance.attempt);
    return undefined;
  }

  async #finish(
    decision: WebDecision,
    { mailbox, id: boundTo }: AccountSession,
    { kind, code, name, onlyFirst }: EnrolmentAnswer & { readonly onlyFirst: boolean },
  ): Promise<{ readonly kind: 'enrolled'; readonly factor: Factor } | { readonly kind: 'not-right' | 'expired' }> {
    const of = { mailbox, boundTo, kind, onlyFirst };
    const finished = await this.#parts.factors.finishEnrolment({ ...of, code: code.slice(0, MAX_CODE), name });
    decision.check('enrolment', finished.kind);
    if (finished.kind === 'enrolled') {
      const { id, name: named, destination } = finished.factor;
      const details = { factor: id, kind, name: named, ...(destination !== undefined && { destination }) };
      decision.record('factor.enrolled', { details });
    }
    return finished;
  }
}

/** P-07: from elsewhere a thief of the password could be the first to set one up. */
function placeRefusal(
  { enrolment, trustedNetworks }: AccountRules,
  { remoteAddress }: WebContext,
): Omit<Refused, 'kind'> | undefined {
  if (enrolment.value !== 'trusted-networks' || isInNetworks(remoteAddress, trustedNetworks.value)) return undefined;
  return { reason: 'outside-trusted-network' };
}

function refused(
  decision: WebDecision,
  { reason, wait }: { readonly reason: EnrolmentRefusal; readonly wait?: Millis },
): Refused {
  // The page that asks for the code is told so each time it is shown: nothing was tried.
  if (reason !== 'enrolment-code-needed') decision.record('enrolment.refused', { reason });
  return { kind: 'refused', reason, ...(wait !== undefined && { wait }) };
}
