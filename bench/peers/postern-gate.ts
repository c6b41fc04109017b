// Postern's web gate as an installation runs it: `postern serve` with one worker and what is on by default, in front of
// a webmail that it knows only from its configuration, with a session open at its doors.

import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../src/adapters/system/system-clock.ts';
import { openState } from '../../src/app/state.ts';
import { domainOf } from '../../src/core/accounts/account-store.ts';
import { withFreePorts } from '../../test/support/ports.ts';
import { startServerProcess } from '../../test/support/server-process.ts';
import { makeTempFolder, type TempFolder } from '../../test/support/temp.ts';
import type { WebContender } from '../contender.ts';
import type { Account } from '../load/dialogues.ts';
import { HEAP_REPORT_VARIABLE } from '../load/heap-report.ts';
import { signInByForm, WEB_DOORS, WEB_PATHS, type WebDoor, type WebTarget } from '../load/web-requests.ts';
import { WEB_HOST, WEBMAIL_COOKIE, type WebSite } from '../web-site.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

const HEAP_REPORTER = new URL('heap-reporter.ts', import.meta.url);

/** No mail client comes, so nobody listens there. */
const NO_BACKEND = { host: '127.0.0.1', port: 9, tls: 'none', 'forward-client': 'none' };

// JSON is YAML. The limits are those of a site with so many browsers, who all come from one address here.
function configText(
  { ports: upstream, certificate }: WebSite,
  folder: TempFolder,
  ports: Record<WebDoor, number>,
): string {
  const listener = (kind: string, port: number) => ({ kind, address: '127.0.0.1', port });
  return JSON.stringify({
    hostname: 'proxy.test',
    state: folder.file('state'),
    workers: 1,
    tls: { certificates: [{ certificate: certificate.certFile, key: certificate.keyFile }] },
    backends: { default: { imap: NO_BACKEND, 'sign-in': { kind: 'sealed' } } },
    'sign-in-sources': { default: { kind: 'imap', backend: 'default' } },
    policy: { challenge: 'never' },
    web: {
      listeners: [listener('http', ports.plain), listener('https', ports.tls)],
      limits: { 'connections-per-address': 5000, 'requests-per-address': 2000 },
    },
    sites: {
      webmail: {
        origin: `https://${WEB_HOST}`,
        upstream: { kind: 'network', host: '127.0.0.1', port: upstream.plain },
        profile: {
          kind: 'generic-form',
          home: WEB_PATHS.small,
          page: WEB_PATHS.signIn,
          action: WEB_PATHS.signIn,
          'name-field': 'user',
          'password-field': 'password',
          accepted: { status: 302, cookie: WEBMAIL_COOKIE },
          refused: { status: 200 },
          'session-cookies': [WEBMAIL_COOKIE],
          'log-out': '/logout',
        },
        session: { idle: '8h', absolute: '24h' },
      },
    },
    metrics: { enabled: true, port: 0 },
  });
}

async function seedMailboxes(folder: string, mailboxes: readonly Account[]): Promise<void> {
  await mkdir(folder, { mode: 0o700 });
  await using state = openState(folder);
  const { accounts } = state.stores;
  const createdAt = systemClock.now();
  for (const name of new Set(mailboxes.map(({ user }) => domainOf(user)))) {
    await accounts.putDomain({ name, backend: 'default', signInSource: 'default', policy: {}, createdAt });
  }
  for (const { user } of mailboxes) {
    await accounts.addMailbox({ address: user, policy: {}, disabled: false, createdAt });
  }
}

/** Every target carries the cookie of a session of its own. */
async function openSessions(
  ports: Readonly<Record<WebDoor, number>>,
  { accounts: [account] }: WebSite,
): Promise<WebContender['targets']> {
  if (account === undefined) throw new Error('unreachable: the site has accounts');
  const open = async (door: WebDoor): Promise<readonly [WebDoor, WebTarget]> => {
    const target = { door, port: ports[door], fields: { Host: WEB_HOST } };
    const cookie = await signInByForm(target, account);
    return [door, { ...target, fields: { ...target.fields, Cookie: cookie } }];
  };
  return Object.fromEntries(await Promise.all(WEB_DOORS.map(open))) as Record<WebDoor, WebTarget>;
}

export async function startPosternGate(site: WebSite): Promise<WebContender> {
  await using started = new AsyncDisposableStack();
  const folder = started.use(await makeTempFolder('postern-gate'));
  await seedMailboxes(folder.file('state'), site.accounts);
  const heapReport = folder.file('heap.json');
  const { ports, server } = await withFreePorts(WEB_DOORS, async (free) => {
    await writeFile(folder.file('postern.yaml'), configText(site, folder, free));
    const running = await startServerProcess({
      command: process.execPath,
      args: [`--import=${HEAP_REPORTER.href}`, MAIN, 'serve', '--config', folder.file('postern.yaml')],
      env: { [HEAP_REPORT_VARIABLE]: heapReport },
      logFile: folder.file('postern.log'),
      ready: /"node\.ready"/,
    });
    return { ports: free, server: running };
  });
  started.use(server);
  const targets = await openSessions(ports, site);
  const everything = started.move();
  return {
    name: 'postern',
    targets,
    groups: [server.pid],
    sessions: { accounts: site.accounts, pid: server.pid, heapReport },
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  };
}
