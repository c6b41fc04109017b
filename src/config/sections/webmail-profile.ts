// Which webmail a site has: what its sign-in looks like, what is public, and what its scripts expect. The guide on
// profiles says how to find out.

import type { z } from 'zod';
import type {
  AnswerPattern,
  GenericFormSettings,
  RoundcubeSettings,
  SogoSettings,
  WebmailSettings,
} from '../../core/webmail-settings.ts';
import { choice, type Fields, group, list, optional, required, withDefault } from '../schema/setting.ts';
import { count, kind, line, oneOf } from '../schema/values.ts';
import { assetExtension, cookieName, formField, siteFolder, sitePath, siteTarget } from '../schema/web-values.ts';

const any: Fields<Pick<WebmailSettings, 'loginName'>> = {
  'login-name': withDefault(oneOf(['address', 'local-part']), 'address', {
    doc: 'What the webmail calls a mailbox: `anna@example.com` or `anna`. Whatever a person types, this is what the webmail is sent.',
  }),
};

const passedCookies = withDefault(list(cookieName()), [], {
  doc: 'Cookies with preferences that open nothing. Browsers may send them, and get them once they are signed in. Every other cookie of the webmail stays in Postern.',
  example: ['theme'],
});

const roundcube: z.ZodType<RoundcubeSettings> = group<RoundcubeSettings>({
  kind: kind('roundcube', 'Roundcube 1.4 to 1.6.'),
  ...any,
  'base-path': withDefault(siteFolder(), '/', {
    doc: 'Where on the site Roundcube is.',
    example: '/webmail/',
  }),
  'session-cookie': withDefault(cookieName(), 'roundcube_sessid', { doc: "Roundcube's `session_name`." }),
  'auth-cookie': withDefault(cookieName(), 'roundcube_sessauth', { doc: "Roundcube's `session_auth_name`." }),
  'extra-fields': withDefault(list(formField()), [], {
    doc: 'Fields that the sign-in form has besides those of a plain Roundcube, and that must be sent on: a choice of hosts, a plugin. Other fields are dropped.',
    example: ['_host'],
  }),
  'passed-cookies': passedCookies,
});

const sogo: z.ZodType<SogoSettings> = group<SogoSettings>({
  kind: kind('sogo', 'SOGo 5, its web part. DAV, ActiveSync, change and recovery of passwords are closed.'),
  ...any,
});

const status = count({ min: 200, max: 599 });

const pattern: z.ZodType<AnswerPattern> = group<AnswerPattern>({
  status: required(status, { doc: 'Its status.', example: 302 }),
  location: optional(sitePath(), { doc: 'How the path of its redirect begins.', example: '/mail' }),
  cookie: optional(cookieName(), { doc: 'A cookie that it sets.', example: 'session' }),
});

const accepted: z.ZodType<AnswerPattern> = pattern.refine(
  ({ location, cookie }) => location !== undefined || cookie !== undefined,
  { error: 'needs a location or a cookie: a status alone would take other answers for a success' },
);

const path: z.ZodType<string> = sitePath();

const genericFields: Fields<GenericFormSettings> = {
  kind: kind('generic-form', 'Any webmail that is signed in to by one HTML form and whose session is cookies.'),
  ...any,
  home: withDefault(sitePath(), '/', { doc: 'Where a person who is signed in begins.' }),
  page: required(siteTarget(), { doc: 'The page with the sign-in form.', example: '/login' }),
  action: required(siteTarget(), { doc: 'Where the form is sent, by POST.', example: '/login' }),
  'name-field': required(formField(), { doc: "The form's field for the name.", example: 'username' }),
  'password-field': required(formField(), { doc: "The form's field for the password.", example: 'password' }),
  'other-fields': withDefault(list(formField()), [], {
    doc: 'Further fields that must be sent on: tokens, mostly. Others are dropped.',
    example: ['_csrf'],
  }),
  accepted: required(accepted, {
    doc: 'The answer to a right password. Answers that look like this to anything but the form are dropped.',
    example: { status: 302, location: '/mail', cookie: 'session' },
  }),
  refused: required(pattern, {
    doc: 'The answer to a wrong password. Whatever is neither is shown, but not counted as a wrong password.',
    example: { status: 302, location: '/login' },
  }),
  'signed-out': optional(pattern, {
    doc: "The answer to somebody whose session is over. Postern's session ends with it.",
    example: { status: 302, location: '/login' },
  }),
  'session-cookies': withDefault(list(cookieName()), [], {
    doc: 'Cookies without which nobody is signed in, whose values stay as they are while a session lasts. When one changes, somebody else has signed in, and the session ends.',
    example: ['session'],
  }),
  'rotating-cookies': withDefault(list(cookieName()), [], {
    doc: 'Cookies without which nobody is signed in, whose values change in between. A webmail that has only such ones needs every other address that signs somebody in under `closed`.',
  }),
  'mirrored-cookies': withDefault(list(cookieName()), [], {
    doc: "Cookies that the webmail's own scripts read, such as a token against forgery. Browsers get them once they are signed in.",
    example: ['XSRF-TOKEN'],
  }),
  'passed-cookies': passedCookies,
  'public-folders': withDefault(list(siteFolder()), [], {
    doc: 'Folders whose files with a public extension everybody may have, as the sign-in page needs them.',
    example: ['/public/'],
  }),
  'public-extensions': withDefault(
    list(assetExtension()),
    ['css', 'gif', 'ico', 'jpeg', 'jpg', 'js', 'png', 'svg', 'ttf', 'webp', 'woff', 'woff2'],
    { doc: 'Extensions of such files.' },
  ),
  closed: withDefault(list(path), [], {
    doc: 'Paths that nobody reaches, signed in or not; with a slash at the end everything below them too. Doors for programs belong here, and every other way to sign in or to change a password without a session.',
    example: ['/dav/', '/Microsoft-Server-ActiveSync'],
  }),
  'log-out': required(siteTarget(), {
    doc: 'What signs out when it is asked for by GET. Postern asks for it itself when a sign-in is given up.',
    example: '/logout',
  }),
  scripts: withDefault(list(path), [], {
    doc: 'Paths that only scripts ask for; with a slash at the end everything below them.',
    example: ['/api/'],
  }),
  'dead-script': withDefault(
    group<GenericFormSettings['deadScript']>({
      status: withDefault(status, 401, { doc: 'Status.' }),
      type: withDefault(line({ max: 128, title: 'media type' }), 'application/json', { doc: 'Media type.' }),
      body: withDefault(line({ max: 4_096, title: 'text' }), '{"error":"signed out"}', { doc: 'Body.' }),
    }),
    {},
    { doc: "What the webmail's scripts are told when the session is gone; best what the webmail itself would say." },
  ),
  polls: withDefault(list(path), [], {
    doc: 'Paths that scripts ask for by themselves. They keep no session alive.',
    example: ['/api/events'],
  }),
  upgrades: withDefault(list(path), [], {
    doc: 'Paths where a WebSocket may be opened.',
    example: ['/api/socket'],
  }),
};

const genericForm: z.ZodType<GenericFormSettings> = group<GenericFormSettings>(genericFields).refine(
  ({ sessionCookies, rotatingCookies }) => sessionCookies.length + rotatingCookies.length > 0,
  { error: 'needs session-cookies or rotating-cookies: without one nobody can tell who is signed in' },
);

export const webmailProfile: z.ZodType<WebmailSettings> = choice<WebmailSettings>(roundcube, sogo, genericForm);
