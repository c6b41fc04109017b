// A SQLite file whose contents may all be forgotten: it may be deleted at any time, and one that is broken, or of a newer
// version, is replaced by an empty one. The machine's workers share it; whoever finds it replaced goes over to the new one.

import { rmSync, statSync } from 'node:fs';
import { PosternError } from '../../core/errors.ts';
import type { Millis } from '../../core/units.ts';
import { SqliteDatabase, type Statement } from './sqlite.ts';

/** Longest wait for another worker's transaction. */
const BUSY_TIMEOUT: Millis = 5000;

/** How long a reader may go on with a file that was deleted: looking costs as much as reading. */
const LOOK_EVERY: Millis = 1_000;

export interface ForgettableFileOptions<Name extends string> {
  readonly path: string;
  /** As {@link SqliteDatabase} takes them. */
  readonly migrations: readonly string[];
  /** Prepared once for each opened file. */
  readonly sql: Readonly<Record<Name, string>>;
  readonly busyTimeout?: Millis | undefined;
}

/** The file as it is open now. */
export interface OpenedFile<Name extends string> {
  readonly database: SqliteDatabase;
  readonly sql: Readonly<Record<Name, Statement>>;
}

export class ForgettableFile<Name extends string> {
  readonly #options: ForgettableFileOptions<Name>;
  #opened: (OpenedFile<Name> & { readonly inode: bigint | undefined }) | undefined;
  #lookedAt: Millis = Number.NEGATIVE_INFINITY;

  /** Opens or creates the file (mode 0600). Throws `ERR_STORE_UNAVAILABLE`. */
  constructor(options: ForgettableFileOptions<Name>) {
    this.#options = options;
    this.use(() => undefined);
  }

  /** Works on the file that the path names now. `work` may be called twice, the second time on an empty file. */
  use<T>(work: (file: OpenedFile<Name>) => T): T {
    try {
      return work(this.#current());
    } catch (error) {
      if (!isUseless(error)) throw error;
      this.close();
      remove(this.#options.path);
      return work(this.#current());
    }
  }

  /** As {@link use}, for those who only read: of the file that the path named within the last second. */
  read<T>(work: (file: OpenedFile<Name>) => T): T {
    if (!this.#opened || performance.now() - this.#lookedAt >= LOOK_EVERY) return this.use(work);
    try {
      return work(this.#opened);
    } catch (error) {
      if (!isUseless(error)) throw error;
      return this.use(work);
    }
  }

  /** As one transaction. */
  write<T>(work: (sql: OpenedFile<Name>['sql']) => T): T {
    return this.use(({ database, sql }) => database.write('relaxed', () => work(sql)));
  }

  close(): void {
    const opened = this.#opened;
    this.#opened = undefined;
    opened?.database.close();
  }

  #current(): OpenedFile<Name> {
    const { path, migrations, sql, busyTimeout = BUSY_TIMEOUT } = this.#options;
    const inode = inodeOf(path);
    this.#lookedAt = performance.now();
    // What is written to a file that was deleted or replaced no other worker sees.
    if (this.#opened && inode !== undefined && this.#opened.inode === inode) return this.#opened;
    this.close();
    // A power cut may break the file; then it begins anew.
    const database = new SqliteDatabase({ path, migrations, synchronous: 'OFF', busyTimeout });
    this.#opened = { database, sql: database.prepareAll(sql), inode: inodeOf(path) };
    return this.#opened;
  }
}

/** SQLite's CORRUPT and NOTADB. No other failure may empty the file: a caller's mistake would unlock every door. */
const DAMAGED: ReadonlySet<unknown> = new Set([11, 26]);

/** Damaged, or of a newer version: nothing in it is worth keeping. */
function isUseless(error: unknown): boolean {
  if (!(error instanceof PosternError)) return false;
  return error.code === 'ERR_STORE_NEWER' || DAMAGED.has(Number(error.fields['sqlite']) & 0xff);
}

/** Removes the file and what SQLite keeps beside it. */
function remove(path: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
}

function inodeOf(path: string): bigint | undefined {
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.ino;
}
