// Where a browser's request comes from, as far as a decision may know.

import type { Language } from './language.ts';
import type { Millis } from './units.ts';

/** ISO 3166-1 alpha-2, upper-case. Private, unroutable and unlisted addresses have none, which policy can name. */
export type Country = string;

/** Decided once for each request, from the socket and from listed front proxies only (R9.2). */
export interface WebContext {
  /** The site's name in the configuration. */
  readonly site: string;
  readonly listener: string;
  /** The client's true address, never `::ffff:` mapped. */
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly localAddress: string;
  readonly localPort: number;
  /** What the browser says of itself: untrusted, printable, at most 256 characters, possibly empty. */
  readonly userAgent: string;
  /** Absent: unknown. */
  readonly country?: Country;
  /** In which pages are shown to this browser. Absent: nobody looked. */
  readonly language?: Language;
  /** The value of the trusted browser's cookie, when one was presented; untrusted. */
  readonly trustedBrowser?: string;
  /** A token for the logs. */
  readonly requestId: string;
}

/** Says where an address is. Never throws: what can't be said is unknown. */
export interface CountryProvider {
  countryOf(address: string): Country | undefined;
  /** When the data was made, for the warning about its age; absent when the data doesn't say. */
  readonly madeAt?: Millis;
}
