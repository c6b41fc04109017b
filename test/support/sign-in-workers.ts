// Workers of one node, as far as browsers' sign-in goes: a real configuration, a real state folder that all of them open,
// the composition of production, and a path that records messages. A password that is tried is right.

import { writeFile } from 'node:fs/promises';
import { createPasswordHasher } from '../../src/adapters/crypto/password-hasher.ts';
import { systemRandom } from '../../src/adapters/system/system-random.ts';
import { type BrowserServices, createBrowserSignIn } from '../../src/app/create-browser-sign-in.ts';
import { createSecondFactors } from '../../src/app/create-second-factors.ts';
import { openState, type State } from '../../src/app/state.ts';
import type { LoadedConfig } from '../../src/app/worker-link.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { formatProblems } from '../../src/config/problems.ts';
import { AuditLog } from '../../src/core/audit/audit-log.ts';
import type { SecondFactors } from '../../src/core/factors/second-factors.ts';
import { UseRecorder } from '../../src/core/mail-auth/use-recorder.ts';
import type { OpenSession, PendingSession } from '../../src/core/sessions/web-session.ts';
import { WebSessionRegistry } from '../../src/core/sessions/web-session-registry.ts';
import type { PresentedSession } from '../../src/core/sign-in/web-sign-in-contract.ts';
import { silentLog } from './core-fixture.ts';
import { type RecordedMessages, recordMessages } from './recorded-messages.ts';
import { makeTempFolder, type TempFolder } from './temp.ts';
import { CONTEXT } from './web-sign-in-fixture.ts';

export interface SignInWorker extends BrowserServices {
  readonly state: State;
  readonly factors: SecondFactors;
  readonly sessions: WebSessionRegistry;
  readonly audit: AuditLog;
  /** After a right password. */
  accept(mailbox: string): Promise<PresentedSession<PendingSession | OpenSession>>;
}

export interface SignInWorkers extends AsyncDisposable {
  readonly outbox: RecordedMessages;
  now: number;
  /** Another worker, with these lines in its configuration. */
  open(more?: string): Promise<SignInWorker>;
}

/** The domain `example.test` in mode `always`. */
export async function startSignInWorkers(): Promise<SignInWorkers> {
  const opened = new AsyncDisposableStack();
  const folder = opened.use(await makeTempFolder('workers'));
  const outbox = recordMessages();
  const workers: SignInWorkers = {
    outbox,
    now: Date.UTC(2026, 0, 15, 12),
    async open(more = '') {
      const worker = await openWorker(await load(folder, more), { outbox, clock: { now: () => workers.now } });
      opened.use(worker.state);
      opened.defer(() => worker.audit.flush());
      return worker;
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
  const { state } = await workers.open();
  await state.stores.accounts.putDomain({
    ...{ name: 'example.test', backend: 'default', signInSource: 'default', createdAt: 0 },
    policy: { challenge: 'always' },
  });
  return workers;
}

async function openWorker(
  loaded: LoadedConfig,
  { outbox, clock }: { readonly outbox: RecordedMessages; readonly clock: { now(): number } },
): Promise<SignInWorker> {
  const state = openState(loaded.config.state);
  const { stores } = state;
  const parts = { state, clock, random: systemRandom, log: silentLog, messages: outbox };
  const audit = new AuditLog(stores.audit, silentLog);
  const uses = new UseRecorder({ appPasswords: stores.appPasswords, throttle: state.throttle, log: silentLog });
  const sessions = new WebSessionRegistry({
    ...{ audit, clock, random: systemRandom, log: silentLog },
    ...{ store: state.webSessions, crypto: state.sessionCrypto, revocations: stores.revocations },
    limitsOf: (site) => loaded.config.sites[site]?.session,
  });
  const surroundings = { ...parts, hasher: createPasswordHasher(), audit, uses, sessions, connections: async () => [] };
  const services = await createBrowserSignIn(loaded, surroundings, 'Example');
  return {
    ...services,
    ...{ state, sessions, audit },
    factors: createSecondFactors(loaded, parts),
    async accept(loginName) {
      const tried = await services.signIn.tryPassword({ loginName, password: 'secret' }, CONTEXT);
      if (tried.kind !== 'proceed') throw new Error(tried.kind);
      const accepted = await tried.accepted({ before: undefined, vault: Buffer.from('vault') });
      if (accepted.kind !== 'pending' && accepted.kind !== 'open') throw new Error(accepted.kind);
      return accepted.presented;
    },
  };
}

async function load(folder: TempFolder, more: string): Promise<LoadedConfig> {
  const path = folder.file('postern.yaml');
  const text = [
    'hostname: mail.example.test',
    `state: ${folder.file('state')}`,
    'backends: { default: { imap: { host: 127.0.0.1, port: 143, tls: none } } }',
    'web: { listeners: [{ kind: http, address: 127.0.0.1, port: 8080 }] }',
    'sites: { webmail: { origin: "https://webmail.example.test", upstream: { kind: network, host: 127.0.0.1, port: 80 }, profile: { kind: roundcube } } }',
    more,
    '',
  ].join('\n');
  await writeFile(path, text);
  const result = loadConfig({ path, environment: {}, readFile: () => text });
  if (result.kind === 'invalid') throw new Error(formatProblems(result.problems));
  return { config: result.config, secrets: result.secrets };
}
