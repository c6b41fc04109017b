// An administrator's sign-in to the console: always two steps, never a mailbox's (R6.2, P-17).
//
//   (nobody) ── tryPassword ──▶ challenge ── answer ──▶ open ── confirm ──▶ open, confirmed
//   (nobody) ── useCode, set-up ──▶ set-up ── finishSetUp ──▶ open
//   (nobody) ── useCode, break-glass ──▶ open, for its time only (R6.7)
//
// In R1.2's order: place, throttle, password, state of the administrator, second step, session. Each arrow is a new cookie,
// and the old one is dead with it (P-20).

import type { ChangeOrigin, Outcome } from '../administration/change.ts';
import { PosternError } from '../errors.ts';
import type { TotpPresentation } from '../factors/factor.ts';
import type { Millis } from '../units.ts';
import { BREAK_GLASS_SESSION, MAX_BREAK_GLASS_SESSION } from './administrator-codes.ts';
import type {
  ConsoleSecondStep,
  ConsoleSession,
  ConsoleSignIn,
  ConsoleSignInAnswer,
  PresentedConsoleSession,
} from './administrator-sign-in-contract.ts';
import type { AdministratorCode } from './administrator-store.ts';
import { ConsoleDecision } from './console-decision.ts';
import { CONSOLE_TRIES } from './console-session-store.ts';
import { actorOf, consoleSession } from './console-sessions.ts';
import type { ConsoleSignInParts } from './console-sign-in-parts.ts';
import { finishSetUp, SET_UP_FOR } from './finish-set-up.ts';
import { PERMISSIONS_OF_ROLES } from './permissions.ts';
import { codesFrom, judgePassword, judgeStep, reserveTry, type StepVerdict } from './prove-administrator.ts';
import type { Requester } from './requester.ts';

/** How long somebody has for the second step. */
const CHALLENGE_FOR: Millis = 5 * 60_000;

const ENDED: ConsoleSignInAnswer = { kind: 'ended' };

export class AdministratorSignIn implements ConsoleSignIn {
  readonly #parts: ConsoleSignInParts;

  constructor(parts: ConsoleSignInParts) {
    this.#parts = parts;
  }

  async present(cookie: string, origin: ChangeOrigin): Promise<PresentedConsoleSession | undefined> {
    const { sessions, log } = this.#parts;
    const found = await sessions.find(cookie);
    if (!found || (found.kept.state === 'challenge' && found.kept.triesLeft <= 0)) return undefined;
    if (!this.#parts.isPermittedPlace(origin, [])) {
      const { id: session, administrator } = found.kept;
      log.warn('console-session.elsewhere', { session, administrator, remoteAddress: origin.remoteAddress });
      return undefined;
    }
    await sessions.touch(found);
    return { cookie, session: consoleSession(found.kept, found.administrator) };
  }

  tryPassword(
    given: { readonly name: string; readonly password: string },
    origin: ChangeOrigin,
  ): Promise<ConsoleSignInAnswer> {
    const { sessions, clock } = this.#parts;
    const decision = new ConsoleDecision(this.#parts, origin, { typed: given.name });
    return decision.run(async () => {
      if (!this.#isPermitted(decision)) return { kind: 'not-permitted' };
      const judged = await judgePassword(this.#parts, decision, given);
      if (judged.kind === 'throttled') return throttled(decision, judged.retryAfter);
      if (judged.kind === 'wrong') return wrong(decision, judged.reason);
      const { administrator } = judged;
      if (administrator.disabled) return wrong(decision, 'administrator-disabled');
      const presented = await sessions.begin(
        {
          ...{ state: 'challenge', administrator: administrator.name, stamp: administrator.stamp, isBreakGlass: false },
          ...{ endsAt: clock.now() + CHALLENGE_FOR, triesLeft: CONSOLE_TRIES, origin },
        },
        administrator,
      );
      decision.record('console-sign-in.challenged', { details: { session: presented.session.id } });
      return { kind: 'session', presented };
    });
  }

  answer(
    presented: PresentedConsoleSession,
    given: ConsoleSecondStep,
    origin: ChangeOrigin,
  ): Promise<ConsoleSignInAnswer> {
    const { sessions, clock } = this.#parts;
    const decision = this.#decisionOf(presented, origin);
    return decision.run(async () => {
      if (!this.#isPermitted(decision)) return { kind: 'not-permitted' };
      const found = await sessions.find(presented.cookie);
      if (found?.kept.state !== 'challenge') return ENDED;
      const { id, administrator: name } = found.kept;
      const tries = { take: () => sessions.takeTry(found), giveBack: () => sessions.giveBackTry(found) };
      const session = { boundTo: id, purpose: 'sign-in' } as const;
      const judged = await judgeStep(this.#parts, decision, { name, given, session, tries });
      if (judged.kind !== 'right') return notRight(decision, judged);
      const now = clock.now();
      const next = { state: 'open', endsAt: now + sessions.limits.absolute, confirmedAt: now } as const;
      const opened = await sessions.promote(found, next, found.administrator);
      if (!opened) return ended(decision);
      await this.#recordOpened(decision, opened.session, judged.secondStep);
      return { kind: 'session', presented: opened };
    });
  }

  useCode(code: string, origin: ChangeOrigin): Promise<ConsoleSignInAnswer> {
    const { administrators, codes, throttle, clock } = this.#parts;
    const decision = new ConsoleDecision(this.#parts, origin);
    return decision.run(async () => {
      if (!this.#isPermitted(decision)) return { kind: 'not-permitted' };
      const tried = await reserveTry(this.#parts, decision, codesFrom(origin.remoteAddress), code);
      if (tried.kind === 'throttled') return throttled(decision, tried.retryAfter);
      const hash = codes.hashOf(code);
      const taken = hash === undefined ? undefined : await administrators.takeCode(hash, clock.now());
      decision.check('code', taken ? taken.kind : 'wrong');
      if (!taken) return wrong(decision, 'wrong-secret');
      await throttle.refund(tried.attempt);
      return taken.kind === 'set-up' ? this.#beginSetUp(decision, taken) : this.#breakGlass(decision, taken);
    });
  }

  async setUp(presented: PresentedConsoleSession): Promise<TotpPresentation> {
    const { sessions, factors, issuer } = this.#parts;
    const found = await sessions.find(presented.cookie);
    if (found?.kept.state !== 'set-up') throw new PosternError('ERR_STORE_UNAVAILABLE', 'the set-up is over');
    const { administrator: mailbox, id: boundTo } = found.kept;
    const started = await factors.startEnrolment({ mailbox, boundTo, kind: 'totp', issuer });
    if (started.kind === 'started') return started.presentation;
    throw new PosternError('ERR_STORE_BROKEN', 'an administrator who is being set up has too many factors');
  }

  finishSetUp(
    presented: PresentedConsoleSession,
    given: { readonly password: string; readonly code: string },
    origin: ChangeOrigin,
  ): Promise<Outcome<{ readonly presented: PresentedConsoleSession; readonly recoveryCodes: readonly string[] }>> {
    const decision = this.#decisionOf(presented, origin);
    return decision.run(async () => {
      const outcome = await finishSetUp(this.#parts, decision, { cookie: presented.cookie, ...given });
      if (outcome.kind === 'done') await this.#recordOpened(decision, outcome.value.presented.session, 'totp');
      return outcome;
    });
  }

  confirm(
    presented: PresentedConsoleSession,
    given: { readonly password: string; readonly answer: ConsoleSecondStep },
    origin: ChangeOrigin,
  ): Promise<ConsoleSignInAnswer> {
    const { sessions, clock } = this.#parts;
    const decision = this.#decisionOf(presented, origin);
    return decision.run(async () => {
      const found = await sessions.find(presented.cookie);
      // Whoever broke the glass has neither password nor factor to confirm with, and is confirmed for its whole time.
      if (found?.kept.state !== 'open' || found.kept.isBreakGlass) return ENDED;
      const { id, administrator: name } = found.kept;
      const password = await judgePassword(this.#parts, decision, { name, password: given.password });
      if (password.kind !== 'right') {
        decision.record('console-session.not-confirmed', { reason: password.kind === 'wrong' ? 'password' : 'slowed' });
        return password.kind === 'wrong' ? { kind: 'wrong', delay: 0 } : password;
      }
      const session = { boundTo: id, purpose: 'confirmation' } as const;
      const judged = await judgeStep(this.#parts, decision, { name, given: given.answer, session });
      if (judged.kind !== 'right') return notRight(decision, judged, 'console-session.not-confirmed');
      const confirmed = await sessions.promote(found, { confirmedAt: clock.now() }, found.administrator);
      if (!confirmed) return ended(decision, 'console-session.not-confirmed');
      const { secondStep } = judged;
      decision.record('console-session.confirmed', { details: { session: id, secondStep } });
      return { kind: 'session', presented: confirmed };
    });
  }

  requesterOf(session: ConsoleSession, origin: ChangeOrigin): Requester {
    if (session.state !== 'open') throw new Error('only an open session asks for anything');
    const { id, isBreakGlass, administrator } = session;
    const { name, role, domains } = administrator;
    return {
      actor: actorOf(name, isBreakGlass),
      role,
      permissions: PERMISSIONS_OF_ROLES[role],
      domains,
      // Who broke the glass is the operator, whatever name that took.
      ...(!isBreakGlass && { administrator: name }),
      session: id,
      confirmedUntil: this.#confirmedUntil(session),
      origin,
    };
  }

  async end(presented: PresentedConsoleSession): Promise<void> {
    const found = await this.#parts.sessions.find(presented.cookie);
    if (found) await this.#parts.sessions.end(found.kept.id, 'signed-out');
  }

  async #beginSetUp(decision: ConsoleDecision, { name }: AdministratorCode): Promise<ConsoleSignInAnswer> {
    const { administrators, sessions, clock } = this.#parts;
    const administrator = await administrators.find(name);
    decision.actor = administrator?.name;
    if (!administrator) return wrong(decision, 'unknown-account');
    if (administrator.disabled) return wrong(decision, 'administrator-disabled');
    const { stamp } = administrator;
    const presented = await sessions.begin(
      {
        ...{ state: 'set-up', administrator: name, stamp, isBreakGlass: false, triesLeft: 0 },
        ...{ endsAt: clock.now() + SET_UP_FOR, origin: decision.origin },
      },
      administrator,
    );
    decision.record('console-sign-in.challenged', { details: { session: presented.session.id, step: 'set-up' } });
    return { kind: 'session', presented };
  }

  /** Time-boxed: its end is set, and nothing prolongs it (R6.7). */
  async #breakGlass(decision: ConsoleDecision, code: AdministratorCode): Promise<ConsoleSignInAnswer> {
    const { sessions, clock } = this.#parts;
    const { name, sessionFor = BREAK_GLASS_SESSION } = code;
    const now = clock.now();
    const endsAt = now + Math.min(sessionFor, MAX_BREAK_GLASS_SESSION);
    const presented = await sessions.begin(
      {
        ...{ state: 'open', administrator: name, stamp: '', isBreakGlass: true, triesLeft: 0 },
        ...{ endsAt, confirmedAt: now, origin: decision.origin },
      },
      { name, role: 'platform-administrator', domains: 'all', disabled: false, createdAt: now },
    );
    decision.actor = actorOf(name, true);
    decision.record('break-glass.used', {
      details: { session: presented.session.id, endsAt: new Date(endsAt).toISOString() },
    });
    return { kind: 'session', presented };
  }

  #decisionOf({ session }: PresentedConsoleSession, origin: ChangeOrigin): ConsoleDecision {
    return new ConsoleDecision(this.#parts, origin, {
      actor: actorOf(session.administrator.name, session.isBreakGlass),
    });
  }

  /** Before anything else is looked at; counts for nothing. */
  #isPermitted(decision: ConsoleDecision): boolean {
    if (this.#parts.isPermittedPlace(decision.origin, decision.trace)) return true;
    decision.record('console-sign-in.refused', { reason: 'network-not-permitted' });
    return false;
  }

  /** A clock that was set back confirms nothing. */
  #confirmedUntil({ isBreakGlass, endsAt, confirmedAt }: ConsoleSession): Millis {
    const { clock, sessions } = this.#parts;
    if (isBreakGlass) return endsAt;
    return confirmedAt === undefined || confirmedAt > clock.now() ? 0 : confirmedAt + sessions.limits.confirmation;
  }

  /** Once a session is open nothing throws any more. */
  async #recordOpened(decision: ConsoleDecision, session: ConsoleSession, secondStep: string): Promise<void> {
    const { administrators, clock, log } = this.#parts;
    const { name } = session.administrator;
    decision.record('console-sign-in.allowed', { details: { session: session.id, secondStep } });
    try {
      await administrators.recordSignIn(name, clock.now());
      await this.#parts.rememberFamiliar(name, decision.origin.remoteAddress, clock.now());
    } catch (error) {
      log.error('console-sign-in.not-remembered', error, { administrator: name });
    }
  }
}

/** The answer is the same for every reason; the audit log has it. */
function wrong(decision: ConsoleDecision, reason: string): ConsoleSignInAnswer {
  decision.record('console-sign-in.refused', { reason });
  return { kind: 'wrong', delay: 0 };
}

function throttled(decision: ConsoleDecision, retryAfter: Millis): ConsoleSignInAnswer {
  decision.record('console-sign-in.refused', { reason: 'throttled' });
  return { kind: 'throttled', retryAfter };
}

function ended(
  decision: ConsoleDecision,
  event: 'console-sign-in.code-refused' | 'console-session.not-confirmed' = 'console-sign-in.code-refused',
): ConsoleSignInAnswer {
  decision.record(event, { reason: 'ended' });
  return ENDED;
}

function notRight(
  decision: ConsoleDecision,
  judged: Exclude<StepVerdict, { kind: 'right' }>,
  event: 'console-sign-in.code-refused' | 'console-session.not-confirmed' = 'console-sign-in.code-refused',
): ConsoleSignInAnswer {
  switch (judged.kind) {
    case 'slowed':
      decision.record('console-sign-in.code-slowed', { details: { wait: judged.wait } });
      return { kind: 'throttled', retryAfter: judged.wait };
    case 'no-try':
      return ended(decision, event);
    case 'not-right':
      decision.record(event, { reason: judged.verdict });
      if (judged.verdict === 'used') return { kind: 'used' };
      return {
        ...{ kind: 'wrong', delay: 0 },
        ...(judged.triesLeft !== undefined && { triesLeft: judged.triesLeft }),
      };
  }
}
