// The gate's decisions one by one, with an upstream that says what a test wants: a webmail whose form is at /login, whose
// session is the cookie `sid`, and whose sign-in also sets `auth`.

import { describe, expect, it, vi } from 'vitest';
import type { UpstreamFailure, UpstreamRequest, UpstreamUpgrade } from '../../../../src/web/gate/exchange.ts';
import { noticeStatus } from '../../../../src/web/gate/notices.ts';
import { type GenericFormSettings, genericForm } from '../../../../src/web/gate/profiles/generic-form.ts';
import { writeVault } from '../../../../src/web/gate/session/gate-vault.ts';
import { type FakeAnswer, type FakeUpstream, fakeUpstream, SITE } from '../../../support/gate/fake-exchange.ts';
import type { AfterPassword, FakeWebCoreOptions } from '../../../support/gate/fake-web-core.ts';
import { type GateFixture, makeGate, sessionCookieOf } from '../../../support/gate/gate-fixture.ts';

const SETTINGS: GenericFormSettings = {
  kind: 'generic-form',
  loginName: 'local-part',
  home: '/mail/',
  page: '/login',
  action: '/login',
  nameField: 'user',
  passwordField: 'password',
  otherFields: ['csrf'],
  accepted: { status: 302, location: '/mail', cookie: 'auth' },
  refused: { status: 302, location: '/login' },
  signedOut: { status: 302, location: '/login' },
  sessionCookies: ['auth'],
  rotatingCookies: ['sid'],
  mirroredCookies: ['xsrf'],
  passedCookies: ['theme'],
  publicFolders: ['/public/'],
  publicExtensions: ['css', 'js'],
  closed: ['/dav/'],
  logOut: '/logout',
  scripts: ['/api/'],
  deadScript: { status: 401, type: 'application/json', body: '{"error":"session"}' },
  polls: ['/api/events'],
  upgrades: ['/api/socket'],
};

const FROM_OWN_PAGE = { origin: SITE.origin, 'content-type': 'application/x-www-form-urlencoded' };
const SIGN_IN = {
  method: 'POST',
  target: '/login',
  headers: FROM_OWN_PAGE,
  body: 'user=anna&password=secret&csrf=t&x=y',
};
const PAGE = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', accept: 'text/html' };

const ACCEPTED: FakeAnswer = {
  status: 302,
  headers: { location: '/mail/inbox' },
  setCookies: ['sid=s2; Path=/', 'auth=a1; Path=/; HttpOnly', 'xsrf=x1; Path=/', 'theme=dark; Path=/'],
};

type Said = FakeAnswer | UpstreamFailure | UpstreamUpgrade;

/** A webmail: a form, a sign-in that says yes, a page for everything else; `said` says otherwise. */
function webmail(said: (request: UpstreamRequest) => Said | undefined = () => undefined): FakeUpstream {
  return fakeUpstream((request) => {
    const answer = said(request);
    if (answer !== undefined) return answer as FakeAnswer;
    if (request.method === 'POST' && request.target === '/login') return ACCEPTED;
    if (request.target === '/login') return { body: 'the form', setCookies: ['sid=s1; Path=/; HttpOnly'] };
    return { body: `page ${request.target}`, headers: { 'content-type': 'text/html', 'cache-control': 'private' } };
  });
}

function gateOf(upstream: FakeUpstream, options: FakeWebCoreOptions & Partial<GenericFormSettings> = {}): GateFixture {
  return makeGate({ ...options, profile: genericForm({ ...SETTINGS, ...options }), upstream, signIn: SIGN_IN });
}

const targets = ({ requests }: FakeUpstream): readonly string[] =>
  requests.map(({ method, target }) => `${method} ${target}`);

describe('a stranger', () => {
  it('is led to the sign-in page from anywhere, and the webmail hears nothing of it', async () => {
    const upstream = webmail();
    const gate = gateOf(upstream);
    const { answer } = await gate.ask({ target: '/mail/inbox', headers: PAGE });
    expect(answer?.status).toBe(302);
    expect(answer?.header('location')).toBe('/login');
    expect(answer?.header('cache-control')).toBe('no-store');
    // RFC 9110 §15.4.4: a POST is not sent again.
    expect((await gate.ask({ method: 'POST', target: '/mail', headers: PAGE })).answer?.status).toBe(303);
    expect(upstream.requests).toEqual([]);
  });

  it.each([
    ['a script', { accept: 'application/json' }, 401, '{"error":"session"}'],
    ['a frame', { ...PAGE, 'sec-fetch-dest': 'iframe' }, 200, 'top.location.href = "/login"'],
    ['an event stream', { accept: 'text/event-stream' }, 401, 'Not signed in.'],
    ['an image', { 'sec-fetch-dest': 'image', 'sec-fetch-mode': 'no-cors' }, 403, 'Not signed in.'],
    ['a fetch', { 'sec-fetch-dest': 'empty', 'sec-fetch-mode': 'cors', accept: '*/*' }, 403, 'Not signed in.'],
    ['a browser without Fetch Metadata', { accept: 'text/html,*/*' }, 302, ''],
    ['anything else', {}, 403, 'Not signed in.'],
  ])('hears "no" as %s', async (_, headers, status, text) => {
    const { answer } = await gateOf(webmail()).ask({ target: '/mail/inbox', headers });
    expect(answer?.status).toBe(status);
    expect(answer?.body).toContain(text);
  });

  it('upgrades nothing', async () => {
    const { answer } = await gateOf(webmail()).ask({ target: '/api/socket', wantsUpgrade: 'websocket' });
    expect(answer?.status).toBe(401);
    expect((await gateOf(webmail()).ask({ target: '/login', wantsUpgrade: 'websocket' })).answer?.status).toBe(401);
  });

  it('gets the sign-in page as it is asked for here, with a session for its cookies', async () => {
    const upstream = webmail();
    const gate = gateOf(upstream);
    const headers = { ...PAGE, 'accept-language': 'de', referer: 'https://elsewhere', 'x-custom': 'y' };
    const first = await gate.ask({ target: '/login?', headers, cookies: { sid: 'stolen', theme: 'light' } });
    expect(first.answer?.body).toBe('the form');
    expect(first.answer?.headers('set-cookie')).toEqual([
      expect.stringMatching(/^__Host-postern=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax$/),
    ]);
    expect(upstream.requests[0]).toMatchObject({ method: 'GET', target: '/login', cookie: 'theme=light' });
    expect(upstream.requests[0]?.headers).toEqual([
      ['accept', 'text/html'],
      ['accept-language', 'de'],
    ]);
    const cookie = sessionCookieOf(first);
    const again = await gate.ask({ target: '/login', headers: PAGE, cookie });
    expect(upstream.requests[1]?.cookie).toBe('sid=s1');
    expect(again.answer?.headers('set-cookie')).toEqual([]);
    expect(gate.core.sessions).toHaveLength(1);
  });

  it('gets another session when the one of its cookie ended meanwhile', async () => {
    let value = 1;
    const gate = gateOf(webmail(() => ({ body: 'the form', setCookies: [`sid=s${value++}; Path=/`] })));
    const cookie = sessionCookieOf(await gate.ask({ target: '/login', headers: PAGE }));
    const [session] = gate.core.sessions;
    gate.core.beforeChange = () => gate.core.revoke(session?.id ?? '');
    const next = sessionCookieOf(await gate.ask({ target: '/login', headers: PAGE, cookie }));
    expect(next).toBeDefined();
    expect(next).not.toBe(cookie);
  });

  it.each([
    ['/login?next=/mail'],
    ['/login/x'],
    ['/log%C3%AFn'],
    ['/public/style.php'],
    ['/public/x.php/style.css'],
    ['/public/.css'],
    ['/public/style.css?a=b&c=d'],
    ['/public'],
  ])('gets nothing at %s', async (target) => {
    const upstream = webmail();
    expect((await gateOf(upstream).ask({ target, headers: PAGE })).answer?.status).toBe(302);
    expect(upstream.requests).toEqual([]);
  });

  it('gets public files without any cookie, either way', async () => {
    const upstream = webmail(() => ({
      body: 'body{}',
      headers: { 'cache-control': 'max-age=60' },
      setCookies: ['sid=x'],
    }));
    const gate = gateOf(upstream);
    const cookies = { sid: 'stolen', theme: 'dark' };
    const { answer } = await gate.ask({ target: '/public/a/style.min.css?v=1', cookies });
    expect(answer).toMatchObject({ status: 200, body: 'body{}' });
    expect(answer?.headers('set-cookie')).toEqual([]);
    expect(answer?.header('cache-control')).toBe('max-age=60');
    expect(upstream.requests[0]).not.toHaveProperty('cookie');
    expect((await gate.ask({ method: 'POST', target: '/public/style.css' })).answer?.status).toBe(403);
  });

  it('is told when the webmail does not answer', async () => {
    for (const [reason, status] of [
      ['unreachable', 502],
      ['slow', 504],
      ['broken-off', 502],
    ] as const) {
      const gate = gateOf(webmail(() => ({ kind: 'unavailable', reason })));
      const { answer } = await gate.ask({ target: '/login', headers: PAGE });
      expect(answer?.status).toBe(status);
      expect(answer?.header('retry-after')).toBe('10');
      expect(answer?.body).toContain('does not answer');
    }
  });

  it('trips when an answer begins a session, which is signed out again (4.3)', async () => {
    // Negative control: fails without ClosedDoor.#isTripped.
    for (const target of ['/login', '/public/style.css']) {
      const upstream = webmail((request) => (request.target === target ? ACCEPTED : undefined));
      const gate = gateOf(upstream);
      const { answer } = await gate.ask({ target, headers: PAGE });
      expect(answer?.status).toBe(403);
      expect(answer?.headers('set-cookie')).toEqual([]);
      expect(upstream.discarded).toBeGreaterThan(0);
      await vi.waitFor(() => expect(targets(upstream)).toContain('GET /logout'));
      expect(upstream.requests.at(-1)?.cookie).toContain('auth=a1');
      expect(gate.log).toContainEqual(expect.objectContaining({ level: 'error', event: 'gate.unexpected-sign-in' }));
    }
  });

  it('finds every closed door closed', async () => {
    const gate = gateOf(webmail());
    expect((await gate.ask({ method: 'PROPFIND', target: '/dav/x' })).answer?.status).toBe(403);
    expect((await gate.ask({ target: '/dav/x', cookie: await gate.open() })).answer?.status).toBe(403);
  });

  it('forgets a cookie that means nothing any more', async () => {
    const { answer } = await gateOf(webmail()).ask({ target: '/mail', headers: PAGE, cookie: 'gone' });
    expect(answer?.headers('set-cookie')[0]).toBe('__Host-postern=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax');
  });
});

describe("Postern's own pages", () => {
  it('are never forwarded, in any state', async () => {
    const upstream = webmail();
    const gate = gateOf(upstream);
    for (const target of ['/.postern', '/.postern/challenge', '/.postern/x?y=z']) {
      const { answer } = await gate.ask({ target });
      expect(answer).toMatchObject({ status: 200, body: 'a page' });
      expect(answer?.headers('set-cookie')).toEqual(['__Host-page=x; Path=/; Secure; HttpOnly; SameSite=Strict']);
    }
    expect(upstream.requests).toEqual([]);
    expect((await gate.ask({ target: '/.posternish', headers: PAGE })).answer?.status).toBe(302);
  });
});

describe('a sign-in', () => {
  it('sends what was read, with the canonical name in the form that the webmail knows', async () => {
    const upstream = webmail();
    const gate = gateOf(upstream);
    const headers = {
      ...FROM_OWN_PAGE,
      'accept-encoding': 'br',
      range: 'bytes=0-1',
      'if-match': '"x"',
      'user-agent': 'B',
    };
    await gate.ask({ ...SIGN_IN, headers, body: 'x=y&user=ANNA%40Example.Test&password=a%26b&csrf=t' });
    expect(gate.core.tries).toMatchObject([{ loginName: 'ANNA@Example.Test', password: 'a&b' }]);
    const [request] = upstream.requests;
    expect(request).toMatchObject({ method: 'POST', target: '/login' });
    expect(Buffer.from(request?.body as Uint8Array).toString()).toBe('csrf=t&user=anna&password=a%26b');
    expect(request?.headers).toEqual([
      ['origin', SITE.origin],
      ['user-agent', 'B'],
      ['content-type', 'application/x-www-form-urlencoded'],
    ]);
    // A browser that goes away ends nothing that must be known here.
    expect(request).not.toHaveProperty('signals');
  });

  it('tells the core which browser is trusted', async () => {
    const gate = gateOf(webmail());
    await gate.ask({ ...SIGN_IN, cookies: { '__Host-postern-trusted': 'token' } });
    expect(gate.core.tries[0]?.context).toMatchObject({ trustedBrowser: 'token', remoteAddress: '192.0.2.1' });
  });

  it('waits for the second step with the upstream’s cookies kept here', async () => {
    const gate = gateOf(webmail());
    const exchange = await gate.ask(SIGN_IN);
    expect(exchange.answer?.status).toBe(303);
    expect(exchange.answer?.header('location')).toBe('/.postern/challenge');
    expect(exchange.answer?.headers('set-cookie')).toHaveLength(1);
    expect(gate.core.sessions).toMatchObject([{ state: 'pending', mailbox: 'anna@example.test' }]);
  });

  it('opens with a redirect of the webmail’s own and the cookies that scripts need', async () => {
    const gate = gateOf(webmail(), { afterPassword: () => 'open' });
    const { answer } = await gate.ask(SIGN_IN);
    expect(answer?.header('location')).toBe('/mail/inbox');
    expect(answer?.headers('set-cookie').slice(1)).toEqual([
      'xsrf=x1; Path=/; Secure; SameSite=Lax',
      'theme=dark; Path=/; Secure; HttpOnly; SameSite=Lax',
    ]);
  });

  it('goes home when the webmail’s redirect leads elsewhere (4.4)', async () => {
    const elsewhere = { ...ACCEPTED, headers: { location: '/mail\\@evil.example' } };
    const gate = gateOf(
      webmail(({ method }) => (method === 'POST' ? elsewhere : undefined)),
      { afterPassword: () => 'open' },
    );
    expect((await gate.ask(SIGN_IN)).answer?.header('location')).toBe('/mail/');
  });

  it('carries the cookies of the form', async () => {
    const upstream = webmail();
    const gate = gateOf(upstream);
    const cookie = sessionCookieOf(await gate.ask({ target: '/login', headers: PAGE }));
    await gate.ask({ ...SIGN_IN, cookie });
    expect(upstream.requests[1]?.cookie).toBe('sid=s1');
    // The session that carried the form is over (P-20).
    expect(gate.core.sessions.map(({ state }) => state)).toEqual(['pending']);
  });

  it.each([
    ['no word on where it comes from', { 'content-type': 'application/x-www-form-urlencoded' }, 403],
    ['another origin', { ...FROM_OWN_PAGE, origin: 'https://evil.example' }, 403],
    ['a sibling', { ...FROM_OWN_PAGE, 'sec-fetch-site': 'same-site' }, 403],
    ['another site', { ...FROM_OWN_PAGE, 'sec-fetch-site': 'cross-site' }, 403],
    ['no type', { origin: SITE.origin }, 400],
    ['another type', { ...FROM_OWN_PAGE, 'content-type': 'text/plain' }, 400],
    ['two types', { ...FROM_OWN_PAGE, 'content-type': 'application/x-www-form-urlencoded, text/plain' }, 400],
    ['another charset', { ...FROM_OWN_PAGE, 'content-type': 'application/x-www-form-urlencoded; charset=utf-7' }, 400],
    ['an encoding', { ...FROM_OWN_PAGE, 'content-encoding': 'gzip' }, 400],
  ])('is refused with %s (4.8, 10; P-37)', async (_, headers, status) => {
    const upstream = webmail();
    const gate = gateOf(upstream);
    expect((await gate.ask({ ...SIGN_IN, headers })).answer?.status).toBe(status);
    expect([...upstream.requests, ...gate.core.tries]).toEqual([]);
  });

  it.each([
    ['from the same origin, whatever `Origin` says', { 'sec-fetch-site': 'same-origin', origin: 'null' }],
    ['by the person’s own doing', { 'sec-fetch-site': 'none' }],
    ['with a charset', { origin: SITE.origin, 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' }],
  ])('is taken %s', async (_, fields) => {
    const gate = gateOf(webmail());
    await gate.ask({ ...SIGN_IN, headers: { 'content-type': FROM_OWN_PAGE['content-type'], ...fields } });
    expect(gate.core.tries).toHaveLength(1);
  });

  it.each([
    ['too large', 'too-large'],
    ['cut off', 'broken'],
    ['without a name', 'password=secret'],
    ['with an empty name', 'user=+&password=secret'],
    ['without a password', 'user=anna'],
    ['with an endless password', `user=anna&password=${'x'.repeat(1_025)}`],
    ['with a name twice', 'user=anna&user=bob&password=secret'],
  ] as const)('is refused when it is %s', async (_, body) => {
    const gate = gateOf(webmail());
    expect((await gate.ask({ ...SIGN_IN, body })).answer?.status).toBe(400);
    expect(gate.core.tries).toEqual([]);
  });

  it('is refused before the webmail is asked, after the delay that the core wants', async () => {
    const upstream = webmail();
    const beforePassword = () => ({ kind: 'refused', reason: 'throttled', decisionId: 'd-9', delay: 700 }) as const;
    const gate = gateOf(upstream, { beforePassword });
    const { answer } = await gate.ask(SIGN_IN);
    expect(answer?.status).toBe(429);
    expect(answer?.body).toContain('d-9');
    expect(answer?.header('retry-after')).toBe('10');
    expect(gate.pauses).toEqual([700]);
    expect(upstream.requests).toEqual([]);
  });

  it('says that it is not about the password when nobody can decide (R4.4)', async () => {
    const beforePassword = () => ({ kind: 'unavailable', dependency: 'store', decisionId: 'd-9' }) as const;
    const { answer } = await gateOf(webmail(), { beforePassword }).ask(SIGN_IN);
    expect(answer?.status).toBe(503);
    expect(answer?.body).toContain('not about your password');
  });

  it('counts as failed only what the webmail refuses', async () => {
    const refused: FakeAnswer = {
      status: 302,
      headers: { location: '/login?error=1' },
      setCookies: ['sid=s3; Path=/'],
    };
    const cases: readonly (readonly [FakeAnswer | UpstreamFailure, readonly string[], number])[] = [
      [refused, ['refused'], 302],
      [{ status: 500, body: 'oops' }, ['unknown'], 500],
      [{ status: 200, body: 'welcome' }, ['unknown'], 200],
      [{ status: 302, headers: { location: '/mail' } }, ['unknown'], 302],
      [{ read: 'too-large' }, ['unknown'], 502],
      [{ read: 'broken' }, ['unknown'], 502],
      [{ kind: 'unavailable', reason: 'slow' }, ['unknown'], 504],
      [{ kind: 'ended' }, ['unknown'], 502],
    ];
    for (const [said, ends, status] of cases) {
      const gate = gateOf(webmail(({ method }) => (method === 'POST' ? said : undefined)));
      const { answer } = await gate.ask(SIGN_IN);
      expect(gate.core.tries.map((each) => each.ends)).toEqual([ends]);
      expect(answer?.status).toBe(status);
      expect(gate.core.sessions.every(({ state }) => state === 'anonymous')).toBe(true);
    }
  });

  it('keeps what a failure sets, for the next try', async () => {
    const refused: FakeAnswer = { status: 302, headers: { location: '/login' }, setCookies: ['sid=s3; Path=/'] };
    const upstream = webmail(({ method }) => (method === 'POST' ? refused : undefined));
    const gate = gateOf(upstream);
    const exchange = await gate.ask(SIGN_IN);
    expect(exchange.answer?.headers('set-cookie')).toHaveLength(1);
    await gate.ask({ ...SIGN_IN, cookie: sessionCookieOf(exchange) });
    expect(upstream.requests[1]?.cookie).toBe('sid=s3');
  });

  it('stays closed when a refusal begins a session all the same (4.8, 22)', async () => {
    const odd = { ...ACCEPTED, headers: { location: '/mail' } };
    const profile = genericForm({ ...SETTINGS, accepted: { status: 200 } });
    const upstream = webmail(({ method }) => (method === 'POST' ? odd : undefined));
    const gate = makeGate({
      profile: { ...profile, beginsSession: ({ setCookies }) => setCookies.length > 0 },
      upstream,
      signIn: SIGN_IN,
    });
    expect((await gate.ask(SIGN_IN)).answer?.status).toBe(403);
    expect(gate.core.tries[0]?.ends).toEqual(['unknown']);
    await vi.waitFor(() => expect(targets(upstream)).toContain('GET /logout'));
  });

  it.each([
    ['refuses', { kind: 'refused', reason: 'mailbox-disabled', decisionId: 'd-7', delay: 5 }, 403],
    ['can not tell', { kind: 'unavailable', dependency: 'store', decisionId: 'd-7' }, 503],
  ] as const)(
    'signs out at the webmail when the core %s after a right password (4.8, 18)',
    async (_, after, status) => {
      const upstream = webmail();
      const gate = gateOf(upstream, { afterPassword: (): AfterPassword => after });
      const { answer } = await gate.ask(SIGN_IN);
      expect(answer?.status).toBe(status);
      expect(answer?.headers('set-cookie')).toEqual([]);
      // Negative control: fails without #endUpstream in SignInDoor.#accept.
      await vi.waitFor(() => expect(targets(upstream)).toEqual(['POST /login', 'GET /logout']));
    },
  );

  it('signs out at the webmail when the core breaks after a right password', async () => {
    const upstream = webmail();
    const afterPassword = (): never => {
      throw new Error('broken');
    };
    const gate = gateOf(upstream, { afterPassword });
    await expect(gate.ask(SIGN_IN)).rejects.toThrow('broken');
    await vi.waitFor(() => expect(targets(upstream)).toEqual(['POST /login', 'GET /logout']));
  });

  it('is none while the second step is missing (P-04)', async () => {
    const upstream = webmail();
    const gate = gateOf(upstream);
    const cookie = await gate.signIn();
    const { answer } = await gate.ask({ ...SIGN_IN, headers: { ...FROM_OWN_PAGE, ...PAGE }, cookie });
    expect(answer?.header('location')).toBe('/.postern/challenge');
    expect(upstream.requests).toHaveLength(1);
  });
});

describe('a session whose second step is missing', () => {
  it('reaches nothing but public files and the challenge (P-02)', async () => {
    const upstream = webmail();
    const gate = gateOf(upstream);
    const cookie = await gate.signIn();
    for (const target of ['/', '/mail/', '/login', '/logout', '/api/x?_=1']) {
      const { answer } = await gate.ask({ target, headers: PAGE, cookie });
      expect([answer?.status, answer?.header('location')]).toContain(
        target.startsWith('/api') ? 401 : '/.postern/challenge',
      );
    }
    expect((await gate.ask({ target: '/public/style.css', cookie })).answer?.status).toBe(200);
    expect(targets(upstream)).toEqual(['POST /login', 'GET /public/style.css']);
  });
});

describe('an open session', () => {
  it('is forwarded with the webmail’s cookies and the browser’s preferences, and nothing else of the browser’s', async () => {
    const upstream = webmail();
    const gate = gateOf(upstream);
    const cookie = await gate.open();
    const cookies = { theme: 'light', auth: 'forged', other: 'x' };
    const { answer } = await gate.ask({ target: '/mail/inbox?a=b', headers: { accept: 'text/html' }, cookie, cookies });
    expect(answer).toMatchObject({ status: 200, body: 'page /mail/inbox?a=b' });
    expect(answer?.headers('cache-control')).toEqual(['no-store']);
    expect(upstream.requests.at(-1)).toMatchObject({
      target: '/mail/inbox?a=b',
      headers: [['accept', 'text/html']],
      cookie: 'sid=s2; auth=a1; xsrf=x1; theme=light',
    });
  });

  it('lets public files be kept by caches, and counts neither them nor polls as a person', async () => {
    const gate = gateOf(webmail());
    const cookie = await gate.open();
    await gate.ask({ target: '/public/style.css', cookie });
    const { answer } = await gate.ask({ target: '/public/style.css', cookie });
    expect(answer?.header('cache-control')).toBe('private');
    await gate.ask({ target: '/api/events', cookie });
    expect(gate.core.touched).toEqual([]);
    await gate.ask({ target: '/mail', cookie });
    expect(gate.core.touched).toHaveLength(1);
  });

  it('keeps what answers set, and gives the browser what its scripts read', async () => {
    const upstream = webmail(({ target }) =>
      target === '/rotate' ? { setCookies: ['sid=s9; Path=/', 'xsrf=x9; Path=/', 'secret=1'] } : undefined,
    );
    const gate = gateOf(upstream);
    const cookie = await gate.open();
    const { answer } = await gate.ask({ target: '/rotate', cookie });
    expect(answer?.headers('set-cookie')).toEqual(['xsrf=x9; Path=/; Secure; SameSite=Lax']);
    await gate.ask({ target: '/mail', cookie });
    expect(upstream.requests.at(-1)?.cookie).toContain('sid=s9; auth=a1; xsrf=x9; secret=1');
  });

  it('loses nothing that another answer set meanwhile (4.5)', async () => {
    const upstream = webmail(({ target }) => (target === '/rotate' ? { setCookies: ['sid=s9; Path=/'] } : undefined));
    const gate = gateOf(upstream);
    const cookie = await gate.open();
    gate.core.beforeChange = () => {
      const jar = Object.entries({ sid: 's5', auth: 'a1', late: '1' }).map(([name, value]) => ({
        name,
        value,
        path: '/',
      }));
      gate.core.putVault(cookie, writeVault({ jar }));
    };
    await gate.ask({ target: '/rotate', cookie });
    await gate.ask({ target: '/mail', cookie });
    expect(upstream.requests.at(-1)?.cookie).toBe('sid=s9; auth=a1; late=1');
  });

  it.each([
    ['takes its cookie away', { setCookies: ['auth=; Max-Age=0; Path=/'] }],
    ['leads to its sign-in page', { status: 302, headers: { location: 'https://mail.example.test/login' } }],
    ['begins one of a stranger', { status: 200, setCookies: ['auth=anonymous; Path=/'] }],
  ])('ends when the webmail %s', async (_, said) => {
    const upstream = webmail(({ target }) => (target === '/mail' ? said : undefined));
    const gate = gateOf(upstream);
    const cookie = await gate.open();
    const { answer } = await gate.ask({ target: '/mail', headers: PAGE, cookie });
    expect(answer?.header('location')).toBe('/login');
    expect(answer?.headers('set-cookie')[0]).toContain('Max-Age=0');
    expect(gate.core.ended).toMatchObject([{ reason: 'upstream-ended' }]);
    expect(gate.core.sessions).toEqual([]);
  });

  it('tells a script in the webmail’s words when it ends', async () => {
    const gate = gateOf(
      webmail(({ target }) => (target === '/api/x' ? { setCookies: ['auth=; Max-Age=0; Path=/'] } : undefined)),
    );
    const { answer } = await gate.ask({ target: '/api/x', cookie: await gate.open() });
    expect(answer).toMatchObject({ status: 401, body: '{"error":"session"}' });
  });

  it('ends with the webmail’s log-out', async () => {
    const upstream = webmail(({ target }) =>
      target === '/logout' ? { status: 302, headers: { location: '/login' } } : undefined,
    );
    const gate = gateOf(upstream);
    const { answer } = await gate.ask({ target: '/logout', headers: PAGE, cookie: await gate.open() });
    expect(answer?.header('location')).toBe('/login');
    expect(gate.core.ended).toMatchObject([{ reason: 'signed-out' }]);
    expect(targets(upstream).filter((each) => each === 'GET /logout')).toHaveLength(1);
  });

  it('ends, with the other, when an answer signs in somebody else (4.8, 2)', async () => {
    const other = { ...ACCEPTED, setCookies: ['auth=bobs; Path=/'] };
    const upstream = webmail(({ target }) => (target === '/other-login' ? other : undefined));
    const gate = gateOf(upstream);
    const cookie = await gate.open();
    const { answer } = await gate.ask({ method: 'POST', target: '/other-login', headers: PAGE, cookie });
    // Negative control: fails without OpenDoor.#isReplaced.
    expect(answer?.status).toBe(303);
    expect(answer?.header('location')).toBe('/login');
    expect(gate.core.sessions).toEqual([]);
    await vi.waitFor(() => expect(upstream.requests.filter(({ target }) => target === '/logout')).toHaveLength(2));
    const ended = upstream.requests.filter(({ target }) => target === '/logout').map(({ cookie: each }) => each);
    expect(ended.toSorted()).toEqual([expect.stringContaining('auth=a1'), expect.stringContaining('auth=bobs')]);
  });

  it('ends without an answer of the webmail’s when it was revoked meanwhile', async () => {
    const gate = gateOf(
      webmail(({ target }) => {
        if (target !== '/slow') return undefined;
        for (const { id } of gate.core.sessions) gate.core.revoke(id);
        return { setCookies: ['sid=s9; Path=/'], body: 'mail' };
      }),
    );
    const { answer } = await gate.ask({ target: '/slow', headers: PAGE, cookie: await gate.open() });
    expect(answer?.header('location')).toBe('/login');
    expect(answer?.body).toBe('');
  });

  it('aborts what it forwards, and signs out at the webmail, when it is revoked (R8.3; 4.8, 20)', async () => {
    const upstream = webmail(({ target, signals }) => {
      if (target !== '/stream') return undefined;
      for (const { id } of gate.core.sessions) gate.core.revoke(id);
      return signals?.some(({ aborted }) => aborted) ? { kind: 'ended' } : { body: 'goes on' };
    });
    const gate = gateOf(upstream);
    const { answer } = await gate.ask({ target: '/stream', headers: PAGE, cookie: await gate.open() });
    // Negative control: fails without UpstreamSessions.enter's signal.
    expect(answer?.header('location')).toBe('/login');
    await vi.waitFor(() => expect(targets(upstream)).toContain('GET /logout'));
  });

  it('says nothing of the webmail to a browser that has gone', async () => {
    // Negative control: fails when a notice is written for nobody.
    const gate = gateOf(webmail(({ target }) => (target === '/mail' ? { kind: 'ended' } : undefined)));
    const { answer } = await gate.ask({ target: '/mail', headers: PAGE, cookie: await gate.open() });
    expect(answer).toBeUndefined();
    expect(gate.core.sessions).toHaveLength(1);
  });

  it('tells pages and scripts apart when the webmail does not answer, and goes on', async () => {
    const gate = gateOf(
      webmail(({ target }) => (target === '/mail' ? { kind: 'unavailable', reason: 'slow' } : undefined)),
    );
    const cookie = await gate.open();
    const page = await gate.ask({ target: '/mail', headers: PAGE, cookie });
    expect(page.answer).toMatchObject({ status: 504, body: expect.stringContaining('does not answer') });
    const script = await gate.ask({ target: '/mail', headers: { accept: 'application/json' }, cookie });
    expect(script.answer).toMatchObject({ status: 504, body: '' });
    expect(gate.core.sessions).toHaveLength(1);
  });

  it('upgrades only where the profile says so, for the site’s own pages', async () => {
    const gate = gateOf(webmail(({ upgrade }) => (upgrade ? { status: 426 } : undefined)));
    const cookie = await gate.open();
    const ask = async (target: string, origin: string): Promise<number | undefined> =>
      (await gate.ask({ target, headers: { origin }, cookie, wantsUpgrade: 'websocket' })).answer?.status;
    expect(await ask('/api/socket', SITE.origin)).toBe(426);
    expect(await ask('/api/socket', 'https://evil.example')).toBe(403);
    expect(await ask('/api/other', SITE.origin)).toBe(403);
  });

  it('is over when it was written by another version', async () => {
    const gate = gateOf(webmail());
    const cookie = await gate.open();
    const found = await gate.core.find(cookie, SITE.name);
    if (found) await gate.core.changeVault(found, () => Buffer.from('{"version":2}'));
    expect((await gate.ask({ target: '/mail', headers: PAGE, cookie })).answer?.header('location')).toBe('/login');
    expect(gate.core.sessions).toEqual([]);
  });

  it('ends for a sign-in of somebody else, who has a second step of its own', async () => {
    const gate = gateOf(webmail());
    const cookie = await gate.open();
    const exchange = await gate.ask({ ...SIGN_IN, body: 'user=bob&password=secret', cookie });
    expect(exchange.answer?.header('location')).toBe('/.postern/challenge');
    expect(gate.core.sessions).toMatchObject([{ state: 'pending', mailbox: 'bob@example.test' }]);
  });

  it('goes on when a sign-in in it fails', async () => {
    let signIns = 0;
    const refused: FakeAnswer = { status: 302, headers: { location: '/login' }, setCookies: ['sid=s7; Path=/'] };
    const gate = gateOf(webmail(({ method }) => (method === 'POST' && ++signIns > 1 ? refused : undefined)));
    const cookie = await gate.open();
    const { answer } = await gate.ask({ ...SIGN_IN, cookie });
    expect(answer?.headers('set-cookie')).toEqual([]);
    expect(gate.core.sessions).toMatchObject([{ state: 'open' }]);
  });
});

describe('a notice', () => {
  it('has a status for everything that it can say', () => {
    expect(noticeStatus({ kind: 'forbidden' })).toBe(403);
    expect(noticeStatus({ kind: 'malformed' })).toBe(400);
    expect(noticeStatus({ kind: 'webmail-unavailable', slow: true })).toBe(504);
  });
});
