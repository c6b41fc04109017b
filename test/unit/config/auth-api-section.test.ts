// The section of the sign-in API, which other mail servers ask.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configOf, LEAST, load, problemsOf } from './load-text.ts';

const TOKEN = 'hush'.repeat(8);
const CLIENT = `{ name: haraka, token: ${TOKEN} }`;

function withApi(listeners: string, clients = `[${CLIENT}]`, text = LEAST): string {
  return `${text}auth-api: { listeners: [${listeners}], clients: ${clients} }\n`;
}

/** Without the place in the file. */
const reasons = (text: string) => problemsOf(text).map((line) => line.replace(/^\S+ /, ''));

describe('the sign-in API', () => {
  it('is off unless it listens somewhere', () => {
    expect(configOf(LEAST).authApi).toEqual({ listeners: [], clients: [], requestsPerMinute: 6_000 });
  });

  it('listens on loopback, over TLS, or on a socket', () => {
    const { authApi } = configOf(
      withApi('{ kind: http, port: 9188 }, { kind: https, port: 9443 }, { kind: socket, path: /run/a.sock }'),
    );
    expect(authApi.listeners).toEqual([
      { kind: 'http', address: '127.0.0.1', port: 9188 },
      { kind: 'https', address: '::', port: 9443 },
      { kind: 'socket', path: '/run/a.sock' },
    ]);
  });

  it('keeps tokens out of the configuration', () => {
    const loaded = load(withApi('{ kind: http, port: 9188 }'));
    expect(JSON.stringify(loaded)).not.toContain('hush');
    if (loaded.kind === 'invalid') throw new Error('invalid');
    const [client] = loaded.config.authApi.clients;
    expect(client && loaded.secrets.reveal(client.token)).toBe(TOKEN);
  });

  it('is never in clear text for other machines', () => {
    expect(reasons(withApi('{ kind: http, port: 9188, address: 192.0.2.1 }'))).toEqual([
      'auth-api.listeners[0].kind: http shows every password to the network; it is for loopback addresses',
    ]);
    expect(reasons(withApi('{ kind: http, port: 9188, address: "::1" }'))).toEqual([]);
  });

  it('needs a certificate for https', () => {
    const text = LEAST.replace(/tls:\n(.*\n){2}/, '').replace('tls: implicit', 'tls: none, address: 127.0.0.1');
    expect(reasons(withApi('{ kind: https, port: 9443 }', undefined, text))).toEqual([
      'auth-api.listeners[0].kind: https needs an entry in tls.certificates',
    ]);
  });

  it('shares no port, no socket and no name', () => {
    expect(
      reasons(
        withApi(
          [
            ...['{ kind: https, port: 993 }', '{ kind: http, port: 9188 }', '{ kind: https, port: 9188 }'],
            ...['{ kind: socket, path: /a }', '{ kind: socket, path: /a }'],
          ].join(', '),
          `[${CLIENT}, ${CLIENT}]`,
        ),
      ),
    ).toEqual([
      'auth-api.listeners[0].port: port 993 of this address is taken by imap-993 (::)',
      'auth-api.listeners[2].port: port 9188 of this address is taken by another listener of auth-api (127.0.0.1)',
      'auth-api.listeners[4].path: another listener has this path',
      'auth-api.clients[1].name: another one is called haraka',
    ]);
  });

  it('takes no token that might be guessed, and shows none', () => {
    const [problem, ...others] = problemsOf(
      withApi('{ kind: http, port: 9188 }', `[{ name: a, token: ${TOKEN.slice(1)} }]`),
    );
    expect(problem).toMatch(/auth-api\.clients\[0\]\.token: has less than 32 characters; openssl rand -hex 32 makes/);
    expect([problem?.includes('hush'), others]).toEqual([false, []]);
    const missing = withApi('{ kind: http, port: 9188 }', '[{ name: a, token: { environment: NOWHERE } }]');
    expect(reasons(missing)).toEqual(['auth-api.clients[0].token: the environment has no NOWHERE']);
  });

  it('is configured as the guide for Haraka says', () => {
    const guide = readFileSync(join(import.meta.dirname, '../../../docs/guides/haraka.md'), 'utf8');
    const [, shown = ''] = /```yaml\n(.*?)```/s.exec(guide) ?? [];
    const { authApi } = configOf(LEAST + shown, { files: { '/etc/postern/haraka-token': `${TOKEN}\n` } });
    expect(authApi.listeners).toEqual([{ kind: 'http', address: '127.0.0.1', port: 9188 }]);
    expect(authApi.clients.map(({ name }) => name)).toEqual(['haraka']);
  });

  it('needs somebody who may ask', () => {
    expect(reasons(withApi('{ kind: http, port: 9188 }', '[]'))).toEqual([
      'auth-api.listeners: nobody may ask: needs an entry in clients',
    ]);
  });
});
