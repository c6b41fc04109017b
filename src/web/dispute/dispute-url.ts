// Where "this wasn't me" is said: the address in a message with a code.

import { PAGES_PREFIX } from '../pages/page-contract.ts';

/** Of its page, below the prefix. It is in messages that were sent long ago, so it stays as it is. */
export const DISPUTE_PATH = '/not-me';

/** @param origin - The site's: `https://webmail.example.com`. */
export function disputeUrl(origin: string, token: string): string {
  return `${origin}${PAGES_PREFIX}${DISPUTE_PATH}?token=${encodeURIComponent(token)}`;
}
