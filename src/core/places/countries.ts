// Countries of addresses (R5.2, R1.3) from whatever data a site has. The same rules hold for all of it: only addresses of
// the Internet have a country, a mapped IPv4 address is that IPv4 address, and what can't be said is unknown.

import type { Millis } from '../units.ts';
import type { Country, CountryProvider } from '../web-context.ts';
import { internetAddress } from './networks.ts';

/** Data that knows countries. */
export interface CountryData {
  /** What the data says of an address, whatever it writes; may throw when the data is damaged. */
  lookup(address: string): string | undefined;
  /** When the data was made, if it says so. */
  readonly madeAt?: Millis;
}

/** Addresses whose country is remembered: clients come again, mostly within a minute. */
const MAX_REMEMBERED = 4_096;

/** What data writes for "none", or for a region that is no country. */
const NO_COUNTRIES: ReadonlySet<string> = new Set(['ZZ', 'XX', 'EU', 'AP']);

/** For a site without data: every country is unknown. */
export const NO_COUNTRY_DATA: CountryProvider = { countryOf: () => undefined };

/** A provider on such data. It remembers what it said: new data needs a new one. */
export function createCountryProvider(data: CountryData): CountryProvider {
  const remembered = new Map<string, Country | undefined>();
  return {
    countryOf(address) {
      if (remembered.has(address)) return remembered.get(address);
      const country = lookUp(data, address);
      const [oldest] = remembered.size < MAX_REMEMBERED ? [] : remembered.keys();
      if (oldest !== undefined) remembered.delete(oldest);
      remembered.set(address, country);
      return country;
    },
    ...(data.madeAt !== undefined && { madeAt: data.madeAt }),
  };
}

function lookUp(data: CountryData, address: string): Country | undefined {
  const canonical = internetAddress(address);
  if (canonical === undefined) return undefined;
  try {
    const written = data.lookup(canonical)?.toUpperCase() ?? '';
    return /^[A-Z]{2}$/.test(written) && !NO_COUNTRIES.has(written) ? written : undefined;
  } catch {
    return undefined; // damaged data says nothing of this address, and unknown is never a reason to let somebody in
  }
}
