// What a browser's sign-in is made of, and the ports to what decides beside it.

import type { AccountStore, ResolvedAccount } from '../accounts/account-store.ts';
import type { LoginNameRules } from '../accounts/login-name.ts';
import type { PasswordSetter } from '../accounts/password-setter.ts';
import type { SignInSource } from '../accounts/sign-in-source.ts';
import type { AppPasswordCrypto } from '../app-passwords/app-password-crypto.ts';
import type { AppPasswordStore } from '../app-passwords/app-password-store.ts';
import type { PasswordRecognizer } from '../app-passwords/password-recognizer.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { TraceStep } from '../audit/audit-store.ts';
import type { MailboxAddress } from '../decision.ts';
import type { Delegation } from '../factors/delegation.ts';
import type { FactorKind } from '../factors/factor.ts';
import type { SecondFactors } from '../factors/second-factors.ts';
import type { BackendSignInPlan } from '../mail-auth/backend-sign-in.ts';
import type { UseRecorder } from '../mail-auth/use-recorder.ts';
import type { Clock, Log, Random } from '../ports.ts';
import type { RevocationLog } from '../sessions/revocation-log.ts';
import type { WebSessionRegistry } from '../sessions/web-session-registry.ts';
import type { SecondStepThrottle } from '../throttle/second-step-throttle.ts';
import type { Throttle } from '../throttle/throttle.ts';
import type { Millis } from '../units.ts';
import type { WebContext } from '../web-context.ts';

/** Whether a second step is needed now, and why. */
export interface Requirement {
  readonly needed: boolean;
  readonly because: string;
  readonly trace: readonly TraceStep[];
}

/** A value of policy. */
interface Ruled<T> {
  readonly value: T;
}

/** What policy says of one account at the web doors, and what asks it. Calls may throw `ERR_STORE_UNAVAILABLE`. */
export interface AccountRules {
  /** 0: no browser is trusted (R1.7). */
  readonly trustedBrowserDays: Ruled<number>;
  /** R2.2, P-07: where the first factor may be set up. */
  readonly enrolment: Ruled<'anywhere' | 'trusted-networks' | 'enrolment-code'>;
  readonly trustedNetworks: Ruled<readonly string[]>;
  /** Kinds that exist, and may be set up and used. */
  readonly factors: Ruled<readonly FactorKind[]>;
  /** R5.1, R5.2; adds to the trace what was compared. */
  isPermittedPlace(context: WebContext, trace: TraceStep[]): boolean;
  /** Asked only after a right password (R1.2). */
  requireSecondStep(mailbox: MailboxAddress, context: WebContext): Promise<Requirement>;
}

/** The second step's factors. Every call may throw. */
export type SignInFactors = Pick<
  SecondFactors,
  | 'list'
  | 'answer'
  | 'reaches'
  | 'canSetUp'
  | 'sendCode'
  | 'sending'
  | 'useRecoveryCode'
  | 'recoveryCodesLeft'
  | 'renewRecoveryCodes'
  | 'startEnrolment'
  | 'startSentEnrolment'
  | 'begunEnrolment'
  | 'hasBegun'
  | 'finishEnrolment'
  | 'checkEnrolmentCode'
>;

/** Browsers that aren't asked again (R1.7). Every call may throw `ERR_STORE_UNAVAILABLE`. */
export interface TrustedBrowsers {
  trust(
    mailbox: MailboxAddress,
    browser: { readonly userAgent: string; readonly days: number; readonly presented?: string | undefined },
  ): Promise<{ readonly cookie: string; readonly maxAge: Millis }>;
  /** The password changed; says how many there were. */
  endAll(mailbox: MailboxAddress): Promise<number>;
}

/** After a completed second step this place is known (R1.3). May throw `ERR_STORE_UNAVAILABLE`. */
export type RememberPlace = (mailbox: MailboxAddress, context: WebContext) => Promise<void>;

/** Whether the owner is to hear that this country is a new one (R7.3). May throw `ERR_STORE_UNAVAILABLE`. */
export type IsNewCountry = (mailbox: MailboxAddress, context: WebContext) => Promise<boolean>;

export interface WebSignInParts {
  readonly accounts: AccountStore;
  readonly loginNames: LoginNameRules;
  /** By name, as domains refer to them. */
  readonly sources: ReadonlyMap<string, SignInSource>;
  readonly backends: ReadonlyMap<string, BackendSignInPlan>;
  /** By the name of the sign-in source that they belong to. */
  readonly passwordSetters: ReadonlyMap<string, PasswordSetter>;
  /** What policy says; for nobody's account what the platform says. May throw `ERR_STORE_UNAVAILABLE`. */
  readonly rulesFor: (account: ResolvedAccount | undefined) => AccountRules | Promise<AccountRules>;
  readonly factors: SignInFactors;
  /** R2.9: which kinds owners may set up. */
  readonly delegation: Delegation;
  readonly trustedBrowsers: TrustedBrowsers;
  readonly rememberPlace: RememberPlace;
  readonly isNewCountry: IsNewCountry;
  readonly sessions: WebSessionRegistry;
  readonly throttle: Throttle;
  readonly secondStepThrottle: SecondStepThrottle;
  readonly appPasswords: AppPasswordStore;
  readonly crypto: Pick<AppPasswordCrypto, 'seal'>;
  readonly recognizer: PasswordRecognizer;
  readonly revocations: RevocationLog;
  readonly uses: Pick<UseRecorder, 'recordFamiliar'>;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}
