// The gate's decisions on a sign-in, and on a session whose second step is missing.

import { describe, expect, it, vi } from 'vitest';
import type { UpstreamFailure } from '../../../../../src/web/gate/exchange.ts';
import { genericForm } from '../../../../../src/web/gate/profiles/generic-form.ts';
import { type FakeAnswer, SITE } from '../../../../support/gate/fake-exchange.ts';
import type { AfterPassword } from '../../../../support/gate/fake-web-core.ts';
import {
  ACCEPTED,
  FROM_OWN_PAGE,
  gateOf,
  PAGE,
  SETTINGS,
  SIGN_IN,
  targets,
  webmail,
} from '../../../../support/gate/form-webmail.ts';
import { type GateFixture, makeGate, sessionCookieOf } from '../../../../support/gate/gate-fixture.ts';

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

  it.each([
    ['another one', 'a2', 1],
    // Negative control: fails when the former is always signed out; whoever has just signed in would be, too.
    ['the same one', 'a1', 0],
  ])(
    'in an open session ends that one; at the webmail, which gave it %s, once or not at all',
    async (_, auth, ends) => {
      let signIns = 0;
      const upstream = webmail(({ method }) => {
        if (method !== 'POST') return undefined;
        signIns += 1;
        return { ...ACCEPTED, setCookies: [`auth=${signIns === 1 ? 'a1' : auth}; Path=/`] };
      });
      const gate = gateOf(upstream);
      const open = await gate.open();
      const pending = sessionCookieOf(await gate.ask({ ...SIGN_IN, cookie: open }));
      expect(pending).toBeDefined();
      expect(await gate.core.find(open, 'webmail')).toBeUndefined();
      // The new one, whose second step is missing, ends with the gate.
      await gate.upstreamSessions[Symbol.asyncDispose]();
      expect(targets(upstream).filter((target) => target === 'GET /logout')).toHaveLength(ends + 1);
    },
  );

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

describe('a session that no gate of this process has seen', () => {
  /** As after a restart: what was watched is known to nobody. */
  function forgetAll({ upstreamSessions }: GateFixture): void {
    upstreamSessions.handOver(gateOf(webmail()).upstreamSessions);
  }

  it('is signed out at the webmail when its second step stays missing, once its browser has come back (4.8, 18)', async () => {
    // Negative control: fails when only the gate that began a pending session watches it.
    const upstream = webmail();
    const gate = gateOf(upstream);
    const cookie = await gate.signIn();
    forgetAll(gate);
    await gate.ask({ target: '/mail/', headers: PAGE, cookie });
    gate.core.runOut();
    await vi.waitFor(() => expect(targets(upstream)).toEqual(['POST /login', 'GET /logout']));
  });

  it('is signed out at the webmail when its browser comes back too late', async () => {
    // Negative control: fails when the gate isn't given what has run out of time.
    const upstream = webmail();
    const gate = gateOf(upstream);
    const cookie = await gate.open();
    forgetAll(gate);
    gate.core.over.add(cookie);
    expect((await gate.ask({ target: '/mail/', headers: PAGE, cookie })).answer?.header('location')).toBe('/login');
    await vi.waitFor(() => expect(targets(upstream)).toEqual(['POST /login', 'GET /logout']));
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
