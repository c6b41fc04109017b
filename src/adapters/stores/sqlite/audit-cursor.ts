// How far a projection of the audit log has come: one row, which moves in the transaction that keeps what was read, and only
// from where its caller saw it. Of several that read the same entries one keeps them.

import { numeric } from '../../drivers/row.ts';
import type { SqliteDatabase, Statement } from '../../drivers/sqlite.ts';

export class SqliteAuditCursor {
  readonly #database: SqliteDatabase;
  readonly #sql: Readonly<Record<'find' | 'begin' | 'move', Statement>>;

  /** @param table - Has the columns `one` (1, its key) and `sequence`. A name of this program's own. */
  constructor(database: SqliteDatabase, table: 'notice_cursor' | 'statistics_cursor') {
    this.#database = database;
    this.#sql = database.prepareAll({
      find: `SELECT sequence FROM ${table}`,
      begin: `INSERT OR IGNORE INTO ${table} (one, sequence) VALUES (1, ?)`,
      move: `UPDATE ${table} SET sequence = ?2 WHERE sequence = ?1`,
    });
  }

  /** `undefined`: nothing was read yet. May throw `ERR_STORE_UNAVAILABLE`. */
  find(): number | undefined {
    const row = this.#sql.find.get();
    return row && numeric(row, 'sequence');
  }

  /** False, with nothing kept, when it isn't at `from` any more. May throw `ERR_STORE_UNAVAILABLE`. */
  advance(from: number | undefined, to: number, keep: () => void): boolean {
    return this.#database.write('relaxed', () => {
      const isFirst = (from === undefined ? this.#sql.begin.run(to) : this.#sql.move.run(from, to)) > 0;
      if (isFirst) keep();
      return isFirst;
    });
  }
}
