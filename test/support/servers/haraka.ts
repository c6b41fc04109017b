// A site's own Haraka as submission server with the plugin postern-auth, configured with what the guide for
// administrators says, word for word, but for ports and paths. It hands mail on to a server of the test's choice.

import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type NamedPorts, withFreePorts } from '../ports.ts';
import { run } from '../programs.ts';
import type { ServerLog } from '../server-log.ts';
import { startServerProcess } from '../server-process.ts';
import { makeTempFolder, type TempFolder } from '../temp.ts';
import { type Certificate, makeCertificate } from '../tls.ts';

const ROOT = join(import.meta.dirname, '../../..');

const GUIDE = join(ROOT, 'docs/guides/haraka.md');

export interface HarakaOptions {
  /** Where Postern's sign-in API is: the line of postern_auth.ini. */
  readonly postern: string;
  readonly token: string;
  /** Further lines of postern_auth.ini. */
  readonly settings?: string;
  /** Where mail goes. */
  readonly forwardTo: number;
}

export interface Haraka extends AsyncDisposable {
  readonly ports: NamedPorts<HarakaPort>;
  readonly certificate: Certificate;
  readonly log: ServerLog;
  /** Changes the token that it shows from now on. */
  setToken(token: string): Promise<void>;
}

const PORTS = ['starttls', 'implicit'] as const;

export type HarakaPort = (typeof PORTS)[number];

/** The files that the guide shows, by their path below Haraka's folder. */
export async function filesOfGuide(): Promise<ReadonlyMap<string, string>> {
  const guide = await readFile(GUIDE, 'utf8');
  const blocks = guide.matchAll(/^`(config\/[a-z_./]+)`:\n\n```[a-z]*\n(.*?)^```$/gms);
  return new Map(Array.from(blocks, ([, path = '', text = '']) => [path, text]));
}

async function writeConfig(folder: TempFolder, options: HarakaOptions, ports: NamedPorts<HarakaPort>): Promise<void> {
  const tokenFile = folder.file('postern-token');
  await writeFile(tokenFile, `${options.token}\n`, { mode: 0o600 });
  const here: Readonly<Record<string, (text: string) => string>> = {
    'config/plugins': (text) => text,
    'config/postern_auth.ini': (text) =>
      [
        text.replace(/^url=.*$/m, options.postern).replace('/etc/haraka/postern-token', tokenFile),
        `sign_in_first_on=${ports.starttls},${ports.implicit}`,
        options.settings ?? '',
      ].join('\n'),
    // One process: faster to start and to end.
    'config/smtp.ini': (text) =>
      `${text.replaceAll('[::0]', '127.0.0.1').replaceAll('587', `${ports.starttls}`).replaceAll('465', `${ports.implicit}`)}nodes=0\n`,
    'config/tls.ini': (text) => text.replaceAll('/etc/letsencrypt/live/mail.example.com/', ''),
    'config/smtp_forward.ini': (text) =>
      text.replace('192.0.2.25', '127.0.0.1').replace('port=25', `port=${options.forwardTo}`),
  };
  const shown = await filesOfGuide();
  for (const [path, adapt] of Object.entries(here)) {
    const text = shown.get(path);
    if (text === undefined) throw new Error(`the guide no longer shows ${path}`);
    await mkdir(dirname(folder.file(path)), { recursive: true });
    await writeFile(folder.file(path), adapt(text));
  }
  await writeFile(folder.file('config/me'), 'haraka.test\n');
  // What `haraka -i` makes beside these: without this file a Haraka of version 3 ends with its first connection.
  await cp(join(ROOT, 'node_modules/Haraka/config/connection.ini'), folder.file('config/connection.ini'));
  await writeFile(folder.file('config/log.ini'), '[main]\nlevel=info\n');
  await cp(join(ROOT, 'plugins/postern-auth'), folder.file('plugins/postern-auth'), { recursive: true });
}

/** A well-known group: Haraka would make one of its own at each start, which takes a core for a long time. */
async function makeDhParameters(file: string): Promise<void> {
  const { stdout } = await run('openssl', ['genpkey', '-genparam', '-algorithm', 'DH', '-pkeyopt', 'group:ffdhe2048']);
  await writeFile(file, stdout);
}

/** Starts one and waits until both ports are open. Needs `openssl`. */
export async function startHaraka(options: HarakaOptions): Promise<Haraka> {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(await makeTempFolder('haraka'));
  const certificate = opened.use(await makeCertificate({ names: ['localhost', 'haraka.test'] }));
  await mkdir(folder.file('config'));
  await makeDhParameters(folder.file('config/dhparams.pem'));
  await mkdir(folder.file('queue'));
  await writeFile(folder.file('config/fullchain.pem'), certificate.cert);
  await writeFile(folder.file('config/privkey.pem'), certificate.key);
  const [ports, server] = await withFreePorts(PORTS, async (drawn: NamedPorts<HarakaPort>) => {
    await writeConfig(folder, options, drawn);
    const started = await startServerProcess({
      command: process.execPath,
      args: [join(ROOT, 'node_modules/Haraka/bin/haraka'), '-c', folder.path],
      logFile: folder.file('haraka.log'),
      ready: new RegExp(`(?=[^]*Listening on .*${drawn.starttls})[^]*Listening on .*${drawn.implicit}`),
    });
    return [drawn, started] as const;
  });
  opened.use(server);
  const all = opened.move();
  return {
    ports,
    certificate,
    log: server.log,
    setToken: (token) => writeFile(folder.file('postern-token'), token),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
