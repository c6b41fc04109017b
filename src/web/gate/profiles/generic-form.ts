// Any webmail whose sign-in is one HTML form and whose session is cookies, described by the configuration alone.

import type { AnswerPattern, GenericFormSettings } from '../../../core/webmail-settings.ts';
import { parseSetCookie } from '../session/set-cookie.ts';
import {
  type ClosedPath,
  type PathPattern,
  textAnswer,
  type UpstreamHead,
  type WebmailProfile,
} from '../webmail-profile.ts';

function setsCookie(head: UpstreamHead, name: string): boolean {
  return head.setCookies.some((field) => {
    const cookie = parseSetCookie(field, { requestPath: '/', now: 0 });
    return cookie?.name === name && cookie.value !== '' && cookie.expiresAt !== 0;
  });
}

function matches(head: UpstreamHead, { status, location, cookie }: AnswerPattern): boolean {
  if (head.status !== status) return false;
  if (location !== undefined && !pathOf(head.header('location') ?? '').startsWith(location)) return false;
  return cookie === undefined || setsCookie(head, cookie);
}

/** Without scheme and host, which the upstream may have written. */
function pathOf(location: string): string {
  return location.replace(/^https?:\/\/[^/]*/, '');
}

/** Whether `path` is one of `patterns`, or below one that ends with a slash. */
export function isListed(path: string, patterns: readonly string[]): boolean {
  return patterns.some((each) => path === each || (each.endsWith('/') && path.startsWith(each)));
}

function pathPattern(target: string): PathPattern {
  const question = target.indexOf('?');
  if (question < 0) return { path: target };
  const written = target.slice(question + 1);
  return { path: target.slice(0, question), query: (query) => query === written };
}

export function genericForm(settings: GenericFormSettings): WebmailProfile {
  const { sessionCookies, rotatingCookies, deadScript, accepted, refused, signedOut } = settings;
  return {
    kind: 'generic-form',
    loginName: settings.loginName,
    home: settings.home,
    signInPage: settings.page,
    signInPages: [pathPattern(settings.page)],
    signIn: {
      target: settings.action,
      body: 'form',
      nameField: settings.nameField,
      passwordField: settings.passwordField,
      otherFields: settings.otherFields,
      fixedFields: {},
      success: 'redirect',
    },
    publicAssets: {
      prefixes: settings.publicFolders,
      extensions: settings.publicExtensions,
      exact: ['/favicon.ico'],
    },
    closed: settings.closed.map((path): ClosedPath => ({ path, answer: 'forbidden' })),
    fixedAnswers: [],
    upgrades: settings.upgrades,
    identityCookies: sessionCookies,
    authCookies: [...sessionCookies, ...rotatingCookies],
    deadValues: [''],
    mirroredCookies: settings.mirroredCookies,
    passedCookies: settings.passedCookies,
    isPoll: ({ path }) => isListed(path, settings.polls),
    isLogOut: ({ raw }) => raw === settings.logOut,
    isScript: ({ path }, header) =>
      header('x-requested-with') === 'XMLHttpRequest' ||
      (header('accept') ?? '').startsWith('application/json') ||
      isListed(path, settings.scripts),
    beginsSession: (head) => matches(head, accepted),
    endsSession: (head) => signedOut !== undefined && matches(head, signedOut),
    judgeSignIn: (head) => {
      if (matches(head, accepted)) return 'accepted';
      return matches(head, refused) ? 'refused' : 'unclear';
    },
    logOut: ({ jar }) => ({ target: settings.logOut, jar }),
    deadAnswer: (kind) =>
      kind === 'script' ? textAnswer(deadScript.status, deadScript.type, deadScript.body) : undefined,
    signInRefusal: () => undefined,
  };
}
