// HMAC-SHA-256 and HKDF-SHA-256 for short inputs. It takes a third of the time of `createHmac` with raw octets and of
// `hkdfSync`: their cost is in handing the key over, and HPKE makes half a dozen of these each time.

import { createHmac, createSecretKey } from 'node:crypto';

/** Octets of a SHA-256 digest. */
export const HASH_LENGTH = 32;

export function hmacSha256(key: Uint8Array, ...parts: readonly (string | Uint8Array)[]): Buffer {
  // OpenSSL takes no empty key object; HMAC pads keys with zeros (RFC 2104 §2), so that this one is the same.
  const hmac = createHmac('sha256', createSecretKey(key.length === 0 ? ZERO_KEY : key));
  for (const part of parts) hmac.update(part);
  return hmac.digest();
}

/** HKDF (RFC 5869 §2) with one block of output: 32 octets. */
export function hkdfSha256(
  secret: Uint8Array,
  { salt, info }: { readonly salt: Uint8Array; readonly info: string },
): Buffer {
  return hmacSha256(hmacSha256(salt, secret), info, Uint8Array.of(1));
}

const ZERO_KEY = new Uint8Array(HASH_LENGTH);
