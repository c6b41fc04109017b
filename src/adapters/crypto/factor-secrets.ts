// The secrets of factors at rest: a copied database reveals none of them without the installation's key.
// Format: 1, nonce (12), ciphertext, tag (16): AES-256-GCM, bound to mailbox and factor.

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { FactorSecrets, SecretOwner } from '../../core/factors/factor-secrets.ts';
import { deriveKey } from './derive-key.ts';

/** The first octet of what is sealed. */
const FORMAT = 1;
const NONCE = 12;
const TAG = 16;
const CIPHER = 'aes-256-gcm';

/** The key is derived from the installation's (32 octets); a random nonce does for far more secrets than anyone has. */
export function createFactorSecrets(installationKey: Uint8Array): FactorSecrets {
  const key = deriveKey(installationKey, 'postern factor: secret 1');
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
function boundTo({ mailbox, factorId }: SecretOwner): Buffer {
  return Buffer.from(JSON.stringify([mailbox, factorId]));
}
