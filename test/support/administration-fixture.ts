// The administration API on stores in memory, asked without a socket: the domains and mailboxes of the core's fixture,
// a backend that is signed in to with sealed passwords, and live connections as a test makes them.

import type { FastifyInstance } from 'fastify';
import { createConsoleCookieKeys } from '../../src/adapters/crypto/cookie-keys.ts';
import { unkeyedChainDigest } from '../../src/adapters/drivers/unkeyed-chain-digest.ts';
import { openMemoryConsoleSessionStore } from '../../src/adapters/ephemeral/memory/console-session-store.ts';
import { openMemoryWebSessionStore } from '../../src/adapters/ephemeral/memory/web-session-store.ts';
import type { PasswordHasher } from '../../src/core/accounts/local-passwords.ts';
import { createJobs } from '../../src/core/administration/jobs.ts';
import { AdministratorCodes } from '../../src/core/administrators/administrator-codes.ts';
import { CONSOLE_SESSION_LIMITS, ConsoleSessions } from '../../src/core/administrators/console-sessions.ts';
import { renewRequester } from '../../src/core/administrators/renew-requester.ts';
import type { BackendSignInPlan } from '../../src/core/mail-auth/backend-sign-in.ts';
import type { SmsDesk } from '../../src/core/messages/send-test-sms.ts';
import type { RevocationReason } from '../../src/core/sessions/revocation-log.ts';
import { Calendar } from '../../src/core/statistics/calendar.ts';
import { EnrolmentCensus } from '../../src/core/statistics/enrolment.ts';
import { createAdministrationApi } from '../../src/web/api/administration-api.ts';
import type { AdministrationServices, WorkerConnection } from '../../src/web/api/administration-services.ts';
import { ChangeLocks } from '../../src/web/api/change-locks.ts';
import { type CoreFixture, createCoreFixture, plainRecognizer, START } from './core-fixture.ts';
import { createFactorsFixture, createGuard } from './factors-fixture.ts';

/** Keeps passwords readable. */
const plainHasher: PasswordHasher = {
  hash: async (password) => `plain:${password}`,
  verify: async (phc, password) => (phc === `plain:${password}` ? 'right' : 'wrong'),
};

const NO_SMS: SmsDesk = {
  gateway: undefined,
  allowedPrefixes: [],
  send: async () => ({ kind: 'unavailable', reason: 'not configured' }),
  health: () => ({ state: 'unknown' }),
  takeTestTurn: () => true,
};

export interface Answer {
  readonly status: number;
  readonly type: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into answers as they come
  readonly body: any;
}

export interface AdministrationFixture {
  readonly core: CoreFixture;
  readonly api: FastifyInstance;
  readonly services: AdministrationServices;
  readonly live: WorkerConnection[];
  readonly backups: string[];
  /** Mailboxes whose sessions a reset has ended. */
  readonly resets: string[];
  ask(method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE', path: string, body?: object): Promise<Answer>;
  ended(): Promise<readonly { readonly target: object; readonly reason: RevocationReason }[]>;
}

type Override = Partial<AdministrationServices> & {
  readonly plan?: BackendSignInPlan;
  readonly isOtherJudge?: boolean;
};

/** Whoever may assign and set up a kind of factor. */
const EVERYBODY = { enabled: true, users: true, domainAdministrators: true };

export async function createAdministrationFixture(override: Override = {}): Promise<AdministrationFixture> {
  const { plan, isOtherJudge, ...services } = override;
  const core = await createCoreFixture({ ...(plan && { plan }), ...(isOtherJudge && { isOtherJudge }) });
  const { parts, stores, signIn } = core;
  const live: WorkerConnection[] = [];
  const backups: string[] = [];
  const resets: string[] = [];
  const census = new EnrolmentCensus(
    {
      store: stores.statistics,
      accounts: stores.accounts,
      clock: parts.clock,
      log: parts.log,
      pause: async () => undefined,
    },
    parts.platformPolicy,
  );
  const consoleSessionStore = openMemoryConsoleSessionStore();
  const all: AdministrationServices = {
    accounts: stores.accounts,
    groups: stores.groups,
    listing: stores.listing,
    appPasswords: stores.appPasswords,
    factors: createFactorsFixture({
      ...{ store: stores.factors, clock: parts.clock },
      destinations: createGuard(stores.accounts),
    }).factors,
    sms: NO_SMS,
    jobs: createJobs({
      ...{ store: stores.jobs, audit: parts.audit, clock: parts.clock, log: parts.log },
      pause: async () => undefined,
      renew: (requester, since) =>
        renewRequester(requester, since, { ...stores, consoleSessions: consoleSessionStore, clock: parts.clock }),
    }),
    delegation: { totp: EVERYBODY, email: EVERYBODY, sms: EVERYBODY },
    onFactorReset: async (mailbox, actor) => {
      resets.push(`${mailbox} by ${actor}`);
    },
    administrators: stores.administrators,
    administratorCodes: new AdministratorCodes({
      ...{ clock: parts.clock, random: parts.random },
      digest: { digest: (...its) => its.join(' ') },
    }),
    consoleSessions: new ConsoleSessions({
      store: consoleSessionStore,
      administrators: stores.administrators,
      cookies: createConsoleCookieKeys(new Uint8Array(32)),
      limits: CONSOLE_SESSION_LIMITS,
      ...{ audit: parts.audit, clock: parts.clock, random: parts.random, log: parts.log },
    }),
    consoleIssuer: 'Example console',
    localPasswords: stores.localPasswords,
    revocations: stores.revocations,
    webSessions: openMemoryWebSessionStore(),
    limitsOf: () => ({ idle: Number.POSITIVE_INFINITY, absolute: Number.POSITIVE_INFINITY }),
    auditStore: stores.audit,
    auditChain: unkeyedChainDigest,
    statistics: {
      store: stores.statistics,
      calendar: new Calendar('Europe/Berlin'),
      countedAt: () => parts.clock.now(),
      enrolment: async () => {
        await census.begin();
        return census.figures();
      },
    },
    places: stores.places,
    placeRules: { ipv4Prefix: 32, entries: 50, keptFor: 90 * 86_400_000 },
    trustedBrowsers: stores.trustedBrowsers,
    browserDigest: { digest: (...parts) => parts.join(' ') },
    changeLocks: new ChangeLocks(),
    tokens: stores.tokens,
    tokenDigest: { digest: (...parts) => parts.join(' ') },
    tokenLives: { defaultLife: 90 * 86_400_000, longestLife: 365 * 86_400_000 },
    countryOf: () => undefined,
    audit: parts.audit,
    hasher: plainHasher,
    crypto: parts.crypto,
    recognizer: plainRecognizer,
    clock: parts.clock,
    random: parts.random,
    log: parts.log,
    sources: parts.sources,
    localSources: new Set(),
    passwordSetters: new Map(),
    backends: parts.backends,
    platformPolicy: parts.platformPolicy,
    loginNames: parts.loginNames,
    explain: (loginName, context) => signIn.explain(loginName, context),
    connections: async () => live,
    isAuditWritable: async () => parts.audit.isWritable,
    backup: async (file) => {
      backups.push(file);
    },
    status: async () => ({
      version: '1.2.3',
      hostname: 'mail.example.com',
      startedAt: START - 90_000,
      workers: { running: 2, wanted: 2 },
      listeners: [
        { name: 'imap-143', protocol: 'imap', address: '::', port: 143, tls: 'starttls' },
        { name: 'imap-993', protocol: 'imap', address: '::', port: 993, tls: 'implicit' },
        { name: 'smtp-465', protocol: 'smtp', address: '::', port: 465, tls: 'implicit' },
      ],
      notices: 'ok',
    }),
    ...services,
  };
  const api = createAdministrationApi(() => all);
  return {
    core,
    api,
    services: all,
    live,
    backups,
    resets,
    async ask(method, path, body) {
      const answer = await api.inject({ method, url: `/api/v1${path}`, ...(body && { payload: body }) });
      return { status: answer.statusCode, type: String(answer.headers['content-type']), body: answer.json() };
    },
    async ended() {
      return (await stores.revocations.since(0)).map(({ target, reason }) => ({ target, reason }));
    },
  };
}

export function liveConnection(id: string, mailbox: string, appPassword?: string): WorkerConnection {
  return {
    id,
    worker: 1,
    door: 'imap',
    mailbox,
    ...(appPassword !== undefined && { appPassword: { id: appPassword, name: 'phone' } }),
    remoteAddress: '198.51.100.7',
    since: START,
  };
}
