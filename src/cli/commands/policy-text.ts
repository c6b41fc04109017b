// What a layer of policy says, and what comes of them all, for people.

import type { CountryRule } from '../../core/places/country-rules.ts';
import { describeCountryRule } from '../../core/places/country-rules.ts';
import type { EffectivePolicyResource, PolicyResource } from '../../web/api/client/resources.ts';

type Lines = readonly (readonly [string, string | undefined])[];

/** The shape of a layer's fields in JSON. */
export const POLICY_JSON =
  'challenge, permittedNetworks: { DOOR: [network] }, permittedCountries: { DOOR: { allow|deny: [country] } }, trustedNetworks: [network], evenFromTrustedNetworks, trustedBrowserDays, userChoice, compare, enrolment, factors: [kind]';

/** The shape of what holds in the end. */
export const EFFECTIVE_JSON =
  '{ challenge: { value, layer }, byPolicy, permittedNetworks: { DOOR: { value: [network], layer } }, permittedCountries: { DOOR: { value, layer } }, trustedNetworks: { value, layer }, … }';

/** `mail: 192.0.2.0/24; web: none`, or that nothing is said. */
export function permittedText({ permittedNetworks }: Pick<PolicyResource, 'permittedNetworks'>): string {
  const entries = Object.entries(permittedNetworks).map(([door, list]) => `${door}: ${listText(list)}`);
  return entries.join('; ') || 'inherit';
}

/** What a layer says; fields of which it says nothing are left out, but for the mode and the networks. */
export function policyLines(policy: PolicyResource): Lines {
  const said = (value: string | number | boolean | readonly string[]): string | undefined =>
    value === 'inherit' ? undefined : policyValueText(value);
  return [
    ['challenge', policy.challenge],
    ['permitted networks', permittedText(policy)],
    ['permitted countries', countriesText(policy.permittedCountries)],
    ['trusted networks', said(policy.trustedNetworks)],
    ['even from trusted networks', said(policy.evenFromTrustedNetworks)],
    ['trusted browser days', said(policy.trustedBrowserDays)],
    ['user choice', said(policy.userChoice)],
    ['compare', said(policy.compare)],
    ['enrolment', said(policy.enrolment)],
    ['factors', said(policy.factors)],
  ];
}

/** What holds in the end, each with the layer that said it. */
export function effectiveLines(effective: EffectivePolicyResource): Lines {
  const line = (
    name: string,
    { value, layer }: { readonly value: string | number | boolean | readonly string[]; readonly layer: string },
  ) => [`  ${name}`, `${policyValueText(value)} (${layer})`] as const;
  const networks = Object.entries(effective.permittedNetworks).map(([door, said]) => line(`networks: ${door}`, said));
  const countries = Object.entries(effective.permittedCountries).map(([door, { value, layer }]) =>
    line(`countries: ${door}`, { value: describeCountryRule(value), layer }),
  );
  return [
    line('challenge', effective.challenge),
    ...networks,
    ...countries,
    line('trusted networks', effective.trustedNetworks),
    line('even from trusted networks', effective.evenFromTrustedNetworks),
    line('trusted browser days', effective.trustedBrowserDays),
    line('user choice', effective.userChoice),
    line('compare', effective.compare),
    line('enrolment', effective.enrolment),
    line('factors', effective.factors),
  ];
}

function countriesText(byDoor: Readonly<Record<string, CountryRule>>): string | undefined {
  const entries = Object.entries(byDoor).map(([door, rule]) => `${door}: ${describeCountryRule(rule)}`);
  return entries.join('; ') || undefined;
}

/** A value of any setting. */
export function policyValueText(value: string | number | boolean | readonly string[] | CountryRule): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value !== 'object') return String(value);
  return 'allow' in value || 'deny' in value ? describeCountryRule(value) : listText(value);
}

function listText(list: readonly string[]): string {
  return list.join(', ') || 'none';
}
