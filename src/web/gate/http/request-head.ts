// A request's fields, read strictly and split into what concerns us and what may be forwarded. Whatever could mean two
// things to two servers is refused; whatever claims an identity, an address or a place is taken out.

import type { HeaderList } from '../exchange.ts';

/** Fields on one request. */
export const MAX_FIELDS = 100;

/** What of a request isn't forwarded as it is. */
export interface RequestHead {
  readonly forwardable: HeaderList;
  readonly cookies: HeaderList;
  readonly authorization: string | undefined;
  readonly forwardedFor: readonly string[];
  /** Lower case. */
  readonly forwardedProto: string | undefined;
  readonly userAgent: string;
  readonly expectsContinue: boolean;
}

/**
 * Servers fold `_` and `.` into `-` and ignore case, so that `X_Forwarded.For` is `X-Forwarded-For` to them: only names
 * that can't be folded into others pass.
 */
const PLAIN_NAME = /^[a-z0-9-]+$/;

/** RFC 9110 §5.5: visible characters, spaces, tabs and octets above 127. */
const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** What has one meaning: a second one is an attempt to show two servers two things. */
const SINGLE: ReadonlySet<string> = new Set([
  'host',
  'content-type',
  'content-length',
  'content-encoding',
  'authorization',
  'origin',
  'referer',
  'user-agent',
  'expect',
  'range',
  'destination',
  'sec-fetch-site',
  'sec-fetch-mode',
  'sec-fetch-dest',
  'sec-fetch-user',
  'x-requested-with',
]);

/** Not forwarded: about this connection (RFC 9110 §7.6.1), framing, or an identity or address that only we may state. */
const DROPPED: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
  'content-length',
  'expect',
  'cookie',
  'cookie2',
  'authorization',
  'forwarded',
  // CGI makes HTTP_PROXY of it, which libraries take for the proxy to use.
  'proxy',
  'via',
  'x-real-ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'client-ip',
  'true-client-ip',
  'cf-connecting-ip',
  'x-http-method-override',
  'x-http-method',
  'x-method-override',
  'remote-user',
  'x-user',
  'x-webauth-user',
  'x-authenticated-user',
  'x-https',
  'front-end-https',
  'ssl-client-verify',
]);

const DROPPED_PREFIXES = [
  'x-forwarded-',
  'x-original-',
  'x-rewrite-',
  'x-remote-',
  'x-auth-',
  'x-webobjects-',
  'x-accel-',
  'x-sendfile',
  'proxy-',
  'remote-',
  'x-ssl-',
  'x-client-cert',
];

/** What `Connection` may name; anything else would take a field away that has been judged, or is to be. */
const CONNECTION_OPTIONS: ReadonlySet<string> = new Set(['close', 'keep-alive', 'upgrade', 'te', 'http2-settings']);

/**
 * Reads the fields of a request; `undefined`: it is refused as 400.
 *
 * @param fields - Names in lower case, without pseudo-header fields.
 * @param ours - Lower-case names that only we send: the upstream's shared secret.
 */
export function readRequestHead(fields: HeaderList, ours: ReadonlySet<string>): RequestHead | undefined {
  if (fields.length > MAX_FIELDS) return undefined;
  const forwardable: (readonly [string, string])[] = [];
  const cookies: (readonly [string, string])[] = [];
  const forwardedFor: string[] = [];
  const single = new Map<string, string>();
  let forwardedProto: string | undefined;
  for (const field of fields) {
    const [name, value] = field;
    if (!FIELD_VALUE.test(value)) return undefined;
    if (SINGLE.has(name)) {
      if (single.has(name)) return undefined;
      single.set(name, value);
    }
    if (name === 'connection' && !isConnectionHarmless(value)) return undefined;
    if (name === 'cookie') cookies.push(field);
    else if (name === 'x-forwarded-for') forwardedFor.push(value);
    else if (name === 'x-forwarded-proto') forwardedProto = value.trim().toLowerCase();
    else if (!isDropped(name) && !ours.has(name)) forwardable.push(field);
  }
  const expect = single.get('expect')?.toLowerCase();
  if (expect !== undefined && expect !== '100-continue') return undefined;
  return {
    forwardable,
    cookies,
    authorization: single.get('authorization'),
    forwardedFor,
    forwardedProto,
    userAgent: printable(single.get('user-agent') ?? ''),
    expectsContinue: expect !== undefined,
  };
}

function isDropped(name: string): boolean {
  return DROPPED.has(name) || !PLAIN_NAME.test(name) || DROPPED_PREFIXES.some((prefix) => name.startsWith(prefix));
}

function isConnectionHarmless(value: string): boolean {
  return value
    .split(',')
    .every((option) => option.trim() === '' || CONNECTION_OPTIONS.has(option.trim().toLowerCase()));
}

function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '').slice(0, 256);
}
