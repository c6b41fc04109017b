// Signing in with anything that is no app password of the account. It opens a mail door only in mode `never` (R3.1);
// everywhere else a right one earns the hint that an app password is needed, and nothing more (A13).

import type { ResolvedAccount } from '../accounts/account-store.ts';
import type { SignInVerdict } from '../accounts/sign-in-source.ts';
import type { BackendSignIn, DenyReason, MailboxAddress } from '../decision.ts';
import type { ReservedTry } from '../throttle/throttle.ts';
import type { Millis } from '../units.ts';
import { askBackend, backendFailed } from './ask-backend.ts';
import { asMasterUser, type BackendSignInPlan, withMailboxPassword } from './backend-sign-in.ts';
import {
  type Candidate,
  deny,
  type Finding,
  type Permitted,
  type PresentedSecret,
  type Refusal,
  type SecretRequest,
  type SignInRequest,
  unavailable,
} from './mail-sign-in-parts.ts';

/** A try that was counted beforehand, and how long a refusal is held back. */
interface CountedTry {
  readonly attempt: ReservedTry;
  readonly delay: Millis;
}

/** Refuses a name that nobody has, at the price and with the answer of a wrong secret (P-28). */
export async function refuseUnknownAccount(request: SecretRequest, name: string, password: string): Promise<Refusal> {
  const answer = await request.parts.throttle.reserve(name, request.context.remoteAddress, password);
  return answer.kind === 'throttled' ? deny('throttled') : deny('unknown-account', answer.delay);
}

export async function signInWithOwnPassword(
  request: SignInRequest,
  { account, password, ownPasswordOpens }: PresentedSecret,
): Promise<Finding> {
  const { parts, context } = request;
  const { address, domain } = account;
  const tried = await parts.throttle.reserve(address, context.remoteAddress, password);
  if (tried.kind === 'throttled') return deny('throttled');
  const source = parts.sources.get(domain.signInSource);
  const plan = parts.backends.get(domain.backend);
  if (!source || !plan) return giveBack(request, tried, unavailable('sign-in-source'));
  const mayEnter = ownPasswordOpens && isInUse(account);
  // Who is at the limit hears of it only with a right password: the source is asked instead of the backend (P-28).
  if (mayEnter && source.judgedByBackend === domain.backend && !hasTooManyConnections(request, address)) {
    return enter(request, account, tried, withMailboxPassword(plan, address, password, 'client'));
  }
  if (!mayEnter && !parts.hintAppPassword) return deny('wrong-secret', tried.delay);
  const verdict = await source.verify(address, password, context);
  request.trace.push({ check: 'own-password', result: verdict.kind });
  if (verdict.kind !== 'right' || !mayEnter) return settle(request, account, tried, verdict);
  if (hasTooManyConnections(request, address)) return giveBack(request, tried, deny('too-many-connections'));
  const signIn = ownSignIn(plan, account, password);
  return signIn ? enter(request, account, tried, signIn) : giveBack(request, tried, unavailable('backend'));
}

/** The same for a server that isn't Postern's: the sign-in source judges, whatever it asks, and nobody is signed in. */
export async function judgeOwnPassword(
  request: SecretRequest,
  { account, password, ownPasswordOpens }: PresentedSecret,
): Promise<Permitted | Refusal> {
  const { parts, context, decidedAt } = request;
  const { address, domain } = account;
  const tried = await parts.throttle.reserve(address, context.remoteAddress, password);
  if (tried.kind === 'throttled') return deny('throttled');
  const source = parts.sources.get(domain.signInSource);
  if (!source) return giveBack(request, tried, unavailable('sign-in-source'));
  const mayEnter = ownPasswordOpens && isInUse(account);
  if (!mayEnter && !parts.hintAppPassword) return deny('wrong-secret', tried.delay);
  const verdict = await source.verify(address, password, context);
  request.trace.push({ check: 'own-password', result: verdict.kind });
  if (verdict.kind !== 'right' || !mayEnter) return settle(request, account, tried, verdict);
  return giveBack(request, tried, { kind: 'allow', mailbox: address, decidedAt });
}

/** Not disabled, and not a password that its owner must change first, which no mail client can do (R6.4). */
function isInUse({ mailbox, passwordChangeDue }: ResolvedAccount): boolean {
  return mailbox?.disabled !== true && passwordChangeDue === undefined;
}

function hasTooManyConnections({ parts: { connections } }: SignInRequest, address: MailboxAddress): boolean {
  return connections.count(address) >= connections.limit;
}

function ownSignIn(plan: BackendSignInPlan, { address }: ResolvedAccount, password: string): BackendSignIn | undefined {
  return plan.kind === 'master' ? asMasterUser(plan, address) : withMailboxPassword(plan, address, password, 'client');
}

function settle(
  request: SecretRequest,
  account: ResolvedAccount,
  tried: CountedTry,
  verdict: SignInVerdict,
): Refusal | Promise<Refusal> {
  switch (verdict.kind) {
    case 'wrong':
      return deny('wrong-secret', tried.delay);
    case 'unavailable':
      return giveBack(request, tried, unavailable(verdict.dependency));
    case 'right':
      return giveBack(request, tried, deny(refusalOfRight(account), tried.delay));
  }
}

/** What somebody with the right own password hears. */
function refusalOfRight({ mailbox, passwordChangeDue }: ResolvedAccount): DenyReason {
  if (mailbox?.disabled) return 'mailbox-disabled';
  return passwordChangeDue ? 'password-change-due' : 'app-password-required';
}

/** Mode `never`: the backend itself judges the password, and a refusal is the client's (R3.7). */
async function enter(
  request: SignInRequest,
  account: ResolvedAccount,
  tried: CountedTry,
  signIn: BackendSignIn,
): Promise<Finding> {
  const { address, domain } = account;
  const candidate: Candidate = {
    kind: 'allow',
    mailbox: address,
    backend: domain.backend,
    signIn,
    readOnly: false,
    decidedAt: request.decidedAt,
  };
  const outcome = await askBackend(request, candidate);
  switch (outcome.kind) {
    case 'signed-in':
      return giveBackAfterwards(request, tried, candidate);
    case 'refused':
      return signIn.refusalMeans === 'client'
        ? deny('wrong-secret', tried.delay)
        : giveBack(request, tried, unavailable('backend'));
    case 'failed':
      return giveBack(request, tried, backendFailed(outcome));
  }
}

/** The try doesn't count as failed: the secret was right, or nobody could judge it. */
async function giveBack<Given>(request: SecretRequest, tried: CountedTry, finding: Given): Promise<Given> {
  await request.parts.throttle.refund(tried.attempt);
  return finding;
}

/** Never throws: the backend has said yes and holds a connection; a failure too many is soon forgotten. */
async function giveBackAfterwards(request: SignInRequest, tried: CountedTry, finding: Finding): Promise<Finding> {
  try {
    return await giveBack(request, tried, finding);
  } catch (error) {
    request.parts.log.error('throttle.not-refunded', error);
    return finding;
  }
}
