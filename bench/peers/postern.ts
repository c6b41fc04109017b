// Postern as an installation runs it: `postern serve` with one worker, everything switched on that is on by default
// (limits, throttling, log, audit log, metrics), and app passwords that hold the mailbox's password sealed.

import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type NamedPorts, withFreePorts } from '../../test/support/ports.ts';
import { startServerProcess } from '../../test/support/server-process.ts';
import { makeTempFolder, type TempFolder } from '../../test/support/temp.ts';
import type { Contender } from '../contender.ts';
import type { Door } from '../load/dialogues.ts';
import type { Site } from '../site.ts';
import { seedState } from './postern-state.ts';
import { backendPorts } from './proxies.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

const DOORS: readonly Door[] = ['imaps', 'pop3s', 'submissions'];

const PROTOCOLS: Readonly<Record<Door, string>> = { imaps: 'imap', pop3s: 'pop3', submissions: 'smtp' };

// JSON is YAML. The limits are those of a site with so many clients, who all come from one address here.
function configText(site: Site, folder: TempFolder, ports: NamedPorts<Door>): string {
  const { certFile, keyFile } = site.dovecot.certificate;
  const { imap, pop3, submission } = backendPorts(site);
  const backend = (port: number) => ({ host: '127.0.0.1', port, tls: 'none', 'forward-client': 'none' });
  return JSON.stringify({
    hostname: 'proxy.test',
    state: folder.file('state'),
    workers: 1,
    tls: { certificates: [{ certificate: certFile, key: keyFile }] },
    listeners: DOORS.map((door) => ({
      protocol: PROTOCOLS[door],
      address: '127.0.0.1',
      port: ports[door],
      tls: 'implicit',
    })),
    backends: {
      default: { imap: backend(imap), pop3: backend(pop3), smtp: backend(submission), 'sign-in': { kind: 'sealed' } },
    },
    'sign-in-sources': { default: { kind: 'imap', backend: 'default' }, local: { kind: 'local' } },
    policy: { challenge: 'always' },
    limits: {
      connections: 9500,
      'connections-per-address': 9500,
      'connections-per-mailbox': 9500,
      unauthenticated: 9500,
      'unauthenticated-per-address': 9500,
    },
    metrics: { enabled: true, port: 0 },
  });
}

async function startPosternWith(site: Site, store: 'small' | 'large'): Promise<Contender> {
  await using started = new AsyncDisposableStack();
  const folder = started.use(await makeTempFolder('postern'));
  await mkdir(folder.file('state'), { mode: 0o700 });
  const accounts = await seedState(folder.file('state'), site, store);
  const { ports, server } = await withFreePorts(DOORS, async (free) => {
    await writeFile(folder.file('postern.yaml'), configText(site, folder, free));
    const running = await startServerProcess({
      command: process.execPath,
      args: [MAIN, 'serve', '--config', folder.file('postern.yaml')],
      logFile: folder.file('postern.log'),
      ready: /"node\.ready"/,
    });
    return { ports: free, server: running };
  });
  started.use(server);
  const everything = started.move();
  return {
    name: store === 'large' ? 'postern-large-store' : 'postern',
    ports,
    groups: [server.pid],
    accounts,
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  };
}

/** With the everyday mailboxes, one app password each. */
export function startPostern(site: Site): Promise<Contender> {
  return startPosternWith(site, 'small');
}

/** With 100,000 mailboxes and 300,000 app passwords. */
export function startPosternWithLargeStore(site: Site): Promise<Contender> {
  return startPosternWith(site, 'large');
}
