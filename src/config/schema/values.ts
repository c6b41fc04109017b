// The kinds of values that settings have, each with its notation, its bounds and the sentence that refuses anything else.

import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { isPhoneCountry } from '../../core/factors/destinations.ts';
import { canonicalCountry } from '../../core/places/country-rules.ts';
import type { Bytes, Millis } from '../../core/units.ts';
import type { SecretName } from '../secrets.ts';

const DURATION_UNITS: Readonly<Record<string, Millis>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const SIZE_UNITS: Readonly<Record<string, Bytes>> = { B: 1, KiB: 1_024, MiB: 1_048_576, GiB: 1_073_741_824 };

/** A duration with its unit, `30s`, `5m`, `12h`, `90d`, between two others (both included). */
export function duration(bounds: { readonly min: string; readonly max: string }): z.ZodType<Millis> {
  const [min, max] = [parseDuration(bounds.min), parseDuration(bounds.max)];
  return text('must be a duration with its unit, such as 30s, 5m, 12h or 90d')
    .regex(/^[0-9]{1,9}[smhd]$/, { error: 'must be a duration with its unit, such as 30s, 5m, 12h or 90d' })
    .transform(parseDuration)
    .refine((millis) => min <= millis && millis <= max, { error: `must be ${bounds.min} to ${bounds.max}` })
    .meta({ title: `duration, ${bounds.min} to ${bounds.max}` });
}

/** An amount of data with its unit, `64 KiB`, `25 MiB`, between two others (both included). */
export function size(bounds: { readonly min: string; readonly max: string }): z.ZodType<Bytes> {
  const [min, max] = [parseSize(bounds.min), parseSize(bounds.max)];
  return text('must be a size with its unit, such as 64 KiB or 25 MiB')
    .regex(/^[0-9]{1,9} ?([KMG]i)?B$/, { error: 'must be a size with its unit, such as 64 KiB or 25 MiB' })
    .transform(parseSize)
    .refine((octets) => min <= octets && octets <= max, { error: `must be ${bounds.min} to ${bounds.max}` })
    .meta({ title: `size, ${bounds.min} to ${bounds.max}` });
}

/** A whole number that counts things, between two others (both included). */
export function count({ min, max }: { readonly min: number; readonly max: number }): z.ZodType<number> {
  const error = refusal(`must be a whole number from ${min} to ${max}`);
  return z.int({ error }).min(min, { error }).max(max, { error });
}

/** A port to connect to. */
export function port(): z.ZodType<number> {
  return count({ min: 1, max: 65_535 });
}

/** A port to listen on; 0 lets the system choose, which tests need. */
export function listeningPort(): z.ZodType<number> {
  return count({ min: 0, max: 65_535 });
}

export function flag(): z.ZodType<boolean> {
  return z.boolean();
}

/** One of a closed set. */
export function oneOf<const T extends string>(values: readonly [T, ...T[]]): z.ZodType<T> {
  return z.enum(values) as unknown as z.ZodType<T>;
}

/** The value of `kind` that tells one group of a choice from the others. */
export function kind<const T extends string>(value: T, doc: string): z.ZodType<T> {
  return z.literal(value).meta({ description: doc });
}

/** A host name as RFC 1123 §2.1 has it: letters, digits and dashes, in labels, without a final dot; made lower-case. */
export function hostname(): z.ZodType<string> {
  return text('must be a host name, such as mail.example.com')
    .max(253, { error: 'must be at most 253 characters' })
    .regex(
      /^(?!.*\.[0-9]+$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/,
      {
        error: 'must be a host name, such as mail.example.com',
      },
    )
    .transform((name) => name.toLowerCase())
    .meta({ title: 'host name' });
}

/** An address of this machine to listen on: IPv4 or IPv6, never a name, so that what is bound is what is written. */
export function ipAddress(): z.ZodType<string> {
  const reason = 'must be an IP address, such as 127.0.0.1 or, in quotes, "::1"';
  return text(reason).refine(isIpAddress, { error: reason }).meta({ title: 'IP address' });
}

/** A host to connect to: a name or an IP address. */
export function host(): z.ZodType<string> {
  const reason = 'must be a host name or an IP address';
  return text(reason)
    .refine((value) => isIpAddress(value) || hostname().safeParse(value).success, { error: reason })
    .meta({ title: 'host name or IP address' });
}

/** A network in CIDR notation with no bits set behind the prefix, or one address. */
export function network(): z.ZodType<string> {
  return text('must be a network in CIDR notation, such as 192.0.2.0/24')
    .check((context) => {
      const reason = networkProblem(context.value);
      if (reason !== undefined) context.issues.push({ code: 'custom', message: reason, input: context.value });
    })
    .meta({ title: 'CIDR network' });
}

/** A country's code, or `unknown`; made upper-case. */
export function country(): z.ZodType<string> {
  const error = 'must be a country code such as DE (ISO 3166-1), or unknown';
  return text(error)
    .refine((value) => canonicalCountry(value) !== undefined, { error })
    .transform((value) => canonicalCountry(value) ?? value)
    .meta({ title: 'country code' });
}

/** A country whose numbers can be completed. */
export function phoneCountry(): z.ZodType<string> {
  const error = 'must be a country code such as DE (ISO 3166-1)';
  return text(error)
    .transform((code) => code.toUpperCase())
    .refine(isPhoneCountry, { error })
    .meta({ title: 'country code' });
}

/** `https://`, a host name, and a port where it isn't the usual one: what a browser calls an origin. */
export function webOrigin(): z.ZodType<string> {
  const error = 'must be https:// and a host name in lower case, such as https://webmail.example.com';
  return text(error).refine(isWebOrigin, { error }).meta({ title: 'web origin' });
}

function isWebOrigin(value: string): boolean {
  const [, name, port] = /^https:\/\/([a-z0-9.-]+)(?::([1-9][0-9]{0,4}))?$/.exec(value) ?? [];
  if (name === undefined || !hostname().safeParse(name).success) return false;
  return port === undefined || (Number(port) <= 65_535 && port !== '443');
}

/** Name of an HTTP field that no server folds into another. */
export function fieldName(): z.ZodType<string> {
  const error = 'must be the name of an HTTP field: letters, digits and dashes';
  return text(error)
    .regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, { error })
    .transform((name) => name.toLowerCase())
    .meta({ title: 'field name' });
}

/** A path from the root: nothing depends on the folder that a program was started in. */
export function absolutePath(): z.ZodType<string> {
  const error = 'must be an absolute path';
  return text(error)
    .regex(/^\/[^\0]*$/, { error })
    .meta({ title: 'absolute path' });
}

export function httpUrl(): z.ZodType<string> {
  const error = 'must be an http or https address';
  return text(error)
    .regex(/^https?:\/\/[\x21-\x7e]+$/, { error })
    .refine((value) => URL.canParse(value), { error })
    .meta({ title: 'web address' });
}

/** An address that a person can follow: a page, or a way to write or call. */
export function contactUrl(): z.ZodType<string> {
  const error = 'must be an address that begins with https:, http:, mailto: or tel:';
  return text(error)
    .regex(/^(https?:\/\/|mailto:|tel:)[\x21-\x7e]+$/, { error })
    .refine((value) => URL.canParse(value), { error })
    .meta({ title: 'web, mail or phone address' });
}

/** A colour; made lower-case. */
export function colour(): z.ZodType<string> {
  const error = 'must be a colour such as "#1f6f5c"';
  return text(error)
    .regex(/^#[0-9A-Fa-f]{6}$/, { error })
    .transform((value) => value.toLowerCase())
    .meta({ title: 'colour' });
}

/** `local@domain` in ASCII, as every mail server understands it; its domain made lower-case. */
export function mailAddress(): z.ZodType<string> {
  const error = 'must be a mail address, such as postern@example.com';
  return text(error)
    .regex(/^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[^@]+$/, { error })
    .transform((value) => `${localPart(value)}@${domainOf(value).toLowerCase()}`)
    .refine((value) => hostname().safeParse(domainOf(value)).success && !/^\.|\.\.|\.$/.test(localPart(value)), {
      error,
    })
    .meta({ title: 'mail address' });
}

function localPart(address: string): string {
  return address.slice(0, address.lastIndexOf('@'));
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

/** Printable text on one line, of at most `max` characters. */
export function line({ max, title }: { readonly max: number; readonly title: string }): z.ZodType<string> {
  const error = `must be 1 to ${max} printable characters`;
  return text(error)
    .regex(/^[^\p{Cc}]+$/u, { error })
    .max(max, { error })
    .meta({ title });
}

/**
 * Where a secret stands. What the file holds is taken out before any schema sees it (take-secrets.ts), so that what is
 * parsed here, and lands in the configuration, is only the secret's name.
 */
export function secret(): z.ZodType<SecretName> {
  return z
    .union([z.string(), z.strictObject({ file: z.string() }), z.strictObject({ environment: z.string() })])
    .transform((name) => name as SecretName)
    .meta({ title: 'secret', writeOnly: true });
}

function text(reason: string): z.ZodString {
  return z.string({ error: refusal(reason) });
}

/** A missing value isn't this kind's business: the sentence for that is everywhere the same. */
function refusal(reason: string): (issue: { readonly input?: unknown }) => string | undefined {
  return ({ input }) => (input === undefined || input === null ? undefined : reason);
}

function parseDuration(value: string): Millis {
  return Number(value.slice(0, -1)) * (DURATION_UNITS[value.slice(-1)] ?? Number.NaN);
}

function parseSize(value: string): Bytes {
  const [, number, unit = ''] = /^([0-9]+) ?([A-Za-z]+)$/.exec(value) ?? [];
  return Number(number) * (SIZE_UNITS[unit] ?? Number.NaN);
}

function isIpAddress(value: string): boolean {
  return ipaddr.IPv6.isValid(value) ? !value.includes('%') : ipaddr.IPv4.isValidFourPartDecimal(value);
}

function networkProblem(value: string): string | undefined {
  const [address = '', prefix, ...rest] = value.split('/');
  if (!isIpAddress(address) || rest.length > 0) return 'must be a network in CIDR notation, such as 192.0.2.0/24';
  if (prefix === undefined) return undefined;
  const bits = ipaddr.parse(address).kind() === 'ipv4' ? 32 : 128;
  if (!/^(0|[1-9][0-9]{0,2})$/.test(prefix) || Number(prefix) > bits)
    return `must have a prefix length from 0 to ${bits}`;
  const first = bits === 32 ? ipaddr.IPv4.networkAddressFromCIDR(value) : ipaddr.IPv6.networkAddressFromCIDR(value);
  if (first.toString() === ipaddr.parse(address).toString()) return undefined;
  return `has bits set behind its prefix; the network is ${first.toString()}/${prefix}`;
}
