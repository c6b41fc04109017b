// What each contract suite is given: two handles on one fresh store, and, where the store has a disk to fail it, a way to
// make it unavailable.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openMemoryConsoleSessionStore } from '../../src/adapters/ephemeral/memory/console-session-store.ts';
import { openMemorySentCodeStore } from '../../src/adapters/ephemeral/memory/sent-code-store.ts';
import { openMemoryThrottleStore } from '../../src/adapters/ephemeral/memory/throttle-store.ts';
import { openMemoryWebSessionStore } from '../../src/adapters/ephemeral/memory/web-session-store.ts';
import { openSqliteConsoleSessionStore } from '../../src/adapters/ephemeral/sqlite/console-session-store.ts';
import { openSqliteSentCodeStore } from '../../src/adapters/ephemeral/sqlite/sent-code-store.ts';
import { openSqliteThrottleStore } from '../../src/adapters/ephemeral/sqlite/throttle-store.ts';
import { openSqliteWebSessionStore } from '../../src/adapters/ephemeral/sqlite/web-session-store.ts';
import { openMemoryStores } from '../../src/adapters/stores/memory/stores.ts';
import { openSqliteStores } from '../../src/adapters/stores/sqlite/stores.ts';
import type { ConsoleSessionStore } from '../../src/core/administrators/console-session-store.ts';
import type { SentCodeStore } from '../../src/core/challenge/sent-code-store.ts';
import type { WebSessionStore } from '../../src/core/sessions/web-session-store.ts';
import type { DurableStores } from '../../src/core/stores.ts';
import type { ThrottleStore } from '../../src/core/throttle/throttle-store.ts';

export interface UnderTest<Store> extends AsyncDisposable {
  readonly one: Store;
  /** Another handle on the same store, as another worker has it. */
  readonly two: Store;
  /** Makes every write fail as long as what it gives isn't disposed of. Absent: nothing outside can fail this store. */
  readonly block?: () => Disposable;
}

/** Makes a fresh store. */
export type Start<Store> = () => UnderTest<Store>;

export const startMemoryStores: Start<DurableStores> = () => {
  const stores = openMemoryStores();
  return { one: stores, two: stores, [Symbol.asyncDispose]: async () => undefined };
};

export const startMemoryThrottle: Start<ThrottleStore> = () => {
  const store = openMemoryThrottleStore();
  return { one: store, two: store, [Symbol.asyncDispose]: async () => undefined };
};

export const startMemoryWebSessions: Start<WebSessionStore> = () => {
  const store = openMemoryWebSessionStore();
  return { one: store, two: store, [Symbol.asyncDispose]: async () => undefined };
};

export const startMemoryConsoleSessions: Start<ConsoleSessionStore> = () => {
  const store = openMemoryConsoleSessionStore();
  return { one: store, two: store, [Symbol.asyncDispose]: async () => undefined };
};

export const startMemorySentCodes: Start<SentCodeStore> = () => {
  const store = openMemorySentCodeStore();
  return { one: store, two: store, [Symbol.asyncDispose]: async () => undefined };
};

/** Short enough for a test that wants to see a store give up. */
const BUSY_TIMEOUT = 20;

export const startSqliteStores: Start<DurableStores> = () =>
  inTemporaryFile((file) => openSqliteStores(file, { busyTimeout: BUSY_TIMEOUT }));

export const startSqliteThrottle: Start<ThrottleStore> = () =>
  inTemporaryFile((file) => openSqliteThrottleStore(file, { busyTimeout: BUSY_TIMEOUT }));

export const startSqliteWebSessions: Start<WebSessionStore> = () =>
  inTemporaryFile((file) => openSqliteWebSessionStore(file, { busyTimeout: BUSY_TIMEOUT }));

export const startSqliteConsoleSessions: Start<ConsoleSessionStore> = () =>
  inTemporaryFile((file) => openSqliteConsoleSessionStore(file, { busyTimeout: BUSY_TIMEOUT }));

export const startSqliteSentCodes: Start<SentCodeStore> = () =>
  inTemporaryFile((file) => openSqliteSentCodeStore(file, { busyTimeout: BUSY_TIMEOUT }));

/** A folder of its own for a test, gone with it. */
export function temporaryFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'postern-test-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

function inTemporaryFile<Store extends AsyncDisposable>(open: (file: string) => Store): UnderTest<Store> {
  const folder = temporaryFolder();
  const file = join(folder.path, 'store.db');
  const [one, two] = [open(file), open(file)];
  return {
    one,
    two,
    block: () => holdWriteLock(file),
    [Symbol.asyncDispose]: async () => {
      await one[Symbol.asyncDispose]();
      await two[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

function holdWriteLock(file: string): Disposable {
  const other = new DatabaseSync(file);
  other.exec('BEGIN IMMEDIATE');
  return { [Symbol.dispose]: () => other.close() };
}
