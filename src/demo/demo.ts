// The demo (R11.2): a real Postern, with a state folder and a certificate of its own that vanish at the end, in front of
// the built-in mail server and webmail, with accounts that are ready to use.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../adapters/system/system-clock.ts';
import { systemRandom } from '../adapters/system/system-random.ts';
import { type Node, openNode } from '../app/node.ts';
import { readConfig } from '../app/read-config.ts';
import { createNodeClient } from '../cli/node-client.ts';
import { PERMISSIONS } from '../core/administrators/permissions.ts';
import { issueAppPassword } from '../core/app-passwords/issue-app-password.ts';
import { PosternError } from '../core/errors.ts';
import type { ChallengeMode } from '../core/policy/policy.ts';
import { createJsonLog } from '../observability/json-log.ts';
import type { AdministratorWithCodeResource } from '../web/api/client/administrator-resources.ts';
import type { CreatedTokenResource } from '../web/api/client/token-resources.ts';
import { CONSOLE_PREFIX } from '../web/console/console-contract.ts';
import { DEMO_DOORS, DEMO_HOST, writeDemoConfig } from './demo-config.ts';
import { type DemoMailServer, type OutboxMail, startDemoMailServer } from './mail-server/demo-mail-server.ts';
import { makeSelfSignedCertificate } from './self-signed-certificate.ts';
import { startDemoWebmail } from './webmail/demo-webmail.ts';

export interface DemoDoor {
  readonly protocol: 'imap' | 'smtp';
  readonly host: string;
  readonly port: number;
  readonly tls: 'implicit' | 'starttls';
}

export interface DemoAccount {
  readonly address: string;
  readonly password: string;
  readonly appPassword: string;
  readonly challenge: ChallengeMode;
}

export interface DemoSite {
  readonly name: string;
  /** Where a browser begins. */
  readonly url: string;
}

export interface DemoAdministration {
  /** Of the console; the API is below `/api/v1`. */
  readonly url: string;
  /** Lets the first administrator in, once. */
  readonly code: string;
  /** By which programs may do everything. */
  readonly token: string;
}

export interface Demo extends AsyncDisposable {
  readonly doors: readonly DemoDoor[];
  readonly sites: readonly DemoSite[];
  readonly accounts: readonly DemoAccount[];
  readonly administration: DemoAdministration;
  /** PEM file of the certificate, for clients that check it. */
  readonly certificateFile: string;
  /** For `postern --socket`. */
  readonly socketPath: string;
  readonly mailServer: DemoMailServer;
}

const DOMAIN = 'demo.example';

const PEOPLE = [
  { address: `alice@${DOMAIN}`, name: 'Alice Demo', password: 'alices-own-password', challenge: 'always' },
  { address: `bob@${DOMAIN}`, name: 'Bob Demo', password: 'bobs-own-password', challenge: 'new-ip' },
  { address: `carol@${DOMAIN}`, name: 'Carol Demo', password: 'carols-own-password', challenge: 'never' },
] as const;

export interface DemoOptions {
  /** `usual`, the default: those that are easy to remember, as far as they are free. `any`: what the system gives. */
  readonly ports?: 'usual' | 'any';
  /** Hears of mail that would leave the machine: codes and notices to addresses elsewhere. */
  readonly onOutsideMail?: (mail: OutboxMail) => void;
}

/** Starts everything, or throws and leaves nothing. */
export async function startDemo(options: DemoOptions = {}): Promise<Demo> {
  const opened = new AsyncDisposableStack();
  try {
    return await startParts(options, opened);
  } catch (error) {
    await opened.disposeAsync();
    throw error;
  }
}

async function startParts(
  { ports = 'usual', onOutsideMail }: DemoOptions,
  opened: AsyncDisposableStack,
): Promise<Demo> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-demo-'));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  const mailServer = opened.use(
    await startDemoMailServer({ accounts: PEOPLE, ...(onOutsideMail && { onOutside: onOutsideMail }) }),
  );
  const webmail = opened.use(await startDemoWebmail({ imap: mailServer.imap }));
  const { certificate, key } = makeSelfSignedCertificate({ names: ['localhost'], addresses: [DEMO_HOST] });
  const certificateFile = join(folder, 'certificate.pem');
  await writeFile(certificateFile, certificate);
  await writeFile(join(folder, 'key.pem'), key, { mode: 0o600 });
  const configPath = join(folder, 'postern.yaml');
  const config = await writeDemoConfig({ folder, mailServer, webmail, hasUsualPorts: ports === 'usual' });
  await writeFile(configPath, config.text);
  const node = opened.use(
    await openNode({ loaded: readConfig(configPath), log: createJsonLog({ level: 'warn', destination: 'stderr' }) }),
  );
  const accounts = await createAccounts(node);
  const listeners = await node.pool.listeners();
  return {
    doors: DEMO_DOORS.map(({ protocol, tls }) => {
      const port = listeners.find((open) => open.protocol === protocol && open.tls === tls)?.port ?? 0;
      return { protocol, host: 'localhost', port, tls };
    }),
    sites: [{ name: 'webmail', url: `${config.origin}/` }],
    accounts,
    administration: await openTheDoor(node),
    certificateFile,
    socketPath: node.administration.socketPath,
    mailServer,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** As the operator would: by the command line's own way. */
async function openTheDoor({ administration }: Node): Promise<DemoAdministration> {
  const client = createNodeClient(administration.socketPath);
  const { code } = await client.ask<AdministratorWithCodeResource>('POST', '/administrators', {
    body: { name: 'admin', role: 'platform-administrator' },
  });
  const { token } = await client.ask<CreatedTokenResource>('POST', '/tokens', {
    body: { name: 'Demo', permissions: Object.keys(PERMISSIONS), expires: '1d' },
  });
  const [listener] = administration.listeners;
  return { url: `http://localhost:${listener?.port}${CONSOLE_PREFIX}`, code, token };
}

async function createAccounts({ state: { stores, crypto } }: Node): Promise<readonly DemoAccount[]> {
  const createdAt = systemClock.now();
  const home = { backend: 'default', signInSource: 'default', createdAt };
  await stores.accounts.putDomain({ name: DOMAIN, policy: { challenge: 'always' }, ...home });
  const accounts: DemoAccount[] = [];
  for (const { address, password, challenge } of PEOPLE) {
    await stores.accounts.addMailbox({ address, policy: { challenge }, disabled: false, createdAt });
    const issued = await issueAppPassword(
      { mailbox: address, name: 'Demo', scopes: ['imap', 'smtp'], readOnly: false, mailboxPassword: password },
      { store: stores.appPasswords, crypto, clock: systemClock, random: systemRandom },
    );
    if (issued.kind !== 'issued')
      throw new PosternError('ERR_STORE_BROKEN', 'a new mailbox has too many app passwords');
    accounts.push({ address, password, appPassword: issued.shown, challenge });
  }
  return accounts;
}
