// Layers of policy, and what comes of them, as the API's resources.

import type { ResolvedAccount } from '../../core/accounts/account-store.ts';
import { policyLayers } from '../../core/accounts/policy-layers.ts';
import type { MailDoor } from '../../core/decision.ts';
import {
  type EffectivePolicy,
  effectivePolicy,
  effectiveWebPolicy,
  type PlatformPolicy,
  POLICY_DOORS,
  type PolicyLayer,
  type PolicyLayers,
  permittedPlacesOf,
} from '../../core/policy/policy.ts';
import type { LayeredPolicyResource, PolicyLayersResource, PolicyOwner } from './client/policy-resources.ts';
import type { EffectivePolicyResource, PolicyResource } from './client/resources.ts';

const MAIL_DOORS: readonly MailDoor[] = ['imap', 'pop3', 'smtp', 'sieve'];

export function policyView(policy: PolicyLayer): PolicyResource {
  return {
    challenge: policy.challenge ?? 'inherit',
    permittedNetworks: policy.permittedNetworks ?? {},
    permittedCountries: policy.permittedCountries ?? {},
    trustedNetworks: policy.trustedNetworks ?? 'inherit',
    evenFromTrustedNetworks: policy.evenFromTrustedNetworks ?? 'inherit',
    trustedBrowserDays: policy.trustedBrowserDays ?? 'inherit',
    userChoice: policy.userChoice ?? 'inherit',
    compare: policy.compare ?? 'inherit',
    enrolment: policy.enrolment ?? 'inherit',
    factors: policy.factors ?? 'inherit',
  };
}

export function effectivePolicyView(account: ResolvedAccount, platform: PlatformPolicy): EffectivePolicyResource {
  const layers = policyLayers(platform, account);
  const { permittedNetworks, permittedCountries, ...web } = effectiveWebPolicy(layers);
  const byDoor: readonly (readonly [string, Omit<EffectivePolicy, 'challenge'>])[] = [
    ...MAIL_DOORS.map((door) => [door, effectivePolicy(layers, door)] as const),
    ['web', { ...(permittedNetworks && { permittedNetworks }), ...(permittedCountries && { permittedCountries }) }],
  ];
  const said = <T>(pick: (places: Omit<EffectivePolicy, 'challenge'>) => T | undefined): Record<string, T> =>
    Object.fromEntries(
      byDoor.flatMap(([door, places]) => {
        const value = pick(places);
        return value === undefined ? [] : [[door, value] as const];
      }),
    );
  return {
    ...web,
    permittedNetworks: said((places) => places.permittedNetworks),
    permittedCountries: said((places) => places.permittedCountries),
  };
}

/** Below `policy` in the configuration. */
const KEYS: Readonly<Record<keyof PolicyLayer, string>> = {
  challenge: 'policy.challenge',
  permittedNetworks: 'policy.permitted-networks',
  permittedCountries: 'policy.permitted-countries',
  trustedNetworks: 'policy.trusted-networks',
  evenFromTrustedNetworks: 'policy.even-from-trusted-networks',
  trustedBrowserDays: 'policy.trusted-browser-days',
  userChoice: 'policy.user-choice',
  compare: 'policy.compare',
  enrolment: 'policy.enrolment',
  factors: 'policy.factors',
};

/** @param given - What the layer says, and what has a say with and without it. */
export function policyLayersView(
  of: PolicyOwner,
  given: { readonly says: PolicyLayer; readonly layers: PolicyLayers; readonly above: PolicyLayers },
): PolicyLayersResource {
  return {
    of,
    says: policyView(given.says),
    effective: layeredPolicyView(given.layers),
    inherited: layeredPolicyView(given.above),
    ...(of.kind === 'platform' && { keys: KEYS }),
  };
}

function layeredPolicyView(layers: PolicyLayers): LayeredPolicyResource {
  const {
    byPolicy: _byPolicy,
    permittedNetworks: _networks,
    permittedCountries: _countries,
    ...web
  } = effectiveWebPolicy(layers);
  const places = POLICY_DOORS.map((door) => [door, permittedPlacesOf(layers, door)] as const);
  return {
    ...web,
    permittedNetworks: Object.fromEntries(
      places.flatMap(([door, { permittedNetworks: said }]) => (said ? [[door, said]] : [])),
    ),
    permittedCountries: Object.fromEntries(
      places.flatMap(([door, { permittedCountries: said }]) => (said ? [[door, said]] : [])),
    ),
  };
}
