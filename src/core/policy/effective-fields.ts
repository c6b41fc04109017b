// What layers say and what comes of them as plain text, field by field, so that before and after can be compared and told.

import type { MailDoor } from '../decision.ts';
import { type CountryRule, describeCountryRule } from '../places/country-rules.ts';
import {
  effectivePolicy,
  effectiveWebPolicy,
  type LayerName,
  type PolicyLayer,
  type PolicyLayers,
  type Sourced,
} from './policy.ts';

/** A field that isn't as it was. `inherit`: the layer says nothing of it; `everywhere`: no layer does. */
export interface FieldChange {
  /** As requests write it: `challenge`, `permittedNetworks.mail`. */
  readonly field: string;
  readonly from: string;
  readonly to: string;
}

/** What holds in the end is another thing, and which layer says it now. */
export interface EffectChange extends FieldChange {
  readonly layer: LayerName;
}

type Value = string | number | boolean | readonly string[];

const MAIL_DOORS: readonly MailDoor[] = ['imap', 'pop3', 'smtp', 'sieve'];

/** What differs between two versions of one layer. */
export function layerChanges(before: PolicyLayer, after: PolicyLayer): readonly FieldChange[] {
  const [old, now] = [layerFields(before), layerFields(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((field) => {
    const [from, to] = [old.get(field) ?? 'inherit', now.get(field) ?? 'inherit'];
    return from === to ? [] : [{ field, from, to }];
  });
}

/** What differs in what holds in the end. A value that only comes from another layer is no change. */
export function effectChanges(before: PolicyLayers, after: PolicyLayers): readonly EffectChange[] {
  const old = effectiveFields(before);
  return Array.from(effectiveFields(after)).flatMap(([field, { value, layer }]) => {
    const from = old.get(field)?.value ?? value;
    return from === value ? [] : [{ field, from, to: value, layer }];
  });
}

/** What holds in the end, of every field. */
export function effectiveFields(layers: PolicyLayers): ReadonlyMap<string, Sourced<string>> {
  const { permittedNetworks, permittedCountries, byPolicy: _byPolicy, ...rest } = effectiveWebPolicy(layers);
  const doors = [
    ['web', { permittedNetworks, permittedCountries }] as const,
    ...MAIL_DOORS.map((door) => [door, effectivePolicy(layers, door)] as const),
  ];
  return new Map([
    ...Object.entries(rest).map(([field, said]) => [field, described(said, valueText)] as const),
    ...doors.flatMap(([door, said]) => [
      [`permittedNetworks.${door}`, described(said.permittedNetworks, valueText)] as const,
      [`permittedCountries.${door}`, described(said.permittedCountries, describeCountryRule)] as const,
    ]),
  ]);
}

/** What one layer says, by field; what it doesn't say isn't there. */
export function layerFields({
  permittedNetworks = {},
  permittedCountries = {},
  ...rest
}: PolicyLayer): ReadonlyMap<string, string> {
  return new Map([
    ...Object.entries(rest).map(([field, value]) => [field, valueText(value)] as const),
    ...Object.entries(permittedNetworks).map(([door, list]) => [`permittedNetworks.${door}`, valueText(list)] as const),
    ...Object.entries(permittedCountries).map(
      ([door, rule]: readonly [string, CountryRule]) =>
        [`permittedCountries.${door}`, describeCountryRule(rule)] as const,
    ),
  ]);
}

function described<T>(said: Sourced<T> | undefined, words: (value: T) => string): Sourced<string> {
  return said ? { value: words(said.value), layer: said.layer } : { value: 'everywhere', layer: 'platform' };
}

function valueText(value: Value): string {
  return typeof value === 'object' ? value.join(' ') || 'none' : String(value);
}
