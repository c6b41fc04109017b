// Lists of countries that policy allows or denies (R5.2). What is in no country (private addresses, addresses that the
// data doesn't know) is `unknown`, which can be listed like a country, and otherwise is one more country that isn't.

import type { Country } from '../web-context.ts';

/** Stands in a list for addresses whose country nobody can say. */
export const UNKNOWN_COUNTRY = 'unknown';

/** From which countries a door may be used. An empty `allow` permits nobody, an empty `deny` everybody. */
export type CountryRule =
  | { readonly allow: readonly (Country | typeof UNKNOWN_COUNTRY)[] }
  | { readonly deny: readonly (Country | typeof UNKNOWN_COUNTRY)[] };

/** What has a code and a name in Unicode's data (CLDR), but is no country that an address can be in. */
const NO_COUNTRIES: ReadonlySet<string> = new Set(['EU', 'EZ', 'QO', 'UN', 'XA', 'XB', 'ZZ']);

const NAMES = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

/**
 * An ISO 3166-1 alpha-2 code in upper case, as country data has it (`UK` is `GB`), or `unknown`; `undefined` for what is
 * neither: a rule with a code that no address ever has would permit or deny nothing, silently.
 */
export function canonicalCountry(text: string): string | undefined {
  const code = text.trim().toUpperCase();
  if (code === UNKNOWN_COUNTRY.toUpperCase()) return UNKNOWN_COUNTRY;
  if (!/^[A-Z]{2}$/.test(code) || NO_COUNTRIES.has(code) || NAMES.of(code) === undefined) return undefined;
  return new Intl.Locale(`und-${code}`).region;
}

/** @param country - Absent: unknown. */
export function permitsCountry(rule: CountryRule, country: Country | undefined): boolean {
  const where = country ?? UNKNOWN_COUNTRY;
  return 'allow' in rule ? rule.allow.includes(where) : !rule.deny.includes(where);
}

/** Permits what both permit. */
export function commonCountryRule(one: CountryRule, other: CountryRule): CountryRule {
  if ('allow' in one) return { allow: one.allow.filter((country) => permitsCountry(other, country)) };
  if ('allow' in other) return commonCountryRule(other, one);
  return { deny: [...new Set([...one.deny, ...other.deny])] };
}

/** In the words of traces and of the audit log: `DE AT`, or `all but unknown`. */
export function describeCountryRule(rule: CountryRule): string {
  if ('allow' in rule) return rule.allow.join(' ') || 'none';
  return rule.deny.length === 0 ? 'all' : `all but ${rule.deny.join(' ')}`;
}
