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

/** All sessions in a Roundcube's SQLite database, in no order. */
export function readRoundcubeSessions(database: string): readonly RoundcubeSession[] {
  using opened = new DatabaseSync(database, { readOnly: true, timeout: 5000 });
  const rows = opened.prepare('SELECT sess_id AS id, vars FROM session').all() as unknown as readonly SessionRow[];
  // The values are PHP's session format in base64: `username|s:18:"alice@example.test";`.
  return rows.map(({ id, vars }) => ({
    id,
    user: /(?:^|[;}])username\|s:\d+:"([^"]*)"/.exec(Buffer.from(vars, 'base64').toString('utf8'))?.[1],
  }));
}

/** Removes all of them, as Roundcube does with what is too old. */
export function removeRoundcubeSessions(database: string): void {
  using opened = new DatabaseSync(database, { timeout: 5000 });
  opened.exec('DELETE FROM session');
}
