// The last step of every sign-in: the session opens, and what waited for that is done. Once it is open nothing throws any
// more: what fails then is made up for at the next sign-in.

import type { MailboxAddress } from '../decision.ts';
import type { OpenSession, PendingSession } from '../sessions/web-session.ts';
import { PENDING_FOR, TRIES } from '../sessions/web-session-limits.ts';
import type { AccountRules, WebSignInParts } from './sign-in-parts.ts';
import type { WebDecision } from './web-decision.ts';
import type { PresentedSession, SecondStepOutcome } from './web-sign-in-contract.ts';

/** How the second step was done. */
export interface CompletedStep {
  /** The factor's kind, or `recovery-code`. */
  readonly secondStep: string;
  /** The person asked for it; policy is still to be asked. */
  readonly trustBrowser: boolean;
}

/** What waits for the second step, or for nothing when none is needed. */
export type Waiting = Pick<PendingSession, 'resealed' | 'passwordVerifier'>;

/**
 * Opens a pending session whose second step is done: of N callers one opens it, the others hear `ended` (P-11). Throws
 * only before that.
 */
export async function openAfterSecondStep(
  parts: WebSignInParts,
  decision: WebDecision,
  request: {
    readonly pending: PresentedSession<PendingSession>;
    readonly rules: AccountRules;
    readonly completed: CompletedStep;
  },
): Promise<Extract<SecondStepOutcome, { kind: 'open' | 'password-change' | 'ended' }>> {
  const { session: before } = request.pending;
  const account = await parts.accounts.resolve(before.mailbox);
  if (account?.passwordChangeDue) return askForPassword(parts, decision, request);
  const { mailbox, decisionId, decidedAt, site } = before;
  const now = parts.clock.now();
  const session: OpenSession = {
    ...parts.sessions.newBasics({ ...decision.context, site }),
    id: before.id,
    state: 'open',
    mailbox,
    decisionId,
    decidedAt,
    openedAt: now,
    secondStep: request.completed.secondStep,
    confirmedAt: now,
  };
  const begun = await parts.sessions.promote(request.pending, session);
  if (begun.kind !== 'begun') {
    decision.check('session', begun.kind === 'gone' ? 'is over' : begun.reason);
    decision.record('web-sign-in.code-refused', { reason: 'ended' });
    return { kind: 'ended' };
  }
  await keepWaiting(parts, mailbox, before);
  const newCountry = await isFromNewCountry(parts, decision, mailbox);
  await attempt(parts, 'web-sign-in.place-not-kept', () => parts.rememberPlace(mailbox, decision.context));
  const trustedBrowser = await trust(parts, decision, mailbox, request);
  recordOpened(parts, decision, session, { newCountry });
  return { kind: 'open', presented: begun.presented, ...(trustedBrowser && { trustedBrowser }) };
}

/**
 * The next step is a new password (R6.4). What else waits for the second step goes on waiting for the sign-in with it: this
 * one opens nothing.
 */
async function askForPassword(
  parts: WebSignInParts,
  decision: WebDecision,
  { pending, completed }: { readonly pending: PresentedSession<PendingSession>; readonly completed: CompletedStep },
): Promise<Extract<SecondStepOutcome, { kind: 'password-change' | 'ended' }>> {
  const endsAt = parts.clock.now() + PENDING_FOR;
  const session: PendingSession = { ...pending.session, step: 'password-change', endsAt, triesLeft: TRIES };
  const begun = await parts.sessions.promote(pending, session);
  if (begun.kind !== 'begun') {
    decision.check('session', begun.kind === 'gone' ? 'is over' : begun.reason);
    decision.record('web-sign-in.code-refused', { reason: 'ended' });
    return { kind: 'ended' };
  }
  const { id, step } = session;
  decision.record('web-sign-in.challenged', { details: { session: id, step, secondStep: completed.secondStep } });
  return { kind: 'password-change', presented: begun.presented };
}

/** Records that a session is open, and that its network is familiar. */
export function recordOpened(
  parts: WebSignInParts,
  decision: WebDecision,
  { id, mailbox, secondStep }: OpenSession,
  { newCountry }: { readonly newCountry: boolean },
): void {
  const { remoteAddress, language } = decision.context;
  parts.uses.recordFamiliar(mailbox, remoteAddress, parts.clock.now());
  decision.record('web-sign-in.allowed', {
    details: { session: id, secondStep, ...(language && { language }), ...(newCountry && { newCountry }) },
  });
}

/** Whether its owner is to hear of the country (R7.3). Asked before the place is remembered. Never throws. */
export async function isFromNewCountry(
  parts: WebSignInParts,
  { context }: WebDecision,
  mailbox: MailboxAddress,
): Promise<boolean> {
  return (
    (await attempt(parts, 'web-sign-in.country-not-compared', () => parts.isNewCountry(mailbox, context))) ?? false
  );
}

/** Seals the mailbox's password anew where it was found to be another one (R3.7). Never throws. */
export async function keepWaiting(
  parts: WebSignInParts,
  mailbox: MailboxAddress,
  { resealed: boxes, passwordVerifier: verifier }: Waiting,
): Promise<void> {
  if (verifier === undefined) return;
  await attempt(parts, 'web-sign-in.not-resealed', async () => {
    const at = parts.clock.now();
    const count = await parts.appPasswords.replaceSealed(mailbox, { boxes, verifier }, at);
    if (count === 0) return;
    const actor = mailbox;
    parts.audit.record({ at, kind: 'change', event: 'app-password.resealed', mailbox, actor, details: { count } });
  });
}

/** R1.7, and never after a recovery code (P-19), nor while a change of the password would go unseen. Never throws. */
async function trust(
  parts: WebSignInParts,
  { context }: WebDecision,
  mailbox: MailboxAddress,
  { rules, completed }: { readonly rules: AccountRules; readonly completed: CompletedStep },
): Promise<{ readonly cookie: string; readonly maxAge: number } | undefined> {
  const days = rules.trustedBrowserDays.value;
  if (!completed.trustBrowser || completed.secondStep === 'recovery-code' || days <= 0) return undefined;
  return attempt(parts, 'web-sign-in.browser-not-trusted', async () => {
    if ((await parts.appPasswords.findVerifier(mailbox)) === undefined) return undefined;
    const { userAgent, trustedBrowser: presented } = context;
    return parts.trustedBrowsers.trust(mailbox, { userAgent, days, presented });
  });
}

async function attempt<T>({ log }: WebSignInParts, failure: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    log.error(failure, error);
    return undefined;
  }
}
