// What the console's sign-in is made of.

import type { PasswordHasher } from '../accounts/local-passwords.ts';
import type { ChangeOrigin } from '../administration/change.ts';
import type { TraceStep } from '../audit/audit-store.ts';
import type { SecondFactors } from '../factors/second-factors.ts';
import type { SecondStepThrottle } from '../throttle/second-step-throttle.ts';
import type { Throttle } from '../throttle/throttle.ts';
import type { Millis } from '../units.ts';
import type { AdministratorName } from './administrator.ts';
import type { AdministratorCodes } from './administrator-codes.ts';
import type { AdministratorStore } from './administrator-store.ts';
import type { RecordingParts } from './console-decision.ts';
import type { ConsoleSessions } from './console-sessions.ts';

export interface ConsoleSignInParts extends RecordingParts {
  readonly administrators: AdministratorStore;
  readonly sessions: ConsoleSessions;
  /** Those of mailboxes, under administrators' names. */
  readonly factors: Pick<
    SecondFactors,
    'list' | 'answer' | 'useRecoveryCode' | 'startEnrolment' | 'finishEnrolment' | 'renewRecoveryCodes'
  >;
  readonly codes: AdministratorCodes;
  readonly hasher: PasswordHasher;
  /** Of a password that nobody knows: a name that nobody has takes as long as any other. */
  readonly decoyHash: Promise<string>;
  /** Its digest's purpose is no other's: who guesses at a mailbox doesn't slow an administrator of the same name down. */
  readonly throttle: Throttle;
  readonly secondStepThrottle: SecondStepThrottle;
  /** The administrator signed in from there: others' failures behind the same address don't keep them out. */
  rememberFamiliar(name: AdministratorName, remoteAddress: string, at: Millis): Promise<void>;
  /** R5.1, R5.2, for the doors of administration; adds to the trace what was compared. */
  isPermittedPlace(origin: ChangeOrigin, trace: TraceStep[]): boolean;
  /** Holds an answer back. */
  pause(millis: Millis): Promise<void>;
  /** What authenticator apps show beside the name. */
  readonly issuer: string;
}
