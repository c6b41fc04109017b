import { createDecipheriv } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSessionCrypto } from '../../../../src/adapters/crypto/session-crypto.ts';

const key = new Uint8Array(32).fill(7);
const crypto = createSessionCrypto(key);
const createCookie = () => crypto.createCookie().cookie;
const vault = new TextEncoder().encode('roundcube_sessid=secret');

describe('a session cookie', () => {
  it('is 43 characters of base64url, another each time', () => {
    const cookies = Array.from({ length: 50 }, () => createCookie());
    for (const cookie of cookies) expect(crypto.lookupKey(cookie)).toHaveLength(32);
    expect(new Set(cookies).size).toBe(50);
  });

  it.each([
    ['nothing', ''],
    ['one character less', 'A'.repeat(42)],
    ['one character more', 'A'.repeat(44)],
    ['padding', `${'A'.repeat(43)}=`],
    ['the other base64', `${'A'.repeat(41)}+A`],
    ['a line break', `${'A'.repeat(43)}\n`],
    ['another spelling of the same octets', `${'A'.repeat(42)}B`],
    ['something longer than memory likes', 'A'.repeat(1_000_000)],
  ])('is refused as %s', (_what, cookie) => {
    expect(crypto.lookupKey(cookie)).toBeUndefined();
  });

  it('finds its record under this installation only', () => {
    const { cookie, lookupKey } = crypto.createCookie();
    expect(crypto.lookupKey(cookie)).toEqual(lookupKey);
    expect(crypto.lookupKey(cookie)).toEqual(createSessionCrypto(key).lookupKey(cookie));
    expect(crypto.lookupKey(cookie)).not.toEqual(createSessionCrypto(new Uint8Array(32)).lookupKey(cookie));
  });
});

describe('a vault', () => {
  it('is opened by its own cookie, for its own session, under its own installation', () => {
    const cookie = createCookie();
    const sealed = crypto.seal(cookie, 'ws-1', vault);
    expect(crypto.open(cookie, 'ws-1', sealed)).toEqual(Buffer.from(vault));
    expect(crypto.open(createCookie(), 'ws-1', sealed)).toBeUndefined();
    expect(crypto.open(cookie, 'ws-2', sealed)).toBeUndefined();
    expect(createSessionCrypto(new Uint8Array(32)).open(cookie, 'ws-1', sealed)).toBeUndefined();
  });

  it('may be empty, and is sealed differently each time', () => {
    const cookie = createCookie();
    const sealed = crypto.seal(cookie, 'ws-1', new Uint8Array(0));
    expect(crypto.open(cookie, 'ws-1', sealed)).toHaveLength(0);
    expect(crypto.seal(cookie, 'ws-1', new Uint8Array(0))).not.toEqual(sealed);
  });

  it('is not opened when one bit of it changed, or when it is cut short', () => {
    const cookie = createCookie();
    const sealed = crypto.seal(cookie, 'ws-1', vault);
    for (const [index, octet] of sealed.entries()) {
      const changed = Uint8Array.from(sealed);
      changed[index] = octet ^ 1;
      expect(crypto.open(cookie, 'ws-1', changed)).toBeUndefined();
    }
    for (let length = 0; length < sealed.length; length += 1) {
      expect(crypto.open(cookie, 'ws-1', sealed.subarray(0, length))).toBeUndefined();
    }
  });

  it('is not opened by the key that finds its record, which the file holds beside it', () => {
    // Negative control: fails when both keys are the cookie's digest under one key.
    const cookie = createCookie();
    const found = Buffer.from(crypto.lookupKey(cookie) ?? []);
    const sealed = crypto.seal(cookie, 'ws-1', vault);
    const decipher = createDecipheriv('chacha20-poly1305', found, sealed.subarray(1, 13), { authTagLength: 16 });
    decipher.setAAD(Buffer.from('ws-1'), { plaintextLength: vault.length });
    decipher.setAuthTag(sealed.subarray(-16));
    decipher.update(sealed.subarray(13, -16));
    expect(() => decipher.final()).toThrow();
  });
});
