// What of an upstream's answer a browser may hear: not how the upstream is connected, what it runs on, or where it is.

import type { HeaderList } from '../exchange.ts';
import { publicRefresh, publicUrl, type UrlMapping } from './public-url.ts';

export interface AnswerFields {
  readonly headers: HeaderList;
  readonly setCookies: readonly string[];
}

/** RFC 9110 §7.6.1, what is ours to say, and commands that only a web server in front may give itself. */
const DROPPED: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'transfer-encoding',
  'te',
  'trailer',
  'upgrade',
  'server',
  'x-powered-by',
  'x-aspnet-version',
  'via',
  'alt-svc',
  'strict-transport-security',
  'public-key-pins',
  'x-accel-redirect',
  'x-accel-buffering',
  'x-accel-charset',
  'x-accel-expires',
  'x-accel-limit-rate',
  'x-sendfile',
  'x-lighttpd-send-file',
  'x-reproxy-url',
  'expect-ct',
]);

/**
 * Reads an answer's fields.
 *
 * @param raw - Name, value, name, value …, in octets.
 */
export function readAnswerFields(raw: readonly Buffer[], status: number, mapping: UrlMapping): AnswerFields {
  const headers: (readonly [string, string])[] = [];
  const setCookies: string[] = [];
  let alsoDropped: ReadonlySet<string> | undefined;
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = latin1(raw[index]).toLowerCase();
    const value = latin1(raw[index + 1]);
    if (name === 'set-cookie') setCookies.push(value);
    else if (name === 'connection') alsoDropped = connectionOptions(value, alsoDropped);
    else if (!DROPPED.has(name)) headers.push([name, publicValue(name, value, mapping)]);
  }
  // RFC 9110 §8.6: no length where there can't be a body.
  const hasNoLength = status === 204 || status < 200;
  if (!alsoDropped && !hasNoLength) return { headers, setCookies };
  const kept = headers.filter(([name]) => !alsoDropped?.has(name) && !(hasNoLength && name === 'content-length'));
  return { headers: kept, setCookies };
}

function publicValue(name: string, value: string, mapping: UrlMapping): string {
  switch (name) {
    case 'location':
    case 'content-location':
      return publicUrl(value, mapping);
    case 'refresh':
      return publicRefresh(value, mapping);
    default:
      return value;
  }
}

/** RFC 9110 §7.6.1. The length frames the body, whatever an upstream says of it. */
function connectionOptions(value: string, before: ReadonlySet<string> | undefined): ReadonlySet<string> | undefined {
  const options = value
    .toLowerCase()
    .split(',')
    .map((option) => option.trim())
    .filter((option) => !HARMLESS.has(option));
  return options.length === 0 ? before : new Set([...(before ?? []), ...options]);
}

const HARMLESS: ReadonlySet<string> = new Set(['', 'close', 'keep-alive', 'content-length']);

function latin1(octets: Buffer | undefined): string {
  return octets?.toString('latin1') ?? '';
}
