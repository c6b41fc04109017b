// All durable state in one SQLite file, which the workers of one machine share.

import type { ChainDigest } from '../../../core/audit/audit-chain.ts';
import type { AuditChainSource } from '../../../core/audit/audit-store.ts';
import { PosternError } from '../../../core/errors.ts';
import type { DurableStores } from '../../../core/stores.ts';
import type { Millis } from '../../../core/units.ts';
import { inspectSqliteFile, readSqliteFile, SqliteDatabase, type SqliteInspection } from '../../drivers/sqlite.ts';
import { unkeyedChainDigest } from '../../drivers/unkeyed-chain-digest.ts';
import { SqliteAccountStore } from './account-store.ts';
import { SqliteAdministratorStore } from './administrator-store.ts';
import { SqliteAppPasswordStore } from './app-password-store.ts';
import { auditChainIn } from './audit-chain-rows.ts';
import { SqliteAuditStore } from './audit-store.ts';
import { SqliteFactorStore } from './factor-store.ts';
import { SqliteGroupStore } from './group-store.ts';
import { SqliteJobStore } from './job-store.ts';
import { SqliteKnownPlaceStore } from './known-place-store.ts';
import { SqliteLocalPasswordStore } from './local-password-store.ts';
import { SqliteMailboxListing } from './mailbox-listing.ts';
import { AUDIT_CHAIN } from './migrations/audit-chain.ts';
import { MIGRATIONS } from './migrations.ts';
import { SqliteNoticeStore } from './notice-store.ts';
import { SqliteRevocationLog } from './revocation-log.ts';
import { SqliteStatisticsStore } from './statistics-store.ts';
import { SqliteTokenStore } from './token-store.ts';
import { SqliteTrustedBrowserStore } from './trusted-browser-store.ts';

export interface SqliteStores extends DurableStores {
  /** Copies everything, as of one moment, to `file` while others read and write. The installation key isn't in it. */
  backup(file: string): Promise<void>;
  /** What is wrong in the file; empty when it is sound. Reads all of it: for `doctor`, not for a serving worker. */
  integrityProblems(): Promise<readonly string[]>;
}

/** A stores file as it is, and the schema that this version wants. */
export interface StoresInspection extends SqliteInspection {
  readonly wanted: number;
}

/** Looks at the file without changing it. Throws what {@link openSqliteStores} throws. */
export function inspectSqliteStores(path: string): StoresInspection {
  return { ...inspectSqliteFile(path), wanted: MIGRATIONS.length };
}

/**
 * Lets `look` see the audit log's chain in a file that no node need serve, without changing it. Throws what
 * {@link openSqliteStores} throws, and `ERR_STORE_BROKEN` for a file of a version that had no chain.
 */
export function inspectAuditChain<T>(path: string, look: (source: AuditChainSource) => Promise<T>): Promise<T> {
  return readSqliteFile(path, async (reader) => {
    if (reader.version >= CHAINED_SINCE) return look(auditChainIn(reader));
    throw new PosternError('ERR_STORE_BROKEN', `${path} is from before the audit log was chained`, {
      fields: { file: path, schema: reader.version },
    });
  });
}

/** The schema that brought the chain. */
const CHAINED_SINCE = MIGRATIONS.indexOf(AUDIT_CHAIN) + 1;

/** Longest wait for another worker's transaction; each takes far less than a millisecond but for the disk. */
const BUSY_TIMEOUT: Millis = 5000;

export interface StoresOptions {
  readonly busyTimeout?: Millis;
  /** Chains the audit log. Left out only by tests: without a key anybody could chain a forged one. */
  readonly auditChain?: ChainDigest;
}

/**
 * Opens the file, creating it (mode 0600) and bringing its schema up to date as needed; several processes may do so at
 * once. Throws `ERR_STORE_UNAVAILABLE`, `ERR_STORE_BROKEN`, or `ERR_STORE_NEWER` for a newer version's file.
 */
export function openSqliteStores(path: string, options: StoresOptions = {}): SqliteStores {
  const { busyTimeout = BUSY_TIMEOUT, auditChain = unkeyedChainDigest } = options;
  const database = new SqliteDatabase({ path, migrations: MIGRATIONS, synchronous: 'NORMAL', busyTimeout });
  const revocations = new SqliteRevocationLog(database);
  const factors = new SqliteFactorStore(database);
  return {
    accounts: new SqliteAccountStore(database, { revocations, factors }),
    groups: new SqliteGroupStore(database),
    listing: new SqliteMailboxListing(database),
    localPasswords: new SqliteLocalPasswordStore(database),
    appPasswords: new SqliteAppPasswordStore(database, revocations),
    factors,
    revocations,
    audit: new SqliteAuditStore(database, auditChain),
    notices: new SqliteNoticeStore(database),
    statistics: new SqliteStatisticsStore(database),
    places: new SqliteKnownPlaceStore(database),
    trustedBrowsers: new SqliteTrustedBrowserStore(database),
    tokens: new SqliteTokenStore(database),
    administrators: new SqliteAdministratorStore(database, factors),
    jobs: new SqliteJobStore(database),
    backup: (file) => database.backup(file),
    integrityProblems: async () => database.integrityProblems(),
    [Symbol.asyncDispose]: async () => database.close(),
  };
}
