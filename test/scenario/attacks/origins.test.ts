// Requests that another site makes a browser send to a whole Postern: forms of every page, sign-ins, frames; and names of
// hosts that aren't its own (P-25, P-36, P-37; 4.8, 6 and 10).

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACCOUNT_ROUTES } from '../../../src/web/account/account-routes.ts';
import { SIGN_IN_ROUTES } from '../../../src/web/challenge/sign-in-routes.ts';
import { ALICE, type AttackedSite, BOB, startAttackedSite } from '../../support/attacked-site.ts';
import { formBody, type HttpClient } from '../../support/http-client.ts';
import type { HttpFields, HttpResponse } from '../../support/http-connection.ts';
import { lacks } from '../../support/programs.ts';
import { filledIn, formOf, HOST, OTHER_HOST } from '../../support/webmail-door.ts';

const FORM = 'application/x-www-form-urlencoded';

/** How browsers say that a request isn’t one of the site’s own. */
const FOREIGN: readonly (readonly [what: string, fields: HttpFields])[] = [
  ['another origin', [['Origin', 'https://evil.example']]],
  ['another site, as the browser says', [['Sec-Fetch-Site', 'cross-site']]],
  ['a sibling, as the browser says', [['Sec-Fetch-Site', 'same-site']]],
  [
    'a sandboxed frame',
    [
      ['Origin', 'null'],
      ['Sec-Fetch-Site', 'cross-site'],
    ],
  ],
  ['the same host in clear text', [['Origin', `http://${HOST}`]]],
  ['a host that begins like ours', [['Origin', `https://${HOST}.evil.example`]]],
];

describe.skipIf(lacks('dovecot'))('a request that another site makes a browser send', () => {
  let site: AttackedSite;
  let alice: HttpClient;

  beforeAll(async () => {
    site = await startAttackedSite({ other: {}, web: 'trusted-proxies: [127.0.0.9]' });
    ({ browser: alice } = await site.enrol(ALICE));
  });
  afterAll(async () => {
    expect(site.door.postern.logged.filter(({ fields }) => fields['error'] !== undefined)).toEqual([]);
    await site[Symbol.asyncDispose]();
  });

  async function state(): Promise<unknown> {
    const { stores, webSessions } = site.door.postern.node.state;
    return [
      await stores.factors.list(ALICE.user),
      await stores.factors.recoveryCodesLeft(ALICE.user),
      await stores.appPasswords.list(ALICE.user, { includeRevoked: true }),
      (await webSessions.list(ALICE.user)).map(({ id, state }) => [id, state]),
      await stores.accounts.resolve(ALICE.user),
    ];
  }

  async function fieldsForEverything(): Promise<Readonly<Record<string, string>>> {
    const { stores, webSessions } = site.door.postern.node.state;
    const [factor] = await stores.factors.list(ALICE.user);
    const [session] = await webSessions.list(ALICE.user);
    return {
      id: factor?.id ?? session?.id ?? '',
      mode: 'always',
      name: 'x',
      password: ALICE.password,
      'scope-imap': 'yes',
    };
  }

  const POSTED = Object.entries({ ...SIGN_IN_ROUTES, ...ACCOUNT_ROUTES }).flatMap(([path, { post }]) =>
    post ? [`/.postern${path}`] : [],
  );

  /** Whoever is signed in is led away from them, whatever they send. */
  const FOR_PENDING = new Set(
    Object.entries(SIGN_IN_ROUTES).flatMap(([path, route]) => (route.for === 'pending' ? [`/.postern${path}`] : [])),
  );

  it.each(FOREIGN)('as %s changes nothing at any page, token or not (P-37)', async (_, fields) => {
    expect(POSTED.length).toBeGreaterThan(12);
    const before = await state();
    const token = formOf((await alice.get('/.postern/account')).text(), '/.postern/sign-out');
    for (const target of POSTED) {
      // Negative control: fails without `isFromOurPages`.
      const answer = await alice.post(target, filledIn(token, await fieldsForEverything()), fields);
      expect([target, answer.status]).toEqual([target, 403]);
    }
    expect(await state()).toEqual(before);
  });

  it.each([
    ['no token', {}],
    ['a token of nobody', { token: 'x'.repeat(43) }],
    ['an empty token', { token: '' }],
  ])('with %s changes nothing at any page, though it says that it is the site’s own (P-37)', async (_, token) => {
    const before = await state();
    const names = formOf((await alice.get('/.postern/account')).text(), '/.postern/sign-out').hidden.map(
      ([name]) => name,
    );
    for (const target of POSTED) {
      const given = Object.fromEntries(names.flatMap((name) => Object.values(token).map((value) => [name, value])));
      const body = formBody({ ...(await fieldsForEverything()), ...given });
      // Negative control: fails without `hasToken`.
      const answer = await alice.post(target, body);
      const isForPending = FOR_PENDING.has(target);
      expect([target, answer.status]).toEqual([target, isForPending ? 303 : 403]);
    }
    expect(await state()).toEqual(before);
  });

  it('with another session’s token changes nothing', async () => {
    const { browser: bob } = await site.enrol(BOB);
    const before = await state();
    const foreign = formOf((await bob.get('/.postern/account')).text(), '/.postern/sign-out');
    for (const target of POSTED.filter((each) => each.includes('account') || each.includes('sign-out'))) {
      const answer = await alice.post(target, filledIn(foreign, await fieldsForEverything()));
      expect([target, answer.status]).toEqual([target, 403]);
    }
    expect(await state()).toEqual(before);
  });

  it.each(['text/plain', 'multipart/form-data; boundary=x', 'application/json', `${FORM}; charset=utf-7`, ''])(
    'with a body of type %j changes nothing',
    async (type) => {
      const before = await state();
      const token = formOf((await alice.get('/.postern/account')).text(), '/.postern/sign-out');
      const { content } = filledIn(token, await fieldsForEverything());
      for (const target of POSTED) {
        const answer = await alice.request({ method: 'POST', target, body: { type, content } });
        const isForPending = FOR_PENDING.has(target);
        expect([target, answer.status]).toEqual([target, isForPending ? 303 : 415]);
      }
      expect(await state()).toEqual(before);
    },
  );

  it('by GET changes nothing at any page', async () => {
    const before = await state();
    const [, token = ''] = formOf((await alice.get('/.postern/account')).text(), '/.postern/sign-out').hidden[0] ?? [];
    const query = new URLSearchParams({ ...(await fieldsForEverything()), token, csrf: token }).toString();
    for (const target of POSTED) {
      expect([200, 303, 403]).toContain((await alice.get(`${target}?${query}`)).status);
    }
    expect(await state()).toEqual(before);
  });

  describe('to sign in as somebody else (login CSRF, 4.8, 10)', () => {
    it.each([
      ...FOREIGN,
      ['nobody who says where it comes from', [['Origin', '']]],
      ['an opaque origin', [['Origin', 'null']]],
    ] as const)('as %s isn’t looked at', async (_, fields) => {
      const victim = site.door.browser();
      await victim.get('/login');
      const before = site.webmail.seen.length;
      // Negative control: fails without `isFromOwnPages`.
      const answer = await victim.post('/login', formBody(BOB), fields as HttpFields);
      expect(answer.status).toBe(403);
      expect(site.webmail.seen.length).toBe(before);
    });

    it.each(['text/plain', 'multipart/form-data; boundary=x', 'application/json', ''])(
      'with a body of type %j isn’t understood',
      async (type) => {
        const victim = site.door.browser();
        const before = site.webmail.seen.length;
        const answer = await victim.request({
          method: 'POST',
          target: '/login',
          body: { type, content: 'user=x&password=y' },
        });
        expect(answer.status).toBe(400);
        expect(site.webmail.seen.length).toBe(before);
      },
    );
  });

  describe('in a frame, or from a cache', () => {
    it('shows no page of ours (clickjacking, P-37), and none is kept (4.8, 16)', async () => {
      const pending = await site.pending(BOB);
      const pages: [string, HttpResponse][] = [];
      for (const path of Object.keys(ACCOUNT_ROUTES)) pages.push([path, await alice.get(`/.postern${path}`)]);
      for (const path of Object.keys(SIGN_IN_ROUTES)) pages.push([path, await pending.get(`/.postern${path}`)]);
      pages.push(['refusal', await site.door.browser().post('/login', formBody({ user: 'x', password: '\u0001' }))]);
      pages.push(['absent', await alice.get('/.postern/none')]);
      for (const [path, { header, status }] of pages) {
        const about = `${path} ${status}`;
        expect([about, header('x-frame-options'), header('cache-control')]).toEqual([about, 'DENY', 'no-store']);
        expect([about, header('referrer-policy')]).toEqual([about, 'no-referrer']);
        if (status < 300) {
          expect(header('content-security-policy')).toContain("frame-ancestors 'none'");
          expect(header('content-security-policy')).toContain("default-src 'none'");
        }
      }
    });

    it('shows none of the webmail’s after the end: what was open is not kept', async () => {
      expect((await alice.get('/mail')).header('cache-control')).toBe('no-store');
      expect((await site.door.browser().get('/mail')).header('cache-control')).toBe('no-store');
    });
  });

  describe('by another name', () => {
    it.each([
      ['a host that nobody serves', [['Host', 'evil.example']], 421],
      ['no host', [['Host', '']], 400],
      [
        'two hosts',
        [
          ['Host', HOST],
          ['Host', 'evil.example'],
        ],
        400,
      ],
      ['a host with a user', [['Host', `user@${HOST}`]], 400],
      ['a host with a path', [['Host', `${HOST}/evil`]], 400],
      ['a host with a dot at its end', [['Host', `${HOST}.`]], 400],
      ['an address', [['Host', '127.0.0.1']], 421],
    ] as const)('(%s) is nobody’s', async (_, fields, status) => {
      const answer = await site.door.browser().get('/login', fields as HttpFields);
      expect(answer.status).toBe(status);
      expect(answer.text()).not.toContain('evil');
    });

    it.each([
      'X-Forwarded-Host',
      'X-Host',
      'X-Original-Host',
      'X_Forwarded_Host',
      'Forwarded',
      'X-Original-URL',
      'X-Rewrite-URL',
      'X-HTTP-Method-Override',
      'Remote-User',
      'X.Remote.User',
      'x-webobjects-remote-user',
      'Authorization',
    ])('(%s) means nothing, here and at the webmail (P-25, P-36)', async (name) => {
      const browser = site.door.browser();
      const answer = await browser.get('/login', [[name, 'host=evil.example/account']]);
      const seen = site.webmail.seen.at(-1);
      expect(answer.status).toBe(200);
      expect(JSON.stringify(seen?.headers)).not.toContain('evil');
      expect(seen?.headers['x-forwarded-host']).toBe(`${HOST}:${site.door.port}`);
      const refused = await browser.get('/.postern/account', [[name, 'evil.example']]);
      expect(JSON.stringify([refused.fields, refused.text()])).not.toContain('evil');
    });

    it('of the other site never opens this one’s pages with this one’s names', async () => {
      const answer = await alice.get('/.postern/account', [['Host', `${OTHER_HOST}:${site.door.port}`]]);
      expect(answer.status).toBe(403);
      expect(answer.text()).not.toContain(ALICE.user);
      expect(answer.header('content-security-policy')).toContain(`https://${OTHER_HOST}`);
    });

    it('(another port) is led nowhere else', async () => {
      const answer = await site.door.browser().get('/mail', [['Host', `${HOST}:1`]]);
      expect(answer.header('location')).toBe('/login');
    });
  });
});
