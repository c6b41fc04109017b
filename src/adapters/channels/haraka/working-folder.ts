// The folder that Haraka runs in, below the state folder: its configuration, made anew at each start from config/haraka/
// and the settings, a door to our plugin, and the queue, which stays.

import { randomBytes } from 'node:crypto';
import { chmod, copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import type { MailPathSettings } from './mail-path-settings.ts';

const PLUGIN = 'postern-outbound';

/** Postern's own: this file is four folders below it, compiled or not. */
const ROOT = join(import.meta.dirname, '../../../..');

/** Compiled, the plugin is beside us in dist/: below node_modules Node runs no TypeScript. */
const PLUGIN_ENTRY =
  extname(import.meta.filename) === '.ts'
    ? join(ROOT, 'plugins', PLUGIN, 'index.ts')
    : join(ROOT, 'dist/plugins', PLUGIN, 'index.js');

export interface WorkingFolder {
  readonly path: string;
  readonly queue: string;
}

export function workingFolder(path: string): WorkingFolder {
  return { path, queue: join(path, 'queue') };
}

/** Makes it, or makes it anew around the queue. Rejects when the disk won't have it. */
export async function prepareWorkingFolder({ path, queue }: WorkingFolder, settings: MailPathSettings): Promise<void> {
  const config = join(path, 'config');
  const plugin = join(path, 'plugins', PLUGIN);
  await rm(config, { recursive: true, force: true });
  for (const folder of [path, queue, config, plugin]) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
  }
  const fixed = join(ROOT, 'config/haraka');
  for (const name of await readdir(fixed)) await copyFile(join(fixed, name), join(config, name));
  for (const [name, lines] of Object.entries(generated(settings))) {
    const text = await readFile(join(config, name), 'utf8').catch(() => '');
    await writeFile(join(config, name), `${text}${lines.map((line) => `${line}\n`).join('')}`, { mode: 0o600 });
  }
  await writeFile(join(plugin, 'package.json'), JSON.stringify({ name: PLUGIN, main: 'index.cjs' }), { mode: 0o600 });
  await writeFile(join(plugin, 'index.cjs'), `module.exports = require(${JSON.stringify(PLUGIN_ENTRY)});\n`, {
    mode: 0o600,
  });
}

/** What each start adds to files of config/haraka/. The secrets that count cross the channel. */
function generated({ hostname, smarthost, localMxOk, prefer }: MailPathSettings): Record<string, readonly string[]> {
  const demanded = smarthost?.tls === 'starttls' ? [smarthost.serverName ?? smarthost.host] : [];
  return {
    me: [hostname],
    // Without one, INTERNALCMD lets every program of this machine end Haraka; nobody ever knows ours.
    internalcmd_key: [`key-${randomBytes(24).toString('base64url')}`],
    'outbound.ini': [
      `inet_prefer=${prefer}`,
      `local_mx_ok=${smarthost !== undefined || localMxOk}`,
      `enable_tls=${smarthost === undefined || smarthost.tls === 'starttls'}`,
    ],
    'tls.ini': demanded.map((host) => `force_tls_hosts[]=${host}`),
  };
}

/** Haraka's program, wherever npm put the package. */
export function harakaProgram(): string {
  return join(dirname(createRequire(import.meta.url).resolve('Haraka/package.json')), 'bin/haraka');
}
