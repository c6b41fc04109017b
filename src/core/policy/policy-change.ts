// Changing one layer of policy: what a request names is set or cleared, everything else stays.

import type { FieldProblem } from '../administration/change.ts';
import { canonicalNetwork } from '../places/networks.ts';
import type { ChallengeMode, PolicyDoor, PolicyLayer } from './policy.ts';

/** Most networks in one list: each is compared at each sign-in. */
const MAX_NETWORKS = 1_000;

export interface PolicyChange {
  /** `inherit`: this layer says nothing of it any more. */
  readonly challenge?: ChallengeMode | 'inherit' | undefined;
  /** By door; `inherit`: this layer says nothing of this door any more; an empty list permits nobody. */
  readonly permittedNetworks?:
    | Readonly<Partial<Record<PolicyDoor, readonly string[] | 'inherit' | undefined>>>
    | undefined;
}

export interface ChangedPolicy {
  readonly policy: PolicyLayer;
  readonly problems: readonly FieldProblem[];
}

/** The layer after the change, its networks in canonical form; with problems it must not be kept. */
export function changePolicy(before: PolicyLayer, change: PolicyChange): ChangedPolicy {
  const { challenge = before.challenge ?? 'inherit', permittedNetworks = {} } = change;
  const problems: FieldProblem[] = [];
  const networks = new Map<string, readonly string[]>(Object.entries(before.permittedNetworks ?? {}));
  for (const [door, list] of Object.entries(permittedNetworks)) {
    if (list === undefined) continue;
    if (list === 'inherit') networks.delete(door);
    else networks.set(door, canonicalNetworks(list, `permittedNetworks.${door}`, problems));
  }
  return {
    policy: {
      ...(challenge !== 'inherit' && { challenge }),
      ...(networks.size > 0 && { permittedNetworks: Object.fromEntries(networks) }),
    },
    problems,
  };
}

/** Each network in canonical form, once; what is none is added to `problems`. */
export function canonicalNetworks(list: readonly string[], field: string, problems: FieldProblem[]): readonly string[] {
  if (list.length > MAX_NETWORKS) problems.push({ field, reason: `has more than ${MAX_NETWORKS} networks` });
  const canonical = new Set<string>();
  for (const network of list) {
    const form = canonicalNetwork(network.trim());
    if (form === undefined)
      problems.push({ field, reason: `has "${network}", which is no network such as 192.0.2.0/24` });
    else canonical.add(form);
  }
  return [...canonical];
}

/** A change in the words of the audit log. */
export function describePolicyChange(change: PolicyChange): Record<string, string> {
  const described: Record<string, string> = {};
  if (change.challenge !== undefined) described['challenge'] = change.challenge;
  for (const [door, list] of Object.entries(change.permittedNetworks ?? {})) {
    if (list !== undefined) described[`permit.${door}`] = list === 'inherit' ? list : list.join(' ') || 'none';
  }
  return described;
}
