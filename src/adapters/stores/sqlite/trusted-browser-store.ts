// Trusted browsers in SQLite. What somebody was told is done (trusted, revoked) is synced to the disk first; uses aren't.

import { domainOf } from '../../../core/accounts/account-store.ts';
import type { MailboxAddress } from '../../../core/decision.ts';
import {
  type KeptTrustedBrowser,
  MAX_TRUSTED_BROWSERS_PER_MAILBOX,
  type TrustedBrowserId,
  type TrustedBrowserStore,
} from '../../../core/places/trusted-browser-store.ts';
import type { Millis } from '../../../core/units.ts';
import { numeric, text } from '../../drivers/row.ts';
import type { Row, SqliteDatabase, Statement } from '../../drivers/sqlite.ts';

const SQL = {
  insert: `INSERT INTO trusted_browsers
    (id, mailbox, domain, secret_digest, user_agent, trusted_at, ends_at, last_used_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  dropEnded: 'DELETE FROM trusted_browsers WHERE mailbox = ? AND ends_at <= ?',
  dropBeyond: `DELETE FROM trusted_browsers WHERE id IN (
    SELECT id FROM trusted_browsers WHERE mailbox = ?1 ORDER BY id = ?2 DESC, last_used_at DESC, id LIMIT -1 OFFSET ?3)`,
  list: 'SELECT * FROM trusted_browsers WHERE mailbox = ? AND ends_at > ? ORDER BY last_used_at DESC, id',
  recordUse: 'UPDATE trusted_browsers SET last_used_at = max(last_used_at, ?2) WHERE id = ?1',
  revoke: 'DELETE FROM trusted_browsers WHERE mailbox = ? AND id = ?',
  revokeAll: 'DELETE FROM trusted_browsers WHERE mailbox = ?',
  purge: 'DELETE FROM trusted_browsers WHERE ends_at < ?',
} as const;

export class SqliteTrustedBrowserStore implements TrustedBrowserStore {
  readonly #database: SqliteDatabase;
  readonly #sql: Readonly<Record<keyof typeof SQL, Statement>>;

  constructor(database: SqliteDatabase) {
    this.#database = database;
    this.#sql = database.prepareAll(SQL);
  }

  async insert(browser: KeptTrustedBrowser): Promise<void> {
    const { id, mailbox, secretDigest, userAgent, trustedAt, endsAt, lastUsedAt } = browser;
    this.#database.write('synced', () => {
      this.#sql.dropEnded.run(mailbox, trustedAt);
      this.#sql.insert.run(id, mailbox, domainOf(mailbox), secretDigest, userAgent, trustedAt, endsAt, lastUsedAt);
      this.#sql.dropBeyond.run(mailbox, id, MAX_TRUSTED_BROWSERS_PER_MAILBOX);
    });
  }

  async list(mailbox: MailboxAddress, now: Millis): Promise<readonly KeptTrustedBrowser[]> {
    return this.#sql.list.all(mailbox, now).map(parseTrustedBrowser);
  }

  async recordUse(id: TrustedBrowserId, at: Millis): Promise<void> {
    this.#database.write('relaxed', () => this.#sql.recordUse.run(id, at));
  }

  async revoke(mailbox: MailboxAddress, id: TrustedBrowserId): Promise<boolean> {
    return this.#database.write('synced', () => this.#sql.revoke.run(mailbox, id) > 0);
  }

  async revokeAll(mailbox: MailboxAddress): Promise<number> {
    return this.#database.write('synced', () => this.#sql.revokeAll.run(mailbox));
  }

  async purge(endedBefore: Millis): Promise<number> {
    return this.#database.write('relaxed', () => this.#sql.purge.run(endedBefore));
  }
}

function parseTrustedBrowser(row: Row): KeptTrustedBrowser {
  return {
    id: text(row, 'id'),
    mailbox: text(row, 'mailbox'),
    secretDigest: text(row, 'secret_digest'),
    userAgent: text(row, 'user_agent'),
    trustedAt: numeric(row, 'trusted_at'),
    endsAt: numeric(row, 'ends_at'),
    lastUsedAt: numeric(row, 'last_used_at'),
  };
}
