// The state folder: what must last, what may be forgotten, and the key. Each process of the node opens its own handles.

import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createAppPasswordCrypto } from '../adapters/crypto/app-password-crypto.ts';
import { createAuditChainDigest } from '../adapters/crypto/audit-chain-digest.ts';
import { type CookieKeys, createConsoleCookieKeys } from '../adapters/crypto/cookie-keys.ts';
import { createFactorSecrets } from '../adapters/crypto/factor-secrets.ts';
import { loadInstallationKey } from '../adapters/crypto/installation-key.ts';
import { createKeyedDigest } from '../adapters/crypto/keyed-digest.ts';
import { createSentCodeSecrets } from '../adapters/crypto/sent-code-secrets.ts';
import { createSessionCrypto } from '../adapters/crypto/session-crypto.ts';
import {
  openSqliteConsoleSessionStore,
  type SqliteConsoleSessionStore,
} from '../adapters/ephemeral/sqlite/console-session-store.ts';
import { openSqliteSentCodeStore, type SqliteSentCodeStore } from '../adapters/ephemeral/sqlite/sent-code-store.ts';
import { openSqliteThrottleStore, type SqliteThrottleStore } from '../adapters/ephemeral/sqlite/throttle-store.ts';
import {
  openSqliteWebSessionStore,
  type SqliteWebSessionStore,
} from '../adapters/ephemeral/sqlite/web-session-store.ts';
import { openSqliteStores, type SqliteStores } from '../adapters/stores/sqlite/stores.ts';
import type { AppPasswordCrypto } from '../core/app-passwords/app-password-crypto.ts';
import type { ChainDigest } from '../core/audit/audit-chain.ts';
import type { SentCodeSecrets } from '../core/challenge/sent-code-secrets.ts';
import { PosternError } from '../core/errors.ts';
import type { FactorSecrets } from '../core/factors/factor-secrets.ts';
import type { KeyedDigest } from '../core/ports.ts';
import type { SessionCrypto } from '../core/sessions/session-crypto.ts';

/** Names within the state folder. */
export const STATE_FILES = {
  stores: 'postern.db',
  throttle: 'throttle.db',
  sessions: 'sessions.db',
  codes: 'codes.db',
} as const;

export interface State extends AsyncDisposable {
  readonly folder: string;
  readonly stores: SqliteStores;
  /** Of the audit log's chain. */
  readonly auditChain: ChainDigest;
  readonly throttle: SqliteThrottleStore;
  readonly webSessions: SqliteWebSessionStore;
  /** In the same file. */
  readonly consoleSessions: SqliteConsoleSessionStore;
  readonly sentCodes: SqliteSentCodeStore;
  readonly sessionCrypto: SessionCrypto;
  readonly consoleCookies: CookieKeys;
  readonly crypto: AppPasswordCrypto;
  readonly digest: KeyedDigest;
  /** Of what is tried at the console: its counters are no mailbox's. */
  readonly consoleThrottleDigest: KeyedDigest;
  /** Of the codes that let administrators in. */
  readonly administratorDigest: KeyedDigest;
  /** For recognizing mailbox passwords. */
  readonly passwordDigest: KeyedDigest;
  readonly factorSecrets: FactorSecrets;
  /** Of recovery and enrolment codes, and of where codes are sent. */
  readonly codeDigest: KeyedDigest;
  readonly sentCodeSecrets: SentCodeSecrets;
  /** Of the tokens in messages, and of numbers that are counted. */
  readonly disputeDigest: KeyedDigest;
  /** Of the secrets in trusted browsers' cookies. */
  readonly browserDigest: KeyedDigest;
  /** Of the tokens by which programs ask the API. */
  readonly tokenDigest: KeyedDigest;
  /** Of the addresses and numbers that notices go to. */
  readonly noticeDigest: KeyedDigest;
  /** Of the tokens in our own pages' forms. */
  readonly formDigest: KeyedDigest;
}

/** Opens, creating what isn't there. Throws `ERR_STATE_FOLDER` or a store's error. */
export function openState(folder: string): State {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new PosternError('ERR_STATE_FOLDER', `can't create the state folder ${folder}`, { cause });
  }
  const storesFile = join(folder, STATE_FILES.stores);
  // A key that was lost isn't replaced: without it no app password in the stores is recognized, and nobody would know why.
  const key = loadInstallationKey(folder, { create: !existsSync(storesFile) });
  const auditChain = createAuditChainDigest(key);
  const stores = openSqliteStores(storesFile, { auditChain });
  const throttle = openSqliteThrottleStore(join(folder, STATE_FILES.throttle));
  const webSessions = openSqliteWebSessionStore(join(folder, STATE_FILES.sessions));
  const consoleSessions = openSqliteConsoleSessionStore(join(folder, STATE_FILES.sessions));
  const sentCodes = openSqliteSentCodeStore(join(folder, STATE_FILES.codes));
  return {
    folder,
    stores,
    auditChain,
    throttle,
    webSessions,
    consoleSessions,
    sentCodes,
    sessionCrypto: createSessionCrypto(key),
    consoleCookies: createConsoleCookieKeys(key),
    crypto: createAppPasswordCrypto(key),
    digest: createKeyedDigest(key, 'throttle'),
    consoleThrottleDigest: createKeyedDigest(key, 'throttle: console'),
    administratorDigest: createKeyedDigest(key, 'administrator codes'),
    passwordDigest: createKeyedDigest(key, 'mailbox password'),
    factorSecrets: createFactorSecrets(key),
    codeDigest: createKeyedDigest(key, 'factor codes'),
    sentCodeSecrets: createSentCodeSecrets(key),
    disputeDigest: createKeyedDigest(key, 'messages with codes'),
    browserDigest: createKeyedDigest(key, 'trusted browser'),
    tokenDigest: createKeyedDigest(key, 'API tokens'),
    noticeDigest: createKeyedDigest(key, 'recipients of notices'),
    formDigest: createKeyedDigest(key, 'forms of pages'),
    async [Symbol.asyncDispose]() {
      await sentCodes[Symbol.asyncDispose]();
      await consoleSessions[Symbol.asyncDispose]();
      await webSessions[Symbol.asyncDispose]();
      await throttle[Symbol.asyncDispose]();
      await stores[Symbol.asyncDispose]();
    },
  };
}
