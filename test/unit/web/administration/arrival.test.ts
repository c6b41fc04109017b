// By which names browsers reach the console, and which are somebody else's.

import { describe, expect, it } from 'vitest';
import { consoleOrigin } from '../../../../src/web/administration/arrival.ts';

const OVER_TLS = { isProtected: true, isByProxy: false, localPort: 8443 };
const HOSTS = ['postern.example.com', 'mail.example.com'];

const origin = (field: string | undefined, arrived: Partial<typeof OVER_TLS> = {}) =>
  consoleOrigin(field, HOSTS, { ...OVER_TLS, ...arrived });

describe('the origin of the console', () => {
  it('is one of its names, at the port that was asked', () => {
    expect(origin('postern.example.com:8443')).toBe('https://postern.example.com:8443');
    expect(origin('MAIL.example.com:8443')).toBe('https://mail.example.com:8443');
    expect(origin('mail.example.com', { localPort: 443 })).toBe('https://mail.example.com');
    expect(origin('mail.example.com:443', { localPort: 443 })).toBe('https://mail.example.com');
  });

  it('is no name of anybody else, wherever that leads (DNS rebinding)', () => {
    // Negative control: fails when every name is taken.
    for (const host of [
      ...['attacker.example:8443', 'postern.example.com.attacker.example:8443', 'xpostern.example.com:8443'],
      ...['postern.example.com@attacker.example:8443', 'postern.example.com:8443, attacker.example', '192.0.2.1:8443'],
      ...['postern.example.com.:8443', 'postern.example.com:8443/', '[::1]:8443', 'localhost:8443', '', ' '],
    ]) {
      expect(origin(host), host).toBeUndefined();
    }
    expect(origin(undefined)).toBeUndefined();
  });

  it('is at no other port, unless a listed proxy has one of its own', () => {
    expect(origin('postern.example.com:9999')).toBeUndefined();
    expect(origin('postern.example.com')).toBeUndefined();
    expect(origin('postern.example.com', { isByProxy: true })).toBe('https://postern.example.com');
    expect(origin('attacker.example', { isByProxy: true })).toBeUndefined();
  });

  it('is this machine in clear text, and nowhere else', () => {
    const clear = { isProtected: false, localPort: 8080 };
    expect(origin('localhost:8080', clear)).toBe('http://localhost:8080');
    expect(origin('127.0.0.1:8080', clear)).toBe('http://127.0.0.1:8080');
    expect(origin('[::1]:8080', clear)).toBe('http://[::1]:8080');
    expect(origin('attacker.example:8080', clear)).toBeUndefined();
  });
});
