// `postern serve`: a node from its configuration file until a signal ends it. SIGHUP reloads, SIGTERM and SIGINT drain,
// another one of these, a moment later, ends at once.

import { execFile } from 'node:child_process';
import type { Log } from '../core/ports.ts';
import type { Millis } from '../core/units.ts';
import { createJsonLog } from '../observability/json-log.ts';
import { type Node, openNode } from './node.ts';
import { readConfig } from './read-config.ts';

/**
 * Signals within this time are one: systemd and a terminal signal every process of the group, and whoever started this
 * one with another Node passes the signal on.
 */
const SAME_SIGNAL: Millis = 1_000;

/** Runs until told to end. Throws a PosternError when it can't start. */
export async function serve({ configPath }: { readonly configPath: string }): Promise<void> {
  const loaded = readConfig(configPath);
  const log = createJsonLog(loaded.config.log);
  if (loaded.warnings) log.warn('config.warnings', { warnings: loaded.warnings });
  const node = await openNode({ loaded, configPath, log });
  log.info('node.ready', { listeners: (await node.pool.listeners()).length, workers: node.pool.running.length });
  await warnWithoutDomains(node, log);
  notifySystemd('--ready', '--status=Taking sign-ins');
  let { drainTimeout } = loaded.config.limits;
  let reloading: Promise<void> = Promise.resolve();
  process.on('SIGHUP', () => {
    reloading = reloading.then(async () => {
      drainTimeout = (await reload(node, configPath, log)) ?? drainTimeout;
    });
  });
  const signal = await endSignal();
  log.info('node.draining', { signal, limit: drainTimeout });
  notifySystemd('STOPPING=1');
  await node.drain(drainTimeout);
  await node[Symbol.asyncDispose]();
  log.info('node.ended');
}

/** The first signal that asks for the end; from then on another one is heeded at once. */
function endSignal(): Promise<string> {
  return new Promise((resolve) => {
    let askedAt: Millis | undefined;
    const hear = (signal: string): void => {
      if (askedAt === undefined) {
        askedAt = performance.now();
        resolve(signal);
      } else if (performance.now() - askedAt > SAME_SIGNAL) {
        process.exit(1);
      }
    };
    process.on('SIGTERM', hear);
    process.on('SIGINT', hear);
  });
}

/** Gives the new drain timeout, or nothing when the node goes on with what it had. */
async function reload(node: Node, configPath: string, log: Log): Promise<Millis | undefined> {
  notifySystemd('RELOADING=1');
  let drainTimeout: Millis | undefined;
  try {
    const loaded = readConfig(configPath);
    await node.reload(loaded);
    ({ drainTimeout } = loaded.config.limits);
    log.info('config.reloaded');
  } catch (error) {
    // A mistake in a file must not take the doors down.
    log.error('config.not-reloaded', error);
  }
  notifySystemd('--ready');
  return drainTimeout;
}

async function warnWithoutDomains(node: Node, log: Log): Promise<void> {
  if ((await node.state.stores.accounts.listDomains()).length > 0) return;
  log.warn('accounts.no-domain', { hint: 'every sign-in is refused until: postern domain add example.com' });
}

/** Type=notify: Node can't send to a datagram socket, systemd's own program can. */
function notifySystemd(...message: readonly string[]): void {
  if (process.env['NOTIFY_SOCKET']) execFile('systemd-notify', message, () => undefined);
}
