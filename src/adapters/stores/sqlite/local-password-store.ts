// Local passwords (PHC strings) in SQLite.

import { domainOf } from '../../../core/accounts/account-store.ts';
import type { LocalPasswordStore } from '../../../core/accounts/local-passwords.ts';
import type { MailboxAddress } from '../../../core/decision.ts';
import type { Millis } from '../../../core/units.ts';
import { text } from '../../drivers/row.ts';
import type { SqliteDatabase, Statement } from '../../drivers/sqlite.ts';

export class SqliteLocalPasswordStore implements LocalPasswordStore {
  readonly #database: SqliteDatabase;
  readonly #find: Statement;
  readonly #set: Statement;
  readonly #remove: Statement;

  constructor(database: SqliteDatabase) {
    this.#database = database;
    this.#find = database.prepare('SELECT phc FROM local_passwords WHERE mailbox = ?');
    this.#set = database.prepare(
      `INSERT INTO local_passwords (mailbox, domain, phc, set_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (mailbox) DO UPDATE SET phc = excluded.phc, set_at = excluded.set_at`,
    );
    this.#remove = database.prepare('DELETE FROM local_passwords WHERE mailbox = ?');
  }

  async find(mailbox: MailboxAddress): Promise<string | undefined> {
    const row = this.#find.get(mailbox);
    return row && text(row, 'phc');
  }

  async set(mailbox: MailboxAddress, phc: string, at: Millis): Promise<void> {
    this.#database.write('synced', () => this.#set.run(mailbox, domainOf(mailbox), phc, at));
  }

  async remove(mailbox: MailboxAddress): Promise<boolean> {
    return this.#database.write('synced', () => this.#remove.run(mailbox) > 0);
  }
}
