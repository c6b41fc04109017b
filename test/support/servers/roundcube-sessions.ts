// Roundcube's sessions as its database holds them: what a gate left alive behind it is seen here.

import { DatabaseSync } from 'node:sqlite';

/** One session of Roundcube, which is there from the first page on. */
export interface RoundcubeSession {
  /** The value of the cookie `roundcube_sessid`. */
  readonly id: string;
  /** The login name as Roundcube made it canonical; undefined before sign-in. */
  readonly user: string | undefined;
}

interface SessionRow {
  readonly id: string;
  readonly vars: string;
}

/** The table of sessions, held open. */
export interface RoundcubeSessions extends Disposable {
  /** All of them, in no order. */
  list(): readonly RoundcubeSession[];
  /** Removes all of them, as Roundcube does with what is too old. */
  clear(): void;
}

/**
 * Opens the sessions in a Roundcube's SQLite database, before Roundcube runs: SQLite's shared files are there from then
 * on. Would each look make and remove them, Roundcube, which is another user, might find one that isn't its own yet.
 */
export function openRoundcubeSessions(database: string): RoundcubeSessions {
  const opened = new DatabaseSync(database, { timeout: 5000 });
  opened.exec('PRAGMA journal_mode = WAL; DELETE FROM session');
  return {
    list: () => {
      const rows = opened.prepare('SELECT sess_id AS id, vars FROM session').all() as unknown as readonly SessionRow[];
      // The values are PHP's session format in base64: `username|s:18:"alice@example.test";`.
      return rows.map(({ id, vars }) => ({
        id,
        user: /(?:^|[;}])username\|s:\d+:"([^"]*)"/.exec(Buffer.from(vars, 'base64').toString('utf8'))?.[1],
      }));
    },
    clear: () => opened.exec('DELETE FROM session'),
    [Symbol.dispose]: () => opened.close(),
  };
}
