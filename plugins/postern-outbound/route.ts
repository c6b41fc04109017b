// Where mail goes when a smarthost takes all of it. Its name is looked up as every program of the machine would, with
// /etc/hosts, which Haraka's own resolver doesn't read.

import { lookup } from 'node:dns/promises';
import type { Exchange } from './haraka.ts';
import type { Smarthost } from './messages.ts';

/** A socket below the folder that Haraka runs in; its mode keeps everybody else out. */
export const BRIDGE_SOCKET = 'smarthost.sock';

/** The addresses of the smarthost, in the order in which to try them. Rejects when its name can't be resolved. */
export async function smarthostExchanges(smarthost: Smarthost, folder: string): Promise<readonly Exchange[]> {
  const { host, port, tls, serverName = host, user, password } = smarthost;
  const credentials = user !== undefined && password !== undefined ? { auth_user: user, auth_pass: password } : {};
  if (tls === 'implicit') return [{ priority: 0, path: `${folder}/${BRIDGE_SOCKET}`, ...credentials }];
  const addresses = await lookup(host, { all: true });
  return addresses.map(({ address }, priority) => ({
    priority,
    exchange: address,
    port,
    from_dns: serverName,
    ...credentials,
  }));
}
