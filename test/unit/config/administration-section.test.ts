// The section of the administration over the network.

import { describe, expect, it } from 'vitest';
import { configOf, LEAST, problemsOf, warningsOf } from './load-text.ts';

const MINUTE = 60_000;

function withSection(section: string, text = LEAST): string {
  return `${text}administration: { ${section} }\n`;
}

/** Without the place in the file. */
const reasons = (text: string) => problemsOf(text).map((line) => line.replace(/^\S+ /, ''));

describe('the administration over the network', () => {
  it('is off unless it listens somewhere, and has limits that nobody had to think of', () => {
    expect(configOf(LEAST).administration).toEqual({
      listeners: [],
      hosts: [],
      trustedProxies: [],
      session: { idle: 30 * MINUTE, absolute: 720 * MINUTE, confirmation: 10 * MINUTE },
      tokens: { defaultLife: 90 * 1_440 * MINUTE, longestLife: 365 * 1_440 * MINUTE },
      requestsPerMinute: 600,
    });
  });

  it('listens over TLS, or on loopback in clear text', () => {
    const { administration } = configOf(
      withSection('listeners: [{ kind: https, port: 8443 }, { kind: http, port: 8080 }], hosts: [Admin.example.com]'),
    );
    expect(administration.listeners).toEqual([
      { kind: 'https', address: '::', port: 8443 },
      { kind: 'http', address: '127.0.0.1', port: 8080 },
    ]);
    expect(administration.hosts).toEqual(['admin.example.com']);
  });

  it('is never in clear text for other machines', () => {
    expect(reasons(withSection('listeners: [{ kind: http, port: 8080, address: 192.0.2.1 }]'))).toEqual([
      'administration.listeners[0].kind: http shows every password and token to the network; it is for loopback addresses',
    ]);
  });

  it('needs a certificate for https', () => {
    const text = LEAST.replace(/tls:\n(.*\n){2}/, '').replace('tls: implicit', 'tls: none, address: 127.0.0.1');
    expect(reasons(withSection('listeners: [{ kind: https, port: 8443 }]', text))).toEqual([
      'administration.listeners[0].kind: https needs an entry in tls.certificates',
    ]);
  });

  it('shares no port with any other door', () => {
    const api = `auth-api: { listeners: [{ kind: http, port: 9188 }], clients: [{ name: a, token: ${'x'.repeat(32)} }] }\n`;
    const listeners = '{ kind: https, port: 993 }, { kind: https, port: 9188 }, { kind: http, port: 8080 }';
    expect(reasons(withSection(`listeners: [${listeners}, { kind: http, port: 8080 }]`, LEAST + api))).toEqual([
      'administration.listeners[0].port: port 993 of this address is taken by imap-993 (::)',
      'administration.listeners[1].port: port 9188 of this address is taken by a listener of auth-api (127.0.0.1)',
      'administration.listeners[3].port: port 8080 of this address is taken by another listener of administration (127.0.0.1)',
    ]);
  });

  it('has no session that is idle for longer than it lasts, and no token that lasts longer than any may', () => {
    expect(reasons(withSection('session: { idle: 2h, absolute: 1h }'))).toEqual([
      'administration.session.idle: is longer than a session lives in all',
    ]);
    expect(reasons(withSection('tokens: { longest-life: 30d }'))).toEqual([
      'administration.tokens.default-life: is longer than a token may count',
    ]);
  });

  it('warns who lets everybody try, or claim any address (R5.1, R9.2)', () => {
    const open = withSection('listeners: [{ kind: https, port: 8443 }], trusted-proxies: [0.0.0.0/0]');
    expect(warningsOf(open)).toEqual([
      expect.stringContaining('administration.listeners: the whole network may try to sign in'),
      expect.stringContaining('administration.trusted-proxies[0]: everybody can claim any address'),
    ]);
    const closed = 'policy: { permitted-networks: { administration: [192.0.2.0/24] } }\n';
    expect(warningsOf(withSection('listeners: [{ kind: https, port: 8443 }]', LEAST + closed))).toEqual([]);
    expect(warningsOf(withSection('listeners: [{ kind: http, port: 8080 }]'))).toEqual([]);
  });
});
