import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PresentedCredentials } from '../../../../src/protocol/dialogue.ts';
import { beginSaslExchange, MECHANISM_NAMES } from '../../../../src/protocol/sasl/exchange.ts';
import { octets } from '../../../support/machine-transcript.ts';

const PASSWORD = { kind: 'password', mechanism: 'PLAIN' } as const;

function plain(message: string | Uint8Array): PresentedCredentials | undefined {
  const step = beginSaslExchange('PLAIN')?.next(octets(message));
  return step?.kind === 'done' ? step.credentials : undefined;
}

describe('mechanisms', () => {
  it('are PLAIN before LOGIN', () => {
    expect(MECHANISM_NAMES).toEqual(['PLAIN', 'LOGIN']);
  });

  it.each(['plain', 'PLAIN', 'Login'])('match without case: %s (RFC 4422 §3.1)', (name) => {
    expect(beginSaslExchange(name)).toBeDefined();
  });

  it.each(['', 'PLAI', 'PLAIN ', 'CRAM-MD5', 'XOAUTH2'])('that are not offered are not begun: %j', (name) => {
    expect(beginSaslExchange(name)).toBeUndefined();
  });
});

describe('PLAIN', () => {
  // RFC 4616 §4, both examples, and the forms of §2.
  it.each([
    ['\0tim\0tanstaaftanstaaf', { authenticationIdentity: 'tim', password: 'tanstaaftanstaaf' }],
    [
      'Ursel\0Kurt\0xipj3plmq',
      { authorizationIdentity: 'Ursel', authenticationIdentity: 'Kurt', password: 'xipj3plmq' },
    ],
    ['tim\0tim\0x', { authorizationIdentity: 'tim', authenticationIdentity: 'tim', password: 'x' }],
  ])('reads %j, the two identities kept apart (A3)', (message, expected) => {
    expect(plain(message)).toEqual({ ...PASSWORD, ...expected });
  });

  it.each(['', 'tim', '\0tim', '\0\0secret', '\0tim\0'])('takes %j for malformed', (message) => {
    expect(plain(message)).toEqual({ kind: 'malformed', mechanism: 'PLAIN' });
  });

  // Seen failing when the password was cut at a third NUL instead of being refused with it.
  it('refuses a third NUL (A2)', () => {
    expect(plain('\0tim\0secret\0more')?.kind).toBe('malformed');
  });

  it('asks for the message by an empty challenge when there was no initial response (A5)', () => {
    const exchange = beginSaslExchange('PLAIN');
    expect(exchange?.next(undefined)).toEqual({ kind: 'challenge', octets: new Uint8Array() });
    expect(exchange?.next(Buffer.from('\0tim\0x'))).toMatchObject({ kind: 'done', credentials: { password: 'x' } });
  });

  it('tells an empty initial response from none (A5)', () => {
    expect(plain('')?.kind).toBe('malformed');
  });

  it('takes identities and passwords of 255 octets each (RFC 4616 §2)', () => {
    const long = 'é'.repeat(127).concat('x');
    expect(plain(`\0${long}\0${long}`)).toEqual({ ...PASSWORD, authenticationIdentity: long, password: long });
  });

  it('reads any octets without throwing, and never lets a control through (A2)', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const credentials = plain(bytes);
        if (credentials?.kind !== 'password') return;
        const { authenticationIdentity, authorizationIdentity = '', password } = credentials;
        expect(authenticationIdentity + authorizationIdentity + password).not.toMatch(/[\x00-\x1f\x7f]/);
      }),
    );
  });
});

describe('LOGIN', () => {
  it('asks for the name, then for the password', () => {
    const exchange = beginSaslExchange('LOGIN');
    expect(exchange?.next(undefined)).toEqual({ kind: 'challenge', octets: Buffer.from('Username:') });
    expect(exchange?.next(Buffer.from('tim'))).toEqual({ kind: 'challenge', octets: Buffer.from('Password:') });
    expect(exchange?.next(Buffer.from(' s p '))).toEqual({
      kind: 'done',
      credentials: { kind: 'password', mechanism: 'LOGIN', authenticationIdentity: 'tim', password: ' s p ' },
    });
  });

  it('takes an initial response for the name', () => {
    const exchange = beginSaslExchange('LOGIN');
    expect(exchange?.next(Buffer.from('tim'))).toEqual({ kind: 'challenge', octets: Buffer.from('Password:') });
  });

  it('keeps the name when the buffer that held it is used again', () => {
    const exchange = beginSaslExchange('LOGIN');
    const name = Buffer.from('tim');
    exchange?.next(name);
    name.fill(0);
    expect(exchange?.next(Buffer.from('x'))).toMatchObject({ credentials: { authenticationIdentity: 'tim' } });
  });

  it.each([
    ['', 'x'],
    ['tim', ''],
    ['tim\0victim', 'x'],
    ['tim', 'x\r\nDELE 1'],
  ])('takes %j with %j for malformed (A2)', (name, password) => {
    const exchange = beginSaslExchange('LOGIN');
    exchange?.next(Buffer.from(name));
    expect(exchange?.next(Buffer.from(password))).toEqual({
      kind: 'done',
      credentials: { kind: 'malformed', mechanism: 'LOGIN' },
    });
  });
});
