// Administrators on stores in memory, with TOTP and Argon2's interface as in production, a clock that moves when told, and
// a log that is kept.

import { createConsoleCookieKeys } from '../../src/adapters/crypto/cookie-keys.ts';
import { createKeyedDigest } from '../../src/adapters/crypto/keyed-digest.ts';
import { openMemoryConsoleSessionStore } from '../../src/adapters/ephemeral/memory/console-session-store.ts';
import { openMemoryThrottleStore } from '../../src/adapters/ephemeral/memory/throttle-store.ts';
import { openMemoryStores } from '../../src/adapters/stores/memory/stores.ts';
import type { PasswordHasher } from '../../src/core/accounts/local-passwords.ts';
import type { ChangeOrigin } from '../../src/core/administration/change.ts';
import type { Role } from '../../src/core/administrators/administrator.ts';
import { AdministratorCodes } from '../../src/core/administrators/administrator-codes.ts';
import type {
  ConsoleSignInAnswer,
  PresentedConsoleSession,
} from '../../src/core/administrators/administrator-sign-in-contract.ts';
import type { ConsoleSessionStore } from '../../src/core/administrators/console-session-store.ts';
import { CONSOLE_SESSION_LIMITS, ConsoleSessions } from '../../src/core/administrators/console-sessions.ts';
import { AdministratorSignIn } from '../../src/core/administrators/console-sign-in.ts';
import type { ConsoleSignInParts } from '../../src/core/administrators/console-sign-in-parts.ts';
import { type AdministratorPorts, addAdministrator } from '../../src/core/administrators/manage-administrators.ts';
import type { OwnPorts } from '../../src/core/administrators/own-administrator.ts';
import { OPERATOR } from '../../src/core/administrators/requester.ts';
import { AuditLog } from '../../src/core/audit/audit-log.ts';
import type { StoredAuditEntry } from '../../src/core/audit/audit-store.ts';
import type { SecondFactors } from '../../src/core/factors/second-factors.ts';
import { clientNetwork } from '../../src/core/places/networks.ts';
import type { Log, LogFields } from '../../src/core/ports.ts';
import type { DurableStores } from '../../src/core/stores.ts';
import { SecondStepThrottle } from '../../src/core/throttle/second-step-throttle.ts';
import { Throttle } from '../../src/core/throttle/throttle.ts';
import type { ThrottleStore } from '../../src/core/throttle/throttle-store.ts';
import { LIMITS } from './core-fixture.ts';
import {
  codeFromApp,
  createFactorsFixture,
  type FactorsFixture,
  INSTALLATION_KEY,
  NOON,
  repeatableRandom,
} from './factors-fixture.ts';

export const OFFICE: ChangeOrigin = { remoteAddress: '192.0.2.10', userAgent: 'Firefox', country: 'NZ' };
export const ELSEWHERE: ChangeOrigin = { remoteAddress: '203.0.113.9', userAgent: 'curl' };

export const PASSWORD = 'correct horse battery';

export interface LoggedLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly event: string;
  readonly fields: LogFields | undefined;
}

/** One who has finished set-up. */
export interface SetUpAdministrator {
  readonly name: string;
  readonly presented: PresentedConsoleSession;
  readonly recoveryCodes: readonly string[];
  /** What the app shows now; moves the clock on, as each step is good once. */
  code(): string;
}

export interface AdministratorsFixture {
  readonly stores: DurableStores;
  readonly sessionStore: ConsoleSessionStore;
  readonly throttleStore: ThrottleStore;
  readonly factors: SecondFactors;
  readonly factorsFixture: FactorsFixture;
  readonly sessions: ConsoleSessions;
  readonly signIn: AdministratorSignIn;
  readonly parts: ConsoleSignInParts;
  readonly ports: AdministratorPorts & OwnPorts;
  readonly lines: LoggedLine[];
  /** How long answers were held back. */
  readonly pauses: number[];
  /** Passwords that were judged, against which hash. */
  readonly verified: string[];
  now: number;
  /** Adds one, and gives the code for the first sign-in. */
  add(name: string, role?: Role, domains?: readonly string[]): Promise<string>;
  /** Adds one and sets it up. */
  setUp(name: string, role?: Role, domains?: readonly string[]): Promise<SetUpAdministrator>;
  /** Both steps. */
  open(administrator: SetUpAdministrator, origin?: ChangeOrigin): Promise<PresentedConsoleSession>;
  audited(): Promise<readonly StoredAuditEntry[]>;
}

/** Keeps passwords readable. */
function readableHasher(verified: string[]): PasswordHasher {
  return {
    hash: async (password) => `plain:${password}`,
    verify: async (phc, password) => {
      verified.push(phc);
      return phc === `plain:${password}` ? 'right' : 'wrong';
    },
  };
}

export function createAdministratorsFixture(
  override: Partial<ConsoleSignInParts> & {
    readonly stores?: DurableStores;
    readonly sessionStore?: ConsoleSessionStore;
  } = {},
): AdministratorsFixture {
  const { stores = openMemoryStores(), sessionStore = openMemoryConsoleSessionStore(), ...given } = override;
  const clock = { now: () => fixture.now };
  const random = repeatableRandom();
  const lines: LoggedLine[] = [];
  const pauses: number[] = [];
  const verified: string[] = [];
  const log = recordingLog(lines);
  const audit = new AuditLog(stores.audit, log);
  const throttleStore = openMemoryThrottleStore();
  const factorsFixture = createFactorsFixture({ store: stores.factors, clock, random });
  const { factors } = factorsFixture;
  const administrators = given.administrators ?? stores.administrators;
  const sessions = new ConsoleSessions({
    ...{ store: sessionStore, administrators, limits: CONSOLE_SESSION_LIMITS, audit, clock, random, log },
    cookies: createConsoleCookieKeys(INSTALLATION_KEY),
  });
  const codes = new AdministratorCodes({ clock, random, digest: createKeyedDigest(INSTALLATION_KEY, 'codes') });
  const parts: ConsoleSignInParts = {
    ...{ administrators, sessions, factors, codes, audit, clock, random, log },
    hasher: readableHasher(verified),
    decoyHash: Promise.resolve('plain:nobody knows'),
    throttle: new Throttle({
      ...{ store: throttleStore, limits: LIMITS, clock },
      digest: createKeyedDigest(INSTALLATION_KEY, 'throttle: console'),
    }),
    secondStepThrottle: new SecondStepThrottle({ store: throttleStore, clock, random }),
    rememberFamiliar: (mailbox, address, at) =>
      throttleStore.rememberFamiliar([{ mailbox, network: clientNetwork(address), at }]),
    isPermittedPlace: () => true,
    pause: async (millis) => void pauses.push(millis),
    issuer: 'Example console',
    ...given,
  };
  const signIn = new AdministratorSignIn(parts);
  const ports: AdministratorPorts & OwnPorts = {
    ...{ audit, clock, random, factors, actor: 'cli', requester: OPERATOR },
    ...{ administrators, consoleSessions: sessions, administratorCodes: codes, accounts: stores.accounts },
    hasher: parts.hasher,
  };
  const fixture: AdministratorsFixture = {
    ...{ stores, sessionStore, throttleStore, factors, factorsFixture, sessions, signIn, parts, ports },
    ...{ lines, pauses, verified, now: NOON },
    async add(name, role = 'platform-administrator', domains) {
      const added = await addAdministrator({ name, role, domains }, ports);
      if (added.kind === 'refused') throw new Error(added.text);
      return added.value.setUp.code;
    },
    async setUp(name, role, domains) {
      const begun = presentedIn(await signIn.useCode(await fixture.add(name, role, domains), OFFICE));
      const { uri } = await signIn.setUp(begun);
      const code = (): string => {
        fixture.now += 30_000;
        return codeFromApp(uri, fixture.now);
      };
      const finished = await signIn.finishSetUp(begun, { password: PASSWORD, code: code() }, OFFICE);
      if (finished.kind === 'refused') throw new Error(finished.text);
      return { name, ...finished.value, code };
    },
    async open(administrator, origin = OFFICE) {
      const { name } = administrator;
      const begun = presentedIn(await signIn.tryPassword({ name, password: PASSWORD }, origin));
      return presentedIn(await signIn.answer(begun, { kind: 'totp', code: administrator.code() }, origin));
    },
    async audited() {
      await audit.flush();
      return (await stores.audit.search({}, { limit: 1_000 })).toReversed();
    },
  };
  return fixture;
}

export function presentedIn(answer: ConsoleSignInAnswer): PresentedConsoleSession {
  if (answer.kind !== 'session') throw new Error(`no session: ${answer.kind}`);
  return answer.presented;
}

function recordingLog(lines: LoggedLine[]): Log {
  return {
    debug: () => undefined,
    info: (event, fields) => void lines.push({ level: 'info', event, fields }),
    warn: (event, fields) => void lines.push({ level: 'warn', event, fields }),
    error: (event, _error, fields) => void lines.push({ level: 'error', event, fields }),
  };
}
