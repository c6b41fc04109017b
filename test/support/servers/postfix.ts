// A private Postfix for submission in front of a private Dovecot: what is sent to one of Dovecot's users is found in
// the user's INBOX. Needs root, because Postfix changes users.

import { execFile } from 'node:child_process';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { type NamedPorts, withFreePorts } from '../ports.ts';
import { programPath } from '../programs.ts';
import { openServerLog, type ServerLog } from '../server-log.ts';
import { type ServerProcess, startServerProcess } from '../server-process.ts';
import { makeTempFolder, type TempFolder } from '../temp.ts';
import type { Dovecot } from './dovecot.ts';
import { mainConfig, masterConfig, POSTFIX_PORTS, type PostfixPort, type PostfixSettings } from './postfix-config.ts';

export interface PostfixOptions {
  /** Checks the passwords (SASL) and reads what is delivered; its users are the mailboxes. */
  readonly dovecot: Dovecot;
  /** What `submission` and `proxied` offer and demand. Default: `may`, as the default of most sites. */
  readonly starttls?: PostfixSettings['starttls'];
  /** `smtpd_authorized_xclient_hosts`: who may say who the client is. Default: nobody. */
  readonly xclientHosts?: readonly string[];
  /** Sender addresses and the login names that own them. Default: each user owns the address of the same name. */
  readonly senderLogins?: Readonly<Record<string, string>>;
  /** More of `main.cf`; it wins. */
  readonly extra?: Readonly<Record<string, string>>;
}

export interface Postfix extends AsyncDisposable {
  readonly host: '127.0.0.1';
  readonly ports: NamedPorts<PostfixPort>;
  readonly log: ServerLog;
  /** The id of its master; the whole server is this process group. It changes with a restart. */
  readonly pid: number;
  /** Ends the server but keeps its ports and its queue. */
  stop(): Promise<void>;
  /** Starts it again after `stop`, on the same ports. */
  start(): Promise<void>;
  /** SIGSTOP: it accepts connections and never answers. */
  freeze(): void;
  thaw(): void;
}

// Owners as in Postfix's own postfix-files, whose check (`postfix set-permissions`) would take a second.
const QUEUES = [
  'active',
  'bounce',
  'corrupt',
  'defer',
  'deferred',
  'flush',
  'hold',
  'incoming',
  'private',
  'saved',
  'trace',
];

async function makeQueue(folder: TempFolder): Promise<void> {
  const make = async (mode: number, ...names: readonly string[]): Promise<string> => {
    const path = folder.file(...names);
    await mkdir(path, { mode });
    return path;
  };
  await make(0o755, 'queue');
  await make(0o755, 'queue', 'pid');
  const owned = [await make(0o700, 'data')];
  for (const name of QUEUES) owned.push(await make(0o700, 'queue', name));
  const shared = [await make(0o730, 'queue', 'maildrop'), await make(0o710, 'queue', 'public')];
  await promisify(execFile)('chown', ['postfix', ...owned]);
  await promisify(execFile)('chown', ['postfix:postdrop', ...shared]);
}

/** Postfix reads a file that changed less than two seconds ago again and again until it is older. */
const LONG_AGO = new Date('2020-01-01');

function table(entries: Readonly<Record<string, string>>): string {
  return Object.entries(entries)
    .map(([key, value]) => `${key} ${value}\n`)
    .join('');
}

class PrivatePostfix implements Postfix {
  readonly host = '127.0.0.1';
  readonly ports: NamedPorts<PostfixPort>;
  readonly #folder: TempFolder;
  readonly #options: PostfixOptions;
  readonly #logFile: string;
  #process: ServerProcess | undefined;

  constructor(folder: TempFolder, ports: NamedPorts<PostfixPort>, options: PostfixOptions) {
    this.#folder = folder;
    this.#options = options;
    this.#logFile = folder.file('postfix.log');
    this.ports = ports;
  }

  get log(): ServerLog {
    return openServerLog(this.#logFile);
  }

  get pid(): number {
    return this.#running().pid;
  }

  #running(): ServerProcess {
    if (this.#process === undefined) throw new Error('this Postfix is stopped');
    return this.#process;
  }

  async configure(): Promise<void> {
    const { dovecot, starttls = 'may', xclientHosts = [], extra = {} } = this.#options;
    const { certificate, saslSocket, homes, users } = dovecot;
    const settings: PostfixSettings = {
      folder: this.#folder.path,
      ports: this.ports,
      ...{ certificate, saslSocket, homes, starttls, xclientHosts, extra },
    };
    const domains = users.map((user) => user.slice(user.indexOf('@') + 1));
    const itself = Object.fromEntries(users.map((user) => [user, user]));
    const files = {
      'main.cf': mainConfig(settings),
      'master.cf': masterConfig(settings),
      domains: table(Object.fromEntries(domains.map((domain) => [domain, 'ours']))),
      mailboxes: table(Object.fromEntries(users.map((user) => [user, `${user}/Maildir/`]))),
      'sender-logins': table(this.#options.senderLogins ?? itself),
    };
    for (const [name, text] of Object.entries(files)) {
      await writeFile(this.#folder.file(name), text);
      await utimes(this.#folder.file(name), LONG_AGO, LONG_AGO);
    }
  }

  async start(): Promise<void> {
    this.#process = await startServerProcess({
      command: programPath('postfix-master'),
      args: ['-d', '-c', this.#folder.path],
      logFile: this.#logFile,
      ready: /daemon started/,
    });
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

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process?.kill();
    await this.#folder[Symbol.asyncDispose]();
  }
}

/** Starts a Postfix and waits until it listens. Needs `postfix`, `root`, and a Dovecot whose users have domains. */
export async function startPostfix(options: PostfixOptions): Promise<Postfix> {
  const folder = await makeTempFolder('postfix');
  try {
    await makeQueue(folder);
    return await withFreePorts(POSTFIX_PORTS, async (ports) => {
      const postfix = new PrivatePostfix(folder, ports, options);
      await postfix.configure();
      await postfix.start();
      return postfix;
    });
  } catch (error) {
    await folder[Symbol.asyncDispose]();
    throw error;
  }
}
