// The browser's cookies. RFC 6265 §5.4, read as strictly as a name that decides about a session deserves.

import type { HeaderList } from '../exchange.ts';

/** RFC 9110 §5.6.2 `token`: what a cookie's name may be (RFC 6265 §4.1.1). */
const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/**
 * All cookies of a request. A name that comes twice is absent: servers differ in which one they take, and whoever can
 * set one for a parent domain could otherwise choose (cookie tossing).
 */
export function parseCookies(fields: HeaderList): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  const twice = new Set<string>();
  for (const [field, value] of fields) {
    // HTTP/2 may split them over several fields. RFC 9113 §8.2.3
    if (field !== 'cookie') continue;
    for (const pair of value.split(';')) {
      const equals = pair.indexOf('=');
      if (equals < 0) continue;
      const name = pair.slice(0, equals).trim();
      if (!NAME.test(name)) continue;
      if (cookies.has(name)) twice.add(name);
      else cookies.set(name, pair.slice(equals + 1).trim());
    }
  }
  for (const name of twice) cookies.delete(name);
  return cookies;
}
