// Codes that were sent, at rest: a copied file tells none without the installation's key.

import { hash, timingSafeEqual } from 'node:crypto';
import type { SentCodeSecrets } from '../../core/challenge/sent-code-secrets.ts';
import { createBoundCipher } from './bound-cipher.ts';

/** @param installationKey - 32 octets. */
export function createSentCodeSecrets(installationKey: Uint8Array): SentCodeSecrets {
  const cipher = createBoundCipher(installationKey, 'postern sent code: code 1');
  return {
    seal: (code, owner) => cipher.seal(Buffer.from(code), owner),
    open(sealed, owner) {
      const opened = cipher.open(sealed, owner);
      return opened && Buffer.from(opened).toString();
    },
    // Of one length, whatever was typed.
    isSame: (one, other) => timingSafeEqual(hash('sha256', one, 'buffer'), hash('sha256', other, 'buffer')),
  };
}
