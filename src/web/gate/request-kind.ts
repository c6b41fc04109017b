// Who waits for an answer: a person in front of a page, a frame, a script. A refusal must be said so that this one
// understands it. Nothing is let through because of what is found here; in doubt a request is `other`, and refused plainly.

import type { Exchange } from './exchange.ts';
import type { RequestKind, WebmailProfile } from './webmail-profile.ts';

/** What browsers call a frame's request (Fetch Metadata, Sec-Fetch-Dest). */
const FRAMES: ReadonlySet<string> = new Set(['iframe', 'frame', 'embed', 'object', 'fencedframe']);

export function requestKind(exchange: Exchange, profile: Pick<WebmailProfile, 'isScript'>): RequestKind {
  const header = (name: string): string | undefined => exchange.header(name);
  const accept = header('accept') ?? '';
  if (exchange.wantsUpgrade !== undefined || accept.includes('text/event-stream')) return 'stream';
  if (profile.isScript(exchange.target, header)) return 'script';
  const destination = header('sec-fetch-dest');
  if (destination !== undefined) {
    if (FRAMES.has(destination)) return 'frame';
    return destination === 'document' && header('sec-fetch-mode') === 'navigate' ? 'navigation' : 'other';
  }
  // A browser without Fetch Metadata: only pages are asked for with this type in the first place.
  return accept.includes('text/html') ? 'navigation' : 'other';
}

/** A request that changes nothing, by its method (RFC 9110 §9.2.1). */
export function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

/**
 * Whether a request comes from the site's own pages, as the browser says (P-37). Proof is needed: a request without any
 * word on it isn't believed. RFC 6454 §7 for `Origin`; Fetch Metadata where the browser has it, as `Origin` may be `null`.
 */
export function isFromOwnPages(exchange: Exchange): boolean {
  const site = exchange.header('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  return exchange.header('origin') === exchange.site.origin;
}
