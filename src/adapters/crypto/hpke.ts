// HPKE (RFC 9180), base mode, single shot, one suite: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305.
// Our own on node:crypto's primitives because opening stands in the way of every sign-in by app password, and the
// published package takes several times as long. What it writes is the standard's: any HPKE opens it.

import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
} from 'node:crypto';
import { HASH_LENGTH, hmacSha256 } from './hkdf.ts';

/** An X25519 key pair as RFC 9180 §7.1.1 serializes it: 32 octets each. */
export interface HpkeKeyPair {
  readonly publicKey: Uint8Array;
  readonly privateKey: Uint8Array;
}

/** What both sides must agree on. */
export interface HpkeContext {
  /** The application's name for this use. */
  readonly info: Uint8Array;
  /** What the message is bound to. */
  readonly aad: Uint8Array;
}

/** RFC 9180 §7.1: octets of an encapsulated X25519 key. */
const ENCAPSULATED = 32;
/** RFC 9180 §7.3: octets of key, nonce and tag of ChaCha20Poly1305. */
const AEAD = { key: 32, nonce: 12, tag: 16 } as const;

/** RFC 9180 §4.1 and §5.1: the identifiers of the KEM (0x0020), the KDF (0x0001) and the AEAD (0x0003). */
const KEM_SUITE = Buffer.from('KEM\x00\x20', 'latin1');
const HPKE_SUITE = Buffer.from('HPKE\x00\x20\x00\x01\x00\x03', 'latin1');

export function generateHpkeKeyPair(): HpkeKeyPair {
  const { x, d } = generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' });
  return { publicKey: Buffer.from(x ?? '', 'base64url'), privateKey: Buffer.from(d ?? '', 'base64url') };
}

/** Gives the encapsulated key and the ciphertext, one behind the other. The ephemeral pair is given by tests only. */
export function hpkeSeal(
  recipient: Uint8Array,
  message: HpkeContext & { readonly plaintext: Uint8Array },
  ephemeral: HpkeKeyPair = generateHpkeKeyPair(),
): Uint8Array {
  const secret = sharedSecret(exchange(ephemeral, recipient), ephemeral.publicKey, recipient);
  const { key, nonce } = keySchedule(secret, message.info);
  const cipher = createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: AEAD.tag });
  cipher.setAAD(message.aad, { plaintextLength: message.plaintext.length });
  const ciphertext = [cipher.update(message.plaintext), cipher.final()];
  return Buffer.concat([ephemeral.publicKey, ...ciphertext, cipher.getAuthTag()]);
}

/** `undefined` when the message wasn't sealed to this pair and context, or was damaged. */
export function hpkeOpen(
  recipient: HpkeKeyPair,
  message: HpkeContext & { readonly sealed: Uint8Array },
): Uint8Array | undefined {
  const { sealed } = message;
  if (sealed.length < ENCAPSULATED + AEAD.tag) return undefined;
  const encapsulated = sealed.subarray(0, ENCAPSULATED);
  const ciphertext = sealed.subarray(ENCAPSULATED, -AEAD.tag);
  try {
    const secret = sharedSecret(exchange(recipient, encapsulated), encapsulated, recipient.publicKey);
    const { key, nonce } = keySchedule(secret, message.info);
    const decipher = createDecipheriv('chacha20-poly1305', key, nonce, { authTagLength: AEAD.tag });
    decipher.setAAD(message.aad, { plaintextLength: ciphertext.length });
    decipher.setAuthTag(sealed.subarray(-AEAD.tag));
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
  } catch {
    return undefined; // node:crypto throws for a point of small order (RFC 9180 §7.1.4) and for a tag that doesn't fit.
  }
}

/** X25519; throws for a point of small order (RFC 9180 §7.1.4). Keys come in as JWK, which is the fastest way. */
function exchange(own: HpkeKeyPair, other: Uint8Array): Buffer {
  const key = { kty: 'OKP', crv: 'X25519', x: base64url(own.publicKey) };
  return diffieHellman({
    privateKey: createPrivateKey({ key: { ...key, d: base64url(own.privateKey) }, format: 'jwk' }),
    publicKey: createPublicKey({ key: { ...key, x: base64url(other) }, format: 'jwk' }),
  });
}

/** RFC 9180 §4.1: ExtractAndExpand, with `kem_context = enc || pkRm`. */
function sharedSecret(exchanged: Uint8Array, encapsulated: Uint8Array, recipient: Uint8Array): Buffer {
  const extracted = labeledExtract(KEM_SUITE, EMPTY, ['eae_prk', exchanged]);
  return labeledExpand(KEM_SUITE, extracted, ['shared_secret', Buffer.concat([encapsulated, recipient]), HASH_LENGTH]);
}

/** RFC 9180 §5.1: KeySchedule in base mode, and the nonce of sequence number 0 (§5.2), which is the base nonce. */
function keySchedule(secret: Uint8Array, info: Uint8Array): { readonly key: Buffer; readonly nonce: Buffer } {
  const infoHash = labeledExtract(HPKE_SUITE, EMPTY, ['info_hash', info]);
  const context = Buffer.concat([MODE_BASE, NO_PSK_ID_HASH, infoHash]);
  const extracted = labeledExtract(HPKE_SUITE, secret, ['secret', EMPTY]);
  return {
    key: labeledExpand(HPKE_SUITE, extracted, ['key', context, AEAD.key]),
    nonce: labeledExpand(HPKE_SUITE, extracted, ['base_nonce', context, AEAD.nonce]),
  };
}

/** RFC 9180 §4: LabeledExtract(salt, label, ikm). */
function labeledExtract(suite: Uint8Array, salt: Uint8Array, [label, ikm]: readonly [string, Uint8Array]): Buffer {
  return hmacSha256(salt, 'HPKE-v1', suite, label, ikm);
}

/** RFC 9180 §4: LabeledExpand(prk, label, info, L). One block of HKDF-Expand (RFC 5869 §2.3), as L is at most 32. */
function labeledExpand(
  suite: Uint8Array,
  prk: Uint8Array,
  [label, info, length]: readonly [string, Uint8Array, number],
): Buffer {
  return hmacSha256(prk, Uint8Array.of(0, length), 'HPKE-v1', suite, label, info, Uint8Array.of(1)).subarray(0, length);
}

function base64url(octets: Uint8Array): string {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength).toString('base64url');
}

const EMPTY = new Uint8Array(0);
const MODE_BASE = Uint8Array.of(0);
const NO_PSK_ID_HASH = labeledExtract(HPKE_SUITE, EMPTY, ['psk_id_hash', EMPTY]);
