// The token in a message's "this wasn't me": what is kept of it is a keyed hash.

import type { KeyedDigest, Random } from '../ports.ts';

/** 128 random bits in base64url: 22 characters. */
export function newDisputeToken(random: Random): string {
  return Buffer.from(random.bytes(16)).toString('base64url');
}

/** What such a token looks like; the last character carries two bits. */
export function isDisputeToken(text: string): boolean {
  return /^[A-Za-z0-9_-]{21}[AQgw]$/.test(text);
}

export function disputeHash(digest: KeyedDigest, token: string): string {
  return digest.digest('dispute', token);
}
