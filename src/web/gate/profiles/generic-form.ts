// Any webmail whose sign-in is one HTML form and whose session is cookies, described by the configuration alone.

import { parseSetCookie } from '../session/set-cookie.ts';
import {
  type ClosedPath,
  type PathPattern,
  textAnswer,
  type UpstreamHead,
  type WebmailProfile,
} from '../webmail-profile.ts';

/** What an answer must look like; everything that is given must hold. */
export interface AnswerPattern {
  readonly status: number;
  /** How the path of its redirect begins. */
  readonly location?: string;
  /** A cookie that it sets. */
  readonly cookie?: string;
}

export interface GenericFormSettings {
  readonly kind: 'generic-form';
  readonly loginName: 'address' | 'local-part';
  /** Where a person who is signed in begins: a path. */
  readonly home: string;
  /** Path, and query if it has one, of the page with the form. */
  readonly page: string;
  /** Path, and query if it has one, that the form is sent to. */
  readonly action: string;
  readonly nameField: string;
  readonly passwordField: string;
  /** Further fields of the form whose values the webmail wants: tokens, mostly. */
  readonly otherFields: readonly string[];
  readonly accepted: AnswerPattern;
  readonly refused: AnswerPattern;
  /** An answer that says that nobody is signed in any more. */
  readonly signedOut?: AnswerPattern;
  /** Cookies without which nobody is signed in, and whose values stay as they are for as long as a session lasts. */
  readonly sessionCookies: readonly string[];
  /** Cookies without which nobody is signed in, whose values change in between. */
  readonly rotatingCookies: readonly string[];
  readonly mirroredCookies: readonly string[];
  readonly passedCookies: readonly string[];
  /** Paths that end with a slash, below which files with `publicExtensions` are for everybody. */
  readonly publicFolders: readonly string[];
  readonly publicExtensions: readonly string[];
  /** Paths, or with a slash at the end all below them, that are closed in every state. */
  readonly closed: readonly string[];
  /** The request, by GET, that signs out: path and query. */
  readonly logOut: string;
  /** Paths, or with a slash at the end all below them, that only scripts ask for. */
  readonly scripts: readonly string[];
  /** What a script is told when the session is gone. */
  readonly deadScript: { readonly status: number; readonly type: string; readonly body: string };
  /** Paths that a script asks for by itself. */
  readonly polls: readonly string[];
  readonly upgrades: readonly string[];
}

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
