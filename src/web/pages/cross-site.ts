// Whether a POST comes from a page of ours (P-37): the browser's own word for where it comes from, and a token that only
// a page of this session holds. Either alone would do in a new browser; an old one has only the token.

import { createHash, timingSafeEqual } from 'node:crypto';
import type { KeyedDigest } from '../../core/ports.ts';
import type { SessionCookie } from '../../core/sessions/web-session.ts';
import type { Form } from './form.ts';
import { TOKEN_FIELD } from './frame/parts.ts';
import type { PageLook } from './page-contract.ts';

/** The token of every form of a session. It names the cookie and doesn't reveal it, and dies with it. */
export function formToken(digest: KeyedDigest, cookie: SessionCookie): string {
  return digest.digest('web-form', cookie);
}

/** In constant time. */
export function hasToken(form: Form, expected: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(form.get(TOKEN_FIELD) ?? ''), hash(expected));
}

/**
 * What the browser says of where the request comes from. Without Fetch Metadata, `Origin` decides, which browsers make
 * `null` because of our own Referrer-Policy (Fetch, "append a request `Origin` header"): then the token decides alone.
 */
export function isFromOurPages({ headers, site }: PageLook): boolean {
  const { origin, secFetchSite } = headers;
  const isOwnOrigin = origin === site.origin;
  if (secFetchSite !== undefined)
    return secFetchSite === 'same-origin' && (isOwnOrigin || origin === undefined || origin === 'null');
  return isOwnOrigin || origin === 'null';
}
