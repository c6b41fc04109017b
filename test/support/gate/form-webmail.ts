// A webmail for the gate's decisions, which says what a test wants: its form is at /login, its session is the cookie
// `sid`, and its sign-in also sets `auth`.

import type { GenericFormSettings } from '../../../src/core/webmail-settings.ts';
import type { UpstreamFailure, UpstreamRequest, UpstreamUpgrade } from '../../../src/web/gate/exchange.ts';
import { genericForm } from '../../../src/web/gate/profiles/generic-form.ts';
import { type FakeAnswer, type FakeRequest, type FakeUpstream, fakeUpstream, SITE } from './fake-exchange.ts';
import type { FakeWebCoreOptions } from './fake-web-core.ts';
import { type GateFixture, makeGate } from './gate-fixture.ts';

export const SETTINGS: GenericFormSettings = {
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

export const FROM_OWN_PAGE: { readonly origin: string; readonly 'content-type': string } = {
  origin: SITE.origin,
  'content-type': 'application/x-www-form-urlencoded',
};
export const SIGN_IN: FakeRequest = {
  method: 'POST',
  target: '/login',
  headers: FROM_OWN_PAGE,
  body: 'user=anna&password=secret&csrf=t&x=y',
};
export const PAGE: Readonly<Record<string, string>> = {
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
  accept: 'text/html',
};

export const ACCEPTED: FakeAnswer = {
  status: 302,
  headers: { location: '/mail/inbox' },
  setCookies: ['sid=s2; Path=/', 'auth=a1; Path=/; HttpOnly', 'xsrf=x1; Path=/', 'theme=dark; Path=/'],
};

type Said = FakeAnswer | UpstreamFailure | UpstreamUpgrade;

/** A webmail: a form, a sign-in that says yes, a page for everything else; `said` says otherwise. */
export function webmail(said: (request: UpstreamRequest) => Said | undefined = () => undefined): FakeUpstream {
  return fakeUpstream((request) => {
    const answer = said(request);
    if (answer !== undefined) return answer as FakeAnswer;
    if (request.method === 'POST' && request.target === '/login') return ACCEPTED;
    if (request.target === '/login') return { body: 'the form', setCookies: ['sid=s1; Path=/; HttpOnly'] };
    return { body: `page ${request.target}`, headers: { 'content-type': 'text/html', 'cache-control': 'private' } };
  });
}

export function gateOf(
  upstream: FakeUpstream,
  options: FakeWebCoreOptions & Partial<GenericFormSettings> = {},
): GateFixture {
  return makeGate({ ...options, profile: genericForm({ ...SETTINGS, ...options }), upstream, signIn: SIGN_IN });
}

export const targets = ({ requests }: FakeUpstream): readonly string[] =>
  requests.map(({ method, target }) => `${method} ${target}`);
