// The console's cookies. None of them is ever the webmail's, in name or in what knows its value (P-17); none is sent along
// by another site's link.

import type { Random } from '../../core/ports.ts';
import { ownCookieName } from '../gate/browser-cookie.ts';
import { PAGE_COOKIES, type PageLook, type SetCookie } from '../pages/page-contract.ts';

/** Carries an administrator's session. */
const SESSION_COOKIE = 'postern-console';

/** Stands for a browser that hasn't signed in: the token of the sign-in's form is made of it, against login CSRF (P-37). */
const FORM_COOKIE = 'postern-console-form';

/** Random octets in it. */
const FORM_COOKIE_OCTETS = 16;

const HOST_PREFIX = '__Host-';

export interface ConsoleCookies {
  /** Of the session; untrusted. */
  readonly session?: string;
  /** Of a browser without a session; untrusted. */
  readonly form?: string;
  readonly look: PageLook['cookies'];
}

/** What a request brings. */
export function readCookies(cookies: ReadonlyMap<string, string>, origin: string): ConsoleCookies {
  const session = cookies.get(ownCookieName(SESSION_COOKIE, { origin }));
  const form = cookies.get(ownCookieName(FORM_COOKIE, { origin }));
  const look = Object.entries(PAGE_COOKIES).flatMap(([name, cookie]) => {
    const value = cookies.get(nameAt(cookie, origin));
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...(session !== undefined && { session }),
    ...(form !== undefined && { form }),
    look: Object.fromEntries(look),
  };
}

/** The cookie of a session, which ends with the browser at the latest; `undefined`: the browser forgets it. */
export function sessionCookie(value: string | undefined, origin: string): SetCookie {
  const name = ownCookieName(SESSION_COOKIE, { origin });
  return { name, value: value ?? '', httpOnly: true, sameSite: 'Strict', ...(value === undefined && { maxAge: 0 }) };
}

/** Another one for each browser. */
export function newFormCookie(random: Random, origin: string): SetCookie {
  const value = Buffer.from(random.bytes(FORM_COOKIE_OCTETS)).toString('base64url');
  return { name: ownCookieName(FORM_COOKIE, { origin }), value, httpOnly: true, sameSite: 'Strict' };
}

/** Cookies of the pages in general, as they are called where there is no TLS. */
export function namedFor(cookie: SetCookie, origin: string): SetCookie {
  return { ...cookie, name: nameAt(cookie.name, origin) };
}

function nameAt(name: string, origin: string): string {
  return name.startsWith(HOST_PREFIX) ? ownCookieName(name.slice(HOST_PREFIX.length), { origin }) : name;
}
