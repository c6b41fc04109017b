// What the web doors count. Every label is one of a closed set: nothing that a browser chose can make a time series.

import type { Bytes, Millis } from '../../../core/units.ts';

/** Why a connection isn't served. */
export type ConnectionRefusal = 'limit' | 'tls' | 'proxy-header' | 'clear-text';

/** Why a request got an answer of ours before anybody decided about it, or none. */
export type RequestRefusal =
  | 'malformed'
  | 'unknown-host'
  | 'method'
  | 'too-large'
  | 'too-many'
  | 'time-out'
  | 'failed'
  | 'unavailable';

export interface EndedExchange {
  /** The site's name in the configuration. */
  readonly site: string;
  readonly protocol: 'http/1.1' | 'http/2';
  /** `none`: the browser left before an answer. */
  readonly status: '1xx' | '2xx' | '3xx' | '4xx' | '5xx' | 'none';
  readonly wasComplete: boolean;
  readonly received: Bytes;
  readonly sent: Bytes;
  /** From the head of the request to the end of the answer. */
  readonly took: Millis;
}

export interface WebMetrics {
  connectionOpened(): void;
  connectionRefused(reason: ConnectionRefusal): void;
  requestRefused(reason: RequestRefusal): void;
  exchangeEnded(exchange: EndedExchange): void;
}
