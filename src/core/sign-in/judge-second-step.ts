// Judging an answer to the second step, with a factor or with a recovery code: counted first, then looked at (P-09, P-11).

import type { MailboxAddress } from '../decision.ts';
import type { AnswerVerdict, Factor } from '../factors/factor.ts';
import type { AnsweringSession } from '../factors/second-factors.ts';
import type { ReservedCode } from '../throttle/second-step-throttle.ts';
import type { Millis } from '../units.ts';
import type { WebSignInParts } from './sign-in-parts.ts';
import type { WebDecision } from './web-decision.ts';
import type { SecondStepAnswer } from './web-sign-in-contract.ts';

/** Longest code that is looked at, in characters. */
const MAX_CODE = 100;

export type Judgement =
  /** `secondStep`: the factor's kind, or `recovery-code`. */
  | { readonly kind: 'right'; readonly secondStep: string }
  | { readonly kind: 'not-right'; readonly verdict: Exclude<AnswerVerdict, 'right'> }
  | { readonly kind: 'slowed'; readonly wait: Millis }
  /** No try was left. */
  | { readonly kind: 'no-try' };

/** The tries of a pending session. */
export interface Tries {
  /** False: none was left. */
  take(): Promise<boolean>;
  /** Nobody could judge it. */
  giveBack(): Promise<void>;
}

/** @param asked.usable - What may be answered with: the mailbox's factors of kinds that policy allows. Throws as its parts do. */
export async function judgeSecondStep(
  { factors, secondStepThrottle }: Pick<WebSignInParts, 'factors' | 'secondStepThrottle'>,
  decision: WebDecision,
  asked: {
    readonly mailbox: MailboxAddress;
    readonly usable: readonly Factor[];
    readonly answer: SecondStepAnswer;
    /** Where, and for what: a code that was sent is good nowhere else (P-12). */
    readonly session: AnsweringSession;
    readonly tries?: Tries;
  },
): Promise<Judgement> {
  const allowance = await secondStepThrottle.reserve(asked.mailbox);
  if (allowance.kind === 'slowed') {
    decision.check('second-step-throttle', `too many wrong codes: wait ${allowance.wait} ms`);
    return allowance;
  }
  const { attempt } = allowance;
  if (asked.tries && !(await asked.tries.take())) {
    await secondStepThrottle.refund(attempt);
    return { kind: 'no-try' };
  }
  try {
    const judgement = await judge(factors, decision, asked);
    if (judgement.kind === 'right') await secondStepThrottle.refund(attempt);
    return judgement;
  } catch (error) {
    // An outage is no wrong code.
    await giveBack(secondStepThrottle, attempt, asked.tries);
    throw error;
  }
}

async function judge(
  factors: WebSignInParts['factors'],
  decision: WebDecision,
  { mailbox, usable, answer, session }: Omit<Parameters<typeof judgeSecondStep>[2], 'tries'>,
): Promise<Judgement> {
  const { code } = answer;
  const factor = answer.kind === 'factor' ? usable.find(({ id }) => id === answer.factorId) : undefined;
  const secondStep = answer.kind === 'recovery-code' ? answer.kind : factor?.kind;
  const verdict =
    secondStep === undefined || code.length > MAX_CODE
      ? 'wrong'
      : factor
        ? await factors.answer(mailbox, { factorId: factor.id, code }, session)
        : await factors.useRecoveryCode(mailbox, code);
  decision.check('second-step', `${secondStep ?? 'no such factor'}: ${verdict}`);
  if (verdict === 'right' && factor?.isUnverified) decision.check('destination', 'verified by this code');
  if (verdict !== 'right' || secondStep === undefined) return { kind: 'not-right', verdict: wrongOf(verdict) };
  decision.secondStep = secondStep;
  return { kind: 'right', secondStep };
}

function wrongOf(verdict: AnswerVerdict): Exclude<AnswerVerdict, 'right'> {
  return verdict === 'used' ? 'used' : 'wrong';
}

async function giveBack(
  throttle: WebSignInParts['secondStepThrottle'],
  attempt: ReservedCode,
  tries: Tries | undefined,
): Promise<void> {
  await throttle.refund(attempt);
  await tries?.giveBack();
}
