// All durable state in one SQLite file, which the workers of one machine share.

import type { DurableStores } from '../../../core/stores.ts';
import type { Millis } from '../../../core/units.ts';
import { inspectSqliteFile, SqliteDatabase, type SqliteInspection } from '../../drivers/sqlite.ts';
import { SqliteAccountStore } from './account-store.ts';
import { SqliteAppPasswordStore } from './app-password-store.ts';
import { SqliteAuditStore } from './audit-store.ts';
import { SqliteFactorStore } from './factor-store.ts';
import { SqliteGroupStore } from './group-store.ts';
import { SqliteKnownPlaceStore } from './known-place-store.ts';
import { SqliteLocalPasswordStore } from './local-password-store.ts';
import { SqliteMailboxListing } from './mailbox-listing.ts';
import { MIGRATIONS } from './migrations.ts';
import { SqliteNoticeStore } from './notice-store.ts';
import { SqliteRevocationLog } from './revocation-log.ts';
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

/** Longest wait for another worker's transaction; each takes far less than a millisecond but for the disk. */
const BUSY_TIMEOUT: Millis = 5000;

/**
 * Opens the file, creating it (mode 0600) and bringing its schema up to date as needed; several processes may do so at
 * once. Throws `ERR_STORE_UNAVAILABLE`, `ERR_STORE_BROKEN`, or `ERR_STORE_NEWER` for a newer version's file.
 */
export function openSqliteStores(path: string, options: { readonly busyTimeout?: Millis } = {}): SqliteStores {
  const { busyTimeout = BUSY_TIMEOUT } = options;
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
    audit: new SqliteAuditStore(database),
    notices: new SqliteNoticeStore(database),
    places: new SqliteKnownPlaceStore(database),
    trustedBrowsers: new SqliteTrustedBrowserStore(database),
    backup: (file) => database.backup(file),
    integrityProblems: async () => database.integrityProblems(),
    [Symbol.asyncDispose]: async () => database.close(),
  };
}
