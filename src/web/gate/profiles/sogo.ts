// SOGo 5, its pages: measured against 5.8. Its DAV, ActiveSync and free/busy doors open to the password alone, and its
// change and recovery of passwords sign in without the form: all of them are closed.

import type { SogoSettings } from '../../../core/webmail-settings.ts';
import type { OwnAnswer, Target } from '../exchange.ts';
import { parseSetCookie } from '../session/set-cookie.ts';
import { cookieValue, type UpstreamJar } from '../session/upstream-jar.ts';
import { type ClosedPath, textAnswer, type UpstreamHead, type WebmailProfile } from '../webmail-profile.ts';

const SESSION = '0xHIGHFLYxSOGo';

/** The value by which SOGo takes its cookies away. */
const DELETED = 'discard';

/** Doors for programs: DAV and ActiveSync, at all their addresses. */
const PROGRAMS: readonly string[] = [
  '/SOGo/dav',
  '/SOGo/dav/',
  '/SOGo/Microsoft-Server-ActiveSync',
  '/SOGo/Microsoft-Server-ActiveSync/',
  '/Microsoft-Server-ActiveSync',
  '/Microsoft-Server-ActiveSync/',
  '/.well-known/caldav',
  '/.well-known/caldav/',
  '/.well-known/carddav',
  '/.well-known/carddav/',
];

/** What signs in by another way than the sign-in form, or leads there; each below `/SOGo` and below `/SOGo/so`. */
const SIDE_DOORS: readonly string[] = [
  'casProxy',
  'changePassword',
  'passwordRecovery',
  'passwordRecoveryCheck',
  'passwordRecoveryEmail',
  'passwordRecoveryEnabled',
  'saml2-metadata',
  'saml2-signon-post',
];

/** What its scripts send by themselves. */
const POLL = /\/(?:alarmslist|changes|unseenCount|unseenCounts)$/;

const REFUSED: OwnAnswer = textAnswer(403, 'application/json', '{}');

const CLOSED: readonly ClosedPath[] = [
  { path: '/SOGo/so/connect', answer: 'forbidden' },
  ...PROGRAMS.map((path): ClosedPath => ({ path, answer: 'basic' })),
  ...['/SOGo/', '/SOGo/so/'].flatMap((base) =>
    SIDE_DOORS.flatMap((door): readonly ClosedPath[] => [
      { path: `${base}${door}`, answer: 'forbidden' },
      { path: `${base}${door}/`, answer: 'forbidden' },
    ]),
  ),
];

function setsSession(head: UpstreamHead): boolean {
  return head.setCookies.some((field) => {
    const cookie = parseSetCookie(field, { requestPath: '/', now: 0 });
    return cookie?.name === SESSION && cookie.value !== DELETED;
  });
}

// SOGo's script looks for these words at the beginning of whatever answers it, and loads the page anew.
const DEAD_SCRIPT: OwnAnswer = textAnswer(
  200,
  'text/html; charset=utf-8',
  '<!DOCTYPE html>\n<html><head><title>Signed out</title></head><body></body></html>\n',
);

function logOut({ jar, name }: { readonly jar: UpstreamJar; readonly name?: string }) {
  if (cookieValue(jar, SESSION) === undefined || name === undefined) return undefined;
  return { target: `/SOGo/so/${encodeURIComponent(name)}/logoff`, jar };
}

export function sogo(settings: SogoSettings): WebmailProfile {
  return {
    kind: 'sogo',
    loginName: settings.loginName,
    home: '/SOGo/',
    signInPage: '/SOGo/',
    signInPages: [
      { path: '/SOGo/' },
      // Where its choice of languages leads.
      { path: '/SOGo/login', query: (query) => /^language=[A-Za-z]{1,40}$/.test(query) },
    ],
    signIn: {
      target: '/SOGo/connect',
      body: 'json',
      nameField: 'userName',
      passwordField: 'password',
      otherFields: ['language', 'rememberLogin', 'verificationCode'],
      fixedFields: { domain: null },
      domainField: 'domain',
      success: 'as-upstream',
    },
    publicAssets: {
      prefixes: ['/SOGo.woa/WebServerResources/', '/SOGo/WebServerResources/'],
      extensions: ['css', 'eot', 'gif', 'ico', 'jpeg', 'jpg', 'js', 'map', 'png', 'svg', 'ttf', 'woff', 'woff2'],
      exact: ['/favicon.ico'],
    },
    closed: CLOSED,
    // Its sign-in page asks this of every name before the password; "no" is what it is prepared for.
    fixedAnswers: [
      { method: 'POST', path: '/SOGo/so/passwordRecoveryEnabled', answer: REFUSED },
      { method: 'POST', path: '/SOGo/passwordRecoveryEnabled', answer: REFUSED },
    ],
    upgrades: [],
    identityCookies: [SESSION],
    authCookies: [SESSION],
    deadValues: [DELETED],
    mirroredCookies: ['XSRF-TOKEN'],
    passedCookies: ['SOGoLogin'],
    isPoll: ({ path }: Target) => POLL.test(path),
    isLogOut: ({ path }: Target) => path.endsWith('/logoff'),
    isScript: (_, header) =>
      (header('accept') ?? '').startsWith('application/json') || header('x-xsrf-token') !== undefined,
    beginsSession: setsSession,
    endsSession: () => false,
    judgeSignIn: (head) => {
      if (head.status === 200 && setsSession(head)) return 'accepted';
      return head.status === 403 ? 'refused' : 'unclear';
    },
    logOut,
    deadAnswer: (kind) => (kind === 'script' ? DEAD_SCRIPT : undefined),
    // Its script shows any text that it doesn't know as a number.
    signInRefusal: ({ status, text }) =>
      textAnswer(status, 'application/json', JSON.stringify({ LDAPPasswordPolicyError: text })),
  };
}
