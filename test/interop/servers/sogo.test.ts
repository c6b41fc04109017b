// The private SOGo itself, with nothing in front of it: what the tests of the web gate build on, and the doors that a
// password alone opens.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../../support/browser.ts';
import { formBody, type HttpClient, jsonBody, makeHttpClient } from '../../support/http-client.ts';
import type { HttpFields } from '../../support/http-connection.ts';
import { lacks } from '../../support/programs.ts';
import { type Dovecot, startDovecot } from '../../support/servers/dovecot.ts';
import { type Sogo, startSogo } from '../../support/servers/sogo.ts';
import {
  BROWSER_NAME,
  openSogoMessage,
  opensSogo,
  signInToSogo,
  submitSogoForm,
} from '../../support/servers/sogo-client.ts';

const ALICE = { user: 'alice@example.test', password: 'alice-secret' } as const;
const AS_ALICE: HttpFields = [['Authorization', `Basic ${btoa(`${ALICE.user}:${ALICE.password}`)}`]];

const WEBMAIL = [
  'dovecot',
  'dovecot-managesieve',
  'memcached',
  'nginx',
  'openssl',
  'postgres',
  'psql',
  'sogo',
] as const;

describe.skipIf(lacks('root', ...WEBMAIL))('a private SOGo', () => {
  let dovecot: Dovecot;
  let sogo: Sogo;
  beforeAll(async () => {
    const users = {
      'alice@example.test': 'alice-secret',
      'bob@example.test': 'bob-secret',
      'carol@example.test': 'old',
    };
    dovecot = await startDovecot({ users });
    sogo = await startSogo({ dovecot });
  });
  afterAll(async () => {
    await sogo[Symbol.asyncDispose]();
    await dovecot[Symbol.asyncDispose]();
  });

  const stranger = (): HttpClient => makeHttpClient({ port: sogo.port, fields: BROWSER_NAME });
  const signedIn = async (): Promise<HttpClient> => {
    const client = stranger();
    await signInToSogo(client, ALICE);
    return client;
  };

  it('shows the login page without a cookie, and something else to browsers that it does not know', async () => {
    const page = await stranger().get('/SOGo/');
    expect(page.status).toBe(200);
    expect(page.headers('set-cookie')).toEqual([]);
    expect(page.text()).toContain('name="loginForm"');
    const unknown = await stranger().get('/SOGo/', [['User-Agent', 'curl/8.0']]);
    expect(unknown.text()).not.toContain('name="loginForm"');
  });

  it('answers the right password with JSON and three cookies', async () => {
    const client = stranger();
    const before = await sogo.sessionCount();
    const answer = await signInToSogo(client, ALICE);
    expect(answer.status).toBe(200);
    expect(answer.json()).toEqual({ cn: 'Alice', expire: -1, grace: -1 });
    expect(answer.headers('set-cookie')).toEqual([
      expect.stringMatching(/^0xHIGHFLYxSOGo=basic%20[^;]+; path=\/SOGo\/; HttpOnly$/),
      expect.stringMatching(/^XSRF-TOKEN=[0-9a-f]{40}; path=\/SOGo\/$/),
      expect.stringMatching(/^SOGoLogin=; expires=.*; path=\/SOGo\/$/),
    ]);
    expect(await sogo.sessionCount()).toBe(before + 1);
    expect(await client.get('/SOGo/')).toMatchObject({ status: 302 });
  });

  it('answers a wrong password with 403', async () => {
    const answer = await signInToSogo(stranger(), { ...ALICE, password: 'wrong' });
    expect(answer.status).toBe(403);
    expect(answer.json()).toEqual({ LDAPPasswordPolicyError: 65535 });
    expect(opensSogo(answer)).toBe(false);
  });

  const credentials = '"userName":"alice@example.test","password":"alice-secret","rememberLogin":0';

  // Why a gate may not look for "the" sign-in request: each of these opens a session.
  it.each([
    ['its address', {}],
    ['its address below /so', { target: '/SOGo/so/connect' }],
    ['doubled slashes', { target: '/SOGo//connect' }],
    ['a slash at the end', { target: '/SOGo/connect/' }],
    ['an encoded letter', { target: '/SOGo/%63onnect' }],
    ['a query', { target: '/SOGo/connect?x=1' }],
    ['another type of body', { body: { type: 'text/plain', content: `{${credentials}}` } }],
    [
      'a name given twice, of which the last counts',
      { body: jsonText(`{"userName":"bob@example.test",${credentials}}`) },
    ],
    ['an escaped name', { body: jsonText(`{${credentials.replace('userName', '\\u0075serName')}}`) }],
  ])('takes a sign-in at %s', async (_, spelling) => {
    const client = stranger();
    expect(opensSogo(await signInToSogo(client, { ...ALICE, ...spelling }))).toBe(true);
    expect((await client.get('/SOGo/')).header('location')).toMatch(/\/SOGo\/alice(@|%40)example\.test$/);
  });

  it.each([
    ['a form', { body: formBody({ userName: ALICE.user, password: ALICE.password }) }],
    ['something behind it', { target: '/SOGo/connect/x' }],
    ['a way back', { target: '/SOGo/x/../connect' }],
    ['another case', { target: '/SOGo/Connect' }],
    ['a user in the path', { target: '/SOGo/so/alice@example.test/connect' }],
    ['JSON with a comma too many', { body: jsonText(`{${credentials},}`) }],
  ])('takes no sign-in at %s', async (_, spelling) => {
    expect(opensSogo(await signInToSogo(stranger(), { ...ALICE, ...spelling }))).toBe(false);
  });

  // The door that a gate on the sign-in alone leaves open.
  it('changes a password for a stranger who knows it, and signs in', async () => {
    const body = jsonBody({ userName: 'carol@example.test', oldPassword: 'old', newPassword: 'new' });
    const client = stranger();
    const answer = await client.post('/SOGo/so/changePassword', body);
    expect(answer.status).toBe(204);
    expect(opensSogo(answer)).toBe(true);
    expect(await sogo.passwordOf('carol@example.test')).toBe('new');
    expect((await client.get('/SOGo/')).header('location')).toContain('carol');
  });

  it('opens DAV to the password alone', async () => {
    const target = '/SOGo/dav/alice@example.test/';
    const unknown = await stranger().request({ method: 'PROPFIND', target });
    expect(unknown.status).toBe(401);
    expect(unknown.header('www-authenticate')).toBe('basic realm="SOGo"');
    const fields: HttpFields = [...AS_ALICE, ['Depth', '0']];
    expect(await stranger().request({ method: 'PROPFIND', target, fields })).toMatchObject({ status: 207 });
  });

  it.skipIf(lacks('sogo-activesync'))('opens ActiveSync to the password alone, at two addresses', async () => {
    for (const target of ['/Microsoft-Server-ActiveSync', '/SOGo/Microsoft-Server-ActiveSync']) {
      expect(await stranger().request({ method: 'OPTIONS', target })).toMatchObject({ status: 401 });
      const answer = await stranger().request({ method: 'OPTIONS', target, fields: AS_ALICE });
      expect(answer.status).toBe(200);
      expect(answer.header('ms-asprotocolversions')).toContain('14.1');
    }
  });

  it('does not take the password in a header on its pages', async () => {
    const answer = await stranger().get('/SOGo/so/alice@example.test/Mail/view', AS_ALICE);
    expect(answer.text()).toContain('name="loginForm"');
  });

  it('answers everything but DAV with the login page when there is no session, scripts included', async () => {
    const fields: HttpFields = [['Accept', 'application/json']];
    const answer = await stranger().get('/SOGo/so/alice@example.test/Mail/unseenCount', fields);
    expect(answer.status).toBe(200);
    expect(answer.header('content-type')).toContain('text/html');
    expect(answer.text().trimStart()).toMatch(/^<!DOCTYPE html/);
  });

  it('refuses a POST without the token of its cookie', async () => {
    const client = await signedIn();
    const target = '/SOGo/so/alice@example.test/Mail/0/folderINBOX/view';
    const body = jsonBody({ sortingAttributes: { sort: 'arrival', asc: 0 } });
    expect(await client.post(target, body)).toMatchObject({ status: 500 });
    const token = client.jar.value('XSRF-TOKEN') ?? '';
    expect(await client.post(target, body, [['X-XSRF-TOKEN', token]])).toMatchObject({ status: 200 });
  });

  it('signs out by a mere GET, and the cookie is dead', async () => {
    const client = await signedIn();
    const before = await sogo.sessionCount();
    const cookie = client.jar.value('0xHIGHFLYxSOGo') ?? '';
    expect(await client.get('/SOGo/so/alice@example.test/logoff')).toMatchObject({ status: 302 });
    expect(await sogo.sessionCount()).toBe(before - 1);
    client.jar.set('0xHIGHFLYxSOGo', cookie, '/SOGo/');
    expect((await client.get('/SOGo/so/alice@example.test/Mail/view')).text()).toContain('name="loginForm"');
  });

  it('believes a header about who the user is when it is told to', async () => {
    await using trusting = await startSogo({ dovecot, config: { SOGoTrustProxyAuthentication: true } });
    const fields: HttpFields = [
      ['x-webobjects-remote-user', 'bob@example.test'],
      ['Depth', '0'],
    ];
    const target = '/SOGo/dav/bob@example.test/';
    const client = makeHttpClient({ port: trusting.port });
    expect(await client.request({ method: 'PROPFIND', target, fields })).toMatchObject({ status: 207 });
  });

  it.skipIf(lacks('chromium'))('shows a message in a browser', { timeout: 60_000 }, async () => {
    await dovecot.deliver(
      'bob@example.test',
      'From: Alice <alice@example.test>\r\nTo: bob@example.test\r\nSubject: For Bob\r\n' +
        'Date: Sat, 21 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nHello, Bob.\r\n',
    );
    await using browser = await openBrowser();
    await using bob = await browser.newPage();
    await bob.page.goto(sogo.url);
    await submitSogoForm(bob.page, 'bob@example.test', 'bob-secret');
    await openSogoMessage(bob.page, 'For Bob');
    await bob.page.locator('#detailView').getByText('Hello, Bob.').waitFor();
    // Its own login page asks this of every user before the password, and SOGo refuses when there is no recovery.
    expect(bob.problems().filter((line) => !line.includes('/SOGo/so/passwordRecoveryEnabled'))).toEqual([]);
  });
});

function jsonText(content: string): { readonly type: string; readonly content: string } {
  return { type: 'application/json', content };
}
