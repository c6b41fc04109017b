// Layered policy (R1.5): platform → domain → group(s) → mailbox. The nearest layer that says something wins, field by
// field; of several groups the strictest, field by field. The effective policy always tells which layer a value came
// from. On top of it all stands the owner's own choice of the mode, which can only make it stricter (R1.6).

import type { DoorClass, MailDoor } from '../decision.ts';
import type { FactorKind } from '../factors/factor.ts';
import { type CountryRule, commonCountryRule } from '../places/country-rules.ts';
import { commonNetworks } from '../places/networks.ts';

/** When a second step is asked (R1.1), from the laxest to the strictest (R1.6). `inherit` is a field left out. */
export const CHALLENGE_MODES = ['never', 'new-country', 'new-ip', 'always'] as const;

export type ChallengeMode = (typeof CHALLENGE_MODES)[number];

/** Which places count as known (R1.3): all that are remembered, or, more strictly, only the last sign-in's. */
export const COMPARISONS = ['known', 'last'] as const;

export type Comparison = (typeof COMPARISONS)[number];

/** Where the first factor may be set up (R2.2, P-07), from the laxest to the strictest. */
export const ENROLMENT_RULES = ['anywhere', 'trusted-networks', 'enrolment-code'] as const;

export type EnrolmentRule = (typeof ENROLMENT_RULES)[number];

/** Every kind of factor that policy can allow, in the order in which they are shown. */
export const FACTOR_KINDS: readonly [FactorKind, ...FactorKind[]] = ['totp', 'passkey', 'email', 'sms'];

/** Most days for which a browser may be trusted (R1.7). */
export const MAX_TRUSTED_BROWSER_DAYS = 365;

/** A class of doors, or one mail door. */
export type PolicyDoor = DoorClass | MailDoor;

/** A class, then its doors. */
export const POLICY_DOORS: readonly PolicyDoor[] = ['mail', 'imap', 'pop3', 'smtp', 'sieve', 'web', 'administration'];

/** Values by door. A mail door's own goes before that of its class, within one layer. */
export type ByDoor<T> = Readonly<Partial<Record<PolicyDoor, T>>>;

/** What one layer says. A field left out says nothing. */
export interface PolicyLayer {
  readonly challenge?: ChallengeMode;
  /** R5.1: CIDR lists; who comes from elsewhere is refused before the password is looked at. An empty list permits nobody. */
  readonly permittedNetworks?: ByDoor<readonly string[]>;
  /** R5.2: as `permittedNetworks`, by country. */
  readonly permittedCountries?: ByDoor<CountryRule>;
  /** R1.4: CIDR list; from inside no second step is asked. */
  readonly trustedNetworks?: readonly string[];
  /** R1.4: it is asked from inside trusted networks too. */
  readonly evenFromTrustedNetworks?: boolean;
  /** R1.7: how long a browser may be trusted, in days, 0 (not at all) to {@link MAX_TRUSTED_BROWSER_DAYS}. */
  readonly trustedBrowserDays?: number;
  /** R1.6: whether the mailbox's owner may choose a stricter mode. */
  readonly userChoice?: boolean;
  readonly compare?: Comparison;
  readonly enrolment?: EnrolmentRule;
  /** R2.9: the kinds of factors that may be set up and used. */
  readonly factors?: readonly FactorKind[];
}

/** The platform's layer says how a challenge is decided when nobody else does. */
export type PlatformLayer = PolicyLayer & { readonly challenge: ChallengeMode };

export type PlatformPolicy = PlatformLayer & {
  /** R2.9: the kinds of factors that exist; what layers say of others counts for nothing. Absent: all. */
  readonly existingFactors?: readonly FactorKind[];
};

/** What holds where no layer says anything. */
export const PLATFORM_DEFAULTS: Readonly<Required<Omit<PolicyLayer, 'challenge' | `permitted${string}`>>> = {
  trustedNetworks: [],
  evenFromTrustedNetworks: false,
  trustedBrowserDays: 0,
  userChoice: true,
  compare: 'known',
  enrolment: 'anywhere',
  factors: FACTOR_KINDS,
};

/** A group's layer. */
export interface GroupLayer {
  readonly name: string;
  readonly policy: PolicyLayer;
}

/** Everything that has a say for one mailbox. */
export interface PolicyLayers {
  readonly platform: PlatformPolicy;
  readonly domain?: PolicyLayer;
  readonly groups?: readonly GroupLayer[];
  readonly mailbox?: PolicyLayer;
  /** What the mailbox's owner chose; counts where policy lets owners choose. */
  readonly ownChoice?: ChallengeMode;
}

/** `groups a, b`: none of them alone said it. */
export type LayerName = 'platform' | 'domain' | `group ${string}` | `groups ${string}` | 'mailbox' | 'own choice';

/** A value and the layer that said it. */
export interface Sourced<T> {
  readonly value: T;
  readonly layer: LayerName;
}

/** What holds at one mail door. */
export interface EffectivePolicy {
  readonly challenge: Sourced<ChallengeMode>;
  /** Absent: from everywhere. */
  readonly permittedNetworks?: Sourced<readonly string[]>;
  /** Absent: from everywhere. */
  readonly permittedCountries?: Sourced<CountryRule>;
}

/** What holds at the web doors. */
export interface WebPolicy {
  readonly challenge: Sourced<ChallengeMode>;
  /** Absent: from everywhere. */
  readonly permittedNetworks?: Sourced<readonly string[]>;
  /** Absent: from everywhere. */
  readonly permittedCountries?: Sourced<CountryRule>;
  readonly trustedNetworks: Sourced<readonly string[]>;
  readonly evenFromTrustedNetworks: Sourced<boolean>;
  readonly trustedBrowserDays: Sourced<number>;
  readonly userChoice: Sourced<boolean>;
  readonly compare: Sourced<Comparison>;
  readonly enrolment: Sourced<EnrolmentRule>;
  /** Empty when a mailbox's groups have none in common: then nobody can set one up or use one. */
  readonly factors: Sourced<readonly FactorKind[]>;
  /** The mode without the owner's own choice. */
  readonly byPolicy: ChallengeMode;
}

/**
 * A field of policy: what a layer says of it, and how two groups are put together. What one of them forbids is
 * forbidden: lists of what is permitted, trusted or allowed are cut down to what both have.
 */
interface Field<T> {
  said(layer: PolicyLayer): T | undefined;
  strictest(one: T, other: T): T;
}

const CHALLENGE: Field<ChallengeMode> = {
  said: ({ challenge }) => challenge,
  strictest: laterIn(CHALLENGE_MODES),
};

const USER_CHOICE: Field<boolean> = {
  said: ({ userChoice }) => userChoice,
  strictest: laterIn([true, false]),
};

const TRUSTED_NETWORKS: Field<readonly string[]> = {
  said: ({ trustedNetworks }) => trustedNetworks,
  strictest: commonNetworks,
};

const EVEN_FROM_TRUSTED_NETWORKS: Field<boolean> = {
  said: ({ evenFromTrustedNetworks }) => evenFromTrustedNetworks,
  strictest: laterIn([false, true]),
};

const TRUSTED_BROWSER_DAYS: Field<number> = {
  said: ({ trustedBrowserDays }) => trustedBrowserDays,
  strictest: Math.min,
};

const COMPARE: Field<Comparison> = {
  said: ({ compare }) => compare,
  strictest: laterIn(COMPARISONS),
};

const ENROLMENT: Field<EnrolmentRule> = {
  said: ({ enrolment }) => enrolment,
  strictest: laterIn(ENROLMENT_RULES),
};

const FACTORS: Field<readonly FactorKind[]> = {
  said: ({ factors }) => factors,
  strictest: (one, other) => one.filter((kind) => other.includes(kind)),
};

/** Puts the layers together for one mail door. On the path of every sign-in. */
export function effectivePolicy(layers: PolicyLayers, door: MailDoor): EffectivePolicy {
  return { challenge: challengeOf(layers).challenge, ...permittedPlaces(layers, door, 'mail') };
}

/** Puts the layers together for the web doors. */
export function effectiveWebPolicy(layers: PolicyLayers): WebPolicy {
  return {
    ...challengeOf(layers),
    ...permittedPlaces(layers, 'web', 'web'),
    trustedNetworks: nearestOr(PLATFORM_DEFAULTS.trustedNetworks, layers, TRUSTED_NETWORKS),
    evenFromTrustedNetworks: nearestOr(PLATFORM_DEFAULTS.evenFromTrustedNetworks, layers, EVEN_FROM_TRUSTED_NETWORKS),
    trustedBrowserDays: nearestOr(PLATFORM_DEFAULTS.trustedBrowserDays, layers, TRUSTED_BROWSER_DAYS),
    userChoice: nearestOr(PLATFORM_DEFAULTS.userChoice, layers, USER_CHOICE),
    compare: nearestOr(PLATFORM_DEFAULTS.compare, layers, COMPARE),
    enrolment: nearestOr(PLATFORM_DEFAULTS.enrolment, layers, ENROLMENT),
    factors: existing(nearestOr(PLATFORM_DEFAULTS.factors, layers, FACTORS), layers.platform),
  };
}

/** From where the administration may be reached (R5.1, R5.2): its only layer is the platform's, as no mailbox is meant. */
export function administrationPlaces(
  platform: PlatformPolicy,
): Pick<EffectivePolicy, 'permittedNetworks' | 'permittedCountries'> {
  return permittedPlacesOf({ platform }, 'administration');
}

function existing(
  { value, layer }: Sourced<readonly FactorKind[]>,
  { existingFactors }: PlatformPolicy,
): Sourced<readonly FactorKind[]> {
  return { value: value.filter((kind) => existingFactors?.includes(kind) ?? true), layer };
}

/** From where a door may be used; of a class, where none of its doors has a rule of its own. */
export function permittedPlacesOf(
  layers: PolicyLayers,
  door: PolicyDoor,
): Pick<EffectivePolicy, 'permittedNetworks' | 'permittedCountries'> {
  return permittedPlaces(layers, door, door === 'web' || door === 'administration' ? door : 'mail');
}

/** Whether one mode asks for a second step in every case in which the other does, and in more. */
export function isStricter(mode: ChallengeMode, than: ChallengeMode): boolean {
  return CHALLENGE_MODES.indexOf(mode) > CHALLENGE_MODES.indexOf(than);
}

/** The stricter of policy's mode and the owner's choice, where there is one and policy lets it count. */
function challengeOf(layers: PolicyLayers): Pick<WebPolicy, 'challenge' | 'byPolicy'> {
  const byPolicy = nearestOr(layers.platform.challenge, layers, CHALLENGE);
  const { ownChoice } = layers;
  const counts =
    ownChoice !== undefined &&
    isStricter(ownChoice, byPolicy.value) &&
    nearestOr(PLATFORM_DEFAULTS.userChoice, layers, USER_CHOICE).value;
  return {
    challenge: counts ? { value: ownChoice, layer: 'own choice' } : byPolicy,
    byPolicy: byPolicy.value,
  };
}

function permittedPlaces(
  layers: PolicyLayers,
  door: PolicyDoor,
  doorClass: DoorClass,
): Pick<EffectivePolicy, 'permittedNetworks' | 'permittedCountries'> {
  const permittedNetworks = nearest(layers, {
    said: ({ permittedNetworks: by }) => by?.[door] ?? by?.[doorClass],
    strictest: commonNetworks,
  });
  const permittedCountries = nearest(layers, {
    said: ({ permittedCountries: by }) => by?.[door] ?? by?.[doorClass],
    strictest: commonCountryRule,
  });
  return { ...(permittedNetworks && { permittedNetworks }), ...(permittedCountries && { permittedCountries }) };
}

function nearestOr<T>(otherwise: T, layers: PolicyLayers, field: Field<T>): Sourced<T> {
  return nearest(layers, field) ?? { value: otherwise, layer: 'platform' };
}

function nearest<T>(layers: PolicyLayers, field: Field<T>): Sourced<T> | undefined {
  return (
    saidBy('mailbox', layers.mailbox, field) ??
    saidByGroups(layers.groups, field) ??
    saidBy('domain', layers.domain, field) ??
    saidBy('platform', layers.platform, field)
  );
}

function saidBy<T>(name: LayerName, layer: PolicyLayer | undefined, { said }: Field<T>): Sourced<T> | undefined {
  const value = layer && said(layer);
  return value === undefined ? undefined : { value, layer: name };
}

/** Of several that say something the strictest; of two that say the same, the first by name is named. */
function saidByGroups<T>(groups: readonly GroupLayer[] = [], field: Field<T>): Sourced<T> | undefined {
  let found: { readonly value: T; readonly names: readonly string[] } | undefined;
  for (const { name, policy } of groups) {
    const value = field.said(policy);
    if (value === undefined) continue;
    const strictest = found === undefined ? value : field.strictest(found.value, value);
    if (strictest === found?.value) continue;
    found = { value: strictest, names: strictest === value ? [name] : [...(found?.names ?? []), name] };
  }
  if (found === undefined) return undefined;
  const names = found.names.join(', ');
  return { value: found.value, layer: found.names.length === 1 ? `group ${names}` : `groups ${names}` };
}

function laterIn<T>(order: readonly T[]): (one: T, other: T) => T {
  return (one, other) => (order.indexOf(other) > order.indexOf(one) ? other : one);
}
