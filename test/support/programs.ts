// Which real programs this machine has. A suite that needs one that is missing is skipped with one line that says what
// to install; in CI, where everything is installed first, it is a failure.

import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';

interface Program {
  /** Where it may be: a name that is looked up in PATH, or absolute paths for what isn't meant to be called by hand. */
  readonly at: readonly string[];
  /** Debian's package. */
  readonly package: string;
}

export type ProgramName =
  | 'chromium'
  | 'curl'
  | 'doveadm'
  | 'dovecot'
  | 'dovecot-master'
  | 'dovecot-managesieve'
  | 'dovecot-pop3'
  | 'dovecot-submission'
  | 'fail2ban-regex'
  | 'fetchmail'
  | 'haproxy'
  | 'kannel'
  | 'kannel-fakesmsc'
  | 'kannel-smsbox'
  | 'mbsync'
  | 'memcached'
  | 'mount'
  | 'mpop'
  | 'msmtp'
  | 'nginx'
  | 'nginx-mail'
  | 'openssl'
  | 'php-fpm'
  | 'postconf'
  | 'postfix'
  | 'postfix-master'
  | 'postgres'
  | 'postgres-initdb'
  | 'psql'
  | 'python3'
  | 'roundcube'
  | 'roundcube-plugins'
  | 'setpriv'
  | 'sieve-connect'
  | 'sogo'
  | 'sogo-activesync'
  | 'swaks'
  | 'umount'
  | 'wrk';

// Debian keeps the programs of each major version apart: 15 is Debian 12's, 17 Debian 13's.
function inPostgres(program: string): readonly string[] {
  return [15, 17].map((version) => `/usr/lib/postgresql/${version}/bin/${program}`);
}

const PROGRAMS: Readonly<Record<ProgramName, Program>> = {
  chromium: { at: ['chromium'], package: 'chromium' },
  curl: { at: ['curl'], package: 'curl' },
  doveadm: { at: ['doveadm'], package: 'dovecot-core' },
  dovecot: { at: ['/usr/lib/dovecot/imap-login', '/usr/libexec/dovecot/imap-login'], package: 'dovecot-imapd' },
  'dovecot-master': { at: ['dovecot'], package: 'dovecot-core' },
  'dovecot-managesieve': {
    at: ['/usr/lib/dovecot/managesieve-login', '/usr/libexec/dovecot/managesieve-login'],
    package: 'dovecot-managesieved',
  },
  'dovecot-pop3': { at: ['/usr/lib/dovecot/pop3-login', '/usr/libexec/dovecot/pop3-login'], package: 'dovecot-pop3d' },
  'dovecot-submission': {
    at: ['/usr/lib/dovecot/submission-login', '/usr/libexec/dovecot/submission-login'],
    package: 'dovecot-submissiond',
  },
  'fail2ban-regex': { at: ['fail2ban-regex'], package: 'fail2ban' },
  fetchmail: { at: ['fetchmail'], package: 'fetchmail' },
  haproxy: { at: ['haproxy'], package: 'haproxy' },
  kannel: { at: ['bearerbox'], package: 'kannel' },
  'kannel-fakesmsc': { at: ['/usr/lib/kannel/test/fakesmsc'], package: 'kannel-extras' },
  'kannel-smsbox': { at: ['smsbox', '/usr/lib/kannel/smsbox'], package: 'kannel' },
  mbsync: { at: ['mbsync'], package: 'isync' },
  memcached: { at: ['memcached'], package: 'memcached' },
  mount: { at: ['mount'], package: 'mount' },
  mpop: { at: ['mpop'], package: 'mpop' },
  msmtp: { at: ['msmtp'], package: 'msmtp' },
  nginx: { at: ['nginx'], package: 'nginx' },
  'nginx-mail': {
    at: ['/usr/lib/nginx/modules/ngx_mail_module.so', '/usr/lib64/nginx/modules/ngx_mail_module.so'],
    package: 'libnginx-mod-mail',
  },
  openssl: { at: ['openssl'], package: 'openssl' },
  'php-fpm': { at: ['php-fpm8.2', 'php-fpm8.4', 'php-fpm'], package: 'php-fpm' },
  postfix: { at: ['postfix'], package: 'postfix' },
  postconf: { at: ['postconf'], package: 'postfix' },
  'postfix-master': {
    at: ['/usr/lib/postfix/sbin/master', '/usr/libexec/postfix/master'],
    package: 'postfix',
  },
  postgres: { at: inPostgres('postgres'), package: 'postgresql' },
  'postgres-initdb': { at: inPostgres('initdb'), package: 'postgresql' },
  psql: { at: inPostgres('psql'), package: 'postgresql-client' },
  python3: { at: ['python3'], package: 'python3' },
  roundcube: { at: ['/var/lib/roundcube/index.php'], package: 'roundcube-core roundcube-sqlite3' },
  'roundcube-plugins': { at: ['/var/lib/roundcube/plugins/managesieve'], package: 'roundcube-plugins' },
  setpriv: { at: ['setpriv'], package: 'util-linux' },
  'sieve-connect': { at: ['sieve-connect'], package: 'sieve-connect' },
  sogo: { at: ['sogod'], package: 'sogo' },
  'sogo-activesync': { at: ['/usr/lib/GNUstep/SOGo/ActiveSync.SOGo'], package: 'sogo-activesync' },
  swaks: { at: ['swaks'], package: 'swaks' },
  umount: { at: ['umount'], package: 'mount' },
  wrk: { at: ['wrk'], package: 'wrk' },
};

/** A program, or `root` for servers that change users (Postfix). */
export type Requirement = ProgramName | 'root';

// Servers live in sbin, which a normal user's PATH often lacks.
function searchPath(): readonly string[] {
  return [...(process.env['PATH'] ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'].filter(Boolean);
}

function isThere(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false; // absent or unreadable: either way not usable
  }
}

/** The absolute path of a program, or undefined when this machine lacks it. */
export function which(name: ProgramName): string | undefined {
  const candidates = PROGRAMS[name].at.flatMap((at) =>
    isAbsolute(at) ? [at] : searchPath().map((folder) => join(folder, at)),
  );
  return candidates.find(isThere);
}

/** The absolute path of a program; throws with what to install when this machine lacks it. */
export function programPath(name: ProgramName): string {
  const path = which(name);
  if (path === undefined) throw new Error(`${name} is missing: apt-get install ${PROGRAMS[name].package}`);
  return path;
}

/** True when this process may start servers that change users. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * True when something is missing, after one line that says what to do: `describe.skipIf(lacks('dovecot'))(…)`.
 * In CI it throws instead, which fails the file: there a skip would hide that something wasn't tested.
 */
export function lacks(...requirements: readonly Requirement[]): boolean {
  const programs = requirements.filter((requirement) => requirement !== 'root');
  const packages = new Set(programs.filter((name) => which(name) === undefined).map((name) => PROGRAMS[name].package));
  const remedies = [
    ...(packages.size > 0 ? [`apt-get install --no-install-recommends ${[...packages].join(' ')}`] : []),
    ...(requirements.includes('root') && !isRoot() ? ['run as root (the server changes users)'] : []),
  ];
  if (remedies.length === 0) return false;
  const line = `needs ${requirements.join(', ')}: ${remedies.join('; ')}`;
  if (process.env['CI']) throw new Error(line);
  process.stderr.write(`skipped: ${line}\n`);
  return true;
}

/** What a program said and how it ended. */
export interface ProgramResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
  readonly timeoutMs?: number;
}

/** Runs a program to its end. A non-zero exit is a result, not an error; not starting and taking too long are errors. */
export async function run(
  name: ProgramName,
  args: readonly string[],
  options: RunOptions = {},
): Promise<ProgramResult> {
  const child = promisify(execFile)(programPath(name), args, {
    env: { ...process.env, ...options.env },
    timeout: options.timeoutMs ?? 15_000,
    killSignal: 'SIGKILL',
    maxBuffer: 64 * 1024 * 1024,
  });
  child.child.stdin?.on('error', () => undefined); // a program may end without reading what it is given
  child.child.stdin?.end(options.input ?? '');
  try {
    return { code: 0, ...(await child) };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && 'stdout' in error && 'stderr' in error)) throw error;
    if (typeof error.code !== 'number') throw error;
    return { code: error.code, stdout: String(error.stdout), stderr: String(error.stderr) };
  }
}
