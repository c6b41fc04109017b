// The revocation log in SQLite. A sequence is given out under the write lock, so whoever follows the log never sees a
// higher one commit before a lower one.

import type { RevocationSequence } from '../../../core/decision.ts';
import type { Revocation, RevocationLog } from '../../../core/sessions/revocation-log.ts';
import type { Millis } from '../../../core/units.ts';
import { numeric, parseJson, text } from '../../drivers/row.ts';
import type { Row, SqliteDatabase, Statement } from '../../drivers/sqlite.ts';

export class SqliteRevocationLog implements RevocationLog {
  readonly #database: SqliteDatabase;
  readonly #current: Statement;
  readonly #since: Statement;
  readonly #insert: Statement;
  readonly #purge: Statement;

  constructor(database: SqliteDatabase) {
    this.#database = database;
    this.#current = database.prepare('SELECT coalesce(max(sequence), 0) AS sequence FROM revocations');
    this.#since = database.prepare('SELECT * FROM revocations WHERE sequence > ? ORDER BY sequence');
    this.#insert = database.prepare('INSERT INTO revocations (at, target, reason) VALUES (?, ?, ?) RETURNING sequence');
    this.#purge = database.prepare(
      'DELETE FROM revocations WHERE at < ? AND sequence < (SELECT max(sequence) FROM revocations)',
    );
  }

  async current(): Promise<RevocationSequence> {
    const row = this.#current.get();
    return row === undefined ? 0 : numeric(row, 'sequence');
  }

  async since(sequence: RevocationSequence): Promise<readonly Revocation[]> {
    return this.#since.all(sequence).map(parseRevocation);
  }

  async append(entry: Omit<Revocation, 'sequence'>): Promise<RevocationSequence> {
    return this.#database.write('synced', () => this.record(entry));
  }

  async purge(before: Millis): Promise<void> {
    this.#database.write('relaxed', () => this.#purge.run(before));
  }

  /** Appends within the caller's transaction. */
  record(entry: Omit<Revocation, 'sequence'>): RevocationSequence {
    const row = this.#insert.get(entry.at, JSON.stringify(entry.target), entry.reason);
    return row === undefined ? 0 : numeric(row, 'sequence');
  }
}

function parseRevocation(row: Row): Revocation {
  return {
    sequence: numeric(row, 'sequence'),
    at: numeric(row, 'at'),
    target: parseJson(row, 'target'),
    reason: text(row, 'reason') as Revocation['reason'],
  };
}
