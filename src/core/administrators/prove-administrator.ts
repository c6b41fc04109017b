// The two steps of an administrator: the password, and then a code of an authenticator app or a recovery code. Both are
// counted before they are judged (P-09, P-11), and whoever fails is slowed, never locked out.

import { recordedName } from '../decision-record.ts';
import { PosternError } from '../errors.ts';
import type { AnswerVerdict } from '../factors/factor.ts';
import type { AnsweringSession } from '../factors/second-factors.ts';
import { clientNetwork } from '../places/networks.ts';
import type { ReservedTry } from '../throttle/throttle.ts';
import type { Millis } from '../units.ts';
import { type AdministratorName, canonicalAdministratorName } from './administrator.ts';
import type { ConsoleSecondStep } from './administrator-sign-in-contract.ts';
import type { StoredAdministrator } from './administrator-store.ts';
import type { ConsoleDecision } from './console-decision.ts';
import type { ConsoleSignInParts } from './console-sign-in-parts.ts';

/** Longest code that is looked at, in characters. */
const MAX_CODE = 100;

/** What somebody is told to wait whose network failed too often: about the time in which one of its failures leaks away. */
const NETWORK_WAIT: Millis = 60_000;

export type Throttled = { readonly kind: 'throttled'; readonly retryAfter: Millis };

export type PasswordVerdict =
  | { readonly kind: 'right'; readonly administrator: StoredAdministrator }
  | { readonly kind: 'wrong'; readonly reason: 'wrong-secret' | 'unknown-account' }
  | Throttled;

/**
 * Counts a try of whatever secret, and holds it back where its counters say so. The caller refunds it if it was right.
 *
 * @param owner - Whose failures it adds to.
 */
export async function reserveTry(
  parts: ConsoleSignInParts,
  decision: ConsoleDecision,
  owner: string,
  secret: string,
): Promise<{ readonly kind: 'proceed'; readonly attempt: ReservedTry } | Throttled> {
  const { throttle, pause } = parts;
  const { remoteAddress } = decision.origin;
  const isRefused = await throttle.isRefused(owner, remoteAddress);
  const tried = isRefused ? undefined : await throttle.reserve(owner, remoteAddress, secret);
  if (tried?.kind !== 'proceed') {
    decision.check('throttle', 'too many failures of this network');
    return { kind: 'throttled', retryAfter: NETWORK_WAIT };
  }
  decision.check('throttle', tried.delay > 0 ? `delayed by ${tried.delay} ms` : 'within limits');
  if (tried.delay > 0) await pause(tried.delay);
  return { kind: 'proceed', attempt: tried.attempt };
}

/** Counters of codes are those of where they come from: they name nobody. */
export function codesFrom(remoteAddress: string): string {
  return `codes from ${clientNetwork(remoteAddress)}`;
}

/** Judges a password. A name that nobody has, and one without a password, take as long and say the same. */
export async function judgePassword(
  parts: ConsoleSignInParts,
  decision: ConsoleDecision,
  { name: typed, password }: { readonly name: string; readonly password: string },
): Promise<PasswordVerdict> {
  const { administrators, hasher, throttle, decoyHash } = parts;
  const name = canonicalAdministratorName(typed);
  const decoy = await decoyHash;
  const tried = await reserveTry(parts, decision, name ?? recordedName(typed), password);
  if (tried.kind === 'throttled') return tried;
  try {
    // In this order: a password that is set meanwhile has another stamp, and the session wouldn't count.
    const administrator = name === undefined ? undefined : await administrators.find(name);
    const phc = administrator && (await administrators.findPasswordHash(administrator.name));
    decision.actor = administrator?.name;
    const verdict = await hasher.verify(phc ?? decoy, password);
    if (verdict === 'overloaded')
      throw new PosternError('ERR_STORE_UNAVAILABLE', 'too many passwords are being judged');
    if (!administrator || phc === undefined || verdict === 'wrong') {
      const reason = administrator ? 'wrong-secret' : 'unknown-account';
      decision.check('password', administrator && phc === undefined ? 'none is set' : 'wrong');
      return { kind: 'wrong', reason };
    }
    decision.check('password', 'right');
    await throttle.refund(tried.attempt);
    return { kind: 'right', administrator };
  } catch (error) {
    // An outage is no wrong password.
    await throttle.refund(tried.attempt);
    throw error;
  }
}

/** The tries of one sign-in. */
export interface ConsoleTries {
  /** How many are left after this one; `undefined`: none was. */
  take(): Promise<number | undefined>;
  giveBack(): Promise<void>;
}

export type StepVerdict =
  /** `secondStep`: `totp`, or `recovery-code`. */
  | { readonly kind: 'right'; readonly secondStep: string }
  | { readonly kind: 'not-right'; readonly verdict: Exclude<AnswerVerdict, 'right'>; readonly triesLeft?: number }
  | { readonly kind: 'slowed'; readonly wait: Millis }
  /** No try was left. */
  | { readonly kind: 'no-try' };

/** Judges the second step. Too early, or without a try left, a code isn't looked at. */
export async function judgeStep(
  parts: ConsoleSignInParts,
  decision: ConsoleDecision,
  asked: {
    readonly name: AdministratorName;
    readonly given: ConsoleSecondStep;
    readonly session: AnsweringSession;
    readonly tries?: ConsoleTries;
  },
): Promise<StepVerdict> {
  const { secondStepThrottle } = parts;
  const { tries, given } = asked;
  const allowance = await secondStepThrottle.reserve(asked.name);
  if (allowance.kind === 'slowed') {
    decision.check('second-step-throttle', `too many wrong codes: wait ${allowance.wait} ms`);
    return allowance;
  }
  const triesLeft = await tries?.take();
  if (tries && triesLeft === undefined) {
    await secondStepThrottle.refund(allowance.attempt);
    return { kind: 'no-try' };
  }
  try {
    const verdict = given.code.length > MAX_CODE ? 'wrong' : await verdictOf(parts, asked);
    decision.check('second-step', `${given.kind}: ${verdict}`);
    if (verdict !== 'right') return { kind: 'not-right', verdict, ...(triesLeft !== undefined && { triesLeft }) };
    await secondStepThrottle.refund(allowance.attempt);
    return { kind: 'right', secondStep: given.kind };
  } catch (error) {
    // An outage is no wrong code.
    await secondStepThrottle.refund(allowance.attempt);
    await tries?.giveBack();
    throw error;
  }
}

async function verdictOf(
  { factors }: ConsoleSignInParts,
  { name, given, session }: Parameters<typeof judgeStep>[2],
): Promise<AnswerVerdict> {
  if (given.kind === 'recovery-code') return factors.useRecoveryCode(name, given.code);
  let verdict: AnswerVerdict = 'wrong';
  for (const { id, kind } of await factors.list(name)) {
    // Administrators have authenticator apps only: nothing is sent to anybody.
    if (kind !== 'totp') continue;
    const its = await factors.answer(name, { factorId: id, code: given.code }, session);
    if (its === 'right') return 'right';
    if (its === 'used') verdict = 'used';
  }
  return verdict;
}
