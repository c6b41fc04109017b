// What a mail client's sign-in is made of: the attempt, the backend's answer, and the parts that the decision needs.

import type { AccountStore, ResolvedAccount } from '../accounts/account-store.ts';
import type { LoginNameRules } from '../accounts/login-name.ts';
import type { SignInSource } from '../accounts/sign-in-source.ts';
import type { AppPasswordCrypto } from '../app-passwords/app-password-crypto.ts';
import type { AppPasswordStore } from '../app-passwords/app-password-store.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { TraceStep } from '../audit/audit-store.ts';
import type {
  Allow,
  ClientContext,
  DenyReason,
  Dependency,
  Permit,
  RevocationSequence,
  Unavailable,
} from '../decision.ts';
import type { PlatformPolicy } from '../policy/policy.ts';
import type { Clock, Log, Random } from '../ports.ts';
import type { RevocationLog } from '../sessions/revocation-log.ts';
import type { Throttle } from '../throttle/throttle.ts';
import type { Millis } from '../units.ts';
import type { BackendSignInPlan } from './backend-sign-in.ts';
import type { UseRecorder } from './use-recorder.ts';

/** What a client presented; the wire languages' `PresentedCredentials` fits. */
export type MailSignInAttempt =
  | {
      readonly kind: 'password';
      readonly authenticationIdentity: string;
      readonly authorizationIdentity?: string;
      readonly password: string;
    }
  | { readonly kind: 'malformed' };

/** What signing in at the backend came to. */
export type BackendOutcome =
  | { readonly kind: 'signed-in' }
  | { readonly kind: 'refused'; readonly text: string }
  | { readonly kind: 'failed'; readonly text: string; readonly limit?: NonNullable<Unavailable['limit']> };

/** An allowed request whose backend hasn't been asked yet, and so has no id of its own. */
export type Candidate = Omit<Allow, 'decisionId'>;

/** A permit that has no id of its own yet. */
export type Permitted = Omit<Permit, 'decisionId'>;

export interface MailSignInParts {
  readonly accounts: AccountStore;
  readonly appPasswords: AppPasswordStore;
  readonly crypto: AppPasswordCrypto;
  readonly throttle: Throttle;
  readonly revocations: RevocationLog;
  readonly uses: UseRecorder;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly loginNames: LoginNameRules;
  readonly platformPolicy: PlatformPolicy;
  /** By name, as domains refer to them. */
  readonly sources: ReadonlyMap<string, SignInSource>;
  readonly backends: ReadonlyMap<string, BackendSignInPlan>;
  /** A13: whether somebody who gave the right ordinary password is told that an app password is needed. */
  readonly hintAppPassword: boolean;
  /** Live connections of one mailbox in this process, and how many it may have. */
  readonly connections: { readonly limit: number; count(mailbox: string): number };
}

/** "No" or "can't tell", before it has an id and is recorded. */
export type Refusal =
  | { readonly kind: 'deny'; readonly reason: DenyReason; readonly delay: Millis }
  | Omit<Unavailable, 'decisionId'>;

/** An answer before it has an id and is recorded. */
export type Finding = Candidate | Refusal;

/** One attempt on its way through the checks. */
export interface SecretRequest {
  readonly parts: MailSignInParts;
  readonly context: ClientContext;
  readonly trace: TraceStep[];
  readonly decidedAt: RevocationSequence;
}

/** One that ends at the backend. */
export interface SignInRequest extends SecretRequest {
  /** Dials the backend and keeps the connection. Never throws. */
  readonly signInAtBackend: (candidate: Candidate) => Promise<BackendOutcome>;
}

/** What somebody presented who may try at all. */
export interface PresentedSecret {
  readonly account: ResolvedAccount;
  readonly password: string;
  /** Whether the mailbox's mode lets its own password open mail doors (`never`). */
  readonly ownPasswordOpens: boolean;
}

export function deny(reason: DenyReason, delay: Millis = 0): Refusal {
  return { kind: 'deny', reason, delay };
}

export function unavailable(dependency: Dependency): Refusal {
  return { kind: 'unavailable', dependency };
}
