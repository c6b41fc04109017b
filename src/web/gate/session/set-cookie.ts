// Reads one `Set-Cookie` field as a browser does (RFC 6265 §5.2), but for domains: the gate keeps what one upstream sets
// and sends it to that upstream alone.

import type { Millis } from '../../../core/units.ts';

/** What an upstream asks to be kept. */
export interface UpstreamCookie {
  readonly name: string;
  readonly value: string;
  /** Begins with a slash. */
  readonly path: string;
  /** Absent: until the session ends. In the past: delete it. */
  readonly expiresAt?: Millis;
}

/** Octets that no cookie may have: controls, and what would end the field's pair. RFC 6265 §4.1.1, and no non-ASCII. */
const FORBIDDEN = /[^\x20-\x7e]|;/;

function splitPair(text: string): readonly [string, string] {
  const equals = text.indexOf('=');
  return equals < 0 ? [text.trim(), ''] : [text.slice(0, equals).trim(), text.slice(equals + 1).trim()];
}

// RFC 6265 §5.1.4.
function defaultPath(requestPath: string): string {
  const end = requestPath.lastIndexOf('/');
  return end <= 0 ? '/' : requestPath.slice(0, end);
}

function expiryOf(attributes: ReadonlyMap<string, string>, now: Millis): Millis | undefined {
  const maxAge = attributes.get('max-age');
  // RFC 6265 §5.3 step 3: Max-Age wins over Expires. RFC 6265 §5.2.2: what isn't a number is ignored.
  if (maxAge !== undefined && /^-?[0-9]{1,12}$/.test(maxAge)) {
    const seconds = Number(maxAge);
    return seconds <= 0 ? 0 : now + seconds * 1_000;
  }
  const date = Date.parse(attributes.get('expires') ?? '');
  return Number.isNaN(date) ? undefined : date;
}

/** `undefined`: not a cookie that can be sent back, and ignored as RFC 6265 §5.2 says. */
export function parseSetCookie(
  field: string,
  { requestPath, now }: { readonly requestPath: string; readonly now: Millis },
): UpstreamCookie | undefined {
  const [pair = '', ...rest] = field.split(';');
  if (!pair.includes('=')) return undefined;
  const [name, value] = splitPair(pair);
  if (name === '' || FORBIDDEN.test(name) || FORBIDDEN.test(value)) return undefined;
  const attributes = new Map(rest.map(splitPair).map(([key, text]) => [key.toLowerCase(), text]));
  const path = attributes.get('path') ?? '';
  const expiresAt = expiryOf(attributes, now);
  return {
    name,
    value,
    path: path.startsWith('/') && !FORBIDDEN.test(path) ? path : defaultPath(requestPath),
    ...(expiresAt !== undefined && { expiresAt }),
  };
}
