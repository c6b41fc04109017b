// Delegation by policy (R2.9): who may not assign a kind of factor may not allow it to a mailbox or a domain either. What is
// allowed already, by whomever, may be said again or taken away.

import { type Refusal, refuse } from '../administration/change.ts';
import { effectiveWebPolicy, type PlatformPolicy, type PolicyLayers } from '../policy/policy.ts';
import { type AssigningRole, type Delegation, mayBeAssignedBy } from './delegation.ts';
import type { FactorKind } from './factor.ts';

/** What somebody may let others use. */
export interface FactorLimits {
  readonly platform: PlatformPolicy;
  mayAllow(kind: FactorKind): boolean;
}

export interface LimitedPorts {
  /** Absent: every kind that exists. */
  readonly factorLimits?: FactorLimits;
}

/** Absent where nothing is limited. */
export function factorLimitsOf(
  role: AssigningRole,
  { delegation, platformPolicy }: { readonly delegation: Delegation; readonly platformPolicy: PlatformPolicy },
): FactorLimits | undefined {
  if (role === 'platform-administrator') return undefined;
  return { platform: platformPolicy, mayAllow: (kind) => mayBeAssignedBy(role, kind, delegation) };
}

/** A refusal where kinds would be allowed in the end that weren't before, and aren't theirs to allow. */
export function refusalBeyondLimits(
  before: Omit<PolicyLayers, 'platform'>,
  after: Omit<PolicyLayers, 'platform'>,
  { factorLimits }: LimitedPorts,
): Refusal | undefined {
  if (factorLimits === undefined) return undefined;
  const { platform } = factorLimits;
  const kindsOf = (layers: Omit<PolicyLayers, 'platform'>): readonly FactorKind[] =>
    effectiveWebPolicy({ ...layers, platform }).factors.value;
  const already = kindsOf(before);
  const beyond = kindsOf(after).filter((kind) => !already.includes(kind) && !factorLimits.mayAllow(kind));
  if (beyond.length === 0) return undefined;
  const settings = beyond.map((kind) => `factors.${kind}`).join(', ');
  return refuse('factor-not-allowed', `factors of kind ${beyond.join(' ')} are not for you to allow: see ${settings}`);
}
