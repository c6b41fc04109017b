// The way into the console: every state with every page, permissions, forms of others, bodies, cookies, and what breaks.

import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PosternError } from '../../../../src/core/errors.ts';
import { operation } from '../../../../src/web/api/operation.ts';
import { ACCESS_ROUTES } from '../../../../src/web/console/access/access-routes.ts';
import type { ConsoleRoute, ConsoleRoutes } from '../../../../src/web/console/console-contract.ts';
import { consoleForm, consolePage, toConsole } from '../../../../src/web/console/console-page.ts';
import { CONSOLE_ROUTES } from '../../../../src/web/console/console-routes.ts';
import { html } from '../../../../src/web/pages/markup.ts';
import { createAdministrationFixture } from '../../../support/administration-fixture.ts';
import { CONSOLE_COOKIE, CONSOLE_ORIGIN, ConsoleFixture, type ConsoleSent } from '../../../support/console-fixture.ts';

const shown: ConsoleRoute = {
  permission: 'mailboxes:read',
  get: async (visit) =>
    consolePage(visit, {
      section: 'mailboxes',
      title: 'Mailboxes',
      body: html`<h1>Mailboxes</h1>${consoleForm(visit, '/mailboxes', '')}`,
    }),
  post: async (visit) => toConsole('/mailboxes', { got: visit.form.get('name') }),
};

const ROUTES: ConsoleRoutes = {
  '/mailboxes': shown,
  '/tokens': { ...shown, permission: 'administrators:read' },
  '/own': { ...shown, permission: 'own' },
  '/upload': {
    permission: 'mailboxes:write',
    formOn: '/mailboxes',
    maxOctets: 100,
    post: async ({ form }) => toConsole('/mailboxes', { got: form.get('file') }),
  },
};

const STATES = ['none', 'challenge', 'set-up', 'open'] as const;
const OWN_PAGE = {
  none: '/console/sign-in',
  challenge: '/console/challenge',
  'set-up': '/console/set-up',
  open: '/console',
};

type State = (typeof STATES)[number];

function sentAs(fixture: ConsoleFixture, state: State, sent: ConsoleSent = {}): ConsoleSent {
  return { ...(state !== 'none' && { cookie: fixture.begin(state) }), ...sent };
}

function isAccessPage(path: string, state: State): boolean {
  const route = ACCESS_ROUTES[path];
  return route !== undefined && (route.for === state || (route.for === 'session' && state !== 'none'));
}

describe('every page', () => {
  const paths = [...Object.keys(ACCESS_ROUTES), ...Object.keys(ROUTES), ...Object.keys(CONSOLE_ROUTES), '/', '/none'];
  const fixtureOf = () => new ConsoleFixture({ routes: { ...CONSOLE_ROUTES, ...ROUTES } });

  // Negative control: fails for every session when the dispatch doesn't compare its state with the route's.
  it.each(STATES)('is there for a session in the state %s only when it is of that state (R6.2)', async (state) => {
    for (const path of paths.filter(
      (each) => !isAccessPage(each, state) && (state !== 'open' || ACCESS_ROUTES[each]),
    )) {
      const fixture = fixtureOf();
      const answer = await fixture.visit('GET', path, sentAs(fixture, state));
      expect([path, answer.status, answer.headers['location']?.split('?')[0]]).toEqual([path, 303, OWN_PAGE[state]]);
      expect([path, answer.body]).toEqual([path, '']);
      expect([path, fixture.calls]).toEqual([path, []]);
    }
  });

  it.each(STATES)('does nothing for a form in the state %s when it is of another', async (state) => {
    for (const path of paths.filter(
      (each) => !isAccessPage(each, state) && (state !== 'open' || ACCESS_ROUTES[each]),
    )) {
      const fixture = fixtureOf();
      const answer = await fixture.visit('POST', path, sentAs(fixture, state, { form: { name: 'x' } }));
      expect([path, answer.status]).toEqual([path, state === 'none' ? 403 : 303]);
      expect([path, fixture.calls, fixture.bodiesRead]).toEqual([path, [], []]);
    }
  });

  it('is told to nobody by its absence before they are signed in', async () => {
    const fixture = fixtureOf();
    const [there, absent] = await Promise.all([fixture.visit('GET', '/tokens'), fixture.visit('GET', '/none')]);
    expect([there.status, absent.status]).toEqual([303, 303]);
    expect(there.headers['location']).toBe('/console/sign-in?next=%2Ftokens');
    expect(absent.headers['location']).toBe('/console/sign-in');
  });

  it('is never kept by a browser, framed, or given a script of others', async () => {
    const fixture = fixtureOf();
    for (const [path, state] of [
      ['/sign-in', 'none'],
      ['/mailboxes', 'open'],
      ['/none', 'open'],
    ] as const) {
      const { headers } = await fixture.visit('GET', path, sentAs(fixture, state));
      expect(headers['cache-control']).toBe('no-store');
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers['content-security-policy']).toContain(`script-src ${CONSOLE_ORIGIN}/console/assets/postern-`);
    }
  });
});

describe('an administrator', () => {
  // Negative control: fails when the dispatch doesn't look at the route's permission.
  it.each([
    ['platform-administrator', ['/mailboxes', '/tokens', '/own']],
    ['domain-administrator', ['/mailboxes', '/own']],
    ['auditor', ['/mailboxes', '/tokens', '/own']],
  ] as const)('who is %s sees links to %j, and no page besides (R6.2)', async (role, allowed) => {
    const fixture = new ConsoleFixture({ routes: ROUTES, role });
    const cookie = fixture.begin('open');
    const { body } = await fixture.visit('GET', '/own', { cookie });
    for (const path of ['/mailboxes', '/tokens', '/own'] as const) {
      const isAllowed = (allowed as readonly string[]).includes(path);
      expect([path, String(body).includes(`<li><a href="/console${path}"`)]).toEqual([path, isAllowed]);
      expect([path, (await fixture.visit('GET', path, { cookie })).status]).toEqual([path, isAllowed ? 200 : 404]);
    }
  });

  it('of some domains doesn’t see what takes all of them, whatever the role', async () => {
    const fixture = new ConsoleFixture({ role: 'auditor', domains: new Set(['example.com']) });
    const cookie = fixture.begin('break-glass');
    expect((await fixture.visit('GET', '/administrators', { cookie })).status).toBe(404);
    expect((await fixture.visit('GET', '/own', { cookie })).body).not.toContain('href="/console/administrators"');
  });

  it('who only audits sends no form that changes', async () => {
    const fixture = new ConsoleFixture({ routes: ROUTES, role: 'auditor' });
    const answer = await fixture.visit('POST', '/upload', { cookie: fixture.begin('open') });
    expect([answer.status, fixture.bodiesRead]).toEqual([404, []]);
  });

  it('comes to the first page that there is for them', async () => {
    const fixture = new ConsoleFixture({ routes: ROUTES });
    const answer = await fixture.visit('GET', '/', { cookie: fixture.begin('open') });
    expect(answer.headers['location']).toBe('/console/mailboxes');
  });

  it('by break-glass is told so on every page, with the time that is left (R6.7)', async () => {
    const fixture = new ConsoleFixture({ routes: ROUTES });
    for (const path of ['/mailboxes', '/tokens', '/own']) {
      const { body } = await fixture.visit('GET', path, { cookie: fixture.begin('break-glass') });
      expect(body).toContain('It ends in 45 minutes');
    }
  });
});

describe('a form', () => {
  const fixture = new ConsoleFixture({ routes: ROUTES });
  const post = (sent: ConsoleSent) => fixture.visit('POST', '/mailboxes', { form: { name: 'x' }, ...sent });

  it('of the session is taken', async () => {
    const answer = await post({ cookie: fixture.begin('open') });
    expect(answer.headers['location']).toBe('/console/mailboxes?got=x');
  });

  // Negative control: fails without the token's check.
  it('without the token of its session is not taken, nor with that of another (P-37)', async () => {
    const cookie = fixture.begin('open');
    for (const token of ['', 'x', fixture.token(fixture.begin('open'))]) {
      expect((await post({ cookie, token })).status).toBe(403);
    }
  });

  // Negative control: fails without isFromOurPages.
  it.each([
    { secFetchSite: 'cross-site' },
    { secFetchSite: 'same-site' },
    { secFetchSite: 'none' },
    { secFetchSite: 'same-origin', origin: 'https://webmail.example.test' },
    { secFetchSite: undefined, origin: 'https://webmail.example.test' },
    { secFetchSite: undefined, origin: undefined },
  ])('that came from elsewhere, as %j says, is not even read (P-37)', async (headers) => {
    fixture.bodiesRead.length = 0;
    expect((await post({ cookie: fixture.begin('open'), headers })).status).toBe(403);
    expect(fixture.bodiesRead).toEqual([]);
  });

  // Negative control: fails when strangers' forms need no token.
  it('to sign in is only taken from a browser that was given it (login CSRF, P-37)', async () => {
    const first = await fixture.visit('GET', '/sign-in');
    const [given] = first.setCookies;
    expect(given).toMatchObject({ name: '__Host-postern-console-form', httpOnly: true, sameSite: 'Strict' });
    const token = /name="token" value="([^"]+)"/.exec(String(first.body))?.[1] ?? '';
    const form = { name: 'ann', password: 'wrong' };
    const cookies = { '__Host-postern-console-form': given?.value ?? '' };
    expect((await fixture.visit('POST', '/sign-in', { form, cookies })).status).toBe(403);
    expect((await fixture.visit('POST', '/sign-in', { form, token })).status).toBe(403);
    expect(fixture.calls).toEqual([]);
    expect((await fixture.visit('POST', '/sign-in', { form, token, cookies })).status).toBe(303);
    expect(fixture.calls).toEqual(['password ann']);
  });

  it('is read up to what its page takes, and says so when it is longer', async () => {
    fixture.bodiesRead.length = 0;
    const cookie = fixture.begin('open');
    const answer = await fixture.visit('POST', '/upload', { cookie, form: { file: 'x'.repeat(100) } });
    expect([answer.status, fixture.bodiesRead]).toEqual([413, [100]]);
  });

  it('holds the text of a file', async () => {
    const cookie = fixture.begin('open');
    const body = new FormData();
    body.set('token', fixture.token(cookie));
    body.set('file', new File(['a,b\r\nü'], 'list.csv', { type: 'text/csv' }));
    const request = new Request('http://localhost/', { method: 'POST', body });
    const octets = new Uint8Array(await request.arrayBuffer());
    const contentType = request.headers.get('content-type') ?? '';
    const roomy = new ConsoleFixture({
      routes: { '/upload': { ...ROUTES['/upload'], permission: 'own', maxOctets: 1_000 } },
    });
    const again = roomy.begin('open');
    const asked = { ...roomy.request('POST', '/upload', { cookie: again, headers: { contentType } }) };
    const text = new TextDecoder().decode(octets).replace(fixture.token(cookie), roomy.token(again));
    const answer = await roomy.console({ ...asked, readBody: async () => new TextEncoder().encode(text) });
    expect(answer.headers['location']).toBe('/console/mailboxes?got=a%2Cb%0D%0A%C3%BC');
  });

  it.each([
    ['application/json', 415],
    ['multipart/form-data', 415],
    ['multipart/form-data; boundary=x', 400],
  ])('of the type %s is answered with %i', async (contentType, status) => {
    expect((await post({ cookie: fixture.begin('open'), headers: { contentType } })).status).toBe(status);
  });

  it('is the only thing that changes anything: no other method is', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const answer = await fixture.visit(method, '/mailboxes', { cookie: fixture.begin('open') });
      expect([method, answer.status]).toEqual([method, 405]);
    }
  });
});

describe('cookies', () => {
  it('of a session are the console’s own: no other name is looked at (P-17)', async () => {
    const fixture = new ConsoleFixture({ routes: ROUTES });
    const cookie = fixture.begin('open');
    for (const name of [
      '__Host-postern',
      'postern',
      'postern-console',
      '__Host-postern-trusted',
      '__Host-postern-console-form',
    ]) {
      expect([name, (await fixture.visit('GET', '/own', { cookies: { [name]: cookie } })).status]).toEqual([name, 303]);
    }
    expect((await fixture.visit('GET', '/own', { cookies: { [CONSOLE_COOKIE]: cookie } })).status).toBe(200);
  });

  it('have no prefix where there is no TLS, as browsers would refuse them', async () => {
    const fixture = new ConsoleFixture({ routes: ROUTES, origin: 'http://127.0.0.1:8443' });
    const { setCookies } = await fixture.visit('GET', '/sign-in');
    expect(setCookies.map(({ name }) => name)).toEqual(['postern-console-form']);
    const chosen = await fixture.visit('POST', '/preferences', {
      form: { language: 'de', next: '/sign-in' },
      headers: { origin: 'http://127.0.0.1:8443' },
    });
    expect(chosen.setCookies.map(({ name }) => name)).toContain('postern-language');
    expect(chosen.headers['location']).toBe('/console/sign-in');
    expect((await fixture.visit('GET', '/sign-in', { cookies: { 'postern-language': 'de' } })).body).toContain(
      'lang="de"',
    );
  });

  it('of a session are for our pages only, and end with the browser', async () => {
    const fixture = new ConsoleFixture({ routes: ROUTES });
    const answer = await fixture.visit('POST', '/challenge', {
      cookie: fixture.begin('challenge'),
      form: { method: 'totp', code: '123456' },
    });
    const cookie = answer.setCookies.find(({ name }) => name === CONSOLE_COOKIE);
    expect(cookie).toEqual({ name: CONSOLE_COOKIE, value: expect.any(String), httpOnly: true, sameSite: 'Strict' });
  });
});

describe('an operation that needs both steps lately', () => {
  const destroy = operation({
    id: 'destroy',
    method: 'DELETE',
    path: '/everything',
    tag: 'Test',
    summary: 'Destroy everything',
    permission: 'platform:write',
    within: 'platform',
    needsConfirmation: true,
    answer: z.object({}),
    handle: async () => ({}),
  });

  const routes: ConsoleRoutes = {
    '/thing': { ...shown, permission: 'own' },
    '/thing/destroy': {
      permission: 'own',
      formOn: '/thing',
      keeps: ['note', 'password-hint'],
      post: async (visit) => {
        const called = await visit.call(destroy);
        return toConsole('/thing', { result: called.kind });
      },
    },
  };

  it('leads to them, and then back to the form with what was typed, but for what isn’t to be kept', async () => {
    const { services } = await createAdministrationFixture();
    const fixture = new ConsoleFixture({ routes, services });
    fixture.now = services.clock.now();
    const cookie = fixture.begin('open');
    const form = { note: 'no more', secret: 'a secret' };
    const first = await fixture.visit('POST', '/thing/destroy?id=7', { cookie, form });
    expect(first.headers['location']).toBe('/console/confirm?next=%2Fthing%3Fid%3D7%26note%3Dno%2Bmore');
    const location = first.headers['location']?.slice('/console'.length) ?? '';
    const asked = await fixture.visit('GET', location, { cookie });
    expect(asked.body).toContain('value="/thing?id=7&amp;note=no+more"');
    const given = {
      next: '/thing?id=7&note=no+more',
      method: 'totp',
      code: '123456',
      password: 'correct horse battery staple',
    };
    const confirmed = await fixture.visit('POST', '/confirm', { cookie, form: given });
    expect(confirmed.headers['location']).toBe('/console/thing?id=7&note=no+more');
    const fresh = confirmed.setCookies.find(({ name }) => name === CONSOLE_COOKIE)?.value;
    const second = await fixture.visit('POST', '/thing/destroy?id=7', { cookie: fresh, form });
    expect(second.headers['location']).toBe('/console/thing?result=done');
  });

  // Negative control: fails without the comparison with the pages that there are.
  it.each(['//evil.example', '/\\evil.example', 'https://evil.example', '/sign-out', '/thing/destroy', '/../x', ''])(
    'goes on nowhere else: %j',
    async (next) => {
      const fixture = new ConsoleFixture({ routes });
      const form = { next, method: 'totp', code: '123456', password: 'correct horse battery staple' };
      const answer = await fixture.visit('POST', '/confirm', { cookie: fixture.begin('open'), form });
      expect(answer.headers['location']).toBe('/console');
    },
  );
});

describe('what breaks', () => {
  it('is answered: an outage as one, a bug as ours, and both are logged', async () => {
    const fixture = new ConsoleFixture({
      routes: {
        '/own': {
          permission: 'own',
          get: async () => {
            throw new Error('a bug');
          },
        },
      },
    });
    const broken = await fixture.visit('GET', '/own', { cookie: fixture.begin('open') });
    expect(broken.status).toBe(500);
    expect(broken.body).not.toContain('a bug');
    fixture.failure = new PosternError('ERR_STORE_UNAVAILABLE', 'no store');
    const outage = await fixture.visit('GET', '/own', { cookie: fixture.begin('open') });
    expect([outage.status, outage.headers['retry-after']]).toEqual([503, '5']);
    expect(fixture.log).toEqual(['console.broken: Error: a bug', 'console.unavailable']);
  });

  it('never opens anything: without the store nobody is signed in (R9.3)', async () => {
    const fixture = new ConsoleFixture({ routes: ROUTES });
    const cookie = fixture.begin('open');
    fixture.failure = new PosternError('ERR_STORE_UNAVAILABLE', 'no store');
    for (const path of ['/own', '/sign-in', '/challenge']) {
      expect([path, (await fixture.visit('GET', path, { cookie })).status]).toEqual([path, 503]);
    }
  });

  it('answers HEAD as GET, without a body', async () => {
    const fixture = new ConsoleFixture({ routes: ROUTES });
    const answer = await fixture.visit('HEAD', '/own', { cookie: fixture.begin('open') });
    expect([answer.status, answer.body]).toEqual([200, '']);
  });
});
