// The gate in front of a real Roundcube: that nothing of it is reached with the password alone, by any way known, and that
// everything of it works once the second step is done.

import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { roundcube as roundcubeProfile } from '../../../src/web/gate/profiles/roundcube.ts';
import { openBrowser } from '../../support/browser.ts';
import { startWebSite, type WebSite, type WebSiteOptions } from '../../support/gate/web-site.ts';
import { formBody, type HttpBody, type HttpClient, makeHttpClient, multipartBody } from '../../support/http-client.ts';
import type { HttpFields, HttpResponse } from '../../support/http-connection.ts';
import { lacks } from '../../support/programs.ts';
import { type Dovecot, startDovecot } from '../../support/servers/dovecot.ts';
import { type Postfix, startPostfix } from '../../support/servers/postfix.ts';
import { type Roundcube, startRoundcube } from '../../support/servers/roundcube.ts';
import {
  openRoundcubeCompose,
  requestToken,
  sendRoundcubeMessage,
  signInToRoundcube,
  submitRoundcubeForm,
  uploadToRoundcube,
  waitForRoundcubeInbox,
  writeRoundcubeMessage,
} from '../../support/servers/roundcube-client.ts';

const ALICE = { user: 'alice@example.test', password: 'alice-secret' };
const BOB = { user: 'bob@example.test', password: 'bob-secret' };
const AJAX: HttpFields = [['X-Requested-With', 'XMLHttpRequest']];
const PAGE: HttpFields = [['Accept', 'text/html,application/xhtml+xml']];

const PROFILE = roundcubeProfile({
  kind: 'roundcube',
  loginName: 'address',
  basePath: '/',
  sessionCookie: 'roundcube_sessid',
  authCookie: 'roundcube_sessauth',
  extraFields: [],
  passedCookies: [],
});

const WEBMAIL = ['dovecot', 'dovecot-managesieve', 'nginx', 'openssl', 'php-fpm', 'roundcube'] as const;

describe.skipIf(lacks('root', 'postfix', ...WEBMAIL, 'roundcube-plugins'))('the gate in front of Roundcube', () => {
  let dovecot: Dovecot;
  let postfix: Postfix;
  let roundcube: Roundcube;
  let site: WebSite;
  beforeAll(async () => {
    dovecot = await startDovecot();
    postfix = await startPostfix({ dovecot });
    roundcube = await startRoundcube({ dovecot, postfix });
  });
  afterAll(async () => {
    await roundcube[Symbol.asyncDispose]();
    await postfix[Symbol.asyncDispose]();
    await dovecot[Symbol.asyncDispose]();
  });
  const start = (options: Partial<WebSiteOptions> = {}): Promise<WebSite> =>
    startWebSite({ profile: PROFILE, upstream: roundcube.url, ...options });
  beforeEach(async () => {
    roundcube.forgetSessions();
    site = await start();
  });
  afterEach(async () => {
    expect(site.log.filter(({ level, event }) => level === 'error' && event !== 'gate.unexpected-sign-in')).toEqual([]);
    await site[Symbol.asyncDispose]();
  });

  /** A browser without a script: it says where its requests come from. */
  const stranger = (at: WebSite = site): HttpClient => at.client(PAGE);
  const pending = async (at: WebSite = site): Promise<HttpClient> => {
    const client = stranger(at);
    await signInToRoundcube(client, ALICE);
    return client;
  };
  const verify = (client: HttpClient): Promise<HttpResponse> =>
    client.post('/.postern/verify', formBody({ code: '123456' }));
  const signedIn = async (at: WebSite = site): Promise<{ client: HttpClient; token: string }> => {
    const client = await pending(at);
    const answer = await verify(client);
    const page = await client.get(answer.header('location') ?? '');
    return { client, token: requestToken(page.text()) };
  };
  /** Sessions at Roundcube in which somebody is signed in. */
  const users = (): readonly string[] => roundcube.sessions().flatMap(({ user }) => user ?? []);
  const nobodyLeft = (): Promise<void> => expect.poll(users, { timeout: 10_000 }).toEqual([]);

  describe('signing in', () => {
    it('shows the webmail’s own page, with a cookie of ours in place of its own', async () => {
      const page = await stranger().get('/');
      expect(page.status).toBe(200);
      expect(page.text()).toContain('<form id="login-form"');
      expect(page.headers('set-cookie')).toEqual([
        expect.stringMatching(/^__Host-postern-stranger=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax$/),
      ]);
      expect(page.headers('cache-control')).toEqual(['no-store']);
    });

    it('says "wrong password" with the webmail’s own page, whose next try works', async () => {
      const client = stranger();
      const wrong = await signInToRoundcube(client, { ...ALICE, password: 'wrong' });
      expect(wrong.status).toBe(401);
      expect(wrong.text()).toContain('Login failed.');
      const again = formBody({
        _token: requestToken(wrong.text()),
        _task: 'login',
        _action: 'login',
        _user: ALICE.user,
        _pass: ALICE.password,
      });
      expect(await client.post('/?_task=login', again)).toMatchObject({ status: 303 });
      expect(site.core.tries.map(({ ends }) => ends)).toEqual([['refused'], ['accepted']]);
    });

    it('asks for the second step with nothing but a cookie of ours (R1.2, P-05)', async () => {
      const client = stranger();
      await client.get('/');
      const before = client.jar.value('__Host-postern-stranger');
      expect(before).toBeDefined();
      const answer = await signInToRoundcube(client, ALICE);
      expect(answer.status).toBe(303);
      expect(answer.header('location')).toBe('/.postern/challenge');
      expect(client.jar.all().map(({ name }) => name)).toEqual(['__Host-postern']);
      // A new cookie at each promotion (P-20), and the old one is dead. Negative control: fails when #goOn keeps `before`.
      expect(client.jar.value('__Host-postern')).not.toBe(before);
      const first = client.jar.value('__Host-postern');
      const opened = await verify(client);
      expect(opened.status).toBe(303);
      expect(opened.header('location')).toMatch(/^\/\?_task=mail&_token=\w+$/);
      expect(client.jar.value('__Host-postern')).not.toBe(first);
    });

    it('opens at once when no second step is asked', async () => {
      await using open = await start({ afterPassword: () => 'open' });
      const client = stranger(open);
      const answer = await signInToRoundcube(client, ALICE);
      expect(answer.header('location')).toMatch(/^\/\?_task=mail&_token=\w+$/);
      expect((await client.get('/?_task=mail')).text()).toContain('<title>Webmail :: Inbox');
    });

    it('sends the canonical name, whatever was typed', async () => {
      await signInToRoundcube(stranger(), { ...ALICE, user: ' ALICE ' });
      expect(users()).toContain('alice@example.test');
      expect(site.core.tries[0]).toMatchObject({ loginName: 'ALICE' });
    });

    it('can’t tell, instead of "no", when Roundcube can’t reach the mail server (R4.4)', async () => {
      await using lame = await startRoundcube({ dovecot, config: { imap_host: '127.0.0.1:9' } });
      await using gate = await start({ upstream: lame.url });
      const answer = await signInToRoundcube(stranger(gate), ALICE);
      expect(answer.status).toBe(401);
      expect(answer.text()).toContain('Connection to storage server failed.');
      // Negative control: fails without STORAGE_FAILED, with ['refused'].
      expect(gate.core.tries.map(({ ends }) => ends)).toEqual([['unknown']]);
    });

    it('can’t tell when the webmail is gone', async () => {
      await using other = await startRoundcube({ dovecot });
      await using gate = await start({ upstream: other.url });
      const client = stranger(gate);
      const token = requestToken((await client.get('/')).text());
      await other.stop();
      const form = formBody({ _token: token, _user: ALICE.user, _pass: ALICE.password });
      const answer = await client.post('/?_task=login', form);
      expect(answer.status).toBe(502);
      expect(answer.header('retry-after')).toBeDefined();
      expect(gate.core.tries.map(({ ends }) => ends)).toEqual([['unknown']]);
    });
  });

  describe('with the password alone (P-02)', () => {
    // Negative control: each fails when ClosedDoor.answer forwards pending sessions.
    it.each([
      ['the mail page', '/?_task=mail'],
      ['settings', '/?_task=settings'],
      ['filters', '/?_task=settings&_action=plugin.managesieve'],
      ['an attachment', '/?_task=mail&_mbox=INBOX&_uid=1&_action=get&_part=2&_download=1'],
      ['the script', '/index.php?_task=mail'],
      ['the second entry', '/public_html/?_task=mail'],
      ['the sign-in page', '/'],
    ])('leads from %s to the challenge (4.8, 1)', async (_, target) => {
      const client = await pending();
      const answer = await client.get(target);
      expect(answer.status).toBe(302);
      expect(answer.header('location')).toBe('/.postern/challenge');
    });

    it('asks Roundcube nothing', async () => {
      const client = await pending();
      await client.get('/?_task=mail&_mbox=never-asked');
      await client.get('/?_task=mail&_action=list&_mbox=never-asked&_remote=1', AJAX);
      await client.post('/?_task=mail&_mbox=never-asked', formBody({ _action: 'list' }));
      await stranger().get('/?_task=login');
      await roundcube.requests.waitFor(/^200 GET /m);
      expect(roundcube.requests.text()).not.toContain('never-asked');
    });

    it('tells scripts in Roundcube’s own words', async () => {
      const client = await pending();
      const answer = await client.get('/?_task=mail&_action=list&_mbox=INBOX&_remote=1', AJAX);
      expect(answer.json()).toEqual({
        action: 'list',
        exec: 'this.display_message("Your session is invalid or expired.","error",-1000);\nthis.session_error("/?_task=login&_err=session");\n',
      });
    });

    it('shows frames what Roundcube’s script understands', async () => {
      const client = await pending();
      const fields: HttpFields = [['Sec-Fetch-Dest', 'iframe']];
      const frame = await client.get('/?_task=mail&_framed=1&_action=preview&_uid=1&_mbox=INBOX', fields);
      expect(frame.text()).toContain('parent.rcmail.session_error("/?_task=login&_err=session")');
    });

    it('does not get in by a second sign-in (P-04)', async () => {
      const client = await pending();
      const form = formBody({ _task: 'login', _action: 'login', _user: ALICE.user, _pass: ALICE.password });
      const again = await client.post('/?_task=login', form);
      expect(again.header('location')).toBe('/.postern/challenge');
    });

    it('signs out at Roundcube when the person gives up (4.8, 18)', async () => {
      const client = await pending();
      expect(users()).toEqual(['alice@example.test']);
      await client.post('/.postern/verify', formBody({ code: 'give-up' }));
      // Negative control: fails without UpstreamSessions.endUpstream.
      await nobodyLeft();
    });

    it('signs out at Roundcube when nobody answers in time (4.8, 18)', async () => {
      await using quick = await start({});
      await pending(quick);
      quick.core.runOut();
      // Negative control: fails without UpstreamSessions.watchPending.
      await nobodyLeft();
    });

    it('signs out at Roundcube when the right password is refused (4.8, 18)', async () => {
      await nobodyLeft();
      const refusal = { kind: 'refused', reason: 'mailbox-disabled', decisionId: 'd-77', delay: 0 } as const;
      await using strict = await start({ afterPassword: () => refusal });
      const answer = await signInToRoundcube(stranger(strict), ALICE);
      expect(answer.status).toBe(403);
      expect(answer.text()).toContain('d-77');
      expect(answer.headers('set-cookie')).toEqual([]);
      await nobodyLeft();
    });
  });

  describe('a sign-in that isn’t the form’s', () => {
    afterEach(nobodyLeft);

    const renamed = (from: string, to: string) => (fields: HttpFields) =>
      formBody(fields.map(([name, value]) => [name === from ? to : name, value]));
    const raw = (from: string, to: string) => (fields: HttpFields) => {
      const { type, content } = formBody(fields);
      return { type, content: String(content).replace(from, to) };
    };

    // Each of these opens a session at a bare Roundcube (test/interop/servers/roundcube.test.ts).
    // Negative control: each fails when ClosedDoor.answer forwards every POST and #trip is gone.
    it.each([
      ['at the root', { target: '/' }],
      ['at the script', { target: '/index.php' }],
      ['behind the script', { target: '/index.php/anything' }],
      ['at the second entry', { target: '/public_html/' }],
      ['at the script of the second entry', { target: '/public_html/index.php' }],
      ['with doubled slashes', { target: '//index.php' }],
      ['at an encoded path', { target: '/%69ndex.php' }],
      ['at another task', { target: '/?_task=mail' }],
      ['at another action', { target: '/?_task=mail&_action=list' }],
      ['at the sign-out', { target: '/?_task=logout' }],
      ['at the settings', { target: '/?_task=settings&_action=about' }],
      ['at a task that is a list', { target: '/?_task[]=mail' }],
      [
        'with a form with parts',
        { body: (fields: HttpFields): HttpBody => multipartBody(fields.map(([name, content]) => ({ name, content }))) },
      ],
      ['with a field name with a dot', { body: renamed('_user', '.user') }],
      ['with an encoded field name', { body: raw('_user=', '%5Fuser=') }],
      ['with a list of names', { body: renamed('_user', '_user[]') }],
      ['with two names', { body: (fields: HttpFields) => formBody([['_user', BOB.user], ...fields]) }],
      ['with two passwords', { body: (fields: HttpFields) => formBody([...fields, ['_pass', BOB.password]]) }],
      ['with a name more in disguise', { body: (fields: HttpFields) => formBody([...fields, ['.user', BOB.user]]) }],
      ['with another type', { fields: [['Content-Type', 'text/plain']] as HttpFields }],
      ['from another site', { fields: [['Origin', 'https://evil.example']] as HttpFields }],
      ['from a sibling site', { fields: [['Sec-Fetch-Site', 'same-site']] as HttpFields }],
      ['from nowhere', { fields: [['Origin', 'null']] as HttpFields }],
      [
        'that is too long',
        { fields: [] as HttpFields, body: (fields: HttpFields) => formBody([...fields, ['x', 'x'.repeat(20_000)]]) },
      ],
    ])('is none %s (4.8, 2, 3, 7, 10)', async (_, spelling) => {
      const client = stranger();
      const answer = await signInToRoundcube(client, { ...ALICE, ...spelling });
      expect([302, 303, 400, 401, 403]).toContain(answer.status);
      expect(answer.header('location') ?? '/?_task=login').toBe('/?_task=login');
      const page = await client.get('/?_task=mail');
      expect(page.header('location')).toBe('/?_task=login');
      expect(site.core.sessions.every(({ state }) => state === 'anonymous')).toBe(true);
      expect(site.core.tries).toEqual([]);
    });

    it('opens nothing by HTTP authentication, and nobody stays signed in (4.8, 4 and 5)', async () => {
      await using open = await startRoundcube({ dovecot, plugins: ['http_authentication'] });
      await using gate = await start({ upstream: open.url });
      const basic = Buffer.from(`${ALICE.user}:${ALICE.password}`).toString('base64');
      const answer = await stranger(gate).get('/', [['Authorization', `Basic ${basic}`]]);
      expect(answer.text()).toContain('<form id="login-form"');
    });

    it('takes no upstream cookies from a browser (4.8, 4 and 9)', async () => {
      const inside = makeHttpClient({ port: roundcube.port });
      await signInToRoundcube(inside, ALICE);
      const thief = stranger();
      for (const { name, value } of inside.jar.all()) thief.jar.set(name, value);
      // Negative control: fails when upstreamCookies also sends what the browser sent.
      expect((await thief.get('/')).text()).toContain('<form id="login-form"');
      expect((await thief.get('/?_task=mail')).header('location')).toBe('/?_task=login');
      const token = requestToken((await inside.get('/?_task=mail')).text());
      await inside.get(`/?_task=logout&_token=${token}`);
    });

    it('trips when a page signs somebody in, and signs out again (4.3, 4.8, 4 and 22)', async () => {
      await using open = await startRoundcube({ dovecot, plugins: ['http_authentication'] });
      await using gate = await startWebSite({
        profile: PROFILE,
        upstream: open.url,
        injected: `${ALICE.user}:${ALICE.password}`,
      });
      const answer = await stranger(gate).get('/');
      expect(answer.status).toBe(403);
      expect(answer.headers('set-cookie')).toEqual([]);
      expect(gate.events()).toContain('gate.unexpected-sign-in');
      // Negative control: fails without ClosedDoor.#trip.
      await expect.poll(() => open.sessions().flatMap(({ user }) => user ?? []), { timeout: 10_000 }).toEqual([]);
    });
  });

  describe('for strangers', () => {
    it.each([
      ['/skins/elastic/styles/styles.min.css', 200],
      ['/skins/elastic/deps/bootstrap.min.css?s=1716107244', 200],
      ['/program/js/app.min.js', 200],
      ['/skins/elastic/meta.json', 302],
      ['/plugins/managesieve/config.inc.php.dist', 302],
      ['/plugins/managesieve/managesieve.php', 302],
      ['/index.php/program/js/app.min.js', 302],
      ['/skins/elastic/x.php/y.css', 302],
      ['/config/config.inc.php', 302],
      ['/program/js/app.min.js?_task=mail&_action=x', 302],
    ])('answers %s with %i', async (target, status) => {
      const answer = await stranger().get(target);
      expect(answer.status).toBe(status);
      expect(answer.headers('set-cookie')).toEqual([]);
    });
  });

  describe('once it is open', () => {
    it('lists, sends, uploads and downloads', async () => {
      const attachment =
        'Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=a.bin\r\n';
      await dovecot.deliver(ALICE.user, `Subject: File\r\nMIME-Version: 1.0\r\n${attachment}\r\nThe file.\r\n`);
      const { client, token } = await signedIn();
      const fields: HttpFields = [...AJAX, ['X-Roundcube-Request', token]];
      const list = await client.get('/?_task=mail&_action=list&_mbox=INBOX&_remote=1', fields);
      expect(list.text()).toContain('add_message_row');
      const content = Buffer.alloc(8 * 1024 * 1024, 'x');
      const file = { name: 'large.bin', type: 'application/octet-stream', content };
      const upload = await uploadToRoundcube(client, { token, file });
      expect(upload.text()).toMatch(/add2attachment_list\(.*large\.bin/);
      const target = `/?_task=mail&_mbox=INBOX&_uid=1&_action=get&_part=1&_download=1&_token=${token}`;
      const download = await client.get(target);
      expect(download.text()).toBe('The file.\r\n');
      expect(download.headers('cache-control')).toEqual(['no-store']);
      expect(client.jar.all().map(({ name }) => name)).toEqual(['__Host-postern']);
    });

    it('gives the browser no cookie of Roundcube’s, whatever it answers (4.8, 9)', async () => {
      const { client, token } = await signedIn();
      const answers = await Promise.all(
        ['/', '/?_task=mail', '/?_task=settings', `/?_task=mail&_action=refresh&_remote=1&_token=${token}`].map(
          (each) => client.get(each),
        ),
      );
      expect(answers.flatMap(({ headers }) => headers('set-cookie'))).toEqual([]);
    });

    it('counts no poll as a person (0.8)', async () => {
      const { client, token } = await signedIn();
      const before = site.core.touched.length;
      const fields: HttpFields = [...AJAX, ['X-Roundcube-Request', token]];
      await client.post('/?_task=mail&_action=refresh&_remote=1', formBody({ _remote: '1' }), fields);
      expect(site.core.touched).toHaveLength(before);
      await client.get('/?_task=settings');
      expect(site.core.touched).toHaveLength(before + 1);
    });

    it('ends with the webmail’s own log-out, on both sides', async () => {
      const { client, token } = await signedIn();
      const cookie = client.jar.value('__Host-postern') ?? '';
      const answer = await client.get(`/?_task=logout&_token=${token}`);
      expect(answer.status).toBe(302);
      expect(answer.header('location')).toBe('/?_task=login');
      expect(site.core.ended).toEqual([expect.objectContaining({ reason: 'signed-out' })]);
      await nobodyLeft();
      client.jar.set('__Host-postern', cookie);
      expect((await client.get('/?_task=mail')).header('location')).toBe('/?_task=login');
    });

    it('goes on after a log-out without the token, which Roundcube ignores', async () => {
      const { client } = await signedIn();
      await client.get('/?_task=logout');
      expect((await client.get('/?_task=mail')).text()).toContain('<title>Webmail :: Inbox');
    });

    it('ends when Roundcube has lost the session, in its dialect', async () => {
      const { client } = await signedIn();
      roundcube.forgetSessions();
      const answer = await client.get('/?_task=mail&_action=list&_mbox=INBOX&_remote=1', AJAX);
      expect(answer.text()).toContain('session_error');
      // Roundcube shows its form at any address then; what is sent with it is a sign-in like any other.
      const [former] = site.core.sessions;
      const again = await signInToRoundcube(client, BOB);
      expect(again.header('location')).toBe('/.postern/challenge');
      expect(site.core.sessions).toEqual([expect.objectContaining({ state: 'pending', mailbox: BOB.user })]);
      expect(site.core.ended).toEqual([{ id: former?.id, reason: 'signed-out' }]);
    });

    it('ends when a lost session becomes another by a sign-in elsewhere (4.8, 2)', async () => {
      const { client } = await signedIn();
      roundcube.forgetSessions();
      // Negative control: fails without OpenDoor.#isReplaced, with Bob's mail.
      const answer = await signInToRoundcube(client, { ...BOB, target: '/?_task=mail' });
      expect(answer.header('location')).toBe('/?_task=login');
      expect(site.events()).toContain('gate.unexpected-sign-in');
      expect(site.core.sessions).toEqual([]);
      await nobodyLeft();
    });

    it('signs out at Roundcube when the session is revoked', async () => {
      const { client } = await signedIn();
      const session = site.core.sessions.find(({ state }) => state === 'open');
      site.core.revoke(session?.id ?? '');
      await nobodyLeft();
      expect((await client.get('/?_task=mail')).header('location')).toBe('/?_task=login');
    });

    it('signs in nobody else into the session by a stale form', async () => {
      const { client } = await signedIn();
      const form = formBody({ _task: 'login', _action: 'login', _user: BOB.user, _pass: BOB.password });
      await client.post('/?_task=login', form);
      expect(users()).not.toContain(BOB.user);
      expect((await client.get('/?_task=mail')).text()).toContain('alice@example.test');
    });
  });

  it.skipIf(lacks('chromium'))('lets a browser do everything', { timeout: 60_000 }, async () => {
    await using browser = await openBrowser();
    await using alice = await browser.newPage({ ignoreHttpsErrors: true });
    const { page } = alice;
    await page.goto(site.url);
    await submitRoundcubeForm(page, ALICE.user, ALICE.password);
    await page.waitForURL('**/.postern/challenge');
    // The back button and a second tab find nothing (4.8, 16).
    const tab = await alice.context.newPage();
    await tab.goto(`${site.url}/?_task=mail`);
    expect(tab.url()).toBe(`${site.url}/.postern/challenge`);
    await page.fill('#code', '123456');
    await page.click('#verify');
    await waitForRoundcubeInbox(page);
    await openRoundcubeCompose(page);
    const buffer = randomBytes(100_000);
    const attachment = { name: 'notes.bin', mimeType: 'application/octet-stream', buffer };
    const message = { to: BOB.user, subject: 'Through the gate', text: 'See the file.', attachment };
    await writeRoundcubeMessage(page, message);
    await sendRoundcubeMessage(page);
    await dovecot.waitForMessage(BOB.user, /^Subject: Through the gate/m);
    // The pages of this test have no icon, and Roundcube has none at the root.
    expect(alice.problems().filter((line) => !line.includes('/favicon.ico'))).toEqual([]);

    await page.goto(`${site.url}/?_task=mail&_mbox=Sent&_uid=1&_action=show`);
    const download = page.waitForEvent('download');
    await page.locator('#attachment-list a', { hasText: 'notes.bin' }).first().click();
    expect(await readFile(await (await download).path())).toEqual(buffer);

    await page.goto(`${site.url}/?_task=mail`);
    await waitForRoundcubeInbox(page);
    await page.evaluate("rcmail.command('switch-task', 'logout')");
    await page.waitForSelector('#rcmloginuser');
    await page.goBack();
    await page.waitForSelector('#rcmloginuser');
    expect(site.core.sessions.filter(({ state }) => state === 'open')).toEqual([]);
  });

  it.skipIf(lacks('chromium'))(
    'keeps a message that is being written when the session ends',
    { timeout: 60_000 },
    async () => {
      await using browser = await openBrowser();
      await using alice = await browser.newPage({ ignoreHttpsErrors: true });
      const { page } = alice;
      await page.goto(site.url);
      await submitRoundcubeForm(page, ALICE.user, ALICE.password);
      await page.fill('#code', '123456');
      await page.click('#verify');
      await waitForRoundcubeInbox(page);
      await openRoundcubeCompose(page);
      await writeRoundcubeMessage(page, { to: BOB.user, subject: 'A draft', text: 'Half a thought' });
      for (const { id } of site.core.sessions) site.core.revoke(id);
      await page.evaluate("rcmail.http_post('mail/refresh', {}, false)");
      await page.getByText('Your session is invalid or expired').first().waitFor();
      expect(page.url()).toContain('_action=compose');
      expect(await page.inputValue('#composebody')).toContain('Half a thought');
    },
  );
});
