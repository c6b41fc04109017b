// Bounds of one process on browsers, as a site sets them.

import type { Bytes, Millis } from './units.ts';

export interface WebLimits {
  readonly connections: number;
  /** From one address, or IPv6 /64. Front proxies are exempt. */
  readonly connectionsPerAddress: number;
  /** Requests that are being answered, in all and for one address. */
  readonly requests: number;
  readonly requestsPerAddress: number;
  /** Of one HTTP/2 connection. */
  readonly streamsPerConnection: number;
  /** Absent: none. */
  readonly maxBody?: Bytes;
  /** From the first octet of a request's head to its last. */
  readonly headTimeout: Millis;
  /** How long a browser may send nothing of a body that is waited for. */
  readonly bodyIdleTimeout: Millis;
  /** How long it may take nothing of what waits for it. */
  readonly writeStallTimeout: Millis;
  /** Between requests. */
  readonly keepAliveTimeout: Millis;
}
