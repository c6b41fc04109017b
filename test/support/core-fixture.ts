// A core to ask, on stores in memory: two domains, some mailboxes, app passwords as a test makes them, a backend that
// answers as told, a clock that moves when told.

import { openMemoryThrottleStore } from '../../src/adapters/ephemeral/memory/throttle-store.ts';
import { openMemoryStores } from '../../src/adapters/stores/memory/stores.ts';
import type { SignInSource, SignInVerdict } from '../../src/core/accounts/sign-in-source.ts';
import type { AppPasswordCrypto } from '../../src/core/app-passwords/app-password-crypto.ts';
import { type AppPasswordRequest, issueAppPassword } from '../../src/core/app-passwords/issue-app-password.ts';
import type { PasswordRecognizer } from '../../src/core/app-passwords/password-recognizer.ts';
import { AuditLog } from '../../src/core/audit/audit-log.ts';
import type { Allow, ClientContext, Decision } from '../../src/core/decision.ts';
import type { BackendSignInPlan } from '../../src/core/mail-auth/backend-sign-in.ts';
import { MailSignIn } from '../../src/core/mail-auth/mail-sign-in.ts';
import type {
  BackendOutcome,
  MailSignInAttempt,
  MailSignInParts,
} from '../../src/core/mail-auth/mail-sign-in-parts.ts';
import { UseRecorder } from '../../src/core/mail-auth/use-recorder.ts';
import type { PolicyLayer } from '../../src/core/policy/policy.ts';
import type { Log } from '../../src/core/ports.ts';
import type { DurableStores } from '../../src/core/stores.ts';
import { Throttle, type ThrottleLimits } from '../../src/core/throttle/throttle.ts';
import type { ThrottleStore } from '../../src/core/throttle/throttle-store.ts';

export const START: number = Date.UTC(2026, 0, 15, 12);

export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** Reversible on purpose: what is sealed can be read in a failing test. */
export const plainCrypto: AppPasswordCrypto = {
  lookupKey: (normalized) => Buffer.from(`key:${normalized}`),
  createVault: (normalized, id) => ({
    publicKey: Buffer.from(`public:${id}`),
    wrappedPrivateKey: Buffer.from(`private:${id}:${normalized}`),
  }),
  sealWithAppPassword: (_normalized, id, password) => Buffer.from(`${id}:${password}`),
  seal: (_publicKey, id, password) => Buffer.from(`${id}:${password}`),
  open: (vault, normalized, id) => {
    const sealed = Buffer.from(vault.sealedPassword ?? []).toString();
    const fits = Buffer.from(vault.wrappedPrivateKey).toString() === `private:${id}:${normalized}`;
    return fits && sealed.startsWith(`${id}:`) ? sealed.slice(id.length + 1) : undefined;
  },
};

/** Keeps passwords readable. */
export const plainRecognizer: PasswordRecognizer = {
  verifierOf: async (mailbox, password) => `${mailbox}:${password}`,
  recognizes: async (verifier, mailbox, password) => (verifier === `${mailbox}:${password}` ? 'right' : 'wrong'),
};

export const LIMITS: ThrottleLimits = {
  networkFailures: 5,
  networkWindow: 900_000,
  mailboxFailures: 2,
  mailboxWindow: 900_000,
  longestDelay: 8_000,
  repeatWindow: 86_400_000,
  familiarFor: 30 * 86_400_000,
  exemptNetworks: [],
};

export interface CoreFixture {
  readonly stores: DurableStores;
  readonly throttleStore: ThrottleStore;
  readonly parts: MailSignInParts;
  readonly signIn: MailSignIn;
  /** Every candidate that the backend was asked about. */
  readonly asked: Allow[];
  readonly verified: { readonly mailbox: string; readonly password: string }[];
  /** What the backend and the sign-in source will say next. */
  backend: BackendOutcome;
  source: SignInVerdict;
  now: number;
  liveConnections: number;
  attempt(loginName: string, password: string, context?: Partial<ClientContext>): Promise<Decision>;
  /** With the mailbox's password sealed, unless told otherwise. */
  issue(
    request?: Partial<AppPasswordRequest> & { readonly isUnsealed?: boolean },
  ): Promise<{ readonly id: string; readonly shown: string }>;
  audited(): Promise<readonly { readonly event: string; readonly reason?: string; readonly mailbox?: string }[]>;
}

export const CONTEXT: ClientContext = {
  door: 'imap',
  listener: 'imaps',
  remoteAddress: '198.51.100.7',
  remotePort: 50_000,
  localAddress: '192.0.2.1',
  localPort: 993,
  connectionId: 'connection1',
};

/** Domains: `always.example` (mode always) and `never.example` (mode never); mailboxes alice and bob in each. */
export async function createCoreFixture(
  override: Partial<MailSignInParts> & { readonly plan?: BackendSignInPlan; readonly isOtherJudge?: boolean } = {},
): Promise<CoreFixture> {
  const { plan = { kind: 'sealed', loginName: 'address' }, isOtherJudge = false, ...parts } = override;
  const stores = openMemoryStores();
  const throttleStore = openMemoryThrottleStore();
  const clock = { now: () => fixture.now };
  let drawn = 0;
  const random = { bytes: (count: number) => Uint8Array.from({ length: count }, () => (drawn++ * 37) % 251) };
  const source: SignInSource = {
    ...(!isOtherJudge && { judgedByBackend: 'default' }),
    async verify(mailbox, password) {
      fixture.verified.push({ mailbox, password });
      return fixture.source;
    },
  };
  const audit = new AuditLog(stores.audit, silentLog);
  const all: MailSignInParts = {
    accounts: stores.accounts,
    appPasswords: stores.appPasswords,
    revocations: stores.revocations,
    crypto: plainCrypto,
    throttle: new Throttle({
      store: throttleStore,
      limits: LIMITS,
      clock,
      digest: { digest: (...texts) => texts.join('\0') },
    }),
    uses: new UseRecorder({
      appPasswords: stores.appPasswords,
      listing: stores.listing,
      throttle: throttleStore,
      log: silentLog,
    }),
    audit,
    clock,
    random,
    log: silentLog,
    loginNames: { defaultDomain: 'always.example', recipientDelimiter: '+' },
    platformPolicy: { challenge: 'never' },
    sources: new Map([['default', source]]),
    backends: new Map([['default', plan]]),
    hintAppPassword: true,
    connections: { limit: 10, count: () => fixture.liveConnections },
    ...parts,
  };
  const signIn = new MailSignIn(all);
  const fixture: CoreFixture = {
    stores,
    throttleStore,
    parts: all,
    signIn,
    asked: [],
    verified: [],
    backend: { kind: 'signed-in' },
    source: { kind: 'right' },
    now: START,
    liveConnections: 0,
    attempt(loginName, password, context = {}) {
      const attempt: MailSignInAttempt = { kind: 'password', authenticationIdentity: loginName, password };
      return signIn.signIn(attempt, { ...CONTEXT, ...context }, async (allow) => {
        fixture.asked.push(allow);
        return fixture.backend;
      });
    },
    async issue({ isUnsealed = false, ...request } = {}) {
      const result = await issueAppPassword(
        {
          mailbox: 'alice@always.example',
          name: 'phone',
          scopes: ['imap'],
          readOnly: false,
          ...(!isUnsealed && { mailboxPassword: 'own password' }),
          ...request,
        },
        { store: stores.appPasswords, crypto: plainCrypto, clock, random },
      );
      if (result.kind !== 'issued') throw new Error(result.kind);
      return { id: result.record.id, shown: result.shown };
    },
    async audited() {
      await audit.flush();
      return (await stores.audit.search({}, { limit: 100, after: 0 })).map(({ event, reason, mailbox }) => ({
        event,
        ...(reason !== undefined && { reason }),
        ...(mailbox !== undefined && { mailbox }),
      }));
    },
  };
  await addDomain(stores, 'always.example', { challenge: 'always' });
  await addDomain(stores, 'never.example', {});
  return fixture;
}

async function addDomain(stores: DurableStores, name: string, policy: PolicyLayer): Promise<void> {
  await stores.accounts.putDomain({ name, backend: 'default', signInSource: 'default', policy, createdAt: START });
  for (const local of ['alice', 'bob']) {
    await stores.accounts.addMailbox({ address: `${local}@${name}`, policy: {}, disabled: false, createdAt: START });
  }
}

/** A domain of the fixture, with its mailboxes. */
export async function removeDomain({ stores }: CoreFixture, name: string): Promise<void> {
  for (const local of ['alice', 'bob']) await stores.accounts.removeMailbox(`${local}@${name}`, START);
  await stores.accounts.removeDomain(name, START);
}
