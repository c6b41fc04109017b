// The SQLite driver: files, migrations, transactions, and how its errors are told.

import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { numeric, octets, optional, parseJson, text } from '../../../../src/adapters/drivers/row.ts';
import { SqliteDatabase } from '../../../../src/adapters/drivers/sqlite.ts';
import { PosternError } from '../../../../src/core/errors.ts';
import { temporaryFolder } from '../../../support/stores-under-test.ts';

const FIRST = 'CREATE TABLE things (name TEXT PRIMARY KEY, value BLOB) STRICT;';
const SECOND = "ALTER TABLE things ADD COLUMN colour TEXT NOT NULL DEFAULT 'grey';";

function openDatabase(path: string, migrations: readonly string[] = [FIRST]): SqliteDatabase & Disposable {
  const database = new SqliteDatabase({ path, migrations, synchronous: 'NORMAL', busyTimeout: 20 });
  return Object.assign(database, { [Symbol.dispose]: () => database.close() });
}

const add = (database: SqliteDatabase, name: string, value: Uint8Array = new Uint8Array(0)): number =>
  database.write('synced', () => database.prepare('INSERT INTO things (name, value) VALUES (?, ?)').run(name, value));

const count = (database: SqliteDatabase): unknown => database.prepare('SELECT count(*) AS n FROM things').get()?.['n'];

const failing = (code: string) => expect.objectContaining({ code, cause: expect.anything() });

describe("an SQLite store's file", () => {
  it('is readable by its owner only, and so is what SQLite puts beside it', () => {
    using folder = temporaryFolder();
    using database = openDatabase(join(folder.path, 'store.db'));
    add(database, 'one');
    const modes = readdirSync(folder.path).map((name) => [name, statSync(join(folder.path, name)).mode & 0o777]);
    expect(modes).toEqual(['store.db', 'store.db-shm', 'store.db-wal'].map((name) => [name, 0o600]));
  });

  it('that came back from a backup with a loose mode is made private', () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'store.db');
    openDatabase(path).close();
    chmodSync(path, 0o644);
    openDatabase(path).close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('overwrites what is deleted', () => {
    // Negative control: the secret is still found in the file without `secure_delete`.
    using folder = temporaryFolder();
    const path = join(folder.path, 'store.db');
    const database = openDatabase(path);
    add(database, 'one', Buffer.from('the secret to be destroyed'.padStart(8000)));
    add(database, 'two', Buffer.from('the other'));
    database.write('synced', () => database.prepare("UPDATE things SET value = NULL WHERE name = 'one'").run());
    database.close();
    expect(existsSync(`${path}-wal`)).toBe(false);
    expect(readFileSync(path).includes('the other')).toBe(true);
    expect(readFileSync(path).includes('to be destroyed')).toBe(false);
  });
});

describe("an SQLite store's schema", () => {
  it('is made from nothing and brought up to date without loss', () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'store.db');
    const old = openDatabase(path);
    add(old, 'one');
    old.close();
    using database = openDatabase(path, [FIRST, SECOND]);
    expect(database.prepare('SELECT name, colour FROM things').all()).toMatchObject([{ name: 'one', colour: 'grey' }]);
  });

  it('of a newer version is refused with words that say what to do', () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'store.db');
    openDatabase(path, [FIRST, SECOND]).close();
    const refusal = { code: 'ERR_STORE_NEWER', fields: { file: path, schema: 2, known: 1 } };
    expect(() => openDatabase(path)).toThrow(expect.objectContaining(refusal));
    expect(() => openDatabase(path)).toThrow(/newer Postern .*restore a backup/);
    openDatabase(path, [FIRST, SECOND]).close();
  });

  it('stays as it was when a migration fails half-way', () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'store.db');
    openDatabase(path).close();
    expect(() => openDatabase(path, [FIRST, SECOND, 'CREATE TABLE things (x);'])).toThrow(failing('ERR_STORE_BROKEN'));
    using database = openDatabase(path, [FIRST, SECOND]);
    expect(count(database)).toBe(0);
  });
});

describe('a transaction', () => {
  it('leaves nothing when what it does throws, and throws just that', () => {
    using folder = temporaryFolder();
    using database = openDatabase(join(folder.path, 'store.db'));
    const mistake = new TypeError('a mistake');
    const insert = database.prepare("INSERT INTO things (name) VALUES ('one')");
    expect(() =>
      database.write('relaxed', () => {
        insert.run();
        throw mistake;
      }),
    ).toThrow(mistake);
    expect(count(database)).toBe(0);
    add(database, 'one');
    expect(count(database)).toBe(1);
  });

  it('reaches the disk before it returns when it is to be synced, and only then', () => {
    using folder = temporaryFolder();
    using database = openDatabase(join(folder.path, 'store.db'));
    const mode = database.prepare('PRAGMA synchronous');
    const [normal, full] = [{ synchronous: 1 }, { synchronous: 2 }];
    database.write('synced', () => undefined);
    expect(mode.get()).toMatchObject(full);
    database.write('relaxed', () => undefined);
    expect(mode.get()).toMatchObject(normal);
  });
});

describe('an error of SQLite', () => {
  it('is temporary when the disk is full, and nothing of the transaction is left', () => {
    using folder = temporaryFolder();
    using database = openDatabase(join(folder.path, 'store.db'));
    const pages = Number(database.prepare('PRAGMA page_count').get()?.['page_count']);
    database.prepare(`PRAGMA max_page_count = ${pages + 2}`).get();
    expect(() => add(database, 'big', new Uint8Array(100_000))).toThrow(failing('ERR_STORE_UNAVAILABLE'));
    expect(count(database)).toBe(0);
    expect(add(database, 'small')).toBe(1);
  });

  it('is temporary when the file may only be read', () => {
    using folder = temporaryFolder();
    using database = openDatabase(join(folder.path, 'store.db'));
    database.prepare('PRAGMA query_only = ON').run();
    expect(() => add(database, 'one')).toThrow(failing('ERR_STORE_UNAVAILABLE'));
  });

  it('is temporary when the folder is not there', () => {
    using folder = temporaryFolder();
    expect(() => openDatabase(join(folder.path, 'missing', 'store.db'))).toThrow(failing('ERR_STORE_UNAVAILABLE'));
  });

  it('is temporary when the store was closed already, as while Postern stops', () => {
    using folder = temporaryFolder();
    const database = openDatabase(join(folder.path, 'store.db'));
    const statement = database.prepare('SELECT * FROM things');
    database.close();
    expect(() => statement.get()).toThrow(failing('ERR_STORE_UNAVAILABLE'));
    expect(() => add(database, 'one')).toThrow(failing('ERR_STORE_UNAVAILABLE'));
  });

  it('says broken when the file is something else', () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'store.db');
    writeFileSync(path, 'Dear diary, '.repeat(1000));
    expect(() => openDatabase(path)).toThrow(failing('ERR_STORE_BROKEN'));
  });

  it('says broken when a constraint is violated, with the code in its fields', () => {
    using folder = temporaryFolder();
    using database = openDatabase(join(folder.path, 'store.db'));
    add(database, 'one');
    const fields = { fields: { sqlite: 1555, file: join(folder.path, 'store.db') } };
    expect(() => add(database, 'one')).toThrow(expect.objectContaining({ code: 'ERR_STORE_BROKEN', ...fields }));
  });

  it('says broken when pages were overwritten, which a check of the whole file finds', () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'store.db');
    const database = openDatabase(path);
    for (let index = 0; index < 500; index += 1) add(database, `thing ${index}`, new Uint8Array(100));
    expect(database.integrityProblems()).toEqual([]);
    database.close();
    const octetsOfFile = readFileSync(path);
    octetsOfFile.fill(0xff, 3 * 4096, 5 * 4096);
    writeFileSync(path, octetsOfFile);
    using damaged = openDatabase(path);
    expect(damaged.integrityProblems()).not.toEqual([]);
    expect(() => damaged.prepare('SELECT * FROM things').all()).toThrow(failing('ERR_STORE_BROKEN'));
  });
});

describe('a backup', () => {
  it('is a whole, private database of one moment, and replaces an older one', async () => {
    using folder = temporaryFolder();
    using database = openDatabase(join(folder.path, 'store.db'));
    using other = openDatabase(join(folder.path, 'store.db'));
    for (let index = 0; index < 300; index += 1) add(database, `thing ${index}`, new Uint8Array(1000));
    const file = join(folder.path, 'backup.db');
    writeFileSync(file, 'an older one');
    const done = database.backup(file);
    for (let index = 0; index < 20; index += 1) add(other, `later ${index}`);
    await done;
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(existsSync(`${file}.partial`)).toBe(false);
    using copy = openDatabase(file);
    expect(copy.integrityProblems()).toEqual([]);
    expect(Number(count(copy))).toBeGreaterThanOrEqual(300);
  });

  it('that can not be written says so and leaves nothing', async () => {
    using folder = temporaryFolder();
    using database = openDatabase(join(folder.path, 'store.db'));
    const file = join(folder.path, 'missing', 'backup.db');
    await expect(database.backup(file)).rejects.toThrow(failing('ERR_STORE_UNAVAILABLE'));
  });
});

describe('a row', () => {
  it('that does not fit what it should hold is a broken store', () => {
    const row = { word: 'a', number: 1, blob: new Uint8Array(1), nothing: null, json: '{' };
    expect([text(row, 'word'), numeric(row, 'number'), octets(row, 'blob')]).toEqual(['a', 1, new Uint8Array(1)]);
    expect(optional(row, 'nothing', text)).toBeUndefined();
    for (const misread of [
      () => text(row, 'number'),
      () => numeric(row, 'word'),
      () => octets(row, 'nothing'),
      () => optional(row, 'number', text),
      () => parseJson(row, 'json'),
      () => text(row, 'absent'),
    ]) {
      expect(misread).toThrow(PosternError);
    }
  });
});
