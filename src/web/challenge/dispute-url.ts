// Where "this wasn't me" is said: the address in a message with a code.

import { PAGES_PREFIX } from '../pages/page-contract.ts';

/** Behind it stands the token. */
export const DISPUTE_PATH: string = `${PAGES_PREFIX}/dispute`;

/** @param origin - The site's: `https://webmail.example.com`. */
export function disputeUrl(origin: string, token: string): string {
  return `${origin}${DISPUTE_PATH}?token=${encodeURIComponent(token)}`;
}
