// config/postern_auth.ini, checked as a whole: a Haraka that can't ask Postern must not start as if it could.

export interface Settings {
  readonly postern:
    | { readonly kind: 'socket'; readonly path: string }
    | { readonly kind: 'network'; readonly url: URL; readonly authorityFile?: string };
  readonly tokenFile: string;
  /** Milliseconds for one question. */
  readonly timeout: number;
  readonly allowsClearTextOnLoopback: boolean;
  /** Local ports where MAIL wants a sign-in first. */
  readonly signInFirstOn: ReadonlySet<number>;
  readonly maxFailures: number;
  readonly constrainsSender: boolean;
}

/** For Haraka's reader of ini files. */
export const BOOLEANS: readonly string[] = ['+main.constrain_sender', '-main.allow_clear_text_on_loopback'];

const KNOWN = new Set([
  'url',
  'socket',
  'ca_file',
  'token_file',
  'timeout',
  'allow_clear_text_on_loopback',
  'sign_in_first_on',
  'max_failures',
  'constrain_sender',
]);

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Reads what Haraka read of the file; throws an Error that says what is wrong. */
export function readSettings(ini: unknown): Settings {
  const main = sectionOf(ini);
  const unknown = Object.keys(main).find((key) => !KNOWN.has(key));
  if (unknown !== undefined) throw wrong(unknown, 'is not a setting');
  const text = (key: string): string => String(main[key] ?? '').trim();
  return {
    postern: readPostern(text('url'), text('socket'), text('ca_file')),
    tokenFile: path('token_file', text('token_file')),
    timeout: whole('timeout', text('timeout') || '5', { min: 1, max: 20 }) * 1_000,
    allowsClearTextOnLoopback: main['allow_clear_text_on_loopback'] === true,
    signInFirstOn: readPorts(text('sign_in_first_on') || '465,587'),
    maxFailures: whole('max_failures', text('max_failures') || '3', { min: 1, max: 20 }),
    constrainsSender: main['constrain_sender'] !== false,
  };
}

function readPorts(written: string): ReadonlySet<number> {
  const ports = written === 'none' ? [] : written.split(/[\s,]+/);
  return new Set(ports.map((port) => whole('sign_in_first_on', port, { min: 1, max: 65_535 })));
}

function readPostern(url: string, socket: string, authorityFile: string): Settings['postern'] {
  if ((url === '') === (socket === '')) throw wrong('url', 'or socket is needed: one of them');
  if (socket !== '') return { kind: 'socket', path: path('socket', socket) };
  if (!URL.canParse(url)) throw wrong('url', 'must be an address such as https://mail.example.com:9443');
  const parsed = new URL(url);
  const isSafe = parsed.protocol === 'https:' || (parsed.protocol === 'http:' && LOOPBACK.test(parsed.hostname));
  if (!isSafe) throw wrong('url', 'must be https, or http on this machine: passwords go there');
  if (parsed.pathname !== '/' || parsed.search !== '' || parsed.username !== '') {
    throw wrong('url', 'must have no path, query or user');
  }
  return {
    kind: 'network',
    url: parsed,
    ...(authorityFile !== '' && { authorityFile: path('ca_file', authorityFile) }),
  };
}

function sectionOf(ini: unknown): Readonly<Record<string, unknown>> {
  if (typeof ini !== 'object' || ini === null || !('main' in ini)) return {};
  const { main } = ini;
  return typeof main === 'object' && main !== null ? { ...main } : {};
}

function path(key: string, value: string): string {
  if (!value.startsWith('/')) throw wrong(key, 'must be an absolute path');
  return value;
}

function whole(key: string, value: string, { min, max }: { readonly min: number; readonly max: number }): number {
  const number = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= min && number <= max)) throw wrong(key, `must be a whole number from ${min} to ${max}`);
  return number;
}

function wrong(key: string, reason: string): Error {
  return new Error(`config/postern_auth.ini: ${key} ${reason}`);
}
