// Administrators and the codes that let them in for the first time, as they are kept. What is used once is used up by one
// atomic verb, and so is what must never leave an installation without anybody who administers it.

import type { Millis } from '../units.ts';
import type { AdministeredDomains, Administrator, AdministratorName, Role } from './administrator.ts';

/**
 * Random; another one with each change that sessions may not outlive: password, factors' reset, role, domains, disabled. A
 * session counts while it has its administrator's, so that a copy of the file that is put back ends what it doesn't know.
 */
export type AdministratorStamp = string;

export interface StoredAdministrator extends Administrator {
  readonly stamp: AdministratorStamp;
  /** Whether there is a password: before set-up, and after a reset, there is none. */
  readonly isSetUp: boolean;
}

/** Keyed hash of a code. */
export type AdministratorCodeHash = string;

/** What a code opens. */
export type AdministratorCodeKind = 'set-up' | 'break-glass';

/** A code from the host's shell. One of a kind and name at a time: a new one ends the one before. */
export interface AdministratorCode {
  readonly kind: AdministratorCodeKind;
  /** Of break-glass: what the operator is to be called; an administrator of that name need not be there. */
  readonly name: AdministratorName;
  readonly hash: AdministratorCodeHash;
  readonly endsAt: Millis;
  /** Of break-glass: how long its session lasts. */
  readonly sessionFor?: Millis;
}

export interface NewAdministrator {
  readonly name: AdministratorName;
  readonly role: Role;
  readonly domains: AdministeredDomains;
  readonly createdAt: Millis;
  readonly stamp: AdministratorStamp;
}

export interface AdministratorChange {
  readonly role?: Role;
  readonly domains?: AdministeredDomains;
  readonly disabled?: boolean;
}

/**
 * - `keep-one`: refused where it would leave nobody who can sign in as an enabled platform administrator;
 * - `unguarded`: it is done on the host, whose operator can always make another one.
 */
export type LastAdministratorRule = 'keep-one' | 'unguarded';

/** Durable; atomic per call; may throw `ERR_STORE_UNAVAILABLE`. */
export interface AdministratorStore {
  find(name: AdministratorName): Promise<StoredAdministrator | undefined>;
  /** By name. */
  list(): Promise<readonly StoredAdministrator[]>;
  /** Argon2id in PHC string format; `undefined`: there is none. */
  findPasswordHash(name: AdministratorName): Promise<string | undefined>;
  /** Adds one without a password; false when the name is taken. Domains that aren't known are left out. */
  add(administrator: NewAdministrator): Promise<boolean>;
  /**
   * As it is after, with the new stamp; `last`: see {@link LastAdministratorRule}, of N callers at once, each for another
   * one, one stays. Domains that aren't known are left out. `undefined`: there is none.
   */
  change(
    name: AdministratorName,
    change: AdministratorChange & { readonly stamp: AdministratorStamp },
    rule: LastAdministratorRule,
  ): Promise<StoredAdministrator | 'last' | undefined>;
  /** With factors and codes; as it was. `last` as with `change`; `undefined`: there is none. */
  remove(name: AdministratorName, rule: LastAdministratorRule): Promise<StoredAdministrator | 'last' | undefined>;
  /**
   * Takes password and factors away, and gives a set-up code. As it is after; `last` as with `change`; `undefined`: there
   * is none.
   */
  reset(
    code: AdministratorCode & { readonly stamp: AdministratorStamp },
    rule: LastAdministratorRule,
  ): Promise<StoredAdministrator | 'last' | undefined>;
  /**
   * Sets the password, if the stamp is still the one `before`: nothing has happened to the administrator meanwhile. Set-up
   * codes of it end. False: something has.
   */
  setPasswordHash(
    name: AdministratorName,
    set: { readonly phc: string; readonly before: AdministratorStamp; readonly stamp: AdministratorStamp },
  ): Promise<boolean>;
  /** The last sign-in; later ones go before earlier ones. */
  recordSignIn(name: AdministratorName, at: Millis): Promise<void>;
  /** Keeps a code in place of the one of its kind and name. */
  keepCode(code: AdministratorCode): Promise<void>;
  /** Uses a code up: of N callers at once one gets it. `undefined`: there is none, or it is over. */
  takeCode(hash: AdministratorCodeHash, at: Millis): Promise<AdministratorCode | undefined>;
  /** Forgets codes that were over before `at`; says how many. */
  purge(at: Millis): Promise<number>;
}
