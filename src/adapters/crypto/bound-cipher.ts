// Small secrets at rest: a copied file reveals none of them without the installation's key.
// Format: 1, nonce (12), ciphertext, tag (16): AES-256-GCM, bound to its owner.

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { deriveKey } from './derive-key.ts';

/** The first octet of what is sealed. */
const FORMAT = 1;
const NONCE = 12;
const TAG = 16;
const CIPHER = 'aes-256-gcm';

export interface BoundCipher {
  seal(secret: Uint8Array, owner: readonly string[]): Uint8Array;
  /** `undefined` when it was sealed for another owner, under another key, or was damaged. */
  open(sealed: Uint8Array, owner: readonly string[]): Uint8Array | undefined;
}

/**
 * The key is derived from the installation's (32 octets), another one for each purpose; a random nonce does for far more
 * secrets than anyone has.
 */
export function createBoundCipher(installationKey: Uint8Array, purpose: string): BoundCipher {
  const key = deriveKey(installationKey, purpose);
  return {
    seal(secret, owner) {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG }).setAAD(boundTo(owner));
      const ciphertext = [cipher.update(secret), cipher.final()];
      return Buffer.concat([Uint8Array.of(FORMAT), nonce, ...ciphertext, cipher.getAuthTag()]);
    },

    open(sealed, owner) {
      if (sealed[0] !== FORMAT || sealed.length < 1 + NONCE + TAG) return undefined;
      const nonce = sealed.subarray(1, 1 + NONCE);
      const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG }).setAAD(boundTo(owner));
      decipher.setAuthTag(sealed.subarray(-TAG));
      try {
        return Buffer.concat([decipher.update(sealed.subarray(1 + NONCE, -TAG)), decipher.final()]);
      } catch {
        return undefined; // The tag doesn't fit: another owner, another key, or damage.
      }
    },
  };
}

/** Unambiguous, whatever is in them. */
function boundTo(owner: readonly string[]): Buffer {
  return Buffer.from(JSON.stringify(owner));
}
