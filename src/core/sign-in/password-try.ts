// A password that the upstream judges, and what a right one leads to. In R1.2's order: the account's state, whether a
// second step is needed, the next session. The password itself is kept nowhere.

import type { ResolvedAccount } from '../accounts/account-store.ts';
import { examinePassword, type PasswordNews } from '../app-passwords/seal-for-mailbox.ts';
import type { DenyReason, RevocationSequence } from '../decision.ts';
import type { RevocationReason } from '../sessions/revocation-log.ts';
import type { OpenSession, PendingSession, SessionCookie } from '../sessions/web-session.ts';
import { PENDING_FOR, TRIES } from '../sessions/web-session-limits.ts';
import type { ReservedTry } from '../throttle/throttle.ts';
import type { Millis } from '../units.ts';
import { isFromNewCountry, keepWaiting, recordOpened, type Waiting } from './open-session.ts';
import type { AccountRules, WebSignInParts } from './sign-in-parts.ts';
import type { WebDecision } from './web-decision.ts';
import type { AcceptedPassword, PasswordTry, WebRefusal, WebUnavailable } from './web-sign-in-contract.ts';

/** A try that may go to the upstream. */
export interface AllowedTry {
  /** What is sent, whatever was typed; nobody's name where nobody has it. */
  readonly sentName: string;
  readonly password: string;
  readonly account: ResolvedAccount | undefined;
  readonly rules: AccountRules;
  readonly decidedAt: RevocationSequence;
  readonly attempt: ReservedTry;
  readonly delay: Millis;
}

/** What the gate carried the form with. */
interface Carried {
  readonly before: SessionCookie | undefined;
  readonly vault: Uint8Array;
}

/** @param decision - Recorded by the first of its calls; every other one changes nothing. */
export function passwordTry(parts: WebSignInParts, decision: WebDecision, tried: AllowedTry): PasswordTry {
  let isSettled = false;
  const once = (): boolean => {
    const isFirst = !isSettled;
    isSettled = true;
    return isFirst;
  };
  return {
    kind: 'proceed',
    mailbox: tried.sentName,
    delay: tried.delay,
    async refused() {
      if (!once()) return;
      decision.check('password', 'wrong');
      decision.refuse(tried.account ? 'wrong-secret' : 'unknown-account');
    },
    async unknown() {
      if (!once()) return;
      decision.check('password', 'nobody could say');
      await decision.run(async () => {
        await parts.throttle.refund(tried.attempt);
        return decision.unavailable('sign-in-source');
      });
    },
    accepted: (carried) =>
      decision.run(async () => (once() ? accept(parts, decision, tried, carried) : decision.unavailable('store'))),
  };
}

async function accept(
  parts: WebSignInParts,
  decision: WebDecision,
  tried: AllowedTry,
  carried: Carried,
): Promise<AcceptedPassword | WebRefusal | WebUnavailable> {
  const { account, rules, delay } = tried;
  decision.check('password', 'right');
  // As a wrong password, and it counts as one: who isn't known is never let in (§4.8 #11).
  if (!account) return decision.refuse('unknown-account', delay);
  await parts.throttle.refund(tried.attempt);
  const { address: mailbox } = account;
  if (account.mailbox?.disabled) return decision.refuse('mailbox-disabled', delay);
  const news = await examine(parts, decision, tried, account);
  if (news === 'overloaded') return decision.unavailable('password-hashing');
  const { needed, because, trace } = await rules.requireSecondStep(mailbox, decision.context);
  decision.trace.push(...trace);
  const waiting: Waiting = {
    resealed: news.renewal?.boxes ?? [],
    ...(news.renewal && { passwordVerifier: news.renewal.verifier }),
  };
  const entrance: Entrance = { ...carried, tried, mailbox, waiting };
  if (account.passwordChangeDue) {
    // Recognized when it is chosen again; sealed for nothing, as it is about to go.
    const passwordVerifier = await parts.recognizer.verifierOf(mailbox, tried.password);
    const changing: Entrance = { ...entrance, waiting: { resealed: [], passwordVerifier } };
    return hold(parts, decision, changing, needed ? await secondStepOf(parts, mailbox) : 'password-change');
  }
  return needed
    ? hold(parts, decision, entrance, await secondStepOf(parts, mailbox))
    : open(parts, decision, { ...entrance, because });
}

interface Entrance extends Carried {
  readonly tried: AllowedTry;
  readonly mailbox: string;
  readonly waiting: Waiting;
}

/** Whether it is the password that was known; with a new one the trust in browsers ends (R1.7, P-19). */
async function examine(
  parts: WebSignInParts,
  decision: WebDecision,
  { password, rules }: AllowedTry,
  { address, domain }: ResolvedAccount,
): Promise<PasswordNews | 'overloaded'> {
  const isSealed = parts.backends.get(domain.backend)?.kind === 'sealed';
  const mustRecognize = rules.trustedBrowserDays.value > 0 || decision.context.trustedBrowser !== undefined;
  const news = await examinePassword(address, password, { isSealed, mustRecognize }, parts);
  if (news === 'overloaded' || !news.isNew) return news;
  const ended = await parts.trustedBrowsers.endAll(address);
  decision.check('password', `not the one that was known; ${ended} trusted browsers end`);
  return news;
}

async function secondStepOf({ factors }: WebSignInParts, mailbox: string): Promise<'enrolment' | 'challenge'> {
  return (await factors.list(mailbox)).length === 0 ? 'enrolment' : 'challenge';
}

async function hold(
  parts: WebSignInParts,
  decision: WebDecision,
  { tried, mailbox, waiting, before, vault }: Entrance,
  step: PendingSession['step'],
): Promise<AcceptedPassword | WebRefusal> {
  const now = parts.clock.now();
  const session: PendingSession = {
    ...parts.sessions.newBasics(decision.context),
    ...waiting,
    state: 'pending',
    endsAt: now + PENDING_FOR,
    mailbox,
    step,
    decisionId: decision.id,
    decidedAt: tried.decidedAt,
    passwordAcceptedAt: now,
    triesLeft: TRIES,
  };
  const begun = await parts.sessions.replace(before, session, vault);
  if (begun.kind === 'revoked') return decision.refuse(refusalFor(begun.reason), tried.delay);
  decision.record('web-sign-in.challenged', { details: { session: session.id, step } });
  return { kind: 'pending', presented: begun.presented };
}

async function open(
  parts: WebSignInParts,
  decision: WebDecision,
  { tried, mailbox, waiting, before, vault, because }: Entrance & { readonly because: string },
): Promise<AcceptedPassword | WebRefusal> {
  const session: OpenSession = {
    ...parts.sessions.newBasics(decision.context),
    state: 'open',
    mailbox,
    decisionId: decision.id,
    decidedAt: tried.decidedAt,
    openedAt: parts.clock.now(),
    secondStep: because,
  };
  const begun = await parts.sessions.replace(before, session, vault);
  if (begun.kind === 'revoked') return decision.refuse(refusalFor(begun.reason), tried.delay);
  await keepWaiting(parts, mailbox, waiting);
  recordOpened(parts, decision, session, { newCountry: await isFromNewCountry(parts, decision, mailbox) });
  return { kind: 'open', presented: begun.presented };
}

/** What was revoked while the upstream was asked. */
function refusalFor(reason: RevocationReason): DenyReason {
  if (reason === 'disabled') return 'mailbox-disabled';
  return reason === 'removed' ? 'unknown-account' : 'wrong-secret';
}
