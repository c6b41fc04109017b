// Where the sign-in API listens, over a reload, and who gets that far.

import { statSync } from 'node:fs';
import { request as httpRequest, type RequestOptions } from 'node:http';
import { type RequestOptions as HttpsRequestOptions, request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { ALICE, BOB, OWN_PASSWORD, startJudge, TOKEN } from '../support/haraka-site.ts';
import type { Postern } from '../support/postern.ts';
import { lacks } from '../support/programs.ts';
import { makeTempFolder } from '../support/temp.ts';

const OTHER_TOKEN = 'fedcba9876543210'.repeat(2);

interface Answered {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into answers as they come
  readonly body: any;
}

async function ask(at: HttpsRequestOptions, password: string, token = TOKEN): Promise<Answered> {
  const body = JSON.stringify({
    door: 'smtp',
    attempt: { kind: 'password', authenticationIdentity: ALICE, password },
    client: { address: '198.51.100.7', port: 50_000 },
    server: { address: '192.0.2.1', port: 587 },
    connectionId: 'A1',
  });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const options = { ...at, method: 'POST', path: '/api/v1/mail-sign-ins', headers, agent: false as const };
  const asked = at.ca === undefined ? httpRequest(options) : httpsRequest(options);
  const { promise, resolve, reject } = Promise.withResolvers<Answered>();
  asked.on('error', reject);
  asked.on('response', (response) => {
    text(response).then((said) => resolve({ status: response.statusCode ?? 0, body: JSON.parse(said) }), reject);
  });
  asked.end(body);
  return promise;
}

const onPort = (postern: Postern, index = 0): RequestOptions => ({
  host: '127.0.0.1',
  port: postern.node.authApi.ports[index],
});

function configured(listeners: string, token = TOKEN): string {
  return [
    'sign-in-sources: { default: { kind: local } }',
    `auth-api: { listeners: [${listeners}], clients: [{ name: haraka, token: "${token}" }] }`,
  ].join('\n');
}

const SURROUNDINGS = {
  doors: [{ protocol: 'smtp', tls: 'implicit' }],
  backend: 'smtp: { host: 127.0.0.1, port: 9, tls: none }',
} as const;

describe.skipIf(lacks('openssl'))('the sign-in API', () => {
  it('judges on loopback, over TLS and on a socket, with the same counts', async () => {
    await using folder = await makeTempFolder('auth-api');
    const path = folder.file('auth.sock');
    await using postern = await startJudge({
      listener: [
        '{ kind: http, port: 0 }',
        '{ kind: https, address: 127.0.0.1, port: 0 }',
        `{ kind: socket, path: ${path} }`,
      ].join(', '),
    });
    const { shown } = await postern.issue({ mailbox: ALICE, scopes: ['smtp'] });
    expect(statSync(path).mode & 0o777).toBe(0o666);
    const { ca } = postern.certificate;
    for (const at of [onPort(postern), { ...onPort(postern, 1), ca, servername: 'localhost' }, { socketPath: path }]) {
      expect(await ask(at, shown)).toMatchObject({ status: 200, body: { outcome: 'allowed', mailbox: ALICE } });
      expect((await ask(at, shown, OTHER_TOKEN)).status).toBe(401);
    }
    expect((await ask(onPort(postern), OWN_PASSWORD)).body.reason).toBe('app-password-required');
  });

  it('writes what it decided into the audit log, with who asked', async () => {
    await using postern = await startJudge();
    await ask(onPort(postern), OWN_PASSWORD);
    const { audit } = postern.node.state.stores;
    await expect.poll(async () => (await audit.search({ event: 'sign-in.refused' }, { limit: 1 })).length).toBe(1);
    const [entry] = await audit.search({ event: 'sign-in.refused' }, { limit: 1 });
    expect(entry).toMatchObject({ mailbox: ALICE, door: 'smtp', remoteAddress: '198.51.100.7' });
    expect(entry?.trace?.[0]).toEqual({ check: 'asked-by', result: 'haraka' });
  });

  it('goes over to other tokens and other listeners on reload', async () => {
    await using postern = await startJudge();
    const { shown } = await postern.issue({ mailbox: ALICE, scopes: ['smtp'] });
    const [before] = postern.node.authApi.ports;
    const second = '{ kind: https, address: 127.0.0.1, port: 0 }';
    await postern.reload({ ...SURROUNDINGS, more: configured(`{ kind: http, port: 0 }, ${second}`, OTHER_TOKEN) });
    expect(postern.node.authApi.ports[0]).toBe(before);
    expect((await ask(onPort(postern), shown)).status).toBe(401);
    expect((await ask(onPort(postern), shown, OTHER_TOKEN)).body.outcome).toBe('allowed');
    await postern.reload({ ...SURROUNDINGS, more: configured(second, OTHER_TOKEN) });
    await expect(ask({ host: '127.0.0.1', port: before }, shown, OTHER_TOKEN)).rejects.toThrow('ECONNREFUSED');
    const { ca } = postern.certificate;
    expect((await ask({ ...onPort(postern), ca, servername: 'localhost' }, shown, OTHER_TOKEN)).body.outcome).toBe(
      'allowed',
    );
  });

  it('keeps what it has when a reload asks for a port that is taken', async () => {
    await using postern = await startJudge();
    const { shown } = await postern.issue({ mailbox: BOB, scopes: ['smtp'] });
    const [taken] = postern.node.authApi.ports;
    const more = configured(`{ kind: http, port: ${taken} }, { kind: https, port: 0 }`, OTHER_TOKEN);
    await expect(postern.reload({ ...SURROUNDINGS, more })).rejects.toThrow(/can't listen on 127\.0\.0\.1/);
    expect(postern.node.authApi.ports).toEqual([taken]);
    expect((await ask(onPort(postern), shown)).body.reason).toBe('wrong-secret');
  });
});
