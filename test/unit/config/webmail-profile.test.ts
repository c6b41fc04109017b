import { describe, expect, it } from 'vitest';
import { webmailProfile as schema } from '../../../src/config/sections/webmail-profile.ts';
import { webmailProfile } from '../../../src/web/gate/profiles/webmail-profiles.ts';

const GENERIC = {
  kind: 'generic-form',
  page: '/account/login?next=',
  action: '/account/login',
  'name-field': 'username',
  'password-field': 'login[password]',
  accepted: { status: 302, location: '/webmail' },
  refused: { status: 302, location: '/account/login' },
  'session-cookies': ['webmail'],
  'log-out': '/account/logout',
};

/** What is wrong with a profile, by the path of the fault. */
function faults(profile: object): readonly string[] {
  const { error } = schema.safeParse(profile);
  return error?.issues.map(({ path }) => path.join('.')) ?? [];
}

describe('the profile of a site', () => {
  it('needs no more than a name for Roundcube and SOGo', () => {
    expect(webmailProfile(schema.parse({ kind: 'roundcube' }))).toMatchObject({
      home: '/',
      loginName: 'address',
      authCookies: ['roundcube_sessid', 'roundcube_sessauth'],
    });
    expect(webmailProfile(schema.parse({ kind: 'sogo', 'login-name': 'local-part' }))).toMatchObject({
      kind: 'sogo',
      loginName: 'local-part',
    });
  });

  it('makes a generic form out of what is written', () => {
    expect(webmailProfile(schema.parse(GENERIC))).toMatchObject({
      home: '/',
      signInPage: '/account/login?next=',
      signIn: { target: '/account/login', nameField: 'username', passwordField: 'login[password]' },
      identityCookies: ['webmail'],
    });
  });

  it.each([
    ['no pattern for success but a status', { accepted: { status: 200 } }, 'accepted'],
    ['no cookie of a session', { 'session-cookies': [] }, ''],
    ["a cookie of Postern's own", { 'passed-cookies': ['__Host-postern'] }, 'passed-cookies.0'],
    ["another of Postern's own", { 'session-cookies': ['postern-trusted'] }, 'session-cookies.0'],
    ['a cookie that is none', { 'session-cookies': ['a;b'] }, 'session-cookies.0'],
    ["a page of Postern's own", { page: '/.postern/login' }, 'page'],
    ['a page elsewhere', { page: 'https://mail.example.com/login' }, 'page'],
    ['a page in two spellings', { page: '/a/../login' }, 'page'],
    ['a page with two slashes', { page: '//login' }, 'page'],
    ['an encoded page', { page: '/%6cogin' }, 'page'],
    ['a page with a mark of its own', { page: '/login#x' }, 'page'],
    ['a query where none may be', { home: '/mail?x=y' }, 'home'],
    ['a folder without a slash', { 'public-folders': ['/public'] }, 'public-folders.0'],
    ['scripts of the server as public', { 'public-extensions': ['css', 'php'] }, 'public-extensions.1'],
    ['an extension with a dot', { 'public-extensions': ['.css'] }, 'public-extensions.0'],
    ['a field that is none', { 'name-field': 'a=b' }, 'name-field'],
    ['a key that is none', { cookies: [] }, ''],
  ])('is refused with %s', (_, change, path) => {
    expect(faults({ ...GENERIC, ...change })).toEqual([path]);
  });
});
