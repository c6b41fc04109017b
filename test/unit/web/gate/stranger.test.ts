// The gate's decisions on whoever has no session, or one that means nothing any more.

import { describe, expect, it, vi } from 'vitest';
import { ACCEPTED, gateOf, PAGE, SIGN_IN, targets, webmail } from '../../../support/gate/form-webmail.ts';
import { sessionCookieOf } from '../../../support/gate/gate-fixture.ts';

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
      expect.stringMatching(/^__Host-postern-stranger=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax$/),
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

  it.each(['without a session', 'with the session of its form'])(
    '%s, answered late, gets nothing in the place of what the browser has signed in to meanwhile (P-20)',
    async (which) => {
      // Negative control: fails when strangers' sessions have the cookie that the others have.
      const slow = Promise.withResolvers<undefined>();
      const upstream = webmail();
      const gate = gateOf({
        ...upstream,
        send: async (request) => {
          if (request.headers.some(([name]) => name === 'if-none-match')) await slow.promise;
          return upstream.send(request);
        },
      });
      const cookie = sessionCookieOf(await gate.ask({ target: '/login', headers: PAGE }));
      const early = which === 'without a session' ? undefined : cookie;
      const answered = gate.ask({ target: '/login', headers: { ...PAGE, 'if-none-match': 'x' }, cookie: early });
      const pending = sessionCookieOf(await gate.ask({ ...SIGN_IN, cookie }));
      slow.resolve(undefined);
      const { answer } = await answered;
      expect(answer?.body).toBe('the form');
      expect(answer?.headers('set-cookie').filter((field) => field.startsWith('__Host-postern='))).toEqual([]);
      expect((await gate.core.find(pending, 'webmail'))?.session.state).toBe('pending');
    },
  );

  it('that signs in has no stranger’s cookie any more', async () => {
    const gate = gateOf(webmail());
    const cookie = sessionCookieOf(await gate.ask({ target: '/login', headers: PAGE }));
    const { answer } = await gate.ask({ ...SIGN_IN, cookie });
    expect(answer?.headers('set-cookie')).toEqual([
      expect.stringMatching(/^__Host-postern=[\w-]{43};/),
      '__Host-postern-stranger=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax',
    ]);
  });

  it('can not bring somebody’s session under the stranger’s name', async () => {
    const upstream = webmail();
    const gate = gateOf(upstream);
    const open = await gate.open();
    const { answer } = await gate.ask({
      target: '/mail/',
      headers: PAGE,
      cookies: { '__Host-postern-stranger': open },
    });
    expect(answer?.header('location')).toBe('/login');
    expect(targets(upstream)).toEqual(['POST /login']);
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
    // Negative control: fails without ClosedDoor.#trip.
    for (const target of ['/login', '/public/style.css']) {
      const upstream = webmail((request) => (request.target === target ? ACCEPTED : undefined));
      const gate = gateOf(upstream);
      const { answer } = await gate.ask({ target, headers: PAGE });
      expect(answer?.status).toBe(403);
      expect(answer?.headers('set-cookie')).toEqual([]);
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

  it('forgets a cookie that means nothing any more, with a page only', async () => {
    const gate = gateOf(webmail());
    // A script's request may be older than the cookie that the browser has by now.
    const script = await gate.ask({ target: '/api/x', cookie: 'gone' });
    expect(script.answer?.headers('set-cookie')).toEqual([]);
    const { answer } = await gate.ask({ target: '/mail', headers: PAGE, cookie: 'gone' });
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
