// Administrators' sessions in the SQLite file of browsers' sessions, which the machine's processes share. Everything in it
// may be forgotten: whoever was signed in then signs in again.

import type { AdministratorName } from '../../../core/administrators/administrator.ts';
import type { AdministratorStamp } from '../../../core/administrators/administrator-store.ts';
import {
  type ConsoleLookupKey,
  type ConsoleSessionId,
  type ConsoleSessionState,
  type ConsoleSessionStore,
  type KeptConsoleSession,
  MAX_CONSOLE_SESSIONS,
  type NewConsoleSession,
} from '../../../core/administrators/console-session-store.ts';
import type { Millis } from '../../../core/units.ts';
import { ForgettableFile, type OpenedFile } from '../../drivers/forgettable-file.ts';
import { numeric, parseJson, text } from '../../drivers/row.ts';
import type { Row } from '../../drivers/sqlite.ts';
import { CONSOLE_SESSION_SQL } from './console-session-sql.ts';
import { WEB_SESSION_MIGRATIONS } from './web-session-sql.ts';

export type SqliteConsoleSessionStore = ConsoleSessionStore & AsyncDisposable;

/** Opens or creates the file (mode 0600). Throws `ERR_STORE_UNAVAILABLE`. */
export function openSqliteConsoleSessionStore(
  path: string,
  options: { readonly busyTimeout?: Millis } = {},
): SqliteConsoleSessionStore {
  return new SharedConsoleSessionStore(
    new ForgettableFile({ path, migrations: WEB_SESSION_MIGRATIONS, sql: CONSOLE_SESSION_SQL, ...options }),
  );
}

type Sql = OpenedFile<keyof typeof CONSOLE_SESSION_SQL>['sql'];

class SharedConsoleSessionStore implements SqliteConsoleSessionStore {
  readonly #file: ForgettableFile<keyof typeof CONSOLE_SESSION_SQL>;

  constructor(file: ForgettableFile<keyof typeof CONSOLE_SESSION_SQL>) {
    this.#file = file;
  }

  async insert(next: NewConsoleSession): Promise<readonly KeptConsoleSession[]> {
    return this.#file.write((sql) => {
      insert(sql, next);
      const { administrator, state } = next.session;
      return sql.limit.all(administrator, state, MAX_CONSOLE_SESSIONS).map(parse);
    });
  }

  async find(lookupKey: ConsoleLookupKey): Promise<KeptConsoleSession | undefined> {
    const row = this.#file.use(({ sql }) => sql.find.get(lookupKey));
    return row && parse(row);
  }

  async promote(before: ConsoleLookupKey, next: NewConsoleSession): Promise<boolean> {
    return this.#file.write((sql) => {
      if (sql.take.run(before) === 0) return false;
      insert(sql, next);
      return true;
    });
  }

  async touch(lookupKey: ConsoleLookupKey, at: Millis): Promise<void> {
    this.#file.write((sql) => sql.touch.run(at, lookupKey));
  }

  async takeTry(lookupKey: ConsoleLookupKey): Promise<number | undefined> {
    const row = this.#file.write((sql) => sql.takeTry.get(lookupKey));
    return row && numeric(row, 'tries_left');
  }

  async giveBackTry(lookupKey: ConsoleLookupKey): Promise<void> {
    this.#file.write((sql) => sql.giveBackTry.run(lookupKey));
  }

  async end(id: ConsoleSessionId): Promise<KeptConsoleSession | undefined> {
    const row = this.#file.write((sql) => sql.end.get(id));
    return row && parse(row);
  }

  async endAll(
    administrator: AdministratorName,
    but?: { readonly id: ConsoleSessionId },
  ): Promise<readonly KeptConsoleSession[]> {
    return this.#file.write((sql) => sql.endAll.all(administrator, but?.id ?? null)).map(parse);
  }

  async restamp(id: ConsoleSessionId, stamp: AdministratorStamp): Promise<void> {
    this.#file.write((sql) => sql.restamp.run(stamp, id));
  }

  async list(administrator?: AdministratorName): Promise<readonly KeptConsoleSession[]> {
    return this.#file.use(({ sql }) => sql.list.all(administrator ?? null)).map(parse);
  }

  async purge(over: { readonly endedBy: Millis; readonly idleSince: Millis }): Promise<readonly KeptConsoleSession[]> {
    return this.#file.write((sql) => sql.purge.all(over.endedBy, over.idleSince)).map(parse);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#file.close();
  }
}

/** What of a session has no column of its own. */
type Facts = Pick<KeptConsoleSession, 'isBreakGlass' | 'confirmedAt' | 'origin'>;

function insert(sql: Sql, { lookupKey, session }: NewConsoleSession): void {
  const { id, state, administrator, stamp, startedAt, endsAt, lastActiveAt, triesLeft, ...facts } = session;
  const written = JSON.stringify(facts satisfies Facts);
  sql.insert.run(lookupKey, id, state, administrator, stamp, startedAt, endsAt, lastActiveAt, triesLeft, written);
}

function parse(row: Row): KeptConsoleSession {
  return {
    id: text(row, 'id'),
    state: text(row, 'state') as ConsoleSessionState,
    administrator: text(row, 'administrator'),
    stamp: text(row, 'stamp'),
    startedAt: numeric(row, 'started_at'),
    endsAt: numeric(row, 'ends_at'),
    lastActiveAt: numeric(row, 'last_active_at'),
    triesLeft: numeric(row, 'tries_left'),
    ...parseJson<Facts>(row, 'facts'),
  };
}
