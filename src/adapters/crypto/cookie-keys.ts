// Cookies that stand for a record: 256 random bits, and the key by which the record is found. Formats:
//   cookie: 32 random octets in base64url (43 characters)

import { createHmac, randomBytes } from 'node:crypto';
import { deriveKey } from './derive-key.ts';

/** Octets of a cookie. */
const COOKIE = 32;
/** In base64url, and in no other spelling of the same octets: the last character carries four bits. */
const COOKIE_FORM = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

export interface CookieKeys {
  createCookie(): { readonly cookie: string; readonly lookupKey: Uint8Array };
  /** `undefined` for what has not exactly the form of a cookie; untrusted input. */
  lookupKey(cookie: string): Uint8Array | undefined;
}

/** @param purpose - A label of its own for each kind of cookie: one kind never finds another's record (P-17). */
export function createCookieKeys(installationKey: Uint8Array, purpose: string): CookieKeys {
  const key = deriveKey(installationKey, purpose);
  const lookupKey = (cookie: string): Uint8Array => createHmac('sha256', key).update(cookie).digest();
  return {
    createCookie() {
      const cookie = randomBytes(COOKIE).toString('base64url');
      return { cookie, lookupKey: lookupKey(cookie) };
    },
    lookupKey: (cookie) => (COOKIE_FORM.test(cookie) ? lookupKey(cookie) : undefined),
  };
}

/** Of administrators' sessions. */
export function createConsoleCookieKeys(installationKey: Uint8Array): CookieKeys {
  return createCookieKeys(installationKey, 'postern console session: lookup key 1');
}
