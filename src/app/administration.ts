// The administration API of a node, on a Unix socket in the state folder that only its user can open.

import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { PasswordHasher } from '../core/accounts/local-passwords.ts';
import { createJobs, type Jobs } from '../core/administration/jobs.ts';
import { renewRequester } from '../core/administrators/renew-requester.ts';
import { createPasswordRecognizer } from '../core/app-passwords/password-recognizer.ts';
import { AuditLog } from '../core/audit/audit-log.ts';
import { UseRecorder } from '../core/mail-auth/use-recorder.ts';
import type { Clock, Log, Random } from '../core/ports.ts';
import { endWebSessions } from '../core/sessions/end-web-sessions.ts';
import type { SessionLimits } from '../core/sessions/web-session-limits.ts';
import type { Millis } from '../core/units.ts';
import { type PreparedChange, prepareAll, prepared } from '../net/prepared-change.ts';
import { createAdministrationApi } from '../web/api/administration-api.ts';
import type { AdministrationServices, NodeStatus } from '../web/api/administration-services.ts';
import { ChangeLocks } from '../web/api/change-locks.ts';
import { SOCKET_NAME } from '../web/api/client/resources.ts';
import { listenOnSocket } from '../web/api/socket.ts';
import { type AdministrationNetwork, openAdministrationNetwork } from './administration-network.ts';
import type { NodeCarriers } from './carriers.ts';
import type { Countries } from './countries.ts';
import { createConsoleServices } from './create-console-sign-in.ts';
import { createMailSignIn } from './create-mail-sign-in.ts';
import { createSecondFactors, delegationOf, platformPolicyOf } from './create-second-factors.ts';
import { backendPlans } from './door-settings.ts';
import { type MessagingParts, messagePath } from './messaging.ts';
import type { OpenNotices } from './notices.ts';
import { createPasswordSetters, createSignInSources } from './sign-in-sources.ts';
import type { State } from './state.ts';
import type { OpenStatistics } from './statistics.ts';
import { VERSION } from './version.ts';
import type { LoadedConfig, OpenDoor, WorkerPool } from './worker-link.ts';

/** How often audit entries of changes are written. */
const FLUSH_EVERY: Millis = 100;

export interface AdministrationParts extends MessagingParts {
  readonly loaded: LoadedConfig;
  readonly state: State;
  readonly hasher: PasswordHasher;
  readonly pool: WorkerPool;
  readonly countries: Countries;
  readonly carriers: NodeCarriers;
  readonly notices: Pick<OpenNotices, 'status'>;
  readonly statistics: Pick<OpenStatistics, 'desk'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

export interface Administration extends AsyncDisposable {
  readonly socketPath: string;
  /** Forgets codes and sessions of administrators that are over. */
  purge(): Promise<void>;
  /** Over the network, in the order of the configuration. */
  readonly listeners: readonly OpenDoor[];
  /** Goes over to a configuration, requests to come included; rejects when it can't be used. */
  prepare(loaded: LoadedConfig): Promise<PreparedChange>;
}

/** Opens the socket; throws `ERR_LISTEN`, also when another node answers on it. */
export async function openAdministration(parts: AdministrationParts): Promise<Administration> {
  const { state, log, clock } = parts;
  const socketPath = join(state.folder, SOCKET_NAME);
  const audit = new AuditLog(state.stores.audit, log);
  const jobs = createJobs({
    ...{ store: state.stores.jobs, audit, clock, log },
    pause: async () => void (await setImmediate()),
    renew: (requester, since) =>
      renewRequester(requester, since, { ...state.stores, consoleSessions: state.consoleSessions, clock }),
  });
  let network: AdministrationNetwork | undefined;
  const lasting: Lasting = {
    audit,
    startedAt: clock.now(),
    changeLocks: new ChangeLocks(),
    jobs,
    listeners: async () => [...(await parts.pool.listeners()), ...(network?.listeners ?? [])],
  };
  let services = await createServices(parts, parts.loaded, lasting);
  const socket = await listenOnSocket(
    createAdministrationApi(() => services),
    socketPath,
  );
  // Nobody else has this state: the socket is ours.
  await jobs.recover();
  const timer = setInterval(() => void audit.flush(), FLUSH_EVERY);
  const close = async (): Promise<void> => {
    clearInterval(timer);
    await jobs[Symbol.asyncDispose]();
    await network?.[Symbol.asyncDispose]();
    await socket[Symbol.asyncDispose]();
    await audit.flush();
  };
  try {
    network = await openAdministrationNetwork(parts, parts.loaded, services);
  } catch (error) {
    await close();
    throw error;
  }
  const opened = network;
  return {
    socketPath,
    get listeners() {
      return opened.listeners;
    },
    async purge() {
      await services.consoleSessions.purge();
      await state.stores.administrators.purge(clock.now());
    },
    async prepare(loaded) {
      const next = await createServices(parts, loaded, lasting);
      const commit = (): void => {
        services = next;
      };
      return prepareAll([async () => prepared(commit), () => opened.prepare(loaded, next)]);
    },
    [Symbol.asyncDispose]: close,
  };
}

/** What stays over a reload. */
interface Lasting {
  readonly audit: AuditLog;
  readonly startedAt: Millis;
  readonly changeLocks: ChangeLocks;
  readonly jobs: Jobs;
  /** Everything that is open, in all workers and beside them. */
  listeners(): Promise<readonly OpenDoor[]>;
}

async function createServices(
  parts: AdministrationParts,
  loaded: LoadedConfig,
  { audit, startedAt, changeLocks, jobs, listeners }: Lasting,
): Promise<AdministrationServices> {
  const { state, hasher, pool, countries, clock, random, log } = parts;
  const { config, secrets } = loaded;
  const { stores, throttle, crypto } = state;
  const uses = new UseRecorder({ appPasswords: stores.appPasswords, listing: stores.listing, throttle, log });
  const signIn = await createMailSignIn(loaded, { ...parts, audit, uses, countConnections: () => 0 });
  const local = Object.entries(config.signInSources).filter(([, source]) => source.kind === 'local');
  const { defaultExpiry } = config.appPasswords;
  const limitsOf = (site: string): SessionLimits | undefined => config.sites[site]?.session;
  return {
    accounts: stores.accounts,
    groups: stores.groups,
    listing: stores.listing,
    appPasswords: stores.appPasswords,
    factors: createSecondFactors(loaded, { ...parts, messages: messagePath(loaded, parts) }),
    delegation: delegationOf(config),
    jobs,
    onFactorReset: async (mailbox, actor) => {
      await stores.trustedBrowsers.revokeAll(mailbox);
      const { revocations } = stores;
      const { webSessions } = state;
      await endWebSessions(mailbox, { webSessions, revocations, limitsOf, audit, clock, log, actor });
    },
    sms: parts.carriers.smsPath,
    ...createConsoleServices(loaded, { state, clock, random, log, audit }),
    localPasswords: stores.localPasswords,
    revocations: stores.revocations,
    webSessions: state.webSessions,
    limitsOf,
    auditStore: stores.audit,
    auditChain: state.auditChain,
    statistics: parts.statistics.desk,
    places: stores.places,
    placeRules: config.knownPlaces,
    trustedBrowsers: stores.trustedBrowsers,
    browserDigest: state.browserDigest,
    changeLocks,
    tokens: stores.tokens,
    tokenDigest: state.tokenDigest,
    tokenLives: config.administration.tokens,
    countryOf: (address) => countries.countryOf(address),
    audit,
    hasher,
    crypto,
    recognizer: createPasswordRecognizer({ hasher, digest: state.passwordDigest }),
    clock,
    random,
    log,
    sources: await createSignInSources(loaded, parts),
    passwordSetters: createPasswordSetters(loaded, parts),
    localSources: new Set(local.map(([name]) => name)),
    backends: backendPlans(config, secrets),
    platformPolicy: platformPolicyOf(config),
    loginNames: config.loginNames,
    ...(defaultExpiry !== undefined && { defaultExpiry }),
    explain: (loginName, context) => signIn.explain(loginName, context),
    connections: () => pool.connections(),
    isAuditWritable: async () => audit.isWritable && (await pool.isAuditWritable()),
    backup: (file) => stores.backup(file),
    status: async () => statusOf(parts, { hostname: config.hostname, startedAt, listeners: await listeners() }),
  };
}

async function statusOf(
  { pool, carriers, notices, clock }: AdministrationParts,
  known: Pick<NodeStatus, 'hostname' | 'startedAt' | 'listeners'>,
): Promise<NodeStatus> {
  const mailPath = await carriers.mailHealth();
  return {
    version: VERSION,
    ...known,
    workers: { running: pool.running.length, wanted: pool.wanted },
    notices: await noticesNow(notices, clock),
    ...(mailPath && { mailPath }),
  };
}

/** Longer than it takes when all is well, with what waits for a busy path: something is wrong with it. */
const NOTICES_DELAYED: Millis = 10 * 60_000;

/** Longer than a round takes, whatever it hands over. */
const NOTICES_STUCK: Millis = 10 * 60_000;

async function noticesNow(notices: Pick<OpenNotices, 'status'>, clock: Clock): Promise<NodeStatus['notices']> {
  const status = await notices.status().catch(() => undefined);
  const now = clock.now();
  if (status?.readAt === undefined || now - status.readAt > NOTICES_STUCK) return 'unavailable';
  return status.since !== undefined && now - status.since > NOTICES_DELAYED ? 'delayed' : 'ok';
}
