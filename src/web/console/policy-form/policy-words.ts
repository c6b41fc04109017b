// Fields of policy, their values and their layers in a person's words: the same in forms, tables and previews.

import type { FactorKind } from '../../../core/factors/factor.ts';
import type { CountryRule } from '../../../core/places/country-rules.ts';
import type { ChallengeMode, Comparison, EnrolmentRule, PolicyDoor, PolicyLayer } from '../../../core/policy/policy.ts';
import type { PlainKey, Words } from '../../pages/i18n/words.ts';

export type PolicyField = keyof PolicyLayer;

/** Those that are one for all doors. */
export type ShownField = Exclude<PolicyField, 'permittedNetworks' | 'permittedCountries'>;

/** A value of any field. */
export type PolicyValue = string | number | boolean | readonly string[] | CountryRule;

/** The order in which fields are shown; those of doors come with their doors. */
export const SHOWN_FIELDS: readonly ShownField[] = [
  'challenge',
  'compare',
  'userChoice',
  'trustedNetworks',
  'evenFromTrustedNetworks',
  'trustedBrowserDays',
  'enrolment',
  'factors',
];

const FIELDS = {
  challenge: 'console.policy.field-challenge',
  compare: 'console.policy.field-compare',
  userChoice: 'console.policy.field-user-choice',
  trustedNetworks: 'console.policy.field-trusted-networks',
  evenFromTrustedNetworks: 'console.policy.field-even-from-trusted-networks',
  trustedBrowserDays: 'console.policy.field-trusted-browser-days',
  enrolment: 'console.policy.field-enrolment',
  factors: 'console.policy.field-factors',
  permittedNetworks: 'console.policy.field-permitted-networks',
  permittedCountries: 'console.policy.field-permitted-countries',
} as const satisfies Record<PolicyField, PlainKey>;

const MODES = {
  never: 'console.policy.mode-never',
  'new-country': 'console.policy.mode-new-country',
  'new-ip': 'console.policy.mode-new-ip',
  always: 'console.policy.mode-always',
} as const satisfies Record<ChallengeMode, PlainKey>;

const COMPARISON_NAMES = {
  known: 'console.policy.compare-known',
  last: 'console.policy.compare-last',
} as const satisfies Record<Comparison, PlainKey>;

const ENROLMENT_NAMES = {
  anywhere: 'console.policy.enrolment-anywhere',
  'trusted-networks': 'console.policy.enrolment-trusted-networks',
  'enrolment-code': 'console.policy.enrolment-enrolment-code',
} as const satisfies Record<EnrolmentRule, PlainKey>;

const KINDS = {
  totp: 'kind.totp',
  passkey: 'kind.passkey',
  email: 'kind.email',
  sms: 'kind.sms',
} as const satisfies Record<FactorKind, PlainKey>;

const DOORS = {
  mail: 'console.policy.door-mail',
  imap: 'door.imap',
  pop3: 'door.pop3',
  smtp: 'door.smtp',
  sieve: 'door.sieve',
  web: 'console.policy.door-web',
  administration: 'console.policy.door-administration',
} as const satisfies Record<PolicyDoor, PlainKey>;

export function modeName(words: Words, mode: ChallengeMode): string {
  return words.say(MODES[mode]);
}

export function kindName(words: Words, kind: FactorKind): string {
  return words.say(KINDS[kind]);
}

export function policyDoorName(words: Words, door: PolicyDoor): string {
  return words.say(DOORS[door]);
}

/** @param field - As requests name it: `challenge`, `permittedNetworks.mail`. Others are said as they are. */
export function fieldName(words: Words, field: string): string {
  const [name = '', door] = field.split('.');
  if (!hasOwn(FIELDS, name)) return field;
  const text = words.say(FIELDS[name]);
  return door !== undefined && hasOwn(DOORS, door) ? `${text}: ${policyDoorName(words, door)}` : text;
}

/** A value as it is kept. */
export function valueText(words: Words, field: PolicyField, value: PolicyValue): string {
  if (typeof value === 'boolean') return words.say(value ? 'console.policy.yes' : 'console.policy.no');
  if (typeof value === 'number') {
    return value === 0 ? words.say('console.policy.days-none') : words.say('console.policy.days', { count: value });
  }
  if (typeof value === 'string') return wordText(words, field, value);
  if (isRule(value)) return ruleText(words, value);
  if (value.length === 0)
    return words.say(field === 'permittedNetworks' ? 'console.policy.nobody' : 'console.policy.none');
  return listText(words, field === 'factors' ? value.map((kind) => wordText(words, field, kind)) : value);
}

/** A value as previews and the audit log write it: `always`, `30`, `192.0.2.0/24 2001:db8::/32`, `all but KP`. */
export function describedText(words: Words, field: string, value: string): string {
  const [name = ''] = field.split('.');
  if (value === 'inherit') return words.say('console.policy.says-nothing');
  if (value === 'everywhere' || value === 'all') return words.say('console.policy.everywhere');
  if (value === 'none')
    return words.say(name.startsWith('permitted') ? 'console.policy.nobody' : 'console.policy.none');
  if (value === 'true' || value === 'false')
    return words.say(value === 'true' ? 'console.policy.yes' : 'console.policy.no');
  if (name === 'trustedBrowserDays') return valueText(words, 'trustedBrowserDays', Number(value));
  if (name === 'permittedCountries') return ruleText(words, ruleOf(value));
  const items = value.split(' ');
  return listText(words, hasOwn(FIELDS, name) ? items.map((item) => wordText(words, name, item)) : items);
}

/** Who says it. `groups a, b`: both together. */
export function layerText(words: Words, layer: string): string {
  switch (layer) {
    case 'platform':
      return words.say('console.policy.layer-platform');
    case 'domain':
      return words.say('console.policy.layer-domain');
    case 'mailbox':
      return words.say('console.policy.layer-mailbox');
    case 'own choice':
      return words.say('console.policy.layer-own-choice');
    default:
      return words.say('console.policy.layer-group', { name: layer.replace(/^groups? /, '') });
  }
}

function wordText(words: Words, field: PolicyField, word: string): string {
  if (field === 'challenge' && hasOwn(MODES, word)) return words.say(MODES[word]);
  if (field === 'compare' && hasOwn(COMPARISON_NAMES, word)) return words.say(COMPARISON_NAMES[word]);
  if (field === 'enrolment' && hasOwn(ENROLMENT_NAMES, word)) return words.say(ENROLMENT_NAMES[word]);
  return field === 'factors' && hasOwn(KINDS, word) ? words.say(KINDS[word]) : word;
}

function ruleText(words: Words, rule: CountryRule): string {
  const names = (codes: readonly string[]): string =>
    listText(
      words,
      codes.map((code) => (code === 'unknown' ? words.say('place.unknown') : words.country(code))),
    );
  if ('allow' in rule) return rule.allow.length === 0 ? words.say('console.policy.nobody') : names(rule.allow);
  if (rule.deny.length === 0) return words.say('console.policy.everywhere');
  return words.say('console.policy.all-but', { countries: names(rule.deny) });
}

function ruleOf(described: string): CountryRule {
  const denied = /^all but (.+)$/.exec(described)?.[1];
  return denied === undefined ? { allow: described.split(' ') } : { deny: denied.split(' ') };
}

function isRule(value: readonly string[] | CountryRule): value is CountryRule {
  return !Array.isArray(value);
}

function hasOwn<T extends object>(names: T, name: string): name is Extract<keyof T, string> {
  return Object.hasOwn(names, name);
}

/** `DE, AT, JP`: with what stands between the items of a list in this language. */
export function listText({ locale }: Words, items: readonly string[]): string {
  return new Intl.ListFormat(locale.tag, { type: 'unit', style: 'short' }).format(items);
}
