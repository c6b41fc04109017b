// The cryptography of browsers' sessions. A copied sessions file opens nothing: neither alone, nor with the installation's
// key, as both keys of a record come out of a cookie that only the browser has. Formats:
//   cookie: see cookie-keys.ts
//   vault: 1, nonce (12), ciphertext, tag (16): ChaCha20-Poly1305 (RFC 8439 §2.8), bound to the session's id

import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hash,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import type { SessionCrypto } from '../../core/sessions/session-crypto.ts';
import { createCookieKeys } from './cookie-keys.ts';
import { deriveKey } from './derive-key.ts';

/** The first octet of a sealed vault. */
const FORMAT = 1;
const NONCE = 12;
const TAG = 16;
const CIPHER = 'chacha20-poly1305';

/** Keys are derived from the installation's key (32 octets), one for each use, and then from each cookie. */
export function createSessionCrypto(installationKey: Uint8Array): SessionCrypto {
  const { createCookie, lookupKey } = createCookieKeys(installationKey, 'postern web session: lookup key 1');
  const vaults = deriveKey(installationKey, 'postern web session: vault 1');
  // HKDF-Expand's first block (RFC 5869 §2.3), with the cookie as info: it is as random as the key that it makes.
  const vaultKey = (cookie: string): KeyObject =>
    createSecretKey(createHmac('sha256', vaults).update(cookie).update(ONE).digest());
  return {
    createCookie,
    lookupKey,

    // Without a key: nobody tries 2^256 cookies. In one call it costs a tenth of the lookup key.
    digest: (cookie) => hash('sha256', cookie, 'base64url'),

    seal(cookie, id, vault) {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv(CIPHER, vaultKey(cookie), nonce, { authTagLength: TAG });
      cipher.setAAD(Buffer.from(id), { plaintextLength: vault.length });
      return Buffer.concat([Uint8Array.of(FORMAT), nonce, cipher.update(vault), cipher.final(), cipher.getAuthTag()]);
    },

    open(cookie, id, sealed) {
      if (sealed[0] !== FORMAT || sealed.length < 1 + NONCE + TAG) return undefined;
      const ciphertext = sealed.subarray(1 + NONCE, -TAG);
      const nonce = sealed.subarray(1, 1 + NONCE);
      const decipher = createDecipheriv(CIPHER, vaultKey(cookie), nonce, { authTagLength: TAG });
      decipher.setAAD(Buffer.from(id), { plaintextLength: ciphertext.length });
      decipher.setAuthTag(sealed.subarray(-TAG));
      try {
        return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
      } catch {
        return undefined; // The tag doesn't fit: another cookie, another session, or damage.
      }
    },
  };
}

/** The number of HKDF-Expand's first block. */
const ONE = Uint8Array.of(1);
