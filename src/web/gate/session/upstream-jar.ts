// The upstream's cookies of one session: kept by Postern, never seen by the browser. Several requests of a session run at
// once, so what an answer says of a cookie is weighed against the value that its request was sent with: a deletion of an
// older value takes no newer one away.

import type { Millis } from '../../../core/units.ts';
import { parseSetCookie, type UpstreamCookie } from './set-cookie.ts';

/** Cookies in the order in which they came to be. Never changed in place. */
export type UpstreamJar = readonly UpstreamCookie[];

/** Most cookies of one session; browsers keep at least 50 for a domain (RFC 6265 §6.1). */
const MAX_COOKIES = 50;

/** Longest cookie, name and value, in characters: SOGo's has 4,053. */
const MAX_COOKIE_LENGTH = 8_192;

/** All of them together: they are read and sealed anew with each change, and upstreams limit the field. */
const MAX_JAR_LENGTH = 32_768;

/** What an answer has to do with the jar. */
export interface CookieAnswer {
  /** Its `Set-Cookie` fields, in order. */
  readonly setCookies: readonly string[];
  /** The path that was asked for. */
  readonly requestPath: string;
  /** The jar whose cookies the request carried. */
  readonly sent: UpstreamJar;
  /** Values by which this upstream takes a cookie away, beside expiry. */
  readonly deadValues: readonly string[];
  readonly now: Millis;
}

function isSame(one: UpstreamCookie, other: UpstreamCookie): boolean {
  return one.name === other.name && one.path === other.path;
}

function isDeletion({ value, expiresAt }: UpstreamCookie, { deadValues, now }: CookieAnswer): boolean {
  return (expiresAt !== undefined && expiresAt <= now) || deadValues.includes(value);
}

function fits(jar: UpstreamJar): boolean {
  const length = jar.reduce((sum, { name, value, path }) => sum + name.length + value.length + path.length, 0);
  return jar.length <= MAX_COOKIES && length <= MAX_JAR_LENGTH;
}

/**
 * The jar after an answer. What would make it too large is left out. The same jar object comes back when nothing
 * changed.
 */
export function takeCookies(jar: UpstreamJar, answer: CookieAnswer): UpstreamJar {
  let current = jar;
  const own: UpstreamCookie[] = [];
  for (const field of answer.setCookies) {
    const cookie = parseSetCookie(field, answer);
    if (cookie === undefined || cookie.name.length + cookie.value.length > MAX_COOKIE_LENGTH) continue;
    const held = current.find((each) => isSame(each, cookie));
    if (isDeletion(cookie, answer)) {
      // Only what the request was sent with, or what this very answer set, is meant.
      const known = [...answer.sent, ...own].some((each) => isSame(each, cookie) && each.value === held?.value);
      if (held !== undefined && known) current = current.filter((each) => each !== held);
      continue;
    }
    own.push(cookie);
    if (held?.value === cookie.value && held.expiresAt === cookie.expiresAt) continue;
    // RFC 6265 §5.3 step 11: a new value keeps its place in the order.
    const next = held === undefined ? [...current, cookie] : current.map((each) => (each === held ? cookie : each));
    if (fits(next)) current = next;
  }
  return current;
}

// RFC 6265 §5.1.4.
function pathMatches(cookiePath: string, requestPath: string): boolean {
  if (!requestPath.startsWith(cookiePath)) return false;
  return requestPath.length === cookiePath.length || cookiePath.endsWith('/') || requestPath[cookiePath.length] === '/';
}

/** The `Cookie` field for a request path, longer paths first (RFC 6265 §5.4 step 2); `undefined`: none fits. */
export function cookieField(
  jar: UpstreamJar,
  { path, now }: { readonly path: string; readonly now: Millis },
): string | undefined {
  const fitting = jar.filter((each) => pathMatches(each.path, path) && (each.expiresAt ?? Infinity) > now);
  if (fitting.length === 0) return undefined;
  const ordered = fitting.toSorted((one, other) => other.path.length - one.path.length);
  return ordered.map(({ name, value }) => `${name}=${value}`).join('; ');
}

/** The value of the first cookie of this name. */
export function cookieValue(jar: UpstreamJar, name: string): string | undefined {
  return jar.find((each) => each.name === name)?.value;
}
