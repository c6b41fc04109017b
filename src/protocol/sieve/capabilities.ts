// ManageSieve's capability listing (RFC 5804 §1.7): what the backend said, and what of it clients see before sign-in.
// Web mail programs enable features by the listing before sign-in, so SIEVE and its like are exactly the backend's (M1).

import { MECHANISM_NAMES } from '../sasl/exchange.ts';
import type { SieveToken } from './line-reader.ts';
import { readText, sieveString } from './string.ts';

export interface SieveCapability {
  /** Upper case; capability names are compared without case. */
  readonly name: string;
  readonly value?: string;
}

/**
 * The backend's own that are shown. Not among them: XCLIENT (for proxies), UNAUTHENTICATE (Postern can't offer it),
 * OWNER (known after sign-in only), and SASL, STARTTLS and VERSION, which are the client machine's own.
 */
const FROM_BACKEND = ['IMPLEMENTATION', 'SIEVE', 'NOTIFY', 'MAXREDIRECTS', 'EXTLISTS', 'LANGUAGE'] as const;

/** RFC 5804 §1.7 wants both in every listing; used when the backend was never reached or leaves one out. */
const REQUIRED: Readonly<Record<string, string>> = { IMPLEMENTATION: 'Postern', SIEVE: '' };

/** Picks what may be shown to clients before sign-in from what a backend listed. */
export function offeredListing(facts: { readonly listing: readonly SieveCapability[] }): readonly SieveCapability[] {
  return FROM_BACKEND.flatMap((name) => {
    const found = facts.listing.find((capability) => capability.name === name);
    if (found !== undefined) return [found];
    const value = REQUIRED[name];
    return value === undefined ? [] : [{ name, value }];
  });
}

/** Capabilities whose value is a list of words (RFC 5804 §1.7). */
const WORD_LISTS: ReadonlySet<string> = new Set(['SIEVE', 'NOTIFY', 'EXTLISTS']);

/**
 * What every one of several backends lists: before sign-in nobody knows which one a client belongs to, and a script that
 * one of them can't run must not be offered to its clients.
 */
export function commonListing(each: readonly (readonly SieveCapability[])[]): readonly SieveCapability[] {
  const [first = [], ...others] = each;
  return first.flatMap((capability) => {
    const values = others.map((listing) => listing.find(({ name }) => name === capability.name));
    if (values.includes(undefined)) return [];
    const { name, value } = capability;
    if (!WORD_LISTS.has(name)) return values.every((other) => other?.value === value) ? [capability] : [];
    const isCommon = (word: string): boolean => values.every((other) => other?.value?.split(' ').includes(word));
    return [{ name, value: (value ?? '').split(' ').filter(isCommon).join(' ') }];
  });
}

/** What the state of the connection adds to the listing. */
export interface SieveOffer {
  readonly startTls: boolean;
  readonly signIn: boolean;
}

/** Writes a listing without its OK. SASL is empty, not missing, where nobody may sign in (RFC 5804 §1.7). */
export function listingLines(shown: readonly SieveCapability[], offer: SieveOffer): string {
  const all: SieveCapability[] = [...shown, { name: 'SASL', value: offer.signIn ? MECHANISM_NAMES.join(' ') : '' }];
  if (offer.startTls) all.push({ name: 'STARTTLS' });
  all.push({ name: 'VERSION', value: '1.0' });
  return all.map(capabilityLine).join('');
}

function capabilityLine({ name, value }: SieveCapability): string {
  return value === undefined ? `${sieveString(name)}\r\n` : `${sieveString(name)} ${sieveString(value)}\r\n`;
}

/** Reads one line of a backend's listing: one string or two. */
export function readCapability(tokens: readonly SieveToken[]): SieveCapability | undefined {
  const [name, value] = tokens.map((token) => (token.kind === 'string' ? readText(token.octets) : undefined));
  if (!name || tokens.length > 2) return undefined;
  if (tokens.length === 1) return { name: name.toUpperCase() };
  return value === undefined ? undefined : { name: name.toUpperCase(), value };
}
