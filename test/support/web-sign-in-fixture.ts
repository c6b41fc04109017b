// A browser's sign-in on stores in memory: two mailboxes, factors as in production, policy and the requirement as a test
// says, a clock that moves when told.

import { createSessionCrypto } from '../../src/adapters/crypto/session-crypto.ts';
import { openMemoryThrottleStore } from '../../src/adapters/ephemeral/memory/throttle-store.ts';
import { openMemoryWebSessionStore } from '../../src/adapters/ephemeral/memory/web-session-store.ts';
import { openMemoryStores } from '../../src/adapters/stores/memory/stores.ts';
import type { SignInVerdict } from '../../src/core/accounts/sign-in-source.ts';
import { issueAppPassword } from '../../src/core/app-passwords/issue-app-password.ts';
import { AuditLog } from '../../src/core/audit/audit-log.ts';
import type { StoredAuditEntry } from '../../src/core/audit/audit-store.ts';
import { UseRecorder } from '../../src/core/mail-auth/use-recorder.ts';
import type { Log } from '../../src/core/ports.ts';
import type { OpenSession, PendingSession } from '../../src/core/sessions/web-session.ts';
import type { SessionLimits } from '../../src/core/sessions/web-session-limits.ts';
import { WebSessionRegistry } from '../../src/core/sessions/web-session-registry.ts';
import type { WebSessionStore } from '../../src/core/sessions/web-session-store.ts';
import { BrowserSignIn } from '../../src/core/sign-in/browser-sign-in.ts';
import { SessionConfirmation } from '../../src/core/sign-in/confirm-session.ts';
import { FactorEnrolment } from '../../src/core/sign-in/factor-enrolment.ts';
import type { AccountRules, Requirement, WebSignInParts } from '../../src/core/sign-in/sign-in-parts.ts';
import type {
  AcceptedPassword,
  PasswordTry,
  PresentedSession,
  WebRefusal,
  WebUnavailable,
} from '../../src/core/sign-in/web-sign-in-contract.ts';
import type { DurableStores } from '../../src/core/stores.ts';
import { SecondStepThrottle } from '../../src/core/throttle/second-step-throttle.ts';
import { Throttle } from '../../src/core/throttle/throttle.ts';
import type { WebContext } from '../../src/core/web-context.ts';
import { LIMITS, plainCrypto, plainRecognizer, silentLog } from './core-fixture.ts';
import {
  codeFromApp,
  createFactorsFixture,
  createGuard,
  type FactorsFixture,
  INSTALLATION_KEY,
  repeatableRandom,
} from './factors-fixture.ts';

export const ALICE = 'alice@always.example';
export const BOB = 'bob@always.example';

export const CONTEXT: WebContext = {
  site: 'webmail',
  listener: 'https',
  remoteAddress: '198.51.100.7',
  remotePort: 50_000,
  localAddress: '192.0.2.1',
  localPort: 443,
  userAgent: 'Browser 1.0',
  country: 'NL',
  requestId: 'request1',
};

/** Whoever may assign and set up a kind of factor. */
const EVERYBODY = { enabled: true, users: true, domainAdministrators: true };

export const VAULT: Uint8Array = Buffer.from('webmail=cookie');

export interface WebSignInFixture {
  readonly parts: WebSignInParts;
  readonly stores: DurableStores;
  readonly sessionStore: WebSessionStore;
  readonly sessions: WebSessionRegistry;
  readonly signIn: BrowserSignIn;
  readonly enrolment: FactorEnrolment;
  readonly confirmation: SessionConfirmation;
  readonly factors: FactorsFixture;
  /** What policy says next. */
  rules: { -readonly [Field in keyof AccountRules]: AccountRules[Field] };
  requirement: Omit<Requirement, 'trace'>;
  source: SignInVerdict;
  limits: SessionLimits;
  now: number;
  /** Places that were remembered, browsers that were trusted, mailboxes whose trust ended. */
  readonly remembered: string[];
  readonly trusted: object[];
  readonly trustEnded: string[];
  /** What is said of the next sign-in's country. */
  isNewCountry: boolean;
  /** What the structured log was told of as broken. */
  readonly broken: string[];
  try(
    loginName: string,
    password: string,
    context?: Partial<WebContext>,
  ): Promise<PasswordTry | WebRefusal | WebUnavailable>;
  /** With a password that the upstream accepts. */
  accept(
    loginName: string,
    options?: { readonly password?: string; readonly context?: Partial<WebContext>; readonly before?: string },
  ): Promise<AcceptedPassword | WebRefusal | WebUnavailable>;
  pending(loginName?: string, password?: string): Promise<PresentedSession<PendingSession>>;
  /** Signed in with a factor that was set up before. */
  open(): Promise<PresentedSession<OpenSession>>;
  /** The code that the app shows now; the clock goes on by a time step first, so that it was never used. */
  freshCode(uri: string): string;
  issue(id: string, password: string): Promise<string>;
  audited(filter?: { readonly event?: string }): Promise<readonly StoredAuditEntry[]>;
}

export async function createWebSignInFixture(override: Partial<WebSignInParts> = {}): Promise<WebSignInFixture> {
  const stores = openMemoryStores();
  const factors = createFactorsFixture({ store: stores.factors, destinations: createGuard(stores.accounts) });
  const throttleStore = openMemoryThrottleStore();
  const sessionStore = openMemoryWebSessionStore();
  const clock = { now: () => factors.now };
  const random = repeatableRandom();
  const broken: string[] = [];
  const log: Log = { ...silentLog, error: (event) => void broken.push(event) };
  const audit = new AuditLog(stores.audit, log);
  const { revocations } = stores;
  const sessions = new WebSessionRegistry({
    ...{ store: sessionStore, crypto: createSessionCrypto(INSTALLATION_KEY), revocations, audit, clock, random, log },
    limitsOf: (site) => (site === 'webmail' ? fixture.limits : undefined),
  });
  const parts: WebSignInParts = {
    ...{
      accounts: stores.accounts,
      appPasswords: stores.appPasswords,
      revocations,
      sessions,
      audit,
      clock,
      random,
      log,
    },
    loginNames: { defaultDomain: 'always.example', recipientDelimiter: '+' },
    sources: new Map([['default', { verify: async () => fixture.source }]]),
    backends: new Map([['default', { kind: 'sealed', loginName: 'address' }]]),
    passwordSetters: new Map(),
    rulesFor: () => fixture.rules,
    factors: factors.factors,
    delegation: { totp: EVERYBODY, email: EVERYBODY, sms: EVERYBODY },
    trustedBrowsers: {
      async trust(mailbox, browser) {
        fixture.trusted.push({ mailbox, ...browser });
        return { cookie: 'trusted', maxAge: browser.days * 86_400_000 };
      },
      async endAll(mailbox) {
        fixture.trustEnded.push(mailbox);
        return 1;
      },
    },
    isNewCountry: async () => fixture.isNewCountry,
    rememberPlace: async (mailbox, { remoteAddress }) => void fixture.remembered.push(`${mailbox} ${remoteAddress}`),
    throttle: new Throttle({
      ...{ store: throttleStore, limits: LIMITS, clock },
      digest: { digest: (...texts) => texts.join('\0') },
    }),
    secondStepThrottle: new SecondStepThrottle({ store: throttleStore, clock, random }),
    crypto: plainCrypto,
    recognizer: plainRecognizer,
    uses: new UseRecorder({ appPasswords: stores.appPasswords, listing: stores.listing, throttle: throttleStore, log }),
    ...override,
  };
  const fixture: WebSignInFixture = {
    ...{ parts, stores, sessionStore, sessions, factors, broken },
    signIn: new BrowserSignIn(parts),
    enrolment: new FactorEnrolment(parts, 'Example'),
    confirmation: new SessionConfirmation(parts),
    rules: {
      trustedBrowserDays: { value: 0 },
      enrolment: { value: 'anywhere' },
      trustedNetworks: { value: ['10.0.0.0/8'] },
      factors: { value: ['totp'] },
      isPermittedPlace: (_context, trace) => trace.push({ check: 'permitted-networks', result: 'permitted' }) > 0,
      requireSecondStep: async () => ({
        ...fixture.requirement,
        trace: [{ check: 'challenge', result: fixture.requirement.because }],
      }),
    },
    requirement: { needed: true, because: 'mode-always' },
    source: { kind: 'right' },
    limits: { idle: 1_800_000, absolute: 43_200_000 },
    isNewCountry: false,
    remembered: [],
    trusted: [],
    trustEnded: [],
    get now() {
      return factors.now;
    },
    set now(at) {
      factors.now = at;
    },
    try: (loginName, password, context = {}) =>
      fixture.signIn.tryPassword({ loginName, password }, { ...CONTEXT, ...context }),
    async accept(loginName, { password = 'own password', context = {}, before } = {}) {
      const tried = await fixture.try(loginName, password, context);
      return tried.kind === 'proceed' ? tried.accepted({ before, vault: VAULT }) : tried;
    },
    async pending(loginName = ALICE, password = 'own password') {
      const accepted = await fixture.accept(loginName, { password });
      if (accepted.kind !== 'pending') throw new Error(JSON.stringify(accepted));
      return accepted.presented;
    },
    async open() {
      const { factor, uri } = await factors.enrol(ALICE);
      const answer = { kind: 'factor', factorId: factor.id, code: fixture.freshCode(uri) } as const;
      const pending = await fixture.pending();
      const outcome = await fixture.signIn.answer(pending, answer, { context: CONTEXT, trustBrowser: false });
      if (outcome.kind !== 'open') throw new Error(outcome.kind);
      return outcome.presented;
    },
    freshCode(uri) {
      factors.now += 30_000;
      return codeFromApp(uri, factors.now);
    },
    async issue(name, mailboxPassword) {
      const request = { mailbox: ALICE, name, scopes: ['imap'], readOnly: false, mailboxPassword } as const;
      const issued = await issueAppPassword(request, { ...parts, store: stores.appPasswords, crypto: plainCrypto });
      if (issued.kind !== 'issued') throw new Error(issued.kind);
      return issued.record.id;
    },
    async audited(filter = {}) {
      await audit.flush();
      return stores.audit.search(filter, { limit: 100, after: 0 });
    },
  };
  const policy = { challenge: 'always' } as const;
  const domain = { name: 'always.example', backend: 'default', signInSource: 'default', policy, createdAt: 1 };
  await stores.accounts.putDomain(domain);
  for (const address of [ALICE, BOB]) {
    await stores.accounts.addMailbox({ address, policy: {}, disabled: false, createdAt: 1 });
  }
  return fixture;
}
