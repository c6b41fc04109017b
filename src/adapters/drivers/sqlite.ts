// The one module that knows `node:sqlite`: opens a file that several processes write (WAL, `BEGIN IMMEDIATE`, a busy
// timeout), brings its schema up to date, and turns its errors into the two kinds that the core knows.
// Calls are synchronous and block this process while another one commits: transactions must stay small.

import { chmodSync, closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { backup, DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import { PosternError } from '../../core/errors.ts';
import type { Bytes, Millis } from '../../core/units.ts';

/** A row as SQLite gives it; `row.ts` of each store makes nouns of it. */
export type Row = Readonly<Record<string, SQLOutputValue>>;

/** A statement that is prepared once and kept. */
export interface Statement {
  get(...parameters: readonly SQLInputValue[]): Row | undefined;
  all(...parameters: readonly SQLInputValue[]): readonly Row[];
  /** Says how many rows it changed. */
  run(...parameters: readonly SQLInputValue[]): number;
}

/** What asks only. */
export interface SqliteReader {
  /** Each SQL is prepared at its first use and kept. */
  prepareOnce(sql: string): Pick<Statement, 'get' | 'all'>;
}

export interface SqliteOptions {
  readonly path: string;
  /** SQL, from an empty file on; number `n` makes version `n`. A migration that was released is never edited. */
  readonly migrations: readonly string[];
  /** `OFF` for what may be forgotten: a power cut may then leave a broken file. */
  readonly synchronous: 'NORMAL' | 'OFF';
  /** Longest wait for another process's transaction. */
  readonly busyTimeout: Millis;
}

/**
 * `synced`: on the disk when the call returns, whatever happens to the machine. `relaxed`: outlives this process, but a
 * power cut may take the last moments back.
 */
export type Durability = 'synced' | 'relaxed';

export class SqliteDatabase implements SqliteReader {
  readonly #database: DatabaseSync;
  readonly #path: string;
  readonly #relaxed: 'NORMAL' | 'OFF';
  readonly #variants = new Map<string, Statement>();
  readonly #begin: Statement;
  readonly #commit: Statement;
  readonly #rollback: Statement;
  #synchronous: 'FULL' | 'NORMAL' | 'OFF';

  /** Opens or creates the file (mode 0600). Throws `ERR_STORE_UNAVAILABLE`, `ERR_STORE_BROKEN` or `ERR_STORE_NEWER`. */
  constructor(options: SqliteOptions) {
    this.#path = options.path;
    this.#relaxed = options.synchronous;
    this.#synchronous = options.synchronous;
    this.#guard(() => makePrivate(options.path));
    this.#database = this.#guard(() => new DatabaseSync(options.path, { timeout: options.busyTimeout }));
    try {
      this.#guard(() => configure(this.#database, options));
      this.#begin = this.prepare('BEGIN IMMEDIATE');
      this.#commit = this.prepare('COMMIT');
      this.#rollback = this.prepare('ROLLBACK');
      this.#migrate(options.migrations);
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  /** Throws what {@link SqliteDatabase} throws; so does each call of the statement. */
  prepare(sql: string): Statement {
    const statement: StatementSync = this.#guard(() => this.#database.prepare(sql));
    return {
      get: (...parameters) => this.#guard(() => statement.get(...parameters)),
      all: (...parameters) => this.#guard(() => statement.all(...parameters)),
      run: (...parameters) => this.#guard(() => Number(statement.run(...parameters).changes)),
    };
  }

  /** A set of statements by name. */
  prepareAll<Name extends string>(sql: Readonly<Record<Name, string>>): Readonly<Record<Name, Statement>>;
  prepareAll(sql: Readonly<Record<string, string>>): Readonly<Record<string, Statement>> {
    return Object.fromEntries(Object.entries(sql).map(([name, text]) => [name, this.prepare(text)]));
  }

  /** For SQL that is put together from fixed pieces: each variant is prepared at its first use and kept. */
  prepareOnce(sql: string): Statement {
    const kept = this.#variants.get(sql) ?? this.prepare(sql);
    this.#variants.set(sql, kept);
    return kept;
  }

  /** Runs `work` as one transaction that has the write lock from its beginning. All of it happens, or nothing. */
  write<T>(durability: Durability, work: () => T): T {
    this.#useSynchronous(durability === 'synced' ? 'FULL' : this.#relaxed);
    this.#begin.run();
    try {
      const result = work();
      this.#commit.run();
      return result;
    } catch (error) {
      // A full disk or an I/O error has rolled it back already.
      if (this.#database.isTransaction) this.#rollback.run();
      throw error;
    }
  }

  /**
   * Copies the whole, as of one moment, to `file` (mode 0600, replaced at once when it is complete). Other processes
   * may read and write meanwhile.
   */
  async backup(file: string): Promise<void> {
    const partial = `${file}.partial`;
    try {
      closeSync(openSync(partial, 'w', PRIVATE));
      await copyWhole(this.#path, partial);
      sync(partial);
      renameSync(partial, file);
      sync(dirname(file));
    } catch (error) {
      rmSync(partial, { force: true });
      throw translated(error, file);
    }
  }

  /** What SQLite finds wrong in the file; nothing when it is sound. Reads all of it: slow. */
  integrityProblems(): readonly string[] {
    const problems = [
      ...this.#check('PRAGMA integrity_check', (row) => String(row['integrity_check'])),
      ...this.#check('PRAGMA foreign_key_check', (row) => `${row['table']} refers to a missing ${row['parent']}`),
    ];
    return problems.filter((problem) => problem !== 'ok');
  }

  close(): void {
    this.#guard(() => this.#database.close());
  }

  #migrate(migrations: readonly string[]): void {
    if (this.#version() === migrations.length) return;
    // Workers that start at once wait here for the first of them, and then find nothing left to do.
    this.write('synced', () => {
      const version = this.#version();
      if (version > migrations.length) {
        throw new PosternError(
          'ERR_STORE_NEWER',
          `${this.#path} was written by a newer Postern (schema ${version}; this one knows ${migrations.length}): ` +
            'run that version again, or restore a backup made by this one',
          { fields: { file: this.#path, schema: version, known: migrations.length } },
        );
      }
      for (const migration of migrations.slice(version)) this.#guard(() => this.#database.exec(migration));
      this.#guard(() => this.#database.exec(`PRAGMA user_version = ${migrations.length}`));
    });
  }

  #version(): number {
    return Number(this.prepare('PRAGMA user_version').get()?.['user_version']);
  }

  #check(sql: string, describe: (row: Row) => string): readonly string[] {
    try {
      return this.prepare(sql).all().map(describe);
    } catch (error) {
      // A badly damaged file stops even the check: that is what was asked.
      if (error instanceof PosternError && error.code === 'ERR_STORE_BROKEN') return [error.message];
      throw error;
    }
  }

  #useSynchronous(mode: 'FULL' | 'NORMAL' | 'OFF'): void {
    if (mode === this.#synchronous) return;
    this.#guard(() => this.#database.exec(`PRAGMA synchronous = ${mode}`));
    this.#synchronous = mode;
  }

  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw translated(error, this.#path);
    }
  }
}

/**
 * Lets `read` ask a file without changing it, nor bringing its schema up to date: its version is given. Throws what
 * {@link SqliteDatabase} throws.
 */
export async function readSqliteFile<T>(
  path: string,
  read: (reader: SqliteReader & { readonly version: number }) => Promise<T>,
): Promise<T> {
  try {
    const database = new DatabaseSync(path, { readOnly: true });
    try {
      const kept = new Map<string, StatementSync>();
      const prepareOnce = (sql: string): StatementSync => {
        const statement = kept.get(sql) ?? database.prepare(sql);
        kept.set(sql, statement);
        return statement;
      };
      const version = Number(prepareOnce('PRAGMA user_version').get()?.['user_version']);
      return await read({ version, prepareOnce });
    } finally {
      database.close();
    }
  } catch (error) {
    throw translated(error, path);
  }
}

/** A file as it is, for who must not change it. */
export interface SqliteInspection {
  /** Number of migrations that made it. */
  readonly version: number;
  /** As {@link SqliteDatabase.integrityProblems}. */
  readonly problems: readonly string[];
}

/** Looks at a file without bringing its schema up to date. Reads all of it. Throws what {@link SqliteDatabase} throws. */
export function inspectSqliteFile(path: string): SqliteInspection {
  try {
    const database = new DatabaseSync(path, { readOnly: true });
    try {
      const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
      const found = database.prepare('PRAGMA integrity_check').all();
      const problems = found.map((row) => String(row['integrity_check'])).filter((problem) => problem !== 'ok');
      return { version, problems };
    } finally {
      database.close();
    }
  } catch (error) {
    throw translated(error, path);
  }
}

/** Readable and writable by the owner only. SQLite gives `-wal` and `-shm` the mode of the file itself. */
const PRIVATE = 0o600;

/** The size to which the WAL is cut back, and at which its pages are copied into the file: a page that is written often
 * is copied once for many times. */
const WAL_LIMIT: Bytes = 16 * 1024 * 1024;

/** SQLite's default. */
const PAGE: Bytes = 4_096;

function makePrivate(path: string): void {
  closeSync(openSync(path, 'a', PRIVATE));
  chmodSync(path, PRIVATE);
}

function configure(database: DatabaseSync, options: SqliteOptions): void {
  useWal(database, options.busyTimeout);
  database.exec(`PRAGMA synchronous = ${options.synchronous}`);
  database.exec('PRAGMA foreign_keys = ON');
  // After something large (a purge, an import) the WAL shrinks again.
  database.exec(`PRAGMA journal_size_limit = ${WAL_LIMIT}`);
  database.exec(`PRAGMA wal_autocheckpoint = ${WAL_LIMIT / PAGE}`);
  // What is destroyed (a vault) is overwritten, not just unlinked from its page.
  database.exec('PRAGMA secure_delete = ON');
}

/** How long to wait before another process's switch to WAL is looked for again. */
const WAL_RETRY: Millis = 5;

/**
 * The switch needs the file for itself, and says BUSY at once, whatever the busy timeout, when two processes that have just
 * made it want that at the same moment.
 */
function useWal(database: DatabaseSync, busyTimeout: Millis): void {
  const until = performance.now() + busyTimeout;
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    try {
      const mode = database.prepare('PRAGMA journal_mode').get()?.['journal_mode'];
      if (mode !== 'wal') database.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      const isBusy = error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === BUSY;
      if (!isBusy || performance.now() >= until) throw error;
      Atomics.wait(pause, 0, 0, WAL_RETRY);
    }
  }
}

/**
 * In one step, as a copy begins anew whenever another process writes between two; through a connection of its own, which
 * this process doesn't wait for meanwhile.
 */
async function copyWhole(path: string, copy: string): Promise<void> {
  const source = new DatabaseSync(path, { readOnly: true });
  try {
    await backup(source, copy, { rate: ALL_PAGES });
  } finally {
    source.close();
  }
}

/** More than a file has. */
const ALL_PAGES = 0x7fff_ffff;

function sync(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** SQLite's primary result code of a file that another process has locked. */
const BUSY = 5;

/** SQLite's primary result codes that say "not now" (https://sqlite.org/rescode.html); all others say "broken". */
const TEMPORARY: ReadonlySet<number> = new Set([
  BUSY,
  6, // LOCKED
  7, // NOMEM
  8, // READONLY
  9, // INTERRUPT
  10, // IOERR
  13, // FULL
  14, // CANTOPEN
  15, // PROTOCOL: too many processes raced for the WAL's lock
]);

function translated(error: unknown, path: string): unknown {
  if (!(error instanceof Error)) return error;
  const fields = { file: path };
  if ('errcode' in error && typeof error.errcode === 'number') {
    const temporary = TEMPORARY.has(error.errcode & 0xff);
    return new PosternError(
      temporary ? 'ERR_STORE_UNAVAILABLE' : 'ERR_STORE_BROKEN',
      `the store ${path} ${temporary ? "can't be used now" : 'is broken'}: ${error.message}`,
      { cause: error, fields: { ...fields, sqlite: error.errcode } },
    );
  }
  // From the file system (permissions, a missing folder), or a call that came after the store was closed.
  if ('syscall' in error || ('code' in error && error.code === 'ERR_INVALID_STATE')) {
    return new PosternError('ERR_STORE_UNAVAILABLE', `the store ${path} can't be used: ${error.message}`, {
      cause: error,
      fields,
    });
  }
  return error;
}
