// A private Dovecot: IMAP, POP3, ManageSieve and submission on free loopback ports, users and mail in a folder of its
// own. Starts in about 0.1 s, so each test file may have one.

import { utimes, writeFile } from 'node:fs/promises';
import { deliverTo, makeHome, readMessages, waitForMessageIn } from '../maildir.ts';
import { type NamedPorts, withFreePorts } from '../ports.ts';
import { type ProgramResult, programPath, run } from '../programs.ts';
import { openServerLog, type ServerLog } from '../server-log.ts';
import { type ServerProcess, startServerProcess } from '../server-process.ts';
import { makeTempFolder, type TempFolder } from '../temp.ts';
import { type Certificate, makeCertificate } from '../tls.ts';
import { connectWire } from '../wire-client.ts';
import {
  DOVECOT_PORTS,
  type DovecotPort,
  type DovecotSettings,
  dovecotConfig,
  mailOwner,
  ownUsers,
} from './dovecot-config.ts';

/** Login names and their plain passwords. */
export type Passwords = Readonly<Record<string, string>>;

/** The users that a Dovecot has when a test names none. */
export const DEFAULT_USERS: Passwords = { 'alice@example.test': 'alice-secret', 'bob@example.test': 'bob-secret' };

export interface DovecotOptions {
  readonly users?: Passwords;
  /** Master users, who sign in as `user*master`. Default: none. */
  readonly masters?: Passwords;
  /** Default: one of its own for `localhost` and 127.0.0.1. */
  readonly certificate?: Certificate;
  /** `login_trusted_networks`: whose ID, XCLIENT and the like are believed. Default: nobody's. */
  readonly trustedNetworks?: readonly string[];
  /** `auth_failure_delay`. Dovecot's own default is 2; here 0. */
  readonly failureDelaySeconds?: number;
  /** Dovecot's growing delay for an address with failed sign-ins (up to 15 s). Default: off. */
  readonly penalty?: boolean;
  /** `refused`: sign-in needs TLS, but for clients that come from the address that they connect to. */
  readonly plaintext?: DovecotSettings['plaintext'];
  /** Where the submission service relays to. Default: a port that nobody listens on. */
  readonly submissionRelayPort?: number;
  /** How many login processes of each protocol wait at once (`process_min_avail`). Default 0: as needed. */
  readonly loginProcesses?: number;
  /** Lines at the end of the configuration; they win. */
  readonly extraConfig?: string;
}

export interface Dovecot extends AsyncDisposable {
  readonly host: '127.0.0.1';
  readonly ports: NamedPorts<DovecotPort>;
  readonly certificate: Certificate;
  readonly log: ServerLog;
  /** The authentication socket for Postfix (`smtpd_sasl_type = dovecot`). */
  readonly saslSocket: string;
  /** The login names that it knows now. */
  readonly users: readonly string[];
  /** The same with their passwords. */
  readonly passwords: Passwords;
  /** The home folders, one for each user, each with a `Maildir`. */
  readonly homes: string;
  /** The id of its main process; the whole server is this process group. It changes with a restart. */
  readonly pid: number;
  /** Changes or adds a password, and returns when it counts (Dovecot looks at the file once a second at most). */
  setPassword(user: string, password: string): Promise<void>;
  /** Puts a message into the user's INBOX, as a delivery agent would. */
  deliver(user: string, message: string | Uint8Array): Promise<void>;
  /** The messages of the user's INBOX, in order of arrival. */
  messages(user: string): Promise<readonly string[]>;
  /** The first message of the user's INBOX that matches, at once or when it arrives. */
  waitForMessage(user: string, pattern: RegExp): Promise<string>;
  /** Runs `doveadm` on this instance. */
  doveadm(...args: readonly string[]): Promise<ProgramResult>;
  /** Ends the server but keeps its ports, users and mail. */
  stop(): Promise<void>;
  /** Starts it again after `stop`, on the same ports. */
  start(): Promise<void>;
  /** SIGSTOP: it accepts connections and never answers. */
  freeze(): void;
  thaw(): void;
}

/** A port that nobody listens on: the discard service, below what a test may draw. */
const NOWHERE = 9;

/** How long a changed password may take to count, in tries of `doveadm auth test` (each takes some 20 ms). */
const MOST_TRIES = 200;

interface Parts {
  readonly folder: TempFolder;
  readonly ports: NamedPorts<DovecotPort>;
  readonly certificate: Certificate;
  readonly options: DovecotOptions;
  /** What goes away with the server. */
  readonly belongings: AsyncDisposable;
}

class PrivateDovecot implements Dovecot {
  readonly host = '127.0.0.1';
  readonly ports: NamedPorts<DovecotPort>;
  readonly certificate: Certificate;
  readonly saslSocket: string;
  readonly homes: string;
  readonly #parts: Parts;
  readonly #users: Map<string, string>;
  readonly #config: string;
  readonly #logFile: string;
  #process: ServerProcess | undefined;
  /** The last time stamp of the password file, in seconds. */
  #changedAt = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#users = new Map(Object.entries(parts.options.users ?? DEFAULT_USERS));
    this.#config = parts.folder.file('dovecot.conf');
    this.#logFile = parts.folder.file('dovecot.log');
    this.ports = parts.ports;
    this.certificate = parts.certificate;
    this.saslSocket = parts.folder.file('run', 'sasl');
    this.homes = parts.folder.file('home');
  }

  get log(): ServerLog {
    return openServerLog(this.#logFile);
  }

  get users(): readonly string[] {
    return [...this.#users.keys()];
  }

  get passwords(): Passwords {
    return Object.fromEntries(this.#users);
  }

  get pid(): number {
    return this.#running().pid;
  }

  #running(): ServerProcess {
    if (this.#process === undefined) throw new Error('this Dovecot is stopped');
    return this.#process;
  }

  #home(user: string): string {
    return `${this.homes}/${user}`;
  }

  async prepare(): Promise<void> {
    const { folder, ports, certificate, options } = this.#parts;
    const config = dovecotConfig({
      folder: folder.path,
      ports,
      certificate,
      authentication: ownUsers(folder.path),
      trustedNetworks: options.trustedNetworks ?? [],
      failureDelaySeconds: options.failureDelaySeconds ?? 0,
      loginProcesses: options.loginProcesses ?? 0,
      penalty: options.penalty ?? false,
      plaintext: options.plaintext ?? 'allowed',
      submissionRelayPort: options.submissionRelayPort ?? NOWHERE,
      extraConfig: options.extraConfig ?? '',
    });
    await writeFile(this.#config, config);
    await writeFile(folder.file('masters'), passwordFile(Object.entries(options.masters ?? {})));
    await writeFile(folder.file('users'), passwordFile(this.#users));
    for (const user of this.#users.keys()) await makeHome(this.#home(user), mailOwner());
  }

  async start(): Promise<void> {
    this.#process = await startServerProcess({
      command: programPath('dovecot-master'),
      args: ['-F', '-c', this.#config],
      logFile: this.#logFile,
      ready: /starting up for/,
    });
    // Once it greets, its authentication process is up: a test's first sign-in finds what later ones find.
    await using client = await connectWire({ port: this.ports.imap });
    await client.expect(/^\* OK \[CAPABILITY/);
  }

  async stop(): Promise<void> {
    await this.#process?.stop();
    this.#process = undefined;
  }

  freeze(): void {
    this.#running().signal('SIGSTOP');
  }

  thaw(): void {
    this.#running().signal('SIGCONT');
  }

  async setPassword(user: string, password: string): Promise<void> {
    this.#users.set(user, password);
    await makeHome(this.#home(user), mailOwner());
    const file = this.#parts.folder.file('users');
    await writeFile(file, passwordFile(this.#users));
    // Dovecot tells a change by size and by whole seconds of the time, and looks at most once a second.
    this.#changedAt = Math.max(this.#changedAt, Math.floor(Date.now() / 1000)) + 1;
    await utimes(file, this.#changedAt, this.#changedAt);
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const { code } = await this.doveadm('auth', 'test', user, password);
      if (code === 0) return;
    }
    throw new Error(`Dovecot does not take the new password of ${user}`);
  }

  deliver(user: string, message: string | Uint8Array): Promise<void> {
    return deliverTo(this.#home(user), mailOwner(), message);
  }

  messages(user: string): Promise<readonly string[]> {
    return readMessages(this.#home(user));
  }

  waitForMessage(user: string, pattern: RegExp): Promise<string> {
    return waitForMessageIn(this.#home(user), pattern);
  }

  doveadm(...args: readonly string[]): Promise<ProgramResult> {
    return run('doveadm', ['-c', this.#config, ...args]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process?.kill();
    await this.#parts.belongings[Symbol.asyncDispose]();
  }
}

function passwordFile(users: Iterable<readonly [string, string]>): string {
  return [...users].map(([user, password]) => `${user}:{PLAIN}${password}\n`).join('');
}

/** Starts a Dovecot and waits until it listens. Needs `dovecot`, the protocols' packages and `openssl`. */
export async function startDovecot(options: DovecotOptions = {}): Promise<Dovecot> {
  const belongings = new AsyncDisposableStack();
  try {
    const folder = belongings.use(await makeTempFolder('dovecot'));
    const certificate =
      options.certificate ?? belongings.use(await makeCertificate({ names: ['localhost', '127.0.0.1'] }));
    return await withFreePorts(DOVECOT_PORTS, async (ports) => {
      const dovecot = new PrivateDovecot({ folder, ports, certificate, options, belongings });
      await dovecot.prepare();
      await dovecot.start();
      return dovecot;
    });
  } catch (error) {
    await belongings.disposeAsync();
    throw error;
  }
}
