// Who administers Postern. Administrators aren't mailboxes: they have names, passwords, factors and sessions of their own,
// so that nothing that opens a webmail opens the console (P-17).

import type { Millis } from '../units.ts';

/**
 * Lower-case, 2 to 64 letters, digits, dots, dashes and underlines, the first a letter: never a mailbox's address, which
 * has an `@`.
 */
export type AdministratorName = string;

/**
 * What somebody may do (R6.2): everything; what concerns mailboxes of some domains; look at everything that the domains
 * allow and change nothing.
 */
export const ROLES = ['platform-administrator', 'domain-administrator', 'auditor'] as const;

export type Role = (typeof ROLES)[number];

/** Canonical names of domains; `all`: whichever there are. */
export type AdministeredDomains = 'all' | ReadonlySet<string>;

export interface Administrator {
  readonly name: AdministratorName;
  readonly role: Role;
  /** `all` for every platform administrator, a set for every domain administrator; an auditor has either. */
  readonly domains: AdministeredDomains;
  readonly disabled: boolean;
  readonly createdAt: Millis;
  readonly lastSignInAt?: Millis;
}

/** `undefined` for what can't be a name. */
export function canonicalAdministratorName(typed: string): AdministratorName | undefined {
  const folded = typed.trim().toLowerCase();
  return /^[a-z][a-z0-9._-]{1,63}$/.test(folded) ? folded : undefined;
}
