// The cookies that Postern itself gives to browsers: its session's, a trusted browser's, and the few of the webmail's that
// a browser must have. RFC 6265 §4.1; the `__Host-` prefix (RFC 6265bis) keeps sibling hosts from planting one.

import type { Millis } from '../../core/units.ts';
import type { SetCookie } from '../pages/page-contract.ts';
import type { SiteIdentity } from './exchange.ts';

/** `https` everywhere but on loopback, where browsers refuse `Secure` and with it the prefix. */
function isSecure({ origin }: Pick<SiteIdentity, 'origin'>): boolean {
  return origin.startsWith('https:');
}

/** The name of one of Postern's own cookies at a site. */
export function ownCookieName(name: string, site: Pick<SiteIdentity, 'origin'>): string {
  return isSecure(site) ? `__Host-${name}` : name;
}

/** Carries a session that somebody has given a password for. */
export const SESSION_COOKIE = 'postern';

/**
 * Carries one that nobody has signed in to. Of another name, so that the late answer to a stranger's request can't take
 * the place of what the browser has signed in to meanwhile (P-20).
 */
export const STRANGER_COOKIE = 'postern-stranger';

/** Carries the trust in a browser (R1.7). */
export const TRUSTED_BROWSER_COOKIE = 'postern-trusted';

/** A `set-cookie` field. */
export function writeCookie(cookie: SetCookie, site: Pick<SiteIdentity, 'origin'>): string {
  const { name, value, maxAge, httpOnly, sameSite } = cookie;
  const attributes = [
    'Path=/',
    ...(maxAge === undefined ? [] : [`Max-Age=${Math.max(0, Math.ceil(maxAge / 1_000))}`]),
    ...(isSecure(site) ? ['Secure'] : []),
    ...(httpOnly ? ['HttpOnly'] : []),
    `SameSite=${sameSite}`,
  ];
  return [`${name}=${value}`, ...attributes].join('; ');
}

/** `set-cookie` fields for an answer. */
export function cookieFields(
  cookies: readonly SetCookie[],
  site: Pick<SiteIdentity, 'origin'>,
): readonly (readonly ['set-cookie', string])[] {
  return cookies.map((cookie) => ['set-cookie', writeCookie(cookie, site)] as const);
}

/** The cookie of a session; `undefined`: the browser forgets it. */
export function sessionCookie(value: string | undefined, site: Pick<SiteIdentity, 'origin'>): SetCookie {
  const name = ownCookieName(SESSION_COOKIE, site);
  return { name, value: value ?? '', httpOnly: true, sameSite: 'Lax', ...(value === undefined && { maxAge: 0 }) };
}

/** The cookie of a session that nobody has signed in to; `undefined`: the browser forgets it. */
export function strangerCookie(value: string | undefined, site: Pick<SiteIdentity, 'origin'>): SetCookie {
  return { ...sessionCookie(value, site), name: ownCookieName(STRANGER_COOKIE, site) };
}

/** The cookie by which a browser is trusted from now on. */
export function trustedBrowserCookie(
  trusted: { readonly cookie: string; readonly maxAge: Millis },
  site: Pick<SiteIdentity, 'origin'>,
): SetCookie {
  const name = ownCookieName(TRUSTED_BROWSER_COOKIE, site);
  return { name, value: trusted.cookie, maxAge: trusted.maxAge, httpOnly: true, sameSite: 'Lax' };
}
