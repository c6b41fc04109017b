// The cryptography of app passwords: what opens, and everything that must not.

import { describe, expect, it } from 'vitest';
import { createAppPasswordCrypto } from '../../../../src/adapters/crypto/app-password-crypto.ts';
import { createKeyedDigest } from '../../../../src/adapters/crypto/keyed-digest.ts';
import type { Vault } from '../../../../src/core/app-passwords/app-password-store.ts';

const INSTALLATION = new Uint8Array(32).fill(7);
const OTHER_INSTALLATION = new Uint8Array(32).fill(8);
const SECRET = 'k7mqw2xn9rtc4vbh3d';
const crypto = createAppPasswordCrypto(INSTALLATION);

function vaultWith(password: string): Vault {
  const vault = crypto.createVault(SECRET, 'ap1');
  return { ...vault, sealedPassword: crypto.seal(vault.publicKey, 'ap1', password) };
}

describe('the lookup key of an app password', () => {
  it('is the same each time, 32 octets, and another for another secret or installation', () => {
    expect(crypto.lookupKey(SECRET)).toHaveLength(32);
    expect(crypto.lookupKey(SECRET)).toEqual(crypto.lookupKey(SECRET));
    expect(crypto.lookupKey(`${SECRET}x`)).not.toEqual(crypto.lookupKey(SECRET));
    expect(createAppPasswordCrypto(OTHER_INSTALLATION).lookupKey(SECRET)).not.toEqual(crypto.lookupKey(SECRET));
  });

  it('does not change from one version of Postern to the next, or every app password would be lost', () => {
    expect(Buffer.from(crypto.lookupKey(SECRET)).toString('hex')).toBe(
      '8bc9a6837d6433da535285e52aff6bc1e80a71bf26d5d7a9ff3c95b782a6f126',
    );
  });
});

describe('a vault', () => {
  it.each(['p', 'Pässwörd ☃', '', 'x'.repeat(1000)])('opens with its app password: %j', (password) => {
    expect(crypto.open(vaultWith(password), SECRET, 'ap1')).toBe(password);
  });

  it('that an earlier version wrote still opens, whichever way it was sealed', () => {
    const vault = {
      publicKey: Buffer.from('bvrpLCiCBwrmqo06gRzWuumS2/Ato6ixyTusj2IOzBg=', 'base64'),
      wrappedPrivateKey: Buffer.from(
        'AWRP3EqXdyDeKDIUkZHVouLn/PXdrMdkUPwyClp0jIFdPL+vqaL0WQnCMoNKeBsv2sOlk+CtDQ7sw0WxCA==',
        'base64',
      ),
    };
    for (const sealed of [
      'AfSqTbLxlY2uEzWgPn1n1lbf0wlE05EJXA9t2xxP59B0QcLSvti020lnjzh3eHXZvWlzdAT72y5n1D7E9GXvcWtsPmXi+Zy3vcskrVPK48kDcaJKk+UR2bBqhjZEGHcjjvqbuWSQb1OhyA+wZDKUQzg=',
      'AsxqC6UZDOgYfixs/Bf0cm9Y8dDgsy8UQrBYCep1YIpzxiyXeVTW++Pbh5VeRV515e2JI2JRBmRiMtJubGOgq6epKADO8YZPHPAG6qFXb1PrE5Kzur7P2/vMUILR',
    ]) {
      const sealedPassword = Buffer.from(sealed, 'base64');
      expect(crypto.open({ ...vault, sealedPassword }, SECRET, 'ap1')).toBe('correct horse');
    }
  });

  it('can be sealed anew by who has its public key only', () => {
    const vault = vaultWith('old');
    const resealed = { ...vault, sealedPassword: crypto.seal(vault.publicKey, 'ap1', 'new') };
    expect(crypto.open(resealed, SECRET, 'ap1')).toBe('new');
  });

  it('stays shut for another app password, another record and another installation', () => {
    // Negative control: the second line fails without the id in the AAD and the salt, the third without the pepper.
    const vault = vaultWith('secret');
    expect(crypto.open(vault, `${SECRET}x`, 'ap1')).toBeUndefined();
    expect(crypto.open(vault, SECRET, 'ap2')).toBeUndefined();
    expect(createAppPasswordCrypto(OTHER_INSTALLATION).open(vault, SECRET, 'ap1')).toBeUndefined();
  });

  it('does not take the sealed password of another record, even for the same key pair', () => {
    const vault = vaultWith('secret');
    const moved = { ...vault, sealedPassword: crypto.seal(vault.publicKey, 'ap2', 'secret') };
    expect(crypto.open(moved, SECRET, 'ap1')).toBeUndefined();
  });

  describe('sealed under its app password', () => {
    const vault = {
      ...crypto.createVault(SECRET, 'ap1'),
      sealedPassword: crypto.sealWithAppPassword(SECRET, 'ap1', 'Pässwörd ☃'),
    };

    it('opens with it, and for nobody else', () => {
      // Negative control: the third line fails without the id in the AAD and the salt, the fourth without the pepper.
      expect(crypto.open(vault, SECRET, 'ap1')).toBe('Pässwörd ☃');
      expect(crypto.open(vault, `${SECRET}x`, 'ap1')).toBeUndefined();
      expect(crypto.open(vault, SECRET, 'ap2')).toBeUndefined();
      expect(createAppPasswordCrypto(OTHER_INSTALLATION).open(vault, SECRET, 'ap1')).toBeUndefined();
    });

    it('damaged or cut anywhere stays shut', () => {
      const { sealedPassword: sealed } = vault;
      for (let at = 0; at < sealed.length; at += 1) {
        const damaged = Uint8Array.from(sealed, (octet, index) => (index === at ? octet ^ 1 : octet));
        expect(crypto.open({ ...vault, sealedPassword: damaged }, SECRET, 'ap1')).toBeUndefined();
        expect(crypto.open({ ...vault, sealedPassword: sealed.subarray(0, at) }, SECRET, 'ap1')).toBeUndefined();
      }
    });

    it('can be sealed anew without it', () => {
      const resealed = { ...vault, sealedPassword: crypto.seal(vault.publicKey, 'ap1', 'new') };
      expect(crypto.open(resealed, SECRET, 'ap1')).toBe('new');
    });
  });

  it('without anything sealed in it opens to nothing', () => {
    expect(crypto.open(crypto.createVault(SECRET, 'ap1'), SECRET, 'ap1')).toBeUndefined();
  });

  it.each(['publicKey', 'wrappedPrivateKey', 'sealedPassword'] as const)(
    'damaged or cut in its %s stays shut',
    (part) => {
      const vault = vaultWith('secret');
      const octets = Buffer.from(vault[part] ?? []);
      for (let at = 0; at < octets.length; at += 1) {
        const damaged = Buffer.from(octets);
        damaged[at] = (damaged[at] ?? 0) ^ 1;
        expect(crypto.open({ ...vault, [part]: damaged }, SECRET, 'ap1')).toBeUndefined();
        expect(crypto.open({ ...vault, [part]: octets.subarray(0, at) }, SECRET, 'ap1')).toBeUndefined();
      }
    },
  );

  it('hides the length of ordinary passwords', () => {
    const { publicKey } = crypto.createVault(SECRET, 'ap1');
    const lengths = ['', 'short', 'x'.repeat(62)].map((password) => crypto.seal(publicKey, 'ap1', password).length);
    expect(new Set(lengths).size).toBe(1);
  });

  it('is never the same twice, even for the same app password and id', () => {
    const [one, two] = [crypto.createVault(SECRET, 'ap1'), crypto.createVault(SECRET, 'ap1')];
    expect(one.publicKey).not.toEqual(two.publicKey);
    // The nonces: the wrapping key is the same here, so they must differ.
    expect(one.wrappedPrivateKey.subarray(1, 13)).not.toEqual(two.wrappedPrivateKey.subarray(1, 13));
  });
});

describe('a keyed digest', () => {
  const { digest } = createKeyedDigest(INSTALLATION, 'attempts');

  it('tells apart where one part ends and the next begins', () => {
    expect(digest('ab', 'c')).toBe(digest('ab', 'c'));
    expect(digest('ab', 'c')).not.toBe(digest('a', 'bc'));
    expect(digest('a', '')).not.toBe(digest('a'));
  });

  it('has nothing to do with that of another purpose or installation', () => {
    expect(createKeyedDigest(INSTALLATION, 'other').digest('a')).not.toBe(digest('a'));
    expect(createKeyedDigest(OTHER_INSTALLATION, 'attempts').digest('a')).not.toBe(digest('a'));
  });
});
