// What every page has in common: who may see it, which POSTs are looked at, the headers, and what happens when something
// breaks.

import { describe, expect, it } from 'vitest';
import { ACCOUNT_ROUTES } from '../../../../src/web/account/account-routes.ts';
import { SIGN_IN_ROUTES } from '../../../../src/web/challenge/sign-in-routes.ts';
import { DISPUTE_ROUTES } from '../../../../src/web/dispute/dispute-routes.ts';
import { viewParts } from '../../../../src/web/pages/create-pages.ts';
import { createOutcomePages } from '../../../../src/web/pages/outcome-pages.ts';
import { PAGE_COOKIES, type PageAnswer } from '../../../../src/web/pages/page-contract.ts';
import { ORIGIN, outage, PagesFixture, textOf } from '../../../support/pages-fixture.ts';

const ACCOUNT_PATHS = Object.keys(ACCOUNT_ROUTES);
const posts = (routes: typeof ACCOUNT_ROUTES) =>
  Object.entries(routes).flatMap(([path, { post }]) => (post ? [path] : []));

function locationOf({ status, headers }: PageAnswer): string {
  expect(status).toBe(303);
  return headers['location'] ?? '';
}

describe('a page', () => {
  it('may be neither framed, cached, guessed at nor fed with what is not ours (R8.4)', async () => {
    const fixture = new PagesFixture();
    const { headers } = await fixture.visit('GET', '/challenge', { cookie: fixture.begin('challenge') });
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers['permissions-policy']).toContain('camera=()');
    expect(headers['content-security-policy']).toMatch(
      new RegExp(
        `^default-src 'none'; script-src ${ORIGIN}/\\.postern/assets/postern-[A-Za-z0-9_-]{16}\\.js; style-src 'self'; ` +
          "img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'$",
      ),
    );
  });

  it('has no script and no style in it', async () => {
    const fixture = new PagesFixture();
    const text = textOf(await fixture.visit('GET', '/account', { cookie: fixture.begin('open') }));
    expect(text).not.toMatch(
      /<style|\sstyle=|\son[a-z]+=|<script(?! src="\/\.postern\/assets\/[^"]+" defer><\/script>)/,
    );
  });

  it('answers HEAD as GET, without the body', async () => {
    const fixture = new PagesFixture();
    expect(await fixture.visit('HEAD', '/signed-out')).toMatchObject({ status: 200, body: '' });
  });

  it('is not there under another name', async () => {
    const fixture = new PagesFixture();
    for (const path of ['/nothing', '/account/', '/constructor', '/__proto__', '']) {
      expect((await fixture.visit('GET', path)).status).toBe(404);
    }
  });

  it('takes no other method', async () => {
    const fixture = new PagesFixture();
    const answer = await fixture.visit('DELETE', '/account', { cookie: fixture.begin('open') });
    expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD, POST' } });
  });

  it('links to a stylesheet that is there', async () => {
    const fixture = new PagesFixture();
    const text = textOf(await fixture.visit('GET', '/signed-out'));
    const [, path = ''] = /href="\/\.postern(\/assets\/[^"]+\.css)"/.exec(text) ?? [];
    expect(await fixture.visit('GET', path)).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/css; charset=utf-8' },
    });
    expect((await fixture.visit('POST', path)).status).toBe(404);
  });
});

describe('the account', () => {
  it.each(ACCOUNT_PATHS)(
    '%s shows nothing to somebody who is not signed in, or not whole (P-02, P-03)',
    async (path) => {
      const fixture = new PagesFixture();
      for (const method of ['GET', 'POST']) {
        expect(await fixture.visit(method, path, { form: { id: 'x' } })).toMatchObject({ status: 403, setCookies: [] });
        for (const state of ['challenge', 'enrolment'] as const) {
          const answer = await fixture.visit(method, path, {
            cookie: fixture.begin(state),
            form: { id: 'x', name: 'x' },
          });
          expect(locationOf(answer)).toBe(`/.postern/${state}`);
        }
      }
      expect(fixture.account.calls).toEqual([]);
    },
  );
});

describe('the way in', () => {
  it('leads where the session stands', async () => {
    const fixture = new PagesFixture();
    const to = async (cookie?: string) => locationOf(await fixture.visit('GET', '/', { cookie }));
    expect(await to()).toBe('/');
    expect(await to(fixture.begin('challenge'))).toBe('/.postern/challenge');
    expect(await to(fixture.begin('enrolment'))).toBe('/.postern/enrolment');
    expect(await to(fixture.begin('open'))).toBe('/.postern/account');
  });

  it('of the second step is closed once that is done, and leads to the mail', async () => {
    const fixture = new PagesFixture();
    const cookie = fixture.begin('open');
    for (const path of ['/challenge', '/enrolment']) {
      expect(locationOf(await fixture.visit('GET', path, { cookie }))).toBe('/');
      // The form of the session before, sent once more by the Back button.
      expect(
        locationOf(await fixture.visit('POST', path, { cookie, token: 'of-before', form: { code: '123456' } })),
      ).toBe('/');
    }
    expect(fixture.account.calls).toEqual([]);
  });

  it('of the second step says that it is over when its session is', async () => {
    const fixture = new PagesFixture();
    expect(textOf(await fixture.visit('GET', '/challenge'))).toContain('Please sign in again');
  });
});

describe('a POST from elsewhere (P-37)', () => {
  const paths = [...posts(ACCOUNT_ROUTES), ...posts(SIGN_IN_ROUTES), ...posts(DISPUTE_ROUTES), '/preferences'];
  const foreign = [
    { secFetchSite: 'cross-site', origin: 'https://evil.example' },
    { secFetchSite: 'same-site', origin: 'https://other.example.test' },
    { secFetchSite: 'none' },
    { secFetchSite: 'same-origin', origin: 'https://evil.example' },
    { origin: 'https://evil.example' },
    {},
  ];

  // Negative control: fails without the check of Origin and Sec-Fetch-Site.
  it.each(paths)('to %s does nothing', async (path) => {
    const fixture = new PagesFixture();
    const state = path.startsWith('/enrolment')
      ? 'enrolment'
      : path.startsWith('/challenge')
        ? 'challenge'
        : 'confirmed';
    const cookie = fixture.begin(state);
    for (const headers of foreign) {
      const answer = await fixture.visit('POST', path, {
        cookie,
        headers,
        form: { id: 'totp-1', name: 'x', language: 'de' },
      });
      expect(answer).toMatchObject({ status: 403, setCookies: [] });
    }
    expect(fixture.account.calls).toEqual([]);
  });

  // Negative control: fails without the check of the token.
  it.each(posts(ACCOUNT_ROUTES))('to %s does nothing without the token of this session', async (path) => {
    const fixture = new PagesFixture();
    const cookie = fixture.begin('confirmed');
    for (const token of ['', 'x', fixture.token('another-cookie')]) {
      const answer = await fixture.visit('POST', path, { cookie, token, form: { id: 'totp-1', name: 'x' } });
      expect(answer.status).toBe(403);
      expect(textOf(answer)).toContain('This page was out of date');
    }
    expect(fixture.account.calls).toEqual([]);
  });

  it('is taken from an old browser by Origin and token', async () => {
    const fixture = new PagesFixture();
    for (const origin of [ORIGIN, 'null']) {
      const answer = await fixture.visit('POST', '/account/sessions/end-others', {
        cookie: fixture.begin('open'),
        headers: { origin },
      });
      expect(answer.status).toBe(303);
    }
  });
});

describe('a body that is no form', () => {
  it.each([
    [undefined, 400],
    [{ kind: 'refused', reason: 'malformed' }, 400],
    [{ kind: 'refused', reason: 'too-large' }, 413],
    [{ kind: 'refused', reason: 'not-a-form' }, 415],
  ] as const)('%j is answered with %i', async (form, status) => {
    const fixture = new PagesFixture();
    const cookie = fixture.begin('open');
    const request = { ...fixture.request('POST', '/account/sessions/end-others', { cookie }), form };
    expect((await fixture.pages(request)).status).toBe(status);
    expect(fixture.account.calls).toEqual([]);
  });
});

describe('what breaks', () => {
  it('is temporary when a store can not be asked, and says how to find it in the log (P-08)', async () => {
    const fixture = new PagesFixture({ account: { failure: outage() } });
    const answer = await fixture.visit('GET', '/account', { cookie: fixture.begin('open') });
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '60' } });
    expect(textOf(answer)).toContain('Reference REQUEST12345');
    expect(fixture.log).toEqual(['page.unavailable']);
  });

  it('is our mistake when it is anything else, and says nothing of it', async () => {
    const fixture = new PagesFixture({ account: { failure: new Error('secret detail') } });
    const answer = await fixture.visit('GET', '/account', { cookie: fixture.begin('open') });
    expect(answer.status).toBe(500);
    expect(textOf(answer)).not.toContain('secret detail');
    expect(fixture.log).toEqual(['page.broken']);
  });
});

describe('the choices of the footer', () => {
  it('are kept in cookies, and lead back to where they were made', async () => {
    const fixture = new PagesFixture();
    const cookie = fixture.begin('open');
    const answer = await fixture.visit('POST', '/preferences', {
      cookie,
      token: '',
      form: { language: 'fr', next: '/account/mode?mode=always' },
    });
    expect(locationOf(answer)).toBe('/.postern/account/mode?mode=always');
    expect(answer.setCookies).toMatchObject([{ name: PAGE_COOKIES.language, value: 'fr', httpOnly: true }]);
    const french = await fixture.visit('GET', '/signed-out', { cookies: { language: 'fr' } });
    expect(textOf(french)).toContain('<html lang="fr" dir="ltr">');
  });

  it('are one of ours, and lead nowhere else', async () => {
    const fixture = new PagesFixture();
    for (const next of [
      '//evil.example',
      '/\\evil.example',
      'https://evil.example',
      '/a\r\nset-cookie: x',
      '/../mail',
      '',
    ]) {
      const answer = await fixture.visit('POST', '/preferences', { form: { language: 'xx', theme: 'blue', next } });
      expect(locationOf(answer)).toBe('/');
      expect(answer.setCookies).toEqual([]);
    }
  });

  it('have an appearance, which can be taken back', async () => {
    const fixture = new PagesFixture();
    const { setCookies } = await fixture.visit('POST', '/preferences', { form: { theme: 'auto' } });
    expect(setCookies).toMatchObject([{ name: PAGE_COOKIES.theme, maxAge: 0 }]);
    expect(textOf(await fixture.visit('GET', '/signed-out', { cookies: { theme: 'dark' } }))).toContain(
      'data-theme="dark"',
    );
    expect(textOf(await fixture.visit('GET', '/signed-out', { cookies: { theme: '"><script>' } }))).not.toContain(
      'data-theme',
    );
  });
});

describe('signing out', () => {
  it.each(['open', 'challenge'] as const)('of a session that is %s ends it here and at the upstream', async (state) => {
    const fixture = new PagesFixture();
    const cookie = fixture.begin(state);
    const answer = await fixture.visit('POST', '/sign-out', { cookie });
    expect(locationOf(answer)).toBe('/.postern/signed-out');
    expect(answer.setCookies).toMatchObject([{ name: '__Host-postern', maxAge: 0 }]);
    expect(fixture.account.calls).toEqual([
      expect.stringMatching(/^end ws-/),
      expect.stringMatching(/^upstream ended ws-/),
    ]);
    expect((await fixture.visit('POST', '/sign-out', { cookie })).status).toBe(303);
  });

  it('is never done by a link', async () => {
    const fixture = new PagesFixture();
    await fixture.visit('GET', '/sign-out', { cookie: fixture.begin('open') });
    expect(fixture.account.calls).toEqual([]);
  });
});

describe('a refusal', () => {
  const { parts } = new PagesFixture();
  const outcomes = createOutcomePages(viewParts(parts))({
    site: { name: 'webmail', origin: ORIGIN, title: 'Webmail of Example', home: '/webmail/' },
    headers: { acceptLanguage: 'en' },
    cookies: {},
  });

  it.each([
    ['network-not-permitted', 403, 'Not from here'],
    ['mailbox-disabled', 403, 'This mailbox is disabled'],
    ['throttled', 429, 'Too many tries'],
    ['unknown-account', 403, 'You can’t sign in right now'],
    ['wrong-secret', 403, 'You can’t sign in right now'],
  ] as const)('for %s says what to do next, and the number of the decision (R1.8)', (reason, status, title) => {
    const answer = outcomes.refused({ reason, decisionId: 'DECISION12345' });
    expect(answer.status).toBe(status);
    for (const part of [
      title,
      'Reference DECISION12345',
      'the service desk',
      'href="/webmail/"',
      'Webmail of Example',
    ]) {
      expect(textOf(answer)).toContain(part);
    }
  });

  it('because of an outage is none: it says that nothing is wrong with the password (R4.4)', () => {
    const answer = outcomes.unavailable({ decisionId: 'DECISION12345' });
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '60' } });
    expect(textOf(answer)).toContain('Nothing is wrong with your password');
  });
});
