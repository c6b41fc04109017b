// HPKE against the standard's own vector, and against what must not open.

import { hkdfSync, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hkdfSha256 } from '../../../../src/adapters/crypto/hkdf.ts';
import { generateHpkeKeyPair, hpkeOpen, hpkeSeal } from '../../../../src/adapters/crypto/hpke.ts';
import { runs } from '../../../support/runs.ts';

/** RFC 9180 A.2.1 (DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305, base mode), sequence number 0. */
const A21 = {
  info: hex('4f6465206f6e2061204772656369616e2055726e'),
  ephemeral: {
    publicKey: hex('1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a'),
    privateKey: hex('f4ec9b33b792c372c1d2c2063507b684ef925b8c75a42dbcbf57d63ccd381600'),
  },
  recipient: {
    publicKey: hex('4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a'),
    privateKey: hex('8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb'),
  },
  plaintext: hex('4265617574792069732074727574682c20747275746820626561757479'),
  aad: hex('436f756e742d30'),
  sealed: hex(
    '1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a' +
      '1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28',
  ),
} as const;

describe('HPKE', () => {
  it('seals to the very octets of RFC 9180 A.2.1', () => {
    expect(hpkeSeal(A21.recipient.publicKey, A21, A21.ephemeral)).toEqual(A21.sealed);
  });

  it('opens what RFC 9180 A.2.1 sealed', () => {
    expect(hpkeOpen(A21.recipient, A21)).toEqual(A21.plaintext);
  });

  it('opens what it sealed, whatever it was, with an ephemeral key that is never the same', () => {
    const pair = generateHpkeKeyPair();
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), fc.uint8Array({ maxLength: 500 }), (info, aad, plaintext) => {
        const sealed = hpkeSeal(pair.publicKey, { info, aad, plaintext });
        expect(hpkeOpen(pair, { info, aad, sealed })).toEqual(Buffer.from(plaintext));
        expect(hpkeSeal(pair.publicKey, { info, aad, plaintext })).not.toEqual(sealed);
      }),
      { numRuns: runs(30) },
    );
  });

  it('opens nothing that was changed in any octet', () => {
    // Negative control: fails without `decipher.final()`, which is where the tag is compared.
    for (let at = 0; at < A21.sealed.length; at += 1) {
      const damaged = Buffer.from(A21.sealed);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      expect(hpkeOpen(A21.recipient, { ...A21, sealed: damaged })).toBeUndefined();
    }
  });

  it('opens nothing under another info, bound to something else, for somebody else, or cut short', () => {
    expect(hpkeOpen(A21.recipient, { ...A21, info: hex('00') })).toBeUndefined();
    expect(hpkeOpen(A21.recipient, { ...A21, aad: hex('436f756e742d31') })).toBeUndefined();
    expect(hpkeOpen(generateHpkeKeyPair(), A21)).toBeUndefined();
    for (let length = 0; length < A21.sealed.length; length += 1) {
      expect(hpkeOpen(A21.recipient, { ...A21, sealed: A21.sealed.subarray(0, length) })).toBeUndefined();
    }
  });

  it('opens nothing that came with a point of small order (RFC 9180 §7.1.4)', () => {
    for (const point of ['00'.repeat(32), `01${'00'.repeat(31)}`]) {
      const sealed = Buffer.concat([hex(point), A21.sealed.subarray(32)]);
      expect(hpkeOpen(A21.recipient, { ...A21, sealed })).toBeUndefined();
    }
  });
});

describe('HKDF', () => {
  it.each([
    ['with a salt', Buffer.from('ap1')],
    ['without one', new Uint8Array(0)],
    ['with one longer than a block', randomBytes(100)],
  ])("derives what node:crypto's does, %s", (_case, salt) => {
    const secret = randomBytes(32);
    const expected = Buffer.from(hkdfSync('sha256', secret, salt, 'info', 32));
    expect(hkdfSha256(secret, { salt, info: 'info' })).toEqual(expected);
  });
});

function hex(text: string): Buffer {
  return Buffer.from(text, 'hex');
}
