import { describe, expect, it } from 'vitest';
import { capabilityLines, offeredCapabilities } from '../../../../src/protocol/pop3/capabilities.ts';

// Dovecot 2.3.19's answer before sign-in, and what others add to it.
const DOVECOT = ['CAPA', 'TOP', 'UIDL', 'RESP-CODES', 'PIPELINING', 'AUTH-RESP-CODE', 'USER', 'SASL PLAIN LOGIN'];

describe('offered capabilities (P1)', () => {
  it('are the backend’s that a client plans by, and our own answers’ codes', () => {
    expect(offeredCapabilities(DOVECOT)).toEqual(['TOP', 'UIDL', 'PIPELINING', 'RESP-CODES', 'AUTH-RESP-CODE']);
  });

  it('keep the backend’s arguments', () => {
    const backend = ['expire 60', 'LOGIN-DELAY 900 USER', 'IMPLEMENTATION Shlemazle-Plotz-v302', 'UIDL'];
    expect(offeredCapabilities(backend)).toEqual([
      'UIDL',
      'expire 60',
      'LOGIN-DELAY 900 USER',
      'IMPLEMENTATION Shlemazle-Plotz-v302',
      'RESP-CODES',
      'AUTH-RESP-CODE',
    ]);
  });

  it('never have what would be lost at sign-in, other ways to sign in, or what only proxies use', () => {
    const backend = ['UTF8', 'UTF8 USER', 'LANG', 'APOP', 'XCLIENT', 'STLS', 'USER', 'SASL CRAM-MD5', 'TOPP', 'X-TOP'];
    expect(offeredCapabilities(backend)).toEqual(['RESP-CODES', 'AUTH-RESP-CODE']);
  });

  it('leave out lines that could not be said on one line of ours', () => {
    expect(offeredCapabilities(['TOP\r\n.', 'UIDL \0', `IMPLEMENTATION ${'x'.repeat(500)}`])).toEqual([
      'RESP-CODES',
      'AUTH-RESP-CODE',
    ]);
  });
});

describe('the CAPA answer', () => {
  it('lists no way to sign in without protection (RFC 2595 §4)', () => {
    expect(capabilityLines(['TOP'], { stls: true, signIn: false })).toEqual(['TOP', 'STLS']);
  });

  it('lists the ways to sign in with it', () => {
    expect(capabilityLines(['TOP'], { stls: false, signIn: true })).toEqual(['TOP', 'USER', 'SASL PLAIN LOGIN']);
  });
});
