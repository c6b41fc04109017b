// A mail client's sign-in: one path, one exit. The order of the checks is R1.2's: place → throttle → secret → account
// state → backend. Whatever can't be asked ends as `unavailable`, never as a wrong password (R4.4), and every answer
// leaves here with an id and one audit entry that holds its whole trace (R1.8).

import { describeAccount, type ResolvedAccount } from '../accounts/account-store.ts';
import { canonicalAddress, resolveLoginName } from '../accounts/login-name.ts';
import { policyLayers } from '../accounts/policy-layers.ts';
import type { AuditEntry, TraceStep } from '../audit/audit-store.ts';
import type { Allow, ClientContext, Decision, DecisionId, DenyReason, Judgement, MailboxAddress } from '../decision.ts';
import { loginNameToRecord, newDecisionId, recordedName } from '../decision-record.ts';
import { isUnavailable } from '../errors.ts';
import { isPermittedPlace } from '../places/permitted-places.ts';
import { type EffectivePolicy, effectivePolicy } from '../policy/policy.ts';
import type { Millis } from '../units.ts';
import { findAppPassword, judgeAppPassword, signInWithAppPassword } from './app-password-sign-in.ts';
import {
  type BackendOutcome,
  deny,
  type MailSignInAttempt,
  type MailSignInParts,
  type Permitted,
  type PresentedSecret,
  type Refusal,
  type SecretRequest,
  unavailable,
} from './mail-sign-in-parts.ts';
import { domainWithSameNames } from './one-name-one-mailbox.ts';
import { judgeOwnPassword, refuseUnknownAccount, signInWithOwnPassword } from './own-password-sign-in.ts';

/** What a sign-in leaves for its record, whatever way it ends. */
interface Progress {
  readonly trace: TraceStep[];
  mailbox?: MailboxAddress;
}

/** Judges a secret whose owner may try, and does what is to be done when it is right. */
type Judge<Found> = (
  request: SecretRequest,
  secret: PresentedSecret,
  decisionId: DecisionId,
) => Promise<Found | Refusal>;

/** What is known of a request before its secret is looked at. */
interface Examined {
  readonly account: ResolvedAccount | undefined;
  readonly policy: EffectivePolicy;
  readonly refusal: DenyReason | undefined;
}

export class MailSignIn {
  readonly #parts: MailSignInParts;

  constructor(parts: MailSignInParts) {
    this.#parts = parts;
  }

  /**
   * Decides, signs in at the backend through `signInAtBackend` where allowed, and records. Never throws.
   * The answer is `allow` only after the backend said yes.
   *
   * @param signInAtBackend - The door's half: dials the backend and keeps the connection for itself. Never throws.
   */
  async signIn(
    attempt: MailSignInAttempt,
    context: ClientContext,
    signInAtBackend: (allow: Allow) => Promise<BackendOutcome>,
  ): Promise<Decision> {
    return this.#decide(attempt, context, { trace: [] }, async (request, secret, decisionId) => {
      const presented = await findAppPassword(request, secret.account, secret.password);
      const asking = {
        ...request,
        signInAtBackend: (candidate: Omit<Allow, 'decisionId'>) => signInAtBackend({ ...candidate, decisionId }),
      };
      return presented
        ? signInWithAppPassword(asking, secret.account, presented)
        : signInWithOwnPassword(asking, secret);
    });
  }

  /**
   * Decides for a mail server that isn't Postern's, which has a client of its own at its door: the same checks in the
   * same order, counted and recorded alike, but nobody signs in at a backend. `allow` means that the secret is right and
   * may be used at this door, from this place, now. Never throws.
   *
   * @param askedBy - Who asks, for the trace.
   */
  async judge(attempt: MailSignInAttempt, context: ClientContext, askedBy: string): Promise<Judgement> {
    const trace = [{ check: 'asked-by', result: askedBy }];
    return this.#decide<Permitted>(attempt, context, { trace }, async (request, secret) => {
      const presented = await findAppPassword(request, secret.account, secret.password);
      return presented ? judgeAppPassword(request, secret.account, presented) : judgeOwnPassword(request, secret);
    });
  }

  async #decide<Found extends Permitted>(
    attempt: MailSignInAttempt,
    context: ClientContext,
    progress: Progress,
    judge: Judge<Found>,
  ): Promise<(Found | Refusal) & { readonly decisionId: DecisionId }> {
    const decisionId = newDecisionId(this.#parts);
    let finding: Found | Refusal;
    try {
      finding = await this.#find(attempt, context, progress, (request, secret) => judge(request, secret, decisionId));
    } catch (error) {
      if (!isUnavailable(error)) this.#parts.log.error('sign-in.broken', error, { decisionId });
      progress.trace.push({ check: 'store', result: 'unavailable' });
      finding = unavailable('store');
    }
    const decision = { ...finding, decisionId };
    this.#record(decision, attempt, context, progress);
    return decision;
  }

  /** What would be decided for this name from this place, without a password (R1.8). Counts nothing. May throw. */
  async explain(loginName: string, context: ClientContext): Promise<readonly TraceStep[]> {
    const progress: Progress = { trace: [] };
    const { account, policy, refusal } = await this.#examine(loginName, context, progress);
    const { trace } = progress;
    if (account?.mailbox?.disabled) trace.push({ check: 'account-state', result: 'disabled' });
    const opens = (await this.#isNameShared(account, trace)) ? 'nothing' : whatOpens(account, policy, refusal, context);
    trace.push({ check: 'opens', result: opens });
    return trace;
  }

  async #find<Found>(
    attempt: MailSignInAttempt,
    context: ClientContext,
    progress: Progress,
    judge: (request: SecretRequest, secret: PresentedSecret) => Promise<Found | Refusal>,
  ): Promise<Found | Refusal> {
    if (!this.#parts.audit.isWritable) return unavailable('audit-log');
    if (attempt.kind === 'malformed') return deny('malformed-credentials');
    const { authenticationIdentity, authorizationIdentity, password } = attempt;
    // A3: acting for somebody else is never silently dropped, and never passed on.
    if (authorizationIdentity !== undefined && authorizationIdentity !== authenticationIdentity) {
      return deny('authorization-identity-refused');
    }
    const decidedAt = await this.#parts.revocations.current();
    const { account, policy, refusal } = await this.#examine(authenticationIdentity, context, progress);
    if (refusal) return deny(refusal);
    if (await this.#isNameShared(account, progress.trace)) return unavailable('backend');
    const request = { parts: this.#parts, context, trace: progress.trace, decidedAt };
    if (!account) return refuseUnknownAccount(request, this.#nameOfNobody(authenticationIdentity), password);
    return judge(request, { account, password, ownPasswordOpens: policy.challenge.value === 'never' });
  }

  async #examine(loginName: string, context: ClientContext, progress: Progress): Promise<Examined> {
    const { trace } = progress;
    const { accounts, loginNames, platformPolicy, throttle } = this.#parts;
    const account = await resolveLoginName(loginName, loginNames, accounts);
    if (account) progress.mailbox = account.address;
    trace.push({ check: 'account', result: describeAccount(account) });
    const policy = effectivePolicy(policyLayers(platformPolicy, account), context.door);
    trace.push({ check: 'challenge', result: policy.challenge.value, layer: policy.challenge.layer });
    if (!isPermittedPlace(policy, context, trace)) return { account, policy, refusal: 'network-not-permitted' };
    const isRefused = await throttle.isRefused(account?.address, context.remoteAddress);
    trace.push({ check: 'throttle', result: isRefused ? 'too many failures from this network' : 'free' });
    return { account, policy, refusal: isRefused ? 'throttled' : undefined };
  }

  /** Whether the backend would take this mailbox for one of another domain, or the other way round (P-14). */
  async #isNameShared(account: ResolvedAccount | undefined, trace: TraceStep[]): Promise<boolean> {
    if (!account) return false;
    const other = await domainWithSameNames(account.domain, this.#parts);
    if (other === undefined) return false;
    trace.push({ check: 'backend-name', result: `can't be told from mailboxes of ${other}` });
    return true;
  }

  /** What failures of a name that nobody has are counted for: in canonical form, as those of mailboxes are. */
  #nameOfNobody(loginName: string): string {
    return canonicalAddress(loginName, this.#parts.loginNames) ?? recordedName(loginName.toLowerCase());
  }

  #record(decision: Judgement, attempt: MailSignInAttempt, context: ClientContext, progress: Progress): void {
    const at = this.#parts.clock.now();
    if (decision.kind === 'allow') {
      this.#parts.uses.record(decision.mailbox, context, at, decision.appPassword?.id);
    }
    const entry = auditEntryOf(decision, attempt, context, { ...progress, at });
    this.#parts.audit.record(entry);
    // One line per decision, in the words that the fail2ban filter matches.
    this.#parts.log.info(entry.event, {
      decisionId: decision.decisionId,
      door: context.door,
      remoteAddress: context.remoteAddress,
      connectionId: context.connectionId,
      ...(entry.reason !== undefined && { reason: entry.reason }),
      ...(entry.mailbox !== undefined && { mailbox: entry.mailbox }),
      ...(entry.appPassword !== undefined && { appPassword: entry.appPassword }),
    });
  }
}

const EVENTS = { allow: 'sign-in.allowed', deny: 'sign-in.refused', unavailable: 'sign-in.unavailable' } as const;

function auditEntryOf(
  decision: Judgement,
  attempt: MailSignInAttempt,
  context: ClientContext,
  recorded: Progress & { readonly at: Millis },
): AuditEntry {
  const { mailbox } = recorded;
  // What tells its owner which device still uses the mailbox's own password.
  const client = decision.kind === 'allow' ? context.clientName : undefined;
  const loginName =
    attempt.kind === 'password' ? loginNameToRecord(attempt.authenticationIdentity, mailbox) : undefined;
  return {
    at: recorded.at,
    kind: 'sign-in',
    event: EVENTS[decision.kind],
    decisionId: decision.decisionId,
    door: context.door,
    remoteAddress: context.remoteAddress,
    trace: recorded.trace,
    ...((context.country !== undefined || client !== undefined) && {
      details: {
        ...(context.country !== undefined && { country: context.country }),
        ...(client !== undefined && { client }),
      },
    }),
    ...(decision.kind === 'deny' && { reason: decision.reason }),
    ...(decision.kind === 'unavailable' && { reason: decision.dependency }),
    ...(decision.kind === 'allow' && decision.appPassword && { appPassword: decision.appPassword.id }),
    ...(mailbox !== undefined && { mailbox }),
    ...(loginName !== undefined && { loginName }),
  };
}

function whatOpens(
  account: ResolvedAccount | undefined,
  policy: EffectivePolicy,
  refusal: DenyReason | undefined,
  context: ClientContext,
): string {
  if (!account || refusal || account.mailbox?.disabled) return 'nothing';
  const appPassword = `an app password with scope ${context.door}`;
  return policy.challenge.value === 'never' ? `the mailbox password, or ${appPassword}` : `only ${appPassword}`;
}
