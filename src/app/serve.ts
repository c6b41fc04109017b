// `postern serve`: a node from its configuration file until a signal ends it. SIGHUP reloads, SIGTERM and SIGINT drain,
// a second one of these ends at once.

import { execFile } from 'node:child_process';
import type { Log } from '../core/ports.ts';
import { createJsonLog } from '../observability/json-log.ts';
import { type Node, openNode } from './node.ts';
import { readConfig } from './read-config.ts';

/** Runs until told to end. Throws a PosternError when it can't start. */
export async function serve({ configPath }: { readonly configPath: string }): Promise<void> {
  const loaded = readConfig(configPath);
  const log = createJsonLog(loaded.config.log);
  if (loaded.warnings) log.warn('config.warnings', { warnings: loaded.warnings });
  const node = await openNode({ loaded, configPath, log });
  log.info('node.ready', { listeners: (await node.pool.listeners()).length, workers: node.pool.running.length });
  await warnWithoutDomains(node, log);
  notifySystemd('--ready', '--status=Taking sign-ins');
  process.on('SIGHUP', () => void reload(node, configPath, log));
  const signal = await new Promise<string>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  const { drainTimeout } = loaded.config.limits;
  log.info('node.draining', { signal, limit: drainTimeout });
  notifySystemd('STOPPING=1');
  const atOnce = (): never => process.exit(1);
  process.once('SIGTERM', atOnce);
  process.once('SIGINT', atOnce);
  await node.drain(drainTimeout);
  await node[Symbol.asyncDispose]();
  log.info('node.ended');
}

async function reload(node: Node, configPath: string, log: Log): Promise<void> {
  notifySystemd('RELOADING=1');
  try {
    await node.reload(readConfig(configPath));
    log.info('config.reloaded');
  } catch (error) {
    // The node goes on with what it had: a mistake in a file must not take the doors down.
    log.error('config.not-reloaded', error);
  }
  notifySystemd('--ready');
}

async function warnWithoutDomains(node: Node, log: Log): Promise<void> {
  if ((await node.state.stores.accounts.listDomains()).length > 0) return;
  log.warn('accounts.no-domain', { hint: 'every sign-in is refused until: postern domain add example.com' });
}

/** Type=notify: Node can't send to a datagram socket, systemd's own program can. */
function notifySystemd(...message: readonly string[]): void {
  if (process.env['NOTIFY_SOCKET']) execFile('systemd-notify', message, () => undefined);
}
