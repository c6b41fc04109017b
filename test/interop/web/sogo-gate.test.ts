// The gate in front of a real SOGo: its many ways to sign in, its doors for programs, and its pages once they are open.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sogo as sogoProfile } from '../../../src/web/gate/profiles/sogo.ts';
import { openBrowser } from '../../support/browser.ts';
import { startWebSite, type WebSite, type WebSiteOptions } from '../../support/gate/web-site.ts';
import { formBody, type HttpBody, type HttpClient, jsonBody } from '../../support/http-client.ts';
import type { HttpFields, HttpResponse } from '../../support/http-connection.ts';
import { lacks } from '../../support/programs.ts';
import { type Dovecot, startDovecot } from '../../support/servers/dovecot.ts';
import { type Sogo, startSogo } from '../../support/servers/sogo.ts';
import { BROWSER_NAME, openSogoMessage, signInToSogo, submitSogoForm } from '../../support/servers/sogo-client.ts';

const ALICE = { user: 'alice@example.test', password: 'alice-secret' };
const BOB = { user: 'bob@example.test', password: 'bob-secret' };
const SCRIPT: HttpFields = [['Accept', 'application/json, text/plain, */*']];
const HOME = '/SOGo/so/alice@example.test';

const PROFILE = sogoProfile({ kind: 'sogo', loginName: 'address' });

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

function jsonText(content: string): HttpBody {
  return { type: 'application/json', content };
}

describe.skipIf(lacks('root', ...WEBMAIL))('the gate in front of SOGo', () => {
  let dovecot: Dovecot;
  let sogo: Sogo;
  let site: WebSite;
  beforeAll(async () => {
    dovecot = await startDovecot();
    sogo = await startSogo({ dovecot });
  });
  afterAll(async () => {
    await sogo[Symbol.asyncDispose]();
    await dovecot[Symbol.asyncDispose]();
  });
  const start = (options: Partial<WebSiteOptions> = {}): Promise<WebSite> =>
    startWebSite({ profile: PROFILE, upstream: sogo.url, ...options });
  beforeEach(async () => {
    site = await start();
  });
  afterEach(async () => {
    expect(site.log.filter(({ level, event }) => level === 'error' && event !== 'gate.unexpected-sign-in')).toEqual([]);
    await site[Symbol.asyncDispose]();
  });

  const stranger = (at: WebSite = site): HttpClient =>
    at.client([...BROWSER_NAME, ['Accept', 'text/html,application/xhtml+xml']]);
  const pending = async (at: WebSite = site): Promise<HttpClient> => {
    const client = stranger(at);
    await signInToSogo(client, ALICE);
    return client;
  };
  const verify = (client: HttpClient): Promise<HttpResponse> =>
    client.post('/.postern/verify', formBody({ code: '123456' }));
  const signedIn = async (at: WebSite = site): Promise<HttpClient> => {
    const client = await pending(at);
    await verify(client);
    return client;
  };

  describe('signing in', () => {
    it('shows SOGo’s own page and its files, with no cookie at all', async () => {
      const page = await stranger().get('/SOGo/');
      expect(page.text()).toContain('name="loginForm"');
      expect(page.headers('set-cookie')).toEqual([]);
      const [, file = ''] = /src="(\/SOGo\.woa\/WebServerResources\/[^"]+\.js[^"]*)"/.exec(page.text()) ?? [];
      expect(await stranger().get(file)).toMatchObject({ status: 200 });
      expect((await stranger().get('/')).header('location')).toBe('/SOGo/');
      expect((await stranger().get('/SOGo/login?language=French')).text()).toContain('name="loginForm"');
    });

    it('answers the question that the page asks before the password', async () => {
      const body = jsonBody({ userName: ALICE.user, domain: null });
      const answer = await stranger().post('/SOGo/so/passwordRecoveryEnabled', body);
      expect(answer).toMatchObject({ status: 403 });
      expect(answer.json()).toEqual({});
    });

    it('passes on SOGo’s "wrong password"', async () => {
      const answer = await signInToSogo(stranger(), { ...ALICE, password: 'wrong' });
      expect(answer.status).toBe(403);
      expect(answer.json()).toEqual({ LDAPPasswordPolicyError: 65535 });
      expect(site.core.tries.map(({ ends }) => ends)).toEqual([['refused']]);
    });

    it('passes on SOGo’s "right", without its cookies (P-05)', async () => {
      const client = stranger();
      const answer = await signInToSogo(client, ALICE);
      expect(answer.status).toBe(200);
      expect(answer.json()).toEqual({ cn: 'Alice', expire: -1, grace: -1 });
      expect(client.jar.all().map(({ name }) => name)).toEqual(['__Host-postern']);
      // Where its script goes then.
      const next = await client.get('/SOGo/alice%40example.test');
      expect(next.header('location')).toBe('/.postern/challenge');
    });

    it('releases the one cookie that its scripts read, when the session opens', async () => {
      const client = await pending();
      const opened = await verify(client);
      expect(opened.header('location')).toBe('/SOGo/');
      expect(opened.headers('set-cookie')).toContainEqual(
        expect.stringMatching(/^XSRF-TOKEN=[0-9a-f]{40}; Path=\/; Secure; SameSite=Lax$/),
      );
      expect(
        client.jar
          .all()
          .map(({ name }) => name)
          .toSorted(),
      ).toEqual(['XSRF-TOKEN', '__Host-postern']);
      const home = await client.get('/SOGo/');
      expect(home.header('location')).toMatch(/\/SOGo\/alice(@|%40)example\.test$/);
    });

    it('tells SOGo’s script why a sign-in is refused, with the decision’s id', async () => {
      const refusal = { kind: 'refused', reason: 'throttled', decisionId: 'd-99', delay: 0 } as const;
      await using strict = await start({ beforePassword: () => refusal });
      const answer = await signInToSogo(stranger(strict), ALICE);
      expect(answer.status).toBe(429);
      expect(answer.text()).toContain('d-99');
    });

    it('remembers the name that the person wanted remembered, and nothing else', async () => {
      const body = jsonBody({ userName: ALICE.user, password: ALICE.password, rememberLogin: 1 });
      const client = stranger();
      await signInToSogo(client, { ...ALICE, body });
      const opened = await verify(client);
      expect(opened.headers('set-cookie')).toContainEqual(
        expect.stringMatching(/^SOGoLogin=[^;]+; Path=\/; Max-Age=\d+; /),
      );
      const name = client.jar.value('SOGoLogin') ?? '';
      const later = stranger();
      later.jar.set('SOGoLogin', name);
      expect((await later.get('/SOGo/')).text()).toContain(ALICE.user);
    });
  });

  describe('a sign-in that isn’t the form’s (4.8, 2, 3, 7 and 10)', () => {
    const credentials = '"userName":"alice@example.test","password":"alice-secret","rememberLogin":0';
    // Each but the last five opens a session at a bare SOGo (test/interop/servers/sogo.test.ts).
    // Negative control: fails when ClosedDoor forwards POSTs and #trip is gone.
    it.each([
      ['below /so', { target: '/SOGo/so/connect' }],
      ['with doubled slashes', { target: '/SOGo//connect' }],
      ['with a slash at the end', { target: '/SOGo/connect/' }],
      ['with an encoded letter', { target: '/SOGo/%63onnect' }],
      ['with a query', { target: '/SOGo/connect?x=1' }],
      ['with another type of body', { body: { type: 'text/plain', content: `{${credentials}}` } }],
      ['with two names', { body: jsonText(`{"userName":"bob@example.test",${credentials}}`) }],
      [
        'with an escaped name',
        { body: jsonText(`{"userName":"bob@example.test",${credentials.replace('userName', '\\u0075serName')}}`) },
      ],
      ['with nested values', { body: jsonText(`{${credentials},"x":{"userName":"bob@example.test"}}`) }],
      ['with a comma too many', { body: jsonText(`{${credentials},}`) }],
      ['with something behind it', { body: jsonText(`{${credentials}} {}`) }],
      ['with a mark before it', { body: jsonText(`\ufeff{${credentials}}`) }],
      ['as a form', { body: formBody({ userName: ALICE.user, password: ALICE.password }) }],
    ])('is none %s', async (_, spelling) => {
      const before = await sogo.sessionCount();
      const client = stranger();
      const answer = await signInToSogo(client, { ...ALICE, ...spelling });
      expect(answer.status).toBeGreaterThanOrEqual(300);
      expect(client.jar.all()).toEqual([]);
      expect(site.core.tries).toEqual([]);
      expect(await sogo.sessionCount()).toBe(before);
    });

    it.each([
      ['another site', [['Origin', 'https://evil.example']]],
      ['a sibling', [['Sec-Fetch-Site', 'same-site']]],
    ] as const)('is none from %s', async (_, fields) => {
      const client = stranger();
      const body = jsonBody({ userName: ALICE.user, password: ALICE.password });
      // Negative control: fails without isFromOwnPages.
      expect(await client.post('/SOGo/connect', body, fields)).toMatchObject({ status: 403 });
      expect(site.core.tries).toEqual([]);
    });

    it.each(['/SOGo/changePassword', '/SOGo/so/changePassword', '/SOGo/so/changePassword/'])(
      'does not change a password at %s (4.8, 4)',
      async (target) => {
        const body = jsonBody({ userName: BOB.user, oldPassword: BOB.password, newPassword: 'new' });
        for (const client of [stranger(), await pending(), await signedIn()]) {
          // Negative control: fails without `closed`, for the open session, with Bob's session in Alice's place.
          expect(await client.post(target, body, SCRIPT)).toMatchObject({ status: 403 });
        }
        expect(await sogo.passwordOf(BOB.user)).toContain(BOB.password);
      },
    );

    it('lets nobody else into an open session (4.8, 2)', async () => {
      const before = await sogo.sessionCount();
      const client = await signedIn();
      const answer = await signInToSogo(client, { ...BOB, target: '/SOGo/connect?x=1' });
      expect(answer.headers('set-cookie').filter((each) => !each.includes('Max-Age=0'))).toEqual([]);
      expect(site.events()).toContain('gate.unexpected-sign-in');
      expect(site.core.sessions).toEqual([]);
      // Negative control: fails without OpenDoor.#isReplaced; both sessions are signed out at SOGo.
      await expect.poll(() => sogo.sessionCount(), { timeout: 10_000 }).toBe(before);
    });

    it('asks for a second step of its own when an open session signs in anew', async () => {
      const client = await signedIn();
      await signInToSogo(client, BOB);
      expect(site.core.sessions).toEqual([expect.objectContaining({ state: 'pending', mailbox: BOB.user })]);
    });
  });

  describe('with the password alone', () => {
    it('answers scripts so that SOGo’s own script loads the page anew', async () => {
      const client = await pending();
      const answer = await client.get(`${HOME}/Mail/unseenCount`, SCRIPT);
      expect(answer.status).toBe(200);
      expect(answer.text()).toMatch(/^<!DOCTYPE html>/);
      expect(answer.text()).not.toContain('SOGo');
    });

    it('leads pages to the challenge', async () => {
      const client = await pending();
      for (const target of ['/SOGo/', `${HOME}/Mail/view`, '/SOGo/so/', `${HOME}/Calendar/personal/export`]) {
        expect((await client.get(target)).header('location')).toBe('/.postern/challenge');
      }
    });

    it.each(['give-up', 'time'])('signs out at SOGo after %s (4.8, 18)', async (how) => {
      const before = await sogo.sessionCount();
      await using quick = await start({});
      const client = await pending(quick);
      expect(await sogo.sessionCount()).toBe(before + 1);
      if (how === 'give-up') await client.post('/.postern/verify', formBody({ code: 'give-up' }));
      else quick.core.runOut();
      await expect.poll(() => sogo.sessionCount(), { timeout: 10_000 }).toBe(before);
    });
  });

  describe('the doors for programs (4.7, 4.8, 5, P-06, P-22)', () => {
    const basic: HttpFields = [['Authorization', `Basic ${btoa(`${ALICE.user}:${ALICE.password}`)}`]];
    it.each([
      ['PROPFIND', '/SOGo/dav/alice@example.test/'],
      ['OPTIONS', '/Microsoft-Server-ActiveSync'],
      ['OPTIONS', '/SOGo/Microsoft-Server-ActiveSync'],
      ['PROPFIND', '/.well-known/caldav'],
      ['GET', '/SOGo/dav/public/alice@example.test/Calendar/personal.ics'],
    ])('are closed: %s %s', async (method, target) => {
      const program = site.client();
      const asked = await program.request({ method, target });
      expect(asked.status).toBe(401);
      expect(asked.header('www-authenticate')).toMatch(/^Basic realm=/);
      // Negative control: fails without `closed` and with `authorization` forwarded, with 207 and 200.
      expect(await program.request({ method, target, fields: basic })).toMatchObject({ status: 403 });
      expect(await (await signedIn()).request({ method, target, fields: basic })).toMatchObject({ status: 403 });
    });

    it('take no word of a browser on who it is (4.8, 6)', async () => {
      await using trusting = await startSogo({ dovecot, config: { SOGoTrustProxyAuthentication: true } });
      await using gate = await start({ upstream: trusting.url });
      const fields: HttpFields = [['x-webobjects-remote-user', BOB.user]];
      expect((await stranger(gate).get('/SOGo/', fields)).text()).toContain('name="loginForm"');
    });
  });

  describe('once it is open', () => {
    it('takes what its scripts send, with their token', async () => {
      const client = await signedIn();
      const target = `${HOME}/Mail/0/folderINBOX/view`;
      const body = jsonBody({ sortingAttributes: { sort: 'arrival', asc: 0 } });
      const token = client.jar.value('XSRF-TOKEN') ?? '';
      expect(await client.post(target, body, [...SCRIPT, ['X-XSRF-TOKEN', token]])).toMatchObject({ status: 200 });
    });

    it('ends with SOGo’s log-off, on both sides', async () => {
      const before = await sogo.sessionCount();
      const client = await signedIn();
      const answer = await client.get(`${HOME}/logoff`);
      expect(answer.header('location')).toBe('/SOGo/');
      expect(site.core.ended).toEqual([expect.objectContaining({ reason: 'signed-out' })]);
      expect(client.jar.all()).toEqual([]);
      expect(await sogo.sessionCount()).toBe(before);
    });
  });

  it.skipIf(lacks('chromium'))('shows a message in a browser, after the challenge', { timeout: 60_000 }, async () => {
    await dovecot.deliver(
      BOB.user,
      'From: Alice <alice@example.test>\r\nTo: bob@example.test\r\nSubject: For Bob\r\n' +
        'Date: Sat, 21 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nHello, Bob.\r\n',
    );
    await using browser = await openBrowser();
    await using bob = await browser.newPage({ ignoreHttpsErrors: true });
    const { page } = bob;
    await page.goto(site.url);
    await submitSogoForm(page, BOB.user, BOB.password);
    await page.waitForURL('**/.postern/challenge');
    await page.fill('#code', '123456');
    await page.click('#verify');
    await openSogoMessage(page, 'For Bob');
    await page.locator('#detailView').getByText('Hello, Bob.').waitFor();
    const known = ['/favicon.ico', '/SOGo/so/passwordRecoveryEnabled'];
    expect(bob.problems().filter((line) => !known.some((each) => line.includes(each)))).toEqual([]);
    // The session ends while the page is open: its script notices at its next request, and the page is the form again.
    for (const { id } of site.core.sessions) site.core.revoke(id);
    await page.getByRole('button', { name: 'Get Mail' }).or(page.locator('[ng-click*="refresh"]')).first().click();
    await page.locator('form[name="loginForm"]').waitFor();
  });
});
