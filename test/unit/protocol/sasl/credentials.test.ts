import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeCredentialText,
  isSendable,
  MAX_CREDENTIAL_OCTETS,
  presentCredentials,
} from '../../../../src/protocol/sasl/credentials.ts';

describe('credential text', () => {
  it.each([' edge spaces ', 'abcd efgh', 'Grüße', '\u{1f511}', '\ufeffbom', 'é'])(
    'is kept as it is: %j (A1)',
    (text) => {
      expect(decodeCredentialText(Buffer.from(text))).toBe(text);
    },
  );

  // Seen failing without the check for controls: `\r\n` in a password became a command of its own at the backend.
  it('holds no control at all (A2)', () => {
    for (let octet = 0; octet < 256; octet += 1) {
      const isControl = octet < 0x20 || octet === 0x7f;
      const decoded = decodeCredentialText(Buffer.from(`a${String.fromCharCode(octet)}b`));
      expect(decoded === undefined, `octet ${octet}`).toBe(isControl);
    }
  });

  it.each([[[0xff]], [[0xc0, 0x80]], [[0xed, 0xa0, 0x80]], [[0xc3]]])('is valid UTF-8, unlike %j (A2)', (bytes) => {
    expect(decodeCredentialText(Uint8Array.from(bytes))).toBeUndefined();
  });

  it('has 1,024 octets at most (A2)', () => {
    expect(decodeCredentialText(Buffer.alloc(MAX_CREDENTIAL_OCTETS, 'x'))).toHaveLength(1024);
    expect(decodeCredentialText(Buffer.alloc(MAX_CREDENTIAL_OCTETS + 1, 'x'))).toBeUndefined();
  });

  it('comes back exactly from any octets that are accepted', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 32 }), (bytes) => {
        const text = decodeCredentialText(bytes);
        if (text !== undefined) expect(Buffer.from(text)).toEqual(Buffer.from(bytes));
      }),
    );
  });
});

describe('presented credentials', () => {
  const octets = {
    mechanism: 'COMMAND',
    authenticationIdentity: Buffer.from('tim'),
    password: Buffer.from('x'),
  } as const;

  it('have no authorization identity when it was empty (A3)', () => {
    expect(presentCredentials({ ...octets, authorizationIdentity: Buffer.from('') })).toEqual({
      kind: 'password',
      mechanism: 'COMMAND',
      authenticationIdentity: 'tim',
      password: 'x',
    });
  });

  it('never lose an authorization identity that was given (A3)', () => {
    expect(presentCredentials({ ...octets, authorizationIdentity: Buffer.from('ann') })).toMatchObject({
      authorizationIdentity: 'ann',
    });
    expect(presentCredentials({ ...octets, authorizationIdentity: Buffer.from('a\nn') }).kind).toBe('malformed');
  });
});

describe('a credential for a backend', () => {
  it('is not sent with a line end or NUL in any part (A2)', () => {
    const good = { authenticationIdentity: 'master', authorizationIdentity: 'tim', password: 'x y' };
    expect(isSendable(good)).toBe(true);
    expect(isSendable({ authenticationIdentity: 'tim', password: 'x' })).toBe(true);
    expect(isSendable({ ...good, authenticationIdentity: 'master\0' })).toBe(false);
    expect(isSendable({ ...good, authorizationIdentity: 'tim\r\n' })).toBe(false);
    expect(isSendable({ ...good, password: 'x\nDELE 1' })).toBe(false);
  });
});
