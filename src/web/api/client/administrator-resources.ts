// Administrators, their sessions and what they do about themselves, as JSON.

import type { Role } from '../../../core/administrators/administrator.ts';
import type { ConsoleSessionState } from '../../../core/administrators/console-session-store.ts';
import type { Permission } from '../../../core/administrators/permissions.ts';
import type { Timestamp } from './resources.ts';

export interface AdministratorResource {
  readonly name: string;
  readonly role: Role;
  readonly domains: 'all' | readonly string[];
  readonly disabled: boolean;
  /** False until password and authenticator app were set with a code, and after a reset. */
  readonly setUp: boolean;
  readonly createdAt: Timestamp;
  readonly lastSignInAt?: Timestamp;
}

/** With the code that lets in for the first time; it is shown this once. */
export interface AdministratorWithCodeResource extends AdministratorResource {
  readonly code: string;
  readonly codeEndsAt: Timestamp;
  /** Where the code is typed; absent: the console has no address. */
  readonly console?: string;
}

export interface ConsoleSessionResource {
  readonly id: string;
  readonly administrator: string;
  readonly state: ConsoleSessionState;
  readonly breakGlass: boolean;
  /** The one that asks. */
  readonly current: boolean;
  readonly remoteAddress: string;
  readonly userAgent: string;
  readonly country?: string;
  readonly startedAt: Timestamp;
  readonly lastActiveAt: Timestamp;
  readonly endsAt: Timestamp;
}

export interface EndedConsoleSessionsResource {
  readonly ended: number;
}

/** The code is shown this once. */
export interface BreakGlassResource {
  readonly name: string;
  readonly code: string;
  readonly codeEndsAt: Timestamp;
  /** How long the session lasts, from the moment at which the code is typed. */
  readonly minutes: number;
  /** Where the code is typed; absent: the console has no address. */
  readonly console?: string;
}

export interface OwnAdministratorResource extends AdministratorResource {
  readonly permissions: readonly Permission[];
  readonly recoveryCodesLeft: number;
}

export interface AuthenticatorResource {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Timestamp;
  readonly lastUsedAt?: Timestamp;
}

/** What an app is set up with: shown, and never sent anywhere else. */
export interface BegunAuthenticatorResource {
  /** `otpauth://`, for the QR code. */
  readonly uri: string;
  /** The secret for typing. */
  readonly typed: string;
}

export interface RecoveryCodesResource {
  readonly codes: readonly string[];
}
