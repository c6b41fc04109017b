// What `init` and `doctor` learn of a webmail by asking it for pages, without signing in.

import type { Millis } from '../../core/units.ts';

/** Where a web server is. */
export type WebPlace =
  | {
      readonly kind: 'network';
      readonly host: string;
      readonly port: number;
      readonly tls: 'none' | 'implicit';
      /** Name in the certificate; absent: `host`. */
      readonly serverName?: string;
      /** PEM of the authorities to trust; absent: the system's. */
      readonly certificateAuthority?: string;
    }
  | { readonly kind: 'unix-socket'; readonly path: string };

export interface WebQuestion {
  readonly place: WebPlace;
  /** Path and query. */
  readonly target: string;
  /** Lower-case names. `host` is derived from the place unless it is here. */
  readonly headers?: Readonly<Record<string, string>>;
}

export type WebReport =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** The path, and query, of a redirect to whatever host. */
      readonly location?: string;
      /** The scheme of that redirect, where it says one. */
      readonly locationScheme?: string;
      /** Names of the cookies that it sets. */
      readonly cookies: readonly string[];
      /** The server's clock, to the second; absent: it didn't say. */
      readonly date?: Millis;
      /** The beginning of the body as text. */
      readonly body: string;
      /** Why its certificate doesn't prove who it is; absent: it does, or there is none. */
      readonly certificateProblem?: string;
    }
  | { readonly kind: 'unreachable'; readonly text: string };

export interface WebProbe {
  /** Asks once, by GET, and follows nothing. Never rejects. */
  ask(question: WebQuestion): Promise<WebReport>;
}
