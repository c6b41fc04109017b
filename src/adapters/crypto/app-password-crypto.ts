// The cryptography of app passwords. From the database alone nothing opens; from the database and the installation key
// neither: a vault needs the app password itself. Formats, each behind an octet that names it:
//   wrapped private key: 1, nonce (12), X25519 private key and tag (48), ChaCha20-Poly1305 bound to the record's id
//   sealed password:     1, HPKE (hpke.ts): encapsulated key (32), ciphertext (length (2), password, padding), tag (16)
//                     or 2, nonce (12), ciphertext (as above), tag (16): ChaCha20-Poly1305 under a key derived from the
//                        app password, bound to the record's id. It opens thirty times as fast, and every sign-in opens one.

import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import type { AppPasswordCrypto } from '../../core/app-passwords/app-password-crypto.ts';
import type { LookupKey } from '../../core/app-passwords/app-password-store.ts';
import { deriveKey } from './derive-key.ts';
import { generateHpkeKeyPair, hpkeOpen, hpkeSeal } from './hpke.ts';

/** The first octet of a wrapped private key, and of a password that was sealed to a public key. */
const FORMAT = 1;
/** The first octet of a password that was sealed under an app password. */
const DIRECT_FORMAT = 2;
const NONCE = 12;
const TAG = 16;
/** Sealed passwords are padded to a multiple of this many octets, so that their lengths tell little. */
const PADDING = 64;
/** Octets of the length that precedes the password. */
const LENGTH = 2;

const WRAPPING = 'postern app password: private key 1';
const DIRECT_SEALING = 'postern app password: mailbox password 2';
const SEALING = Buffer.from('postern app password: mailbox password 1');

/** Keys are derived from the installation's key (32 octets), one for each use. */
export function createAppPasswordCrypto(installationKey: Uint8Array): AppPasswordCrypto {
  const lookup = deriveKey(installationKey, 'postern app password: lookup key 1');
  const pepper = deriveKey(installationKey, 'postern app password: vault 1');
  return {
    lookupKey: (normalized): LookupKey => createHmac('sha256', lookup).update(normalized).digest(),

    createVault(normalized, id) {
      const { publicKey, privateKey } = generateHpkeKeyPair();
      const wrapped = encrypt(privateKey, appPasswordKey(pepper, normalized, { id, info: WRAPPING }), id);
      return { publicKey, wrappedPrivateKey: Buffer.concat([Uint8Array.of(FORMAT), wrapped]) };
    },

    sealWithAppPassword(normalized, id, password) {
      const key = appPasswordKey(pepper, normalized, { id, info: DIRECT_SEALING });
      return Buffer.concat([Uint8Array.of(DIRECT_FORMAT), encrypt(pad(Buffer.from(password)), key, id)]);
    },

    seal(publicKey, id, password) {
      const message = { info: SEALING, aad: Buffer.from(id), plaintext: pad(Buffer.from(password)) };
      return Buffer.concat([Uint8Array.of(FORMAT), hpkeSeal(publicKey, message)]);
    },

    open(vault, normalized, id) {
      const { sealedPassword: sealed } = vault;
      if (sealed?.[0] === DIRECT_FORMAT) {
        const key = appPasswordKey(pepper, normalized, { id, info: DIRECT_SEALING });
        const plaintext = decrypt(sealed.subarray(1), key, id);
        return plaintext && unpad(plaintext);
      }
      if (sealed?.[0] !== FORMAT || vault.wrappedPrivateKey[0] !== FORMAT) return undefined;
      const wrappingKey = appPasswordKey(pepper, normalized, { id, info: WRAPPING });
      const privateKey = decrypt(vault.wrappedPrivateKey.subarray(1), wrappingKey, id);
      if (privateKey === undefined) return undefined;
      const pair = { publicKey: vault.publicKey, privateKey };
      const plaintext = hpkeOpen(pair, { info: SEALING, aad: Buffer.from(id), sealed: sealed.subarray(1) });
      return plaintext && unpad(plaintext);
    },
  };
}

/**
 * HKDF-Expand (RFC 5869 §2.3), one block: the pepper is a key that was derived from the installation's, so that a stolen
 * database needs more than an app password seen elsewhere; whose record it is, and what for, is the info.
 */
function appPasswordKey(
  pepper: KeyObject,
  normalized: string,
  { id, info }: { readonly id: string; readonly info: string },
): KeyObject {
  const hmac = createHmac('sha256', pepper);
  return createSecretKey(hmac.update(`${info}\0${id}\0${normalized}`).update(ONE).digest());
}

/** The number of HKDF-Expand's first block. */
const ONE = Uint8Array.of(1);

/** Nonce, ciphertext, tag. */
function encrypt(plaintext: Uint8Array, key: KeyObject, id: string): Buffer {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: TAG });
  cipher.setAAD(Buffer.from(id), { plaintextLength: plaintext.length });
  return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(sealed: Uint8Array, key: KeyObject, id: string): Uint8Array | undefined {
  if (sealed.length < NONCE + TAG) return undefined;
  const ciphertext = sealed.subarray(NONCE, -TAG);
  const decipher = createDecipheriv('chacha20-poly1305', key, sealed.subarray(0, NONCE), { authTagLength: TAG });
  decipher.setAAD(Buffer.from(id), { plaintextLength: ciphertext.length });
  decipher.setAuthTag(sealed.subarray(-TAG));
  try {
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
  } catch {
    return undefined; // The tag doesn't fit: another app password, another id, or damage.
  }
}

function pad(password: Buffer): Buffer {
  const padded = Buffer.alloc(Math.ceil((LENGTH + password.length) / PADDING) * PADDING);
  padded.writeUInt16BE(password.length);
  password.copy(padded, LENGTH);
  return padded;
}

function unpad(padded: Uint8Array): string | undefined {
  const octets = Buffer.from(padded.buffer, padded.byteOffset, padded.byteLength);
  if (octets.length < LENGTH) return undefined;
  const end = LENGTH + octets.readUInt16BE();
  return end <= octets.length ? octets.toString('utf8', LENGTH, end) : undefined;
}
