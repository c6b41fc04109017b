// Where codes are sent: mail addresses (RFC 5321 §4.1.2, the part of it that people have) and telephone numbers (E.164),
// read strictly, and shown by so much as its owner recognizes.

import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { canonicalDomain } from '../accounts/login-name.ts';
import type { Destination } from '../messages/carriers.ts';

/** RFC 5321 §4.5.3.1.1, in octets. */
const MAX_LOCAL_PART = 64;

/** RFC 5321 §4.5.3.1.3 allows a path of 254 characters within its brackets. */
const MAX_ADDRESS = 254;

/** Longest text that is looked at as a number, in characters: E.164 has 15 digits at most. */
const MAX_TYPED_NUMBER = 40;

/**
 * RFC 5321 §4.1.2 `Dot-string`, without what some mailer gives a meaning of its own (routes, pipes, paths), and without
 * quoted strings, which nobody's address needs.
 */
const LOCAL_PART = /^[A-Za-z0-9_#$&'*+=?^{}~][A-Za-z0-9_#$&'*+=?^{}~-]*(?:\.[A-Za-z0-9_#$&'*+=?^{}~-]+)*$/;

/** Kinds of numbers that a code is never sent to: they cost whoever calls, or nobody reads there (P-30). */
const NO_PHONES: ReadonlySet<string | undefined> = new Set([
  'PREMIUM_RATE',
  'SHARED_COST',
  'TOLL_FREE',
  'UAN',
  'VOICEMAIL',
  'PAGER',
]);

export interface NumberRules {
  /** What a number begins with, in E.164: `+49`. Empty: no number is allowed (R7.4). */
  readonly prefixes: readonly string[];
  /** ISO 3166-1 alpha-2; completes numbers that are typed without `+`. */
  readonly defaultCountry?: string | undefined;
}

/** As typed, blanks around it apart; the domain as lower-case A-labels. `undefined`: no address that mail can be sent to. */
export function parseMailAddress(typed: string): string | undefined {
  const address = typed.trim();
  const at = address.lastIndexOf('@');
  const local = address.slice(0, Math.max(0, at));
  if (local.length > MAX_LOCAL_PART || !LOCAL_PART.test(local)) return undefined;
  const domain = canonicalDomain(address.slice(at + 1));
  // A name with a dot, which doesn't end in a number: no host of this network, no IP address.
  if (domain === undefined || !/\.[a-z0-9-]*[a-z][a-z0-9-]*$/.test(domain)) return undefined;
  const parsed = `${local}@${domain}`;
  return parsed.length > MAX_ADDRESS ? undefined : parsed;
}

/** In E.164. `undefined`: no number, none that a person reads messages at, or one of a country that isn't served. */
export function parsePhoneNumber(typed: string, { prefixes, defaultCountry }: NumberRules): string | undefined {
  const entered = typed.normalize('NFKC').trim();
  if (entered.length > MAX_TYPED_NUMBER) return undefined;
  const defaults = countryCode(defaultCountry);
  const found = parsePhoneNumberFromString(entered, { extract: false, ...(defaults && { defaultCountry: defaults }) });
  if (!found?.isValid() || found.ext !== undefined || NO_PHONES.has(found.getType())) return undefined;
  return prefixes.some((prefix) => found.number.startsWith(prefix)) ? found.number : undefined;
}

/** As two spellings of one destination have it in common: no mail server tells cases apart that anybody uses. */
export function foldDestination(destination: Destination): string {
  return destination.kind === 'email' ? destination.address.toLowerCase() : destination.number;
}

/** The destination in full. */
export function textOf(destination: Destination): string {
  return destination.kind === 'email' ? destination.address : destination.number;
}

/** As much as may be shown before the second step is done: `a•••@example.org`, `+49 ••• 67`. */
export function maskOf(destination: Destination): string {
  if (destination.kind === 'sms') return maskNumber(destination.number);
  const { address } = destination;
  const at = address.lastIndexOf('@');
  return `${at > 1 ? address.slice(0, 1) : ''}•••${address.slice(at)}`;
}

function maskNumber(number: string): string {
  const country = parsePhoneNumberFromString(number)?.countryCallingCode;
  return `${country === undefined ? '' : `+${country} `}••• ${number.slice(-2)}`;
}

/** Whether numbers of this country (ISO 3166-1 alpha-2, upper-case) are known. */
export function isPhoneCountry(code: string): boolean {
  return isSupportedCountry(code);
}

function countryCode(code: string | undefined): CountryCode | undefined {
  return code !== undefined && isSupportedCountry(code) ? code : undefined;
}
