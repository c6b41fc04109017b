// A layer of policy as the fields of a form and back. Of each field of policy one answer says whether the layer speaks of it
// at all (`inherit`: it doesn't), and a second field holds the list or number where there is one. A browser sends all of
// them, so that what it sends says everything that the layer says.

import { type CountryRule, canonicalCountry } from '../../../core/places/country-rules.ts';
import { canonicalNetwork } from '../../../core/places/networks.ts';
import {
  type ByDoor,
  CHALLENGE_MODES,
  COMPARISONS,
  ENROLMENT_RULES,
  FACTOR_KINDS,
  MAX_TRUSTED_BROWSER_DAYS,
  POLICY_DOORS,
  type PolicyDoor,
} from '../../../core/policy/policy.ts';
import type { PolicyChange } from '../../../core/policy/policy-change.ts';
import type { PolicyResource } from '../../api/client/resources.ts';
import type { Form } from '../../pages/form.ts';

/** Before the names of all fields, so that a form may have others of its own. */
export const FIELD_PREFIX = 'policy.';

/** What a person wrote that can't be taken. */
export interface PolicyProblem {
  /** As requests name it: `challenge`, `permittedNetworks.mail`. */
  readonly field: string;
  /** `empty`: a list was chosen, and nothing is in it; `choice`: an answer that isn't offered. */
  readonly what: 'empty' | 'networks' | 'countries' | 'days' | 'factors' | 'choice';
  /** What is none, as it was written. */
  readonly items: readonly string[];
}

export type PolicyFormRead =
  | { readonly kind: 'change'; readonly change: PolicyChange }
  | { readonly kind: 'problems'; readonly problems: readonly PolicyProblem[] };

/** What the form of a layer holds when it opens. */
export function policyFormOf(says: PolicyResource): Form {
  const { trustedNetworks, trustedBrowserDays, factors } = says;
  const entries: (readonly [string, string])[] = [
    ['challenge', says.challenge],
    ['userChoice', String(says.userChoice)],
    ['compare', says.compare],
    ['evenFromTrustedNetworks', String(says.evenFromTrustedNetworks)],
    ['enrolment', says.enrolment],
    ['trustedNetworks', networksAnswer(trustedNetworks)],
    ['trustedNetworks.list', linesOf(trustedNetworks)],
    ['trustedBrowserDays', trustedBrowserDays === 'inherit' ? 'inherit' : 'these'],
    ['trustedBrowserDays.days', trustedBrowserDays === 'inherit' ? '' : String(trustedBrowserDays)],
    ['factors', factors === 'inherit' ? 'inherit' : 'these'],
    ...FACTOR_KINDS.filter((kind) => factors.includes(kind)).map((kind) => [`factors.${kind}`, 'yes'] as const),
    ...POLICY_DOORS.flatMap((door) => {
      const networks = says.permittedNetworks[door] ?? 'inherit';
      const rule = says.permittedCountries[door];
      return [
        [`permittedNetworks.${door}`, networksAnswer(networks)] as const,
        [`permittedNetworks.${door}.list`, linesOf(networks)] as const,
        [`permittedCountries.${door}`, countriesAnswer(rule)] as const,
        [`permittedCountries.${door}.list`, rule ? linesOf('allow' in rule ? rule.allow : rule.deny) : ''] as const,
      ];
    }),
  ];
  return new Map(entries.map(([name, value]) => [`${FIELD_PREFIX}${name}`, value]));
}

/** What a form says; a field that it doesn't have stays as it is. Networks and countries come out in canonical form. */
export function policyChangeOf(form: Form): PolicyFormRead {
  const problems: PolicyProblem[] = [];
  const reader = new Reader(form, problems);
  const change = {
    challenge: reader.oneOf('challenge', CHALLENGE_MODES),
    userChoice: reader.flag('userChoice'),
    compare: reader.oneOf('compare', COMPARISONS),
    evenFromTrustedNetworks: reader.flag('evenFromTrustedNetworks'),
    enrolment: reader.oneOf('enrolment', ENROLMENT_RULES),
    trustedNetworks: reader.networks('trustedNetworks'),
    trustedBrowserDays: reader.days('trustedBrowserDays'),
    factors: reader.factors('factors'),
    permittedNetworks: byDoor((door) => reader.networks(`permittedNetworks.${door}`)),
    permittedCountries: byDoor((door) => reader.countries(`permittedCountries.${door}`)),
  };
  if (problems.length > 0) return { kind: 'problems', problems };
  return { kind: 'change', change: saidOf(change) };
}

/** The fields of policy in a form, to be carried by another one. */
export function policyFieldsOf(form: Form): readonly (readonly [name: string, value: string])[] {
  return [...form].filter(([name]) => name.startsWith(FIELD_PREFIX));
}

type Answer<T> = T | 'inherit' | undefined;

class Reader {
  readonly #form: Form;
  readonly #problems: PolicyProblem[];

  constructor(form: Form, problems: PolicyProblem[]) {
    this.#form = form;
    this.#problems = problems;
  }

  oneOf<T extends string>(field: string, values: readonly T[]): Answer<T> {
    const answer = this.#answer(field);
    if (answer === undefined || answer === 'inherit') return answer;
    return values.find((value) => value === answer) ?? this.#refuse(field, 'choice');
  }

  flag(field: string): Answer<boolean> {
    const answer = this.oneOf(field, ['true', 'false']);
    return answer === undefined || answer === 'inherit' ? answer : answer === 'true';
  }

  days(field: string): Answer<number> {
    const answer = this.oneOf(field, ['these']);
    if (answer !== 'these') return answer;
    const written = this.#answer(`${field}.days`)?.trim() ?? '';
    const days = /^[0-9]{1,3}$/.test(written) ? Number(written) : Number.NaN;
    return days <= MAX_TRUSTED_BROWSER_DAYS ? days : this.#refuse(field, 'days');
  }

  factors(field: string): PolicyChange['factors'] {
    const answer = this.oneOf(field, ['these']);
    if (answer !== 'these') return answer;
    const kinds = FACTOR_KINDS.filter((kind) => this.#answer(`${field}.${kind}`) === 'yes');
    return kinds.length > 0 ? kinds : this.#refuse(field, 'factors');
  }

  networks(field: string): Answer<readonly string[]> {
    const answer = this.oneOf(field, ['these', 'none']);
    if (answer === 'none') return [];
    return answer === 'these' ? this.#list(field, canonicalNetwork, 'networks') : answer;
  }

  countries(field: string): Answer<CountryRule> {
    const answer = this.oneOf(field, ['allow', 'deny', 'none', 'all']);
    if (answer === undefined || answer === 'inherit') return answer;
    if (answer === 'none') return { allow: [] };
    if (answer === 'all') return { deny: [] };
    const list = this.#list(field, canonicalCountry, 'countries') ?? [];
    return answer === 'allow' ? { allow: list } : { deny: list };
  }

  #list(
    field: string,
    canonical: (item: string) => string | undefined,
    what: PolicyProblem['what'],
  ): readonly string[] | undefined {
    const written = (this.#answer(`${field}.list`) ?? '').split(/[\s,;]+/).filter((item) => item !== '');
    if (written.length === 0) return this.#refuse(field, 'empty');
    const wrong = written.filter((item) => canonical(item) === undefined);
    if (wrong.length > 0) return this.#refuse(field, what, wrong);
    return [...new Set(written.flatMap((item) => canonical(item) ?? []))];
  }

  #answer(field: string): string | undefined {
    return this.#form.get(`${FIELD_PREFIX}${field}`);
  }

  #refuse(field: string, what: PolicyProblem['what'], items: readonly string[] = []): undefined {
    this.#problems.push({ field, what, items });
    return undefined;
  }
}

function networksAnswer(networks: readonly string[] | 'inherit'): string {
  if (networks === 'inherit') return 'inherit';
  return networks.length === 0 ? 'none' : 'these';
}

function countriesAnswer(rule: CountryRule | undefined): string {
  if (rule === undefined) return 'inherit';
  if ('allow' in rule) return rule.allow.length === 0 ? 'none' : 'allow';
  return rule.deny.length === 0 ? 'all' : 'deny';
}

function linesOf(items: readonly string[] | 'inherit'): string {
  return items === 'inherit' ? '' : items.join('\n');
}

function byDoor<T>(answerOf: (door: PolicyDoor) => Answer<T>): ByDoor<T | 'inherit'> | undefined {
  const said = POLICY_DOORS.flatMap((door) => {
    const answer = answerOf(door);
    return answer === undefined ? [] : [[door, answer] as const];
  });
  return said.length === 0 ? undefined : Object.fromEntries(said);
}

/** Without the fields that the form doesn't have. */
function saidOf(change: { readonly [Name in keyof PolicyChange]: PolicyChange[Name] | undefined }): PolicyChange {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}
