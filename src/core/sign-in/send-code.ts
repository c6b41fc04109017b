// A code by mail or SMS for a second step, at sign-in or to confirm an open session: only for a factor that may be
// answered with here, and recorded with what became of it.

import type { CodeOutcome } from '../challenge/sent-codes.ts';
import type { FactorId } from '../factors/factor.ts';
import type { AnsweringSession } from '../factors/second-factors.ts';
import { isSentKind } from '../factors/sent-destination.ts';
import type { AccountSession } from '../sessions/web-session.ts';
import type { AccountRules, WebSignInParts } from './sign-in-parts.ts';
import { usableOf } from './usable-factors.ts';
import type { WebDecision } from './web-decision.ts';
import type { CodeSent, SendingWish } from './web-sign-in-contract.ts';

export interface CodeRequest {
  readonly session: AccountSession;
  readonly rules: AccountRules;
  readonly factorId: FactorId;
  readonly purpose: AnsweringSession['purpose'];
  readonly wish: SendingWish;
}

/** Throws as its parts do. */
export async function sendCode(
  { factors }: Pick<WebSignInParts, 'factors'>,
  decision: WebDecision,
  { session, rules, factorId, purpose, wish }: CodeRequest,
): Promise<CodeSent> {
  const { mailbox, id: boundTo } = session;
  const factor = usableOf(await factors.list(mailbox), rules).find(({ id }) => id === factorId);
  if (!factor || !isSentKind(factor.kind)) return { kind: 'ended' };
  const { context, language, again } = wish;
  const asked = { context, decisionId: decision.id, language };
  const outcome = await factors.sendCode({ mailbox, factorId, boundTo, purpose, again, ...asked });
  if (!outcome) return { kind: 'ended' };
  recordSending(decision, outcome, { kind: factor.kind, purpose, factor: factor.id });
  return outcome.kind === 'not-sent' ? { kind: 'not-sent' } : withoutMessage(outcome);
}

/** One entry for each message, for each that nobody took, and for each that a limit forbade. */
export function recordSending(
  decision: WebDecision,
  outcome: CodeOutcome,
  details: Readonly<Record<string, string>>,
): void {
  // Somebody may be using up what is meant for all (P-30): that is for the operator to see.
  if (outcome.kind === 'slowed' && outcome.limit !== undefined) {
    decision.record('code.not-sent', { reason: `limit: ${outcome.limit}`, details });
  }
  if (outcome.kind === 'not-sent') decision.record('code.not-sent', { reason: outcome.reason, details });
  if (outcome.kind !== 'sent' || outcome.message === undefined) return;
  decision.record('code.sent', { details: { ...details, message: outcome.message } });
}

function withoutMessage(outcome: Exclude<CodeOutcome, { kind: 'not-sent' }>): CodeSent {
  if (outcome.kind === 'slowed') {
    const { kind, wait, sending } = outcome;
    return { kind, wait, ...(sending && { sending }) };
  }
  return { kind: 'sent', sending: outcome.sending };
}
