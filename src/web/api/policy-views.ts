// Layers of policy, and what comes of them, as the API's resources.

import type { ResolvedAccount } from '../../core/accounts/account-store.ts';
import { policyLayers } from '../../core/accounts/policy-layers.ts';
import type { MailDoor } from '../../core/decision.ts';
import {
  type EffectivePolicy,
  effectivePolicy,
  effectiveWebPolicy,
  type PlatformPolicy,
  type PolicyLayer,
} from '../../core/policy/policy.ts';
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
