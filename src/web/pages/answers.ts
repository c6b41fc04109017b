// The shapes of answers: a page, a redirection. Every page carries the headers that keep it from being framed, guessed
// at, cached or spied on; a page needs no script, and may load only ours (R8.4).

import { layout, type PageContent } from './frame/layout.ts';
import type { Markup } from './markup.ts';
import { PAGES_PREFIX, type PageAnswer, type SetCookie } from './page-contract.ts';
import type { View } from './view.ts';

const HEADERS: PageAnswer['headers'] = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  // For browsers that don't know frame-ancestors.
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy':
    'accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()',
  'x-robots-tag': 'noindex, nofollow',
};

export interface PageMore {
  /** Default: 200. */
  readonly status?: number;
  readonly setCookies?: readonly SetCookie[];
  readonly headers?: PageAnswer['headers'];
}

/** A page. */
export function page(view: View, content: PageContent, more: PageMore = {}): PageAnswer {
  return documentAnswer(view, layout(view, content), more);
}

/** A whole document, with everything that keeps it safe. */
export function documentAnswer(view: View, document: Markup, more: PageMore = {}): PageAnswer {
  return {
    status: more.status ?? 200,
    headers: { ...HEADERS, 'content-security-policy': contentSecurityPolicy(view), ...more.headers },
    setCookies: more.setCookies ?? [],
    body: document.toString(),
  };
}

/** To another of the account's pages, by GET whatever the request was; `path` is below the prefix, with its query. */
export function seeOther(path: string, setCookies: readonly SetCookie[] = []): PageAnswer {
  return leaveFor(`${PAGES_PREFIX}${path}`, setCookies);
}

/** To anywhere of the site. */
export function leaveFor(location: string, setCookies: readonly SetCookie[] = []): PageAnswer {
  const { 'content-type': _type, ...headers } = HEADERS;
  return { status: 303, headers: { ...headers, location }, setCookies, body: '' };
}

/**
 * The one script is named by its whole address: the webmail serves what strangers sent under the same origin, so that
 * `'self'` would be no limit for scripts.
 */
function contentSecurityPolicy({ site, assets }: View): string {
  return [
    "default-src 'none'",
    `script-src ${site.origin}${assets.script}`,
    "style-src 'self'",
    "img-src 'self' data:",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
}
