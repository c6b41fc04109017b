// One opened throttle file: its schema and statements, and whether it is still the file that its path names.

import { rmSync, statSync } from 'node:fs';
import type { Millis } from '../../../core/units.ts';
import { SqliteDatabase, type Statement } from '../../drivers/sqlite.ts';

const MIGRATIONS: readonly string[] = [
  `
CREATE TABLE buckets (key TEXT PRIMARY KEY, level REAL NOT NULL, updated_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX buckets_by_time ON buckets (updated_at);

CREATE TABLE seen_secrets (digest TEXT PRIMARY KEY, seen_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX seen_secrets_by_time ON seen_secrets (seen_at);

CREATE TABLE familiar (
  mailbox TEXT NOT NULL,
  network TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (mailbox, network)
) STRICT, WITHOUT ROWID;
CREATE INDEX familiar_by_time ON familiar (at);
`,
];

const SQL = {
  level: 'SELECT level, updated_at FROM buckets WHERE key = ?',
  setLevel: 'INSERT OR REPLACE INTO buckets (key, level, updated_at) VALUES (?, ?, ?)',
  seen: 'SELECT seen_at FROM seen_secrets WHERE digest = ?',
  setSeen: `INSERT INTO seen_secrets (digest, seen_at) VALUES (?, ?)
    ON CONFLICT (digest) DO UPDATE SET seen_at = max(seen_at, excluded.seen_at)`,
  forgetSeen: 'DELETE FROM seen_secrets WHERE digest = ?',
  familiar: 'SELECT at FROM familiar WHERE mailbox = ? AND network = ?',
  setFamiliar: `INSERT INTO familiar (mailbox, network, at) VALUES (?, ?, ?)
    ON CONFLICT (mailbox, network) DO UPDATE SET at = max(at, excluded.at)`,
  purgeBuckets: 'DELETE FROM buckets WHERE updated_at < ?',
  purgeSeen: 'DELETE FROM seen_secrets WHERE seen_at < ?',
  purgeFamiliar: 'DELETE FROM familiar WHERE at < ?',
} as const;

/** How long a reader may go on with a file that was deleted: looking costs as much as reading. */
const LOOK_EVERY: Millis = 1_000;

export class ThrottleFile {
  readonly database: SqliteDatabase;
  readonly sql: Readonly<Record<keyof typeof SQL, Statement>>;
  readonly #path: string;
  readonly #inode: bigint | undefined;
  #lookedAt: Millis = performance.now();

  constructor(path: string, busyTimeout: Millis) {
    this.#path = path;
    // A power cut may break the file; then it begins anew.
    this.database = new SqliteDatabase({ path, migrations: MIGRATIONS, synchronous: 'OFF', busyTimeout });
    this.sql = this.database.prepareAll(SQL);
    this.#inode = inodeOf(path);
  }

  /** False once somebody deleted or replaced the file: what is counted here no other worker sees. */
  get isCurrent(): boolean {
    this.#lookedAt = performance.now();
    return this.#inode !== undefined && inodeOf(this.#path) === this.#inode;
  }

  /** The same for those who only read: as it was within the last second. */
  get wasCurrent(): boolean {
    return performance.now() - this.#lookedAt < LOOK_EVERY || this.isCurrent;
  }

  close(): void {
    this.database.close();
  }
}

/** Removes the file and what SQLite keeps beside it. */
export function removeThrottleFile(path: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
}

function inodeOf(path: string): bigint | undefined {
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.ino;
}
