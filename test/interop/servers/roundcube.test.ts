// The private Roundcube itself, with nothing in front of it: what the tests of the web gate build on, and the doors
// that make it necessary to decide by the answer and by the session instead of by the URL.

import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../../support/browser.ts';
import { formBody, type HttpClient, makeHttpClient, multipartBody } from '../../support/http-client.ts';
import type { HttpFields } from '../../support/http-connection.ts';
import { lacks } from '../../support/programs.ts';
import { type Dovecot, startDovecot } from '../../support/servers/dovecot.ts';
import { type Postfix, startPostfix } from '../../support/servers/postfix.ts';
import { type Roundcube, startRoundcube } from '../../support/servers/roundcube.ts';
import {
  isSignedInToRoundcube,
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

const WEBMAIL = ['dovecot', 'dovecot-managesieve', 'nginx', 'openssl', 'php-fpm', 'roundcube'] as const;

describe.skipIf(lacks(...WEBMAIL, 'roundcube-plugins'))('a private Roundcube', () => {
  let dovecot: Dovecot;
  let roundcube: Roundcube;
  beforeAll(async () => {
    dovecot = await startDovecot();
    roundcube = await startRoundcube({ dovecot });
  });
  afterAll(async () => {
    await roundcube[Symbol.asyncDispose]();
    await dovecot[Symbol.asyncDispose]();
  });

  const stranger = (): HttpClient => makeHttpClient({ port: roundcube.port });
  const signedIn = async (who = ALICE): Promise<{ client: HttpClient; token: string }> => {
    const client = stranger();
    const answer = await signInToRoundcube(client, who);
    const page = await client.get(answer.header('location') ?? '');
    return { client, token: requestToken(page.text()) };
  };
  const userOf = (client: HttpClient): string | undefined =>
    roundcube.sessions().find(({ id }) => id === client.jar.value('roundcube_sessid'))?.user;

  it('gives everybody a session and a page that may not be kept', async () => {
    const client = stranger();
    const page = await client.get('/');
    expect(page.status).toBe(200);
    expect(page.headers('set-cookie')).toEqual([expect.stringMatching(/^roundcube_sessid=\w+; path=\/; HttpOnly$/)]);
    expect(page.header('cache-control')).toContain('no-store');
    expect(page.text()).toMatch(/<form id="login-form" name="login-form" method="post"[^>]* action="\/\?_task=login"/);
    expect(userOf(client)).toBeUndefined();
  });

  it('answers the right password with a redirect and three cookies in this order', async () => {
    const client = stranger();
    const answer = await signInToRoundcube(client, ALICE);
    expect(answer.status).toBe(302);
    const location = /^\/\?_task=mail&_token=(\w+)$/.exec(answer.header('location') ?? '');
    expect(answer.headers('set-cookie')).toEqual([
      expect.stringMatching(/^roundcube_sessauth=-del-; expires=.*; Max-Age=0; path=\/; HttpOnly$/),
      expect.stringMatching(/^roundcube_sessid=\w+; path=\/; HttpOnly$/),
      expect.stringMatching(/^roundcube_sessauth=\w+-\d+; path=\/; HttpOnly$/),
    ]);
    expect(userOf(client)).toBe('alice@example.test');
    const inbox = await client.get(answer.header('location') ?? '');
    expect(requestToken(inbox.text())).toBe(location?.[1]);
    await roundcube.log.waitFor(/Successful login for alice@example\.test .* from 127\.0\.0\.1/);
  });

  it('answers a wrong password with 401 and a new token', async () => {
    const client = stranger();
    const first = requestToken((await client.get('/')).text());
    const answer = await signInToRoundcube(client, { ...ALICE, user: BOB.user });
    expect(answer.status).toBe(401);
    expect(answer.headers('set-cookie').every((cookie) => cookie.startsWith('roundcube_sessauth=-del-'))).toBe(true);
    expect(requestToken(answer.text())).not.toBe(first);
    expect(isSignedInToRoundcube(answer)).toBe(false);
  });

  it('refuses the right password without the token', async () => {
    const client = stranger();
    const body = (fields: HttpFields) => formBody(fields.filter(([name]) => name !== '_token'));
    const answer = await signInToRoundcube(client, { ...ALICE, body });
    expect(answer.status).toBe(401);
    expect(answer.text()).toContain('Invalid request! No data was saved.');
  });

  const renamed = (from: string, to: string) => (fields: HttpFields) =>
    formBody(fields.map(([name, value]) => [name === from ? to : name, value]));
  const raw = (from: string, to: string) => (fields: HttpFields) => {
    const { type, content } = formBody(fields);
    return { type, content: String(content).replace(from, to) };
  };

  // Why a gate may not look for "the" sign-in request: each of these opens a session.
  it.each([
    ['the root', { target: '/' }],
    ['the script', { target: '/index.php' }],
    ['a path behind the script', { target: '/index.php/anything' }],
    ['the second entry', { target: '/public_html/' }],
    ['the script of the second entry', { target: '/public_html/index.php' }],
    ['doubled slashes', { target: '//index.php' }],
    ['an encoded path', { target: '/%69ndex.php' }],
    ['another task', { target: '/?_task=mail' }],
    ['another action', { target: '/?_task=mail&_action=list' }],
    ['the sign-out', { target: '/?_task=logout' }],
    ['the settings', { target: '/?_task=settings&_action=about' }],
    ['a task that is a list', { target: '/?_task[]=mail' }],
    [
      'a form with parts',
      { body: (fields: HttpFields) => multipartBody(fields.map(([name, content]) => ({ name, content }))) },
    ],
    ['a field name with a dot', { body: renamed('_user', '.user') }],
    ['an encoded field name', { body: raw('_user=', '%5Fuser=') }],
    ['a name in capitals', { user: 'ALICE@EXAMPLE.TEST' }],
    ['a name with blanks', { user: ' alice@example.test ' }],
  ])('takes a sign-in at %s', async (_, spelling) => {
    const client = stranger();
    expect(isSignedInToRoundcube(await signInToRoundcube(client, { ...ALICE, ...spelling }))).toBe(true);
    expect(userOf(client)).toBe('alice@example.test');
  });

  it('takes the last of two names', async () => {
    const client = stranger();
    const body = (fields: HttpFields) => formBody([['_user', 'bob@example.test'], ...fields]);
    expect(isSignedInToRoundcube(await signInToRoundcube(client, { ...ALICE, body }))).toBe(true);
    expect(userOf(client)).toBe('alice@example.test');
  });

  it('takes no sign-in by GET, nor with the credentials in the query', async () => {
    const client = stranger();
    const token = requestToken((await client.get('/')).text());
    const credentials = `_user=${encodeURIComponent(ALICE.user)}&_pass=${ALICE.password}`;
    const query = `_task=login&_action=login&_token=${token}&${credentials}`;
    expect(isSignedInToRoundcube(await client.get(`/?${query}`))).toBe(false);
    expect(isSignedInToRoundcube(await client.post(`/?${query}`, formBody({ _action: 'login', _token: token })))).toBe(
      false,
    );
  });

  it('refuses the fourth try of a minute for one user, whatever the password', async () => {
    await using strict = await startRoundcube({ dovecot, config: { login_rate_limit: 3 } });
    const client = makeHttpClient({ port: strict.port });
    await signInToRoundcube(client, ALICE); // makes the user known: tries of unknown names aren't counted
    client.jar.clear();
    for (let tries = 0; tries < 3; tries += 1) await signInToRoundcube(client, { ...ALICE, password: 'wrong' });
    const fourth = await signInToRoundcube(client, ALICE);
    expect(fourth.status).toBe(401);
    expect(fourth.text()).toContain('Too many failed login attempts');
  });

  it('tells a script without a session, in its own dialect', async () => {
    const answer = await stranger().get('/?_task=mail&_action=list&_mbox=INBOX&_remote=1', AJAX);
    expect(answer.status).toBe(200);
    expect(answer.header('content-type')).toContain('application/json');
    expect(answer.json()).toEqual({
      action: 'list',
      exec: 'this.session_error("/?_task=login&_err=session");\n',
    });
  });

  it('ends the session whose second cookie is missing', async () => {
    const { client } = await signedIn();
    const half = stranger();
    half.jar.set('roundcube_sessid', client.jar.value('roundcube_sessid') ?? '');
    const answer = await half.get('/?_task=mail&_action=list&_mbox=INBOX&_remote=1', AJAX);
    expect(answer.text()).toContain('Your session is invalid or expired.');
    expect(userOf(half)).toBeUndefined();
    expect((await client.get('/?_task=mail')).text()).toContain('id="login-form"');
  });

  it('refuses a script with a wrong request token', async () => {
    const { client } = await signedIn();
    const target = '/?_task=mail&_action=refresh&_remote=1';
    const fields: HttpFields = [...AJAX, ['X-Roundcube-Request', 'wrong']];
    expect(await client.post(target, formBody({ _remote: '1' }), fields)).toMatchObject({ status: 403 });
  });

  it('signs out with the token, and not without', async () => {
    const { client, token } = await signedIn();
    await client.get('/?_task=logout');
    expect(userOf(client)).toBe('alice@example.test');
    const answer = await client.get(`/?_task=logout&_token=${token}`);
    expect(answer.headers('set-cookie')).toContainEqual(expect.stringMatching(/^roundcube_sessauth=-del-/));
    expect(userOf(client)).toBeUndefined();
  });

  it('takes an upload of almost 30 MB', async () => {
    const { client, token } = await signedIn();
    const content = Buffer.alloc(29 * 1024 * 1024, 'x');
    const file = { name: 'large.bin', type: 'application/octet-stream', content };
    const answer = await uploadToRoundcube(client, { token, file });
    expect(answer.status).toBe(200);
    expect(answer.text()).toMatch(/add2attachment_list\(.*large\.bin/);
  });

  it('gives a download to whoever has the token, in chunks without a length', async () => {
    const attachment = 'Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=a.bin\r\n';
    await dovecot.deliver(BOB.user, `Subject: File\r\nMIME-Version: 1.0\r\n${attachment}\r\nThe file.\r\n`);
    const { client, token } = await signedIn(BOB);
    const target = '/?_task=mail&_mbox=INBOX&_uid=1&_action=get&_part=1&_download=1';
    expect((await client.get(target)).text()).toContain('secured against CSRF');
    const file = await client.get(`${target}&_token=${token}`, [['Range', 'bytes=0-1']]);
    expect(file.status).toBe(200);
    expect(file.text()).toBe('The file.\r\n');
    expect(file.header('transfer-encoding')).toBe('chunked');
    expect(file.header('content-length')).toBeUndefined();
  });

  it('shows its whole static tree to everybody', async () => {
    for (const target of ['/skins/elastic/meta.json', '/plugins/managesieve/config.inc.php.dist']) {
      expect(await stranger().get(target)).toMatchObject({ status: 200 });
    }
    expect(await stranger().get('/config/config.inc.php')).toMatchObject({ status: 403 });
  });

  it('says which requests it saw, byte for byte', async () => {
    await stranger().get('//skins/./elastic/%6Deta.json?a=b');
    await roundcube.requests.waitFor(/^200 GET \/\/skins\/\.\/elastic\/%6Deta\.json\?a=b$/m);
  });

  it('ends, and comes back on the same port with its sessions', async () => {
    await using other = await startRoundcube({ dovecot });
    const client = makeHttpClient({ port: other.port });
    await signInToRoundcube(client, ALICE);
    await other.stop();
    await expect(client.get('/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await other.start();
    expect((await client.get('/?_task=mail')).text()).toContain('<title>Webmail :: Inbox');
  });

  it('has the filters of the ManageSieve server', async () => {
    const { client } = await signedIn();
    const page = await client.get('/?_task=settings&_action=plugin.managesieve');
    expect(page.text()).toContain('<title>Webmail :: Filters');
    expect(roundcube.log.text()).not.toContain('Unable to connect to managesieve');
  });

  it('opens by HTTP authentication on any page when its plugin is on', async () => {
    await using open = await startRoundcube({ dovecot, plugins: ['http_authentication'] });
    const client = makeHttpClient({ port: open.port });
    const basic = Buffer.from(`${ALICE.user}:${ALICE.password}`).toString('base64');
    const answer = await client.get('/?_task=mail', [['Authorization', `Basic ${basic}`]]);
    expect(isSignedInToRoundcube(answer)).toBe(true);
  });
});

describe.skipIf(lacks('root', 'chromium', 'postfix', ...WEBMAIL, 'roundcube-plugins'))('a browser at Roundcube', () => {
  let dovecot: Dovecot;
  let postfix: Postfix;
  let roundcube: Roundcube;
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

  it('signs in, sends a message with an attachment, and the other user downloads it', { timeout: 60_000 }, async () => {
    await using browser = await openBrowser();
    await using alice = await browser.newPage();
    await alice.page.goto(roundcube.url);
    await submitRoundcubeForm(alice.page, ALICE.user, ALICE.password);
    await waitForRoundcubeInbox(alice.page);
    await openRoundcubeCompose(alice.page);
    // Of a type that isn't shown in the browser, so that opening it is a download.
    const buffer = randomBytes(100_000);
    const attachment = { name: 'notes.bin', mimeType: 'application/octet-stream', buffer };
    const message = { to: 'bob@example.test', subject: 'With notes', text: 'See the file.', attachment };
    await writeRoundcubeMessage(alice.page, message);
    await sendRoundcubeMessage(alice.page);
    await dovecot.waitForMessage('bob@example.test', /^Subject: With notes/m);
    expect(alice.problems()).toEqual([]);

    await using bob = await browser.newPage({ viewport: 'phone', colorScheme: 'dark' });
    await bob.page.goto(roundcube.url);
    await submitRoundcubeForm(bob.page, BOB.user, BOB.password);
    await waitForRoundcubeInbox(bob.page);
    await bob.page.goto(`${roundcube.url}/?_task=mail&_mbox=INBOX&_uid=1&_action=show`);
    await bob.page.getByText('See the file.').waitFor();
    const download = bob.page.waitForEvent('download');
    await bob.page.locator('#attachment-list a', { hasText: 'notes.bin' }).first().click();
    expect(await readFile(await (await download).path())).toEqual(buffer);
    expect(bob.problems()).toEqual([]);
  });
});
