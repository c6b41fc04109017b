// Delegation (R2.9): for each kind of factor, whether it exists, whether administrators of domains may assign it, and
// whether owners of mailboxes may set it up. The operator says so in the configuration.

import type { FactorKind } from './factor.ts';

/** What the operator decides of one kind. */
export interface KindDelegation {
  /** False: it is neither offered nor usable, whoever has set one up. */
  readonly enabled: boolean;
  /** Whether owners may set one up. */
  readonly users: boolean;
  /** Whether administrators of domains may assign one. */
  readonly domainAdministrators: boolean;
}

/** A kind that isn't there doesn't exist. */
export type Delegation = Readonly<Partial<Record<FactorKind, KindDelegation>>>;

/** In which capacity somebody assigns a factor to somebody else. */
export type AssigningRole = 'platform-administrator' | 'domain-administrator';

/** Kinds that exist, of those that are asked about. */
export function existingKinds(kinds: readonly FactorKind[], delegation: Delegation): readonly FactorKind[] {
  return kinds.filter((kind) => delegation[kind]?.enabled === true);
}

export function mayBeSetUpByOwners(kind: FactorKind, delegation: Delegation): boolean {
  const of = delegation[kind];
  return of?.enabled === true && of.users;
}

export function mayBeAssignedBy(role: AssigningRole, kind: FactorKind, delegation: Delegation): boolean {
  const of = delegation[kind];
  return of?.enabled === true && (role === 'platform-administrator' || of.domainAdministrators);
}
