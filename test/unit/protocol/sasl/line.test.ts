import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainMessage, readInitialResponse, readSaslLine } from '../../../../src/protocol/sasl/line.ts';

const response = (text: string) => ({ kind: 'response', octets: Buffer.from(text) });

describe('a SASL line', () => {
  it('is base64, also of nothing', () => {
    expect(readSaslLine(Buffer.from('AHRpbQB0YW5zdGFhZnRhbnN0YWFm'))).toEqual(response('\0tim\0tanstaaftanstaaf'));
    expect(readSaslLine(Buffer.from(''))).toEqual(response(''));
  });

  it('cancels by a star alone (A4)', () => {
    expect(readSaslLine(Buffer.from('*')).kind).toBe('cancelled');
    expect(readSaslLine(Buffer.from('**')).kind).toBe('malformed');
  });

  it.each(['=', 'a', 'ab', 'abc', 'ab=c', 'abcd=', 'ab cd', 'ab-_', 'abcd\n', '====', 'abcdéfgh'])(
    'is malformed as %j (A4)',
    (text) => {
      expect(readSaslLine(Buffer.from(text)).kind).toBe('malformed');
    },
  );

  it('gives back any octets', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const line = Buffer.from(Buffer.from(bytes).toString('base64'));
        expect(readSaslLine(line)).toEqual({ kind: 'response', octets: Buffer.from(bytes) });
      }),
    );
  });

  it('is read from a view into a larger buffer', () => {
    expect(readSaslLine(Buffer.from('xxxxeA==xxxx').subarray(4, 8))).toEqual(response('x'));
  });
});

describe('an initial response', () => {
  it('is present and empty as "=" (A5)', () => {
    expect(readInitialResponse(Buffer.from('='))).toEqual({ kind: 'response', octets: new Uint8Array() });
  });

  it('is a SASL line otherwise', () => {
    expect(readInitialResponse(Buffer.from('eA=='))).toEqual(response('x'));
    expect(readInitialResponse(Buffer.from('*')).kind).toBe('cancelled');
    expect(readInitialResponse(Buffer.from('==')).kind).toBe('malformed');
  });
});

describe('a PLAIN message for a backend', () => {
  // RFC 4616 §4.
  it.each([
    [{ authenticationIdentity: 'tim', password: 'tanstaaftanstaaf' }, '\0tim\0tanstaaftanstaaf'],
    [
      { authorizationIdentity: 'Ursel', authenticationIdentity: 'Kurt', password: 'xipj3plmq' },
      'Ursel\0Kurt\0xipj3plmq',
    ],
    [{ authenticationIdentity: 'grüße', password: 'x' }, '\0grüße\0x'],
  ])('says %j', (credential, message) => {
    expect(Buffer.from(plainMessage(credential), 'base64').toString()).toBe(message);
  });
});
