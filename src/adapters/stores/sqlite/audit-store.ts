// The audit log in SQLite: each entry as JSON, beside it the columns that can be asked for.

import { setImmediate } from 'node:timers/promises';
import type { AuditEntry, AuditFilter, AuditStore, StoredAuditEntry } from '../../../core/audit/audit-store.ts';
import type { Millis } from '../../../core/units.ts';
import { numeric, parseJson } from '../../drivers/row.ts';
import type { Row, SqliteDatabase, Statement } from '../../drivers/sqlite.ts';
import { SqlFilter } from './sql-filter.ts';

/** Rows forgotten in one transaction: some milliseconds, so that no other worker waits long for the lock. */
const PURGE_BATCH = 200;

export class SqliteAuditStore implements AuditStore {
  readonly #database: SqliteDatabase;
  readonly #insert: Statement;
  readonly #purge: Statement;

  constructor(database: SqliteDatabase) {
    this.#database = database;
    this.#insert = database.prepare(
      `INSERT INTO audit (at, kind, event, mailbox, decision_id, remote_address, entry) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#purge = database.prepare(
      'DELETE FROM audit WHERE sequence IN (SELECT sequence FROM audit WHERE at < ? LIMIT ?)',
    );
  }

  async append(entries: readonly AuditEntry[]): Promise<void> {
    // A change must not outlive its entry; a sign-in's may go with the connection that it tells of.
    const durability = entries.some(({ kind }) => kind === 'change') ? 'synced' : 'relaxed';
    this.#database.write(durability, () => {
      for (const entry of entries) {
        const { mailbox = null, decisionId = null, remoteAddress = null } = entry;
        const json = JSON.stringify(entry);
        this.#insert.run(entry.at, entry.kind, entry.event, mailbox, decisionId, remoteAddress, json);
      }
    });
  }

  async search(
    filter: AuditFilter,
    page: { readonly limit: number } & ({ readonly before?: number } | { readonly after: number }),
  ): Promise<readonly StoredAuditEntry[]> {
    const conditions = new SqlFilter()
      .add('kind = ?', filter.kind)
      .add('event = ?', filter.event)
      .addOneOf('event', filter.events)
      .add('mailbox = ?', filter.mailbox)
      .add('decision_id = ?', filter.decisionId)
      .add('remote_address = ?', filter.remoteAddress)
      .add('at >= ?', filter.since)
      .add('at < ?', filter.until)
      .add('sequence < ?', 'before' in page ? page.before : undefined)
      .add('sequence > ?', 'after' in page ? page.after : undefined);
    const order = 'after' in page ? 'ASC' : 'DESC';
    return this.#database
      .prepareOnce(`SELECT sequence, entry FROM audit ${conditions.where} ORDER BY sequence ${order} LIMIT ?`)
      .all(...conditions.values, page.limit)
      .map(parseEntry);
  }

  async purge(before: Millis): Promise<number> {
    let forgotten = 0;
    for (;;) {
      const batch = this.#database.write('relaxed', () => this.#purge.run(before, PURGE_BATCH));
      forgotten += batch;
      if (batch < PURGE_BATCH) return forgotten;
      await setImmediate();
    }
  }
}

function parseEntry(row: Row): StoredAuditEntry {
  return { ...parseJson<AuditEntry>(row, 'entry'), sequence: numeric(row, 'sequence') };
}
