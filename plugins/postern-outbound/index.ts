// The entry that Haraka loads: hooks by their names, and the channel to the Postern that started this process. When the
// channel closes, this process ends: it never outlives its Postern, and what is queued waits on the disk.

import { createRequire } from 'node:module';
import { setDefaultCACertificates } from 'node:tls';
import { CONSTANTS, type Plugin } from './haraka.ts';
import { createHooks, type Hooks } from './hooks.ts';
import type { FromPlugin, Settings, ToPlugin } from './messages.ts';
import { BRIDGE_SOCKET } from './route.ts';
import { openTlsBridge } from './tls-bridge.ts';

/** Nobody but Postern's user reads what is queued. */
const UMASK = 0o077;

const folder: string = process.env['HARAKA'] ?? process.cwd();
const said = Promise.withResolvers<Settings>();

function say(message: FromPlugin): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined || !process.connected) resolve();
    else process.send(message, undefined, {}, () => resolve());
  });
}

/** Haraka has one resolver for all of its questions, and no setting for it. */
function useResolvers(addresses: readonly string[]): void {
  const ofHaraka = createRequire(process.argv[1] ?? import.meta.url);
  ofHaraka('haraka-net-utils/lib/dns_config').getDnsResolver().setServers(addresses);
}

async function prepare(): Promise<Settings> {
  const settings = await said.promise;
  const { smarthost, resolvers } = settings;
  if (resolvers !== undefined) useResolvers(resolvers);
  if (smarthost?.certificateAuthority !== undefined) setDefaultCACertificates([smarthost.certificateAuthority]);
  if (smarthost?.tls === 'implicit') {
    const { host, port, serverName = host } = smarthost;
    await openTlsBridge(`${folder}/${BRIDGE_SOCKET}`, { host, port, serverName }, hooks.routeFailed);
  }
  return settings;
}

const hooks: Hooks = createHooks({ constants: CONSTANTS, say, readSettings: prepare, now: () => Date.now(), folder });

export function register(this: Plugin): void {
  process.umask(UMASK);
  if (!process.connected) process.exit(0);
  process.on('disconnect', () => process.exit(0));
  // Signals of a terminal or of systemd reach every process of the service; Postern says when to end, by SIGINT.
  process.on('SIGTERM', () => undefined);
  process.on('message', (message: ToPlugin) => {
    if (message.kind === 'settings') said.resolve(message.settings);
  });
  void say({ kind: 'loaded' });
}

export const hook_init_master: Hooks['init_master'] = hooks.init_master;
export const hook_lookup_rdns: Hooks['lookup_rdns'] = hooks.lookup_rdns;
export const hook_capabilities: Hooks['capabilities'] = hooks.capabilities;
export const hook_unrecognized_command: Hooks['unrecognized_command'] = hooks.unrecognized_command;
export const hook_mail: Hooks['mail'] = hooks.mail;
export const hook_rcpt: Hooks['rcpt'] = hooks.rcpt;
export const hook_get_mx: Hooks['get_mx'] = hooks.get_mx;
export const hook_delivered: Hooks['delivered'] = hooks.delivered;
export const hook_deferred: Hooks['deferred'] = hooks.deferred;
export const hook_bounce: Hooks['bounce'] = hooks.bounce;
export const hook_log: Hooks['log'] = hooks.log;
