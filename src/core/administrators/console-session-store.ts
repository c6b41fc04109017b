// Administrators' sessions in the console, as they are kept: apart from browsers' sessions at webmail, under keys that no
// other cookie leads to (P-17).

import type { ChangeOrigin } from '../administration/change.ts';
import type { Millis } from '../units.ts';
import type { AdministratorName } from './administrator.ts';
import type { AdministratorStamp } from './administrator-store.ts';

export type ConsoleSessionId = string;

/**
 * - `challenge`: the password was right, the second step is missing;
 * - `set-up`: let in by a code from the host's shell (`postern administrator add`, `reset`); password and authenticator app
 *   must be set before anything else;
 * - `open`: signed in.
 */
export type ConsoleSessionState = 'challenge' | 'set-up' | 'open';

/** Derived from the cookie, and from nothing else. */
export type ConsoleLookupKey = Uint8Array;

/** Most sessions of one administrator in one state; the oldest goes first. */
export const MAX_CONSOLE_SESSIONS = 20;

/** Wrong codes that one sign-in may give. */
export const CONSOLE_TRIES = 5;

export interface KeptConsoleSession {
  /** Stays the same when the session opens, with another cookie. */
  readonly id: ConsoleSessionId;
  readonly state: ConsoleSessionState;
  readonly administrator: AdministratorName;
  /** The administrator's when it began; of break-glass: none. */
  readonly stamp: AdministratorStamp;
  readonly isBreakGlass: boolean;
  readonly startedAt: Millis;
  readonly lastActiveAt: Millis;
  /** It is over then, whatever happens. */
  readonly endsAt: Millis;
  readonly confirmedAt?: Millis;
  readonly triesLeft: number;
  readonly origin: ChangeOrigin;
}

export interface NewConsoleSession {
  readonly lookupKey: ConsoleLookupKey;
  readonly session: KeptConsoleSession;
}

/** May be forgotten; shared by the machine's processes; atomic per call; may throw `ERR_STORE_UNAVAILABLE`. */
export interface ConsoleSessionStore {
  /** Says which ended for it, as there were {@link MAX_CONSOLE_SESSIONS}. */
  insert(next: NewConsoleSession): Promise<readonly KeptConsoleSession[]>;
  find(lookupKey: ConsoleLookupKey): Promise<KeptConsoleSession | undefined>;
  /** Puts one in the place of another, whose cookie is dead with that: of N callers one hears true (P-11, P-20). */
  promote(before: ConsoleLookupKey, next: NewConsoleSession): Promise<boolean>;
  /** Never back in time. */
  touch(lookupKey: ConsoleLookupKey, at: Millis): Promise<void>;
  /** Takes one of the tries: how many are left after it; `undefined`: none was. */
  takeTry(lookupKey: ConsoleLookupKey): Promise<number | undefined>;
  giveBackTry(lookupKey: ConsoleLookupKey): Promise<void>;
  /** As it was; of N callers one gets it. */
  end(id: ConsoleSessionId): Promise<KeptConsoleSession | undefined>;
  /** All of an administrator, in whatever state, but for one; says which. */
  endAll(
    administrator: AdministratorName,
    but?: { readonly id: ConsoleSessionId },
  ): Promise<readonly KeptConsoleSession[]>;
  /** Gives a session the stamp that its administrator has now. */
  restamp(id: ConsoleSessionId, stamp: AdministratorStamp): Promise<void>;
  /** Newest first. */
  list(administrator?: AdministratorName): Promise<readonly KeptConsoleSession[]>;
  /** Forgets what ended, or wasn't used since; says which. */
  purge(over: { readonly endedBy: Millis; readonly idleSince: Millis }): Promise<readonly KeptConsoleSession[]>;
}
