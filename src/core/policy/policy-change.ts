// Changing one layer of policy: what a request names is set or cleared, everything else stays.

import type { FieldProblem } from '../administration/change.ts';
import type { FactorKind } from '../factors/factor.ts';
import { type CountryRule, canonicalCountry, describeCountryRule } from '../places/country-rules.ts';
import { canonicalNetwork } from '../places/networks.ts';
import {
  type ChallengeMode,
  type Comparison,
  type EnrolmentRule,
  MAX_TRUSTED_BROWSER_DAYS,
  type PolicyDoor,
  type PolicyLayer,
} from './policy.ts';

/** Most networks in one list: each is compared at each sign-in. */
const MAX_NETWORKS = 1_000;

/** A new value; `inherit`: this layer says nothing of it any more; left out: as it was. */
type Change<T> = T | 'inherit' | undefined;

type ChangeByDoor<T> = Readonly<Partial<Record<PolicyDoor, Change<T>>>> | undefined;

export interface PolicyChange {
  readonly challenge?: Change<ChallengeMode>;
  /** An empty list permits nobody. */
  readonly permittedNetworks?: ChangeByDoor<readonly string[]>;
  readonly permittedCountries?: ChangeByDoor<CountryRule>;
  readonly trustedNetworks?: Change<readonly string[]>;
  readonly evenFromTrustedNetworks?: Change<boolean>;
  readonly trustedBrowserDays?: Change<number>;
  readonly userChoice?: Change<boolean>;
  readonly compare?: Change<Comparison>;
  readonly enrolment?: Change<EnrolmentRule>;
  readonly factors?: Change<readonly FactorKind[]>;
}

/** Every field of a change, for who must tell whether there is one. */
const FIELDS: readonly (keyof PolicyChange)[] = [
  'challenge',
  'permittedNetworks',
  'permittedCountries',
  'trustedNetworks',
  'evenFromTrustedNetworks',
  'trustedBrowserDays',
  'userChoice',
  'compare',
  'enrolment',
  'factors',
];

export interface ChangedPolicy {
  readonly policy: PolicyLayer;
  readonly problems: readonly FieldProblem[];
}

/** The layer after the change, its networks and countries in canonical form; with problems it must not be kept. */
export function changePolicy(before: PolicyLayer, change: PolicyChange): ChangedPolicy {
  const problems: FieldProblem[] = [];
  const policy = {
    challenge: changed(before.challenge, change.challenge),
    permittedNetworks: changedByDoor(before.permittedNetworks, change.permittedNetworks, (list, door) =>
      canonicalNetworks(list, `permittedNetworks.${door}`, problems),
    ),
    permittedCountries: changedByDoor(before.permittedCountries, change.permittedCountries, (rule, door) =>
      canonicalCountryRule(rule, `permittedCountries.${door}`, problems),
    ),
    trustedNetworks: changed(before.trustedNetworks, change.trustedNetworks, (list) =>
      canonicalNetworks(list, 'trustedNetworks', problems),
    ),
    evenFromTrustedNetworks: changed(before.evenFromTrustedNetworks, change.evenFromTrustedNetworks),
    trustedBrowserDays: changed(before.trustedBrowserDays, change.trustedBrowserDays, (days) => {
      if (!Number.isInteger(days) || days < 0 || days > MAX_TRUSTED_BROWSER_DAYS) {
        problems.push({ field: 'trustedBrowserDays', reason: `must be 0 to ${MAX_TRUSTED_BROWSER_DAYS} days` });
      }
      return days;
    }),
    userChoice: changed(before.userChoice, change.userChoice),
    compare: changed(before.compare, change.compare),
    enrolment: changed(before.enrolment, change.enrolment),
    factors: changed(before.factors, change.factors, (kinds) => {
      if (kinds.length === 0) problems.push({ field: 'factors', reason: 'must have at least one kind' });
      return [...new Set(kinds)];
    }),
  };
  return { policy: withoutSilent(policy), problems };
}

/** Whether a request says anything of policy. */
export function changesPolicy(change: PolicyChange): boolean {
  return FIELDS.some((field) => change[field] !== undefined);
}

/** Whether a mode that was `never` may be another one afterwards: by the mode itself, or by owners' choices that count again. */
export function mayTightenMode({ challenge, userChoice }: Pick<PolicyChange, 'challenge' | 'userChoice'>): boolean {
  return (challenge !== undefined && challenge !== 'never') || (userChoice !== undefined && userChoice !== false);
}

/** Each network in canonical form, once; what is none is added to `problems`. */
export function canonicalNetworks(list: readonly string[], field: string, problems: FieldProblem[]): readonly string[] {
  if (list.length > MAX_NETWORKS) problems.push({ field, reason: `has more than ${MAX_NETWORKS} networks` });
  return canonicalItems(list, canonicalNetwork, (network) => {
    problems.push({ field, reason: `has "${network}", which is no network such as 192.0.2.0/24` });
  });
}

/** A change in the words of the audit log. */
export function describePolicyChange(change: PolicyChange): Record<string, string> {
  const described: Record<string, string> = {};
  const describe = (name: string, value: Change<string | number | boolean | readonly string[]>): void => {
    if (value === undefined) return;
    described[name] = typeof value === 'object' ? value.join(' ') || 'none' : String(value);
  };
  describe('challenge', change.challenge);
  for (const [door, list] of Object.entries(change.permittedNetworks ?? {})) describe(`permit.${door}`, list);
  for (const [door, rule] of Object.entries(change.permittedCountries ?? {})) {
    describe(`countries.${door}`, typeof rule === 'object' ? describeCountryRule(rule) : rule);
  }
  describe('trustedNetworks', change.trustedNetworks);
  describe('evenFromTrustedNetworks', change.evenFromTrustedNetworks);
  describe('trustedBrowserDays', change.trustedBrowserDays);
  describe('userChoice', change.userChoice);
  describe('compare', change.compare);
  describe('enrolment', change.enrolment);
  describe('factors', change.factors);
  return described;
}

function changed<T>(before: T | undefined, change: Change<T>, canonical = (value: T): T => value): T | undefined {
  if (change === undefined) return before;
  return change === 'inherit' ? undefined : canonical(change);
}

function changedByDoor<T>(
  before: Readonly<Record<string, T>> = {},
  change: ChangeByDoor<T> = {},
  canonical: (value: T, door: string) => T,
): Readonly<Record<string, T>> | undefined {
  const kept = new Map<string, T>(Object.entries(before));
  for (const [door, value] of Object.entries(change)) {
    if (value === undefined) continue;
    if (value === 'inherit') kept.delete(door);
    else kept.set(door, canonical(value, door));
  }
  return kept.size === 0 ? undefined : Object.fromEntries(kept);
}

function canonicalCountryRule(rule: CountryRule, field: string, problems: FieldProblem[]): CountryRule {
  const refuse = (country: string): void => {
    problems.push({ field, reason: `has "${country}", which is no country such as DE, and not unknown` });
  };
  return 'allow' in rule
    ? { allow: canonicalItems(rule.allow, canonicalCountry, refuse) }
    : { deny: canonicalItems(rule.deny, canonicalCountry, refuse) };
}

function canonicalItems(
  items: readonly string[],
  canonical: (item: string) => string | undefined,
  refuse: (item: string) => void,
): readonly string[] {
  const kept = new Set<string>();
  for (const item of items) {
    const form = canonical(item.trim());
    if (form === undefined) refuse(item);
    else kept.add(form);
  }
  return [...kept];
}

type Silent<T> = { readonly [Name in keyof T]: T[Name] | undefined };

/** Leaves out what says nothing: `undefined` is no value of a layer. */
function withoutSilent({
  challenge,
  permittedNetworks,
  permittedCountries,
  trustedNetworks,
  evenFromTrustedNetworks,
  trustedBrowserDays,
  userChoice,
  compare,
  enrolment,
  factors,
}: Silent<PolicyLayer>): PolicyLayer {
  return {
    ...(challenge !== undefined && { challenge }),
    ...(permittedNetworks && { permittedNetworks }),
    ...(permittedCountries && { permittedCountries }),
    ...(trustedNetworks && { trustedNetworks }),
    ...(evenFromTrustedNetworks !== undefined && { evenFromTrustedNetworks }),
    ...(trustedBrowserDays !== undefined && { trustedBrowserDays }),
    ...(userChoice !== undefined && { userChoice }),
    ...(compare !== undefined && { compare }),
    ...(enrolment !== undefined && { enrolment }),
    ...(factors && { factors }),
  };
}
