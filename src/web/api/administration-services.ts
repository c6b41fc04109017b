// What the administration API needs, as ports that the composition root fills. Each route names the few that it uses.

import type { AccountStore } from '../../core/accounts/account-store.ts';
import type { GroupStore } from '../../core/accounts/group-store.ts';
import type { LocalPasswordStore, PasswordHasher } from '../../core/accounts/local-passwords.ts';
import type { LoginNameRules } from '../../core/accounts/login-name.ts';
import type { MailboxListing } from '../../core/accounts/mailbox-listing.ts';
import type { PasswordSetter } from '../../core/accounts/password-setter.ts';
import type { SignInSource } from '../../core/accounts/sign-in-source.ts';
import type { ChangePorts } from '../../core/administration/change.ts';
import type { Jobs } from '../../core/administration/jobs.ts';
import type { AdministratorCodes } from '../../core/administrators/administrator-codes.ts';
import type { AdministratorStore } from '../../core/administrators/administrator-store.ts';
import type { ConsoleSessions } from '../../core/administrators/console-sessions.ts';
import type { Requester } from '../../core/administrators/requester.ts';
import type { TokenLives } from '../../core/administrators/tokens/manage-tokens.ts';
import type { TokenStore } from '../../core/administrators/tokens/token-store.ts';
import type { AppPasswordCrypto } from '../../core/app-passwords/app-password-crypto.ts';
import type { AppPasswordStore } from '../../core/app-passwords/app-password-store.ts';
import type { PasswordRecognizer } from '../../core/app-passwords/password-recognizer.ts';
import type { ChainDigest } from '../../core/audit/audit-chain.ts';
import type { AuditLog } from '../../core/audit/audit-log.ts';
import type { AuditStore, TraceStep } from '../../core/audit/audit-store.ts';
import type { ClientContext, MailboxAddress, MailDoor } from '../../core/decision.ts';
import type { Delegation } from '../../core/factors/delegation.ts';
import type { LimitedPorts } from '../../core/factors/factor-limits.ts';
import type { SecondFactors } from '../../core/factors/second-factors.ts';
import type { BackendSignInPlan } from '../../core/mail-auth/backend-sign-in.ts';
import type { MailPathHealth } from '../../core/messages/mail-path-health.ts';
import type { SmsDesk } from '../../core/messages/send-test-sms.ts';
import type { KnownPlaceStore } from '../../core/places/known-place-store.ts';
import type { PlaceRules } from '../../core/places/known-places.ts';
import type { TrustedBrowserStore } from '../../core/places/trusted-browser-store.ts';
import type { PlatformPolicy } from '../../core/policy/policy.ts';
import type { Clock, KeyedDigest, Log, Random } from '../../core/ports.ts';
import type { MailConnection } from '../../core/sessions/live-connections.ts';
import type { RevocationLog } from '../../core/sessions/revocation-log.ts';
import type { LimitsOf } from '../../core/sessions/web-session-limits.ts';
import type { WebSessionStore } from '../../core/sessions/web-session-store.ts';
import type { StatisticsDesk } from '../../core/statistics/statistics-desk.ts';
import type { Millis } from '../../core/units.ts';
import type { CountryProvider } from '../../core/web-context.ts';
import type { ChangeLocks } from './change-locks.ts';

/** A live connection and the number of the worker that holds it. */
export interface WorkerConnection extends MailConnection {
  readonly worker: number;
}

export interface NodeStatus {
  readonly version: string;
  /** What mail clients connect to. */
  readonly hostname: string;
  readonly startedAt: Millis;
  readonly workers: { readonly running: number; readonly wanted: number };
  readonly listeners: readonly {
    readonly name: string;
    readonly protocol: MailDoor | 'https' | 'http' | 'redirect';
    readonly address: string;
    readonly port: number;
    readonly tls: 'implicit' | 'starttls' | 'none';
  }[];
  /** Absent: there is none. */
  readonly mailPath?: MailPathHealth;
  /** `delayed`: messages to owners of mailboxes wait for their path; `unavailable`: nobody makes any. */
  readonly notices: 'ok' | 'delayed' | 'unavailable';
}

export interface AdministrationServices {
  readonly accounts: AccountStore;
  readonly groups: GroupStore;
  readonly listing: MailboxListing;
  readonly appPasswords: AppPasswordStore;
  readonly factors: SecondFactors;
  readonly sms: SmsDesk;
  readonly delegation: Delegation;
  readonly administrators: AdministratorStore;
  readonly administratorCodes: AdministratorCodes;
  readonly consoleSessions: ConsoleSessions;
  /** What authenticator apps show beside an administrator's name. */
  readonly consoleIssuer: string;
  /** Where the console is; absent: nobody knows. */
  readonly consoleAddress?: string;
  readonly jobs: Jobs;
  readonly localPasswords: LocalPasswordStore;
  readonly revocations: RevocationLog;
  readonly webSessions: WebSessionStore;
  readonly limitsOf: LimitsOf;
  readonly auditStore: AuditStore;
  readonly auditChain: ChainDigest;
  readonly statistics: StatisticsDesk;
  readonly places: KnownPlaceStore;
  readonly placeRules: PlaceRules;
  readonly trustedBrowsers: TrustedBrowserStore;
  readonly browserDigest: KeyedDigest;
  /** One for the node, whatever the surface. */
  readonly changeLocks: ChangeLocks;
  readonly tokens: TokenStore;
  readonly tokenDigest: KeyedDigest;
  readonly tokenLives: TokenLives;
  readonly countryOf: CountryProvider['countryOf'];
  readonly audit: AuditLog;
  readonly hasher: PasswordHasher;
  readonly crypto: AppPasswordCrypto;
  readonly recognizer: PasswordRecognizer;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** By name, from the configuration. */
  readonly sources: ReadonlyMap<string, SignInSource>;
  /** Names of those sources whose passwords Postern keeps itself. */
  readonly localSources: ReadonlySet<string>;
  /** By the name of the sign-in source that they belong to; of those whose passwords Postern can set. */
  readonly passwordSetters: ReadonlyMap<string, PasswordSetter>;
  /** By name, from the configuration. */
  readonly backends: ReadonlyMap<string, BackendSignInPlan>;
  readonly platformPolicy: PlatformPolicy;
  readonly loginNames: LoginNameRules;
  /** Life of an app password whose maker said nothing; absent: until revoked. */
  readonly defaultExpiry?: Millis;
  /**
   * Ends the web sessions and trusted browsers of a mailbox whose factors were reset by `actor`. May throw
   * `ERR_STORE_UNAVAILABLE`.
   */
  onFactorReset(mailbox: MailboxAddress, actor: string): Promise<void>;
  /** What would be decided, without a password (R1.8). May throw `ERR_STORE_UNAVAILABLE`. */
  explain(loginName: string, context: ClientContext): Promise<readonly TraceStep[]>;
  /** Whether decisions and changes are being recorded; while they aren't, sign-ins are refused. */
  isAuditWritable(): Promise<boolean>;
  /** Of every worker; one that doesn't answer in time is left out. */
  connections(): Promise<readonly WorkerConnection[]>;
  /** Copies the durable state to a file, replacing one that is there only by a whole one. May throw `ERR_STORE_UNAVAILABLE` or a file system's error. */
  backup(file: string): Promise<void>;
  status(): Promise<NodeStatus>;
}

/** What routes work with: the services, who asks, and what they may let others use. */
export type RouteServices = AdministrationServices &
  Pick<ChangePorts, 'actor' | 'origin'> &
  LimitedPorts & { readonly requester: Requester };
