// Roundcube 1.4 to 1.6, as measured against 1.6 (facts: its sign-in is taken at every URL, its session is two cookies, and
// presenting one without the other destroys it). Its scripts are told of a dead session in their own words, so that a
// message that is being written is kept.

import type { RoundcubeSettings } from '../../../core/webmail-settings.ts';
import type { Exchange, OwnAnswer, Target } from '../exchange.ts';
import { parseSetCookie } from '../session/set-cookie.ts';
import type { UpstreamJar } from '../session/upstream-jar.ts';
import { textAnswer, type UpstreamHead, type WebmailProfile } from '../webmail-profile.ts';
import { scriptPage } from './script-page.ts';

/** The value by which Roundcube takes its second cookie away. */
const DELETED = '-del-';

/** The page as Roundcube itself links it: alone, and after a session was lost. */
const SIGN_IN_QUERIES: ReadonlySet<string> = new Set(['_task=login', '_task=login&_err=session', '_err=session']);

/** What its scripts send by themselves, every minute or so. */
const POLLS: ReadonlySet<string> = new Set(['refresh', 'keep-alive', 'check-recent', 'getunread']);

/**
 * "Connection to storage server failed." as Roundcube's pages say it, in the languages of this program: it answers 401 to
 * this as to a wrong password, but nobody has judged the password (R4.4). What a person types is never in such a call.
 */
const STORAGE_FAILED: readonly string[] = [
  'Connection to storage server failed.',
  'Verbindung zum Speicherserver fehlgeschlagen.',
  'Erreur de connexion au serveur de stockage.',
  'Error de conexión con el servidor IMAP.',
  'Falha na conexão com o servidor. Verifique se informou os dados corretamente.',
  'A ligação ao servidor IMAP falhou.',
  'IMAP サーバーへの接続に失敗しました。',
].flatMap((text) => [JSON.stringify(text), asPhpWrites(text)].map((written) => `display_message(${written}`));

type DeadRequest = Pick<Exchange, 'target' | 'header'>;

function parameters(target: Target): URLSearchParams {
  return new URLSearchParams(target.query ?? '');
}

/** PHP's `json_encode` escapes what isn't ASCII, unless it is told not to. */
function asPhpWrites(text: string): string {
  return JSON.stringify(text).replace(
    /[^\x20-\x7e]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function setsAuth(head: UpstreamHead, authCookie: string): boolean {
  return head.setCookies.some((field) => {
    const cookie = parseSetCookie(field, { requestPath: '/', now: 0 });
    return cookie?.name === authCookie && cookie.value !== DELETED;
  });
}

// Without the token Roundcube ignores the log-out; but the session's first cookie alone makes it end the session.
function logOut(settings: RoundcubeSettings, { jar, location }: { jar: UpstreamJar; location?: string }) {
  const token = /[?&]_token=([A-Za-z0-9]{8,128})(?:&|$)/.exec(location ?? '')?.[1];
  if (token !== undefined) return { target: `${settings.basePath}?_task=logout&_token=${token}`, jar };
  return { target: `${settings.basePath}?_task=mail`, jar: jar.filter(({ name }) => name !== settings.authCookie) };
}

/** "Your session is invalid or expired." as Roundcube has it, by the beginning of `Accept-Language`. */
const SESSION_LOST: Readonly<Record<string, string>> = {
  de: 'Ihre Sitzung ist ungültig oder abgelaufen.',
  es: 'Su sesión no es válida o ha expirado.',
  fr: 'Votre session est invalide ou a expiré.',
  ja: 'セッションが正しくないか期限が切れています。',
  pt: 'A sua sessão é inválida ou expirou.',
};

/** Arguments of its `display_message`. */
function sessionLost(exchange: DeadRequest): string {
  const language = (exchange.header('accept-language') ?? '').slice(0, 2).toLowerCase();
  return `${JSON.stringify(SESSION_LOST[language] ?? 'Your session is invalid or expired.')},"error",-1000`;
}

// Whoever is writing a message stays on the page, where it is kept, and must be told why nothing works any more.
function deadScript(settings: RoundcubeSettings, exchange: DeadRequest): OwnAnswer {
  const action = parameters(exchange.target).get('_action') ?? '';
  const url = `${settings.basePath}?_task=login&_err=session`;
  return textAnswer(
    200,
    'application/json; charset=UTF-8',
    JSON.stringify({
      action: /^[A-Za-z0-9._-]{1,64}$/.test(action) ? action : '',
      exec: `this.display_message(${sessionLost(exchange)});\nthis.session_error(${JSON.stringify(url)});\n`,
    }),
  );
}

// As Roundcube's own answer to a frame: its script decides, and stays where it is while a message is being written.
function deadFrame(settings: RoundcubeSettings, exchange: DeadRequest): OwnAnswer {
  const url = JSON.stringify(`${settings.basePath}?_task=login&_err=session`);
  return scriptPage(`if (parent !== window && parent.rcmail) {
  parent.rcmail.display_message(${sessionLost(exchange)});
  parent.rcmail.session_error(${url});
} else top.location.href = ${url};`);
}

export function roundcube(settings: RoundcubeSettings): WebmailProfile {
  const { basePath, sessionCookie, authCookie } = settings;
  const signInTarget = `${basePath}?_task=login`;
  return {
    kind: 'roundcube',
    loginName: settings.loginName,
    home: basePath,
    signInPage: signInTarget,
    signInPages: [{ path: basePath, query: (query) => SIGN_IN_QUERIES.has(query) }],
    signIn: {
      target: signInTarget,
      body: 'form',
      nameField: '_user',
      passwordField: '_pass',
      otherFields: ['_token', '_timezone', '_url', ...settings.extraFields],
      fixedFields: { _task: 'login', _action: 'login' },
      success: 'redirect',
    },
    publicAssets: {
      prefixes: ['skins/', 'plugins/', 'program/js/', 'program/resources/'].map((folder) => `${basePath}${folder}`),
      extensions: ['css', 'gif', 'ico', 'jpeg', 'jpg', 'js', 'png', 'svg', 'ttf', 'woff', 'woff2'],
      exact: [`${basePath}skins/elastic/watermark.html`, `${basePath}skins/larry/watermark.html`, '/favicon.ico'],
    },
    closed: [],
    fixedAnswers: [],
    upgrades: [],
    identityCookies: [sessionCookie],
    authCookies: [sessionCookie, authCookie],
    deadValues: [DELETED],
    mirroredCookies: [],
    passedCookies: settings.passedCookies,
    isPoll: (target) => POLLS.has(parameters(target).get('_action') ?? ''),
    isLogOut: (target) => target.path === basePath && parameters(target).get('_task') === 'logout',
    isScript: (target, header) =>
      header('x-roundcube-request') !== undefined ||
      header('x-requested-with') === 'XMLHttpRequest' ||
      parameters(target).get('_remote') === '1',
    beginsSession: (head) => setsAuth(head, authCookie),
    endsSession: () => false,
    judgeSignIn: (head, body) => {
      if (head.status === 302 && setsAuth(head, authCookie)) return 'accepted';
      if (head.status !== 401) return 'unclear';
      return STORAGE_FAILED.some((text) => body.includes(text)) ? 'unclear' : 'refused';
    },
    logOut: (session) => logOut(settings, session),
    deadAnswer: (kind, exchange) => {
      if (kind === 'script') return deadScript(settings, exchange);
      return kind === 'frame' ? deadFrame(settings, exchange) : undefined;
    },
    signInRefusal: () => undefined,
  };
}
