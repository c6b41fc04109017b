// Notices in SQLite, in the file of the audit log that they are made of: the cursor can't be ahead of the log, whatever a
// power cut takes back. For the same reason reading on is relaxed; what is handed over is synced, so that it isn't twice.

import type { MailboxAddress } from '../../../core/decision.ts';
import type { MessageId } from '../../../core/messages/message.ts';
import {
  type Composition,
  type Gathered,
  HANDING_OVER,
  type Letter,
  type LetterCount,
  type Noticed,
  type NoticeMailbox,
  type NoticeStep,
  type NoticeStore,
  type RememberedDestination,
  type WaitingMailbox,
} from '../../../core/notices/notice-store.ts';
import type { Millis } from '../../../core/units.ts';
import { numeric, octets, optional, parseJson, text } from '../../drivers/row.ts';
import type { Row, SqliteDatabase, Statement } from '../../drivers/sqlite.ts';
import { SqliteAuditCursor } from './audit-cursor.ts';

/** Tables by mailbox of which all goes with the mailbox; letters on their way are still handed over. */
const OF_MAILBOX = ['notice_mailboxes', 'notice_destinations', 'noticed', 'notices_sent'] as const;

/** ?1: now. Not taken, or so long ago that whoever took it is gone; a clock that was set back isn't waited for. */
const IS_FREE = `(taken_at IS NULL OR taken_at <= ?1 - ${HANDING_OVER} OR taken_at > ?1)`;

const SQL = {
  addNoticed: 'INSERT INTO noticed (sequence, mailbox, at, notices) VALUES (?, ?, ?, ?)',
  about: 'SELECT about FROM notice_mailboxes WHERE mailbox = ?',
  putAbout: `INSERT INTO notice_mailboxes (mailbox, about) VALUES (?1, ?2)
    ON CONFLICT (mailbox) DO UPDATE SET about = ?2`,
  destinations: 'SELECT key, sealed, since, gone_at FROM notice_destinations WHERE mailbox = ? ORDER BY key',
  dropDestinations: 'DELETE FROM notice_destinations WHERE mailbox = ?',
  addDestination: 'INSERT INTO notice_destinations (mailbox, key, sealed, since, gone_at) VALUES (?, ?, ?, ?, ?)',
  waiting: `SELECT mailbox, min(at) AS since,
      (SELECT json_group_array(at) FROM notices_sent AS sent WHERE sent.mailbox = noticed.mailbox) AS sent_at
    FROM noticed GROUP BY mailbox ORDER BY since, mailbox`,
  noticed: 'SELECT * FROM noticed WHERE mailbox = ? ORDER BY sequence',
  letters: 'SELECT * FROM notice_letters WHERE mailbox = ? AND taken_at IS NULL ORDER BY created_at, id',
  hasNoticed: 'SELECT 1 FROM noticed WHERE sequence = ?',
  dropNoticed: 'DELETE FROM noticed WHERE sequence = ?',
  hasLetter: 'SELECT 1 FROM notice_letters WHERE id = ? AND taken_at IS NULL',
  dropLetter: 'DELETE FROM notice_letters WHERE id = ?',
  addLetter: `INSERT INTO notice_letters
    (id, mailbox, batch, recipient, sealed, content, created_at, ends_at, tries, next_try_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  due: `SELECT * FROM notice_letters WHERE next_try_at <= ?1 AND ${IS_FREE} ORDER BY next_try_at, id LIMIT ?2`,
  take: `UPDATE notice_letters SET taken_at = ?1 WHERE id = ?2 AND ${IS_FREE}`,
  settle: 'DELETE FROM notice_letters WHERE id = ? RETURNING mailbox, batch',
  addSent: 'INSERT OR IGNORE INTO notices_sent (mailbox, batch, at) VALUES (?, ?, ?)',
  postpone: 'UPDATE notice_letters SET taken_at = NULL, tries = tries + 1, next_try_at = ?2 WHERE id = ?1',
  count: 'SELECT count(*) AS letters, min(created_at) AS since FROM notice_letters',
  purgeSent: 'DELETE FROM notices_sent WHERE at < ?',
  purgeDestinations: 'DELETE FROM notice_destinations WHERE gone_at < ?',
} as const;

export class SqliteNoticeStore implements NoticeStore {
  readonly #database: SqliteDatabase;
  readonly #cursor: SqliteAuditCursor;
  readonly #sql: Readonly<Record<keyof typeof SQL, Statement>>;

  constructor(database: SqliteDatabase) {
    this.#database = database;
    this.#cursor = new SqliteAuditCursor(database, 'notice_cursor');
    this.#sql = database.prepareAll(SQL);
  }

  async cursor(): Promise<number | undefined> {
    return this.#cursor.find();
  }

  async advance(from: number | undefined, step: NoticeStep): Promise<boolean> {
    return this.#cursor.advance(from, step.to, () => this.#keep(step));
  }

  async about(mailbox: MailboxAddress): Promise<NoticeMailbox | undefined> {
    const row = this.#sql.about.get(mailbox);
    return row && parseJson<NoticeMailbox>(row, 'about');
  }

  async destinations(mailbox: MailboxAddress): Promise<readonly RememberedDestination[]> {
    return this.#sql.destinations.all(mailbox).map(parseDestination);
  }

  async waiting(): Promise<readonly WaitingMailbox[]> {
    return this.#sql.waiting.all().map((row) => ({
      mailbox: text(row, 'mailbox'),
      since: numeric(row, 'since'),
      sentAt: parseJson<readonly Millis[]>(row, 'sent_at'),
    }));
  }

  async gathered(mailbox: MailboxAddress): Promise<Gathered> {
    const about = await this.about(mailbox);
    return {
      noticed: this.#sql.noticed.all(mailbox).map(parseNoticed),
      letters: this.#sql.letters.all(mailbox).map(parseLetter),
      ...(about && { about }),
      destinations: await this.destinations(mailbox),
    };
  }

  async compose({ noticed, replaced, letters }: Composition): Promise<boolean> {
    const { hasNoticed, hasLetter, dropNoticed, dropLetter } = this.#sql;
    return this.#database.write('synced', () => {
      const isThere =
        noticed.every((sequence) => hasNoticed.get(sequence)) && replaced.every((id) => hasLetter.get(id));
      if (!isThere) return false;
      for (const sequence of noticed) dropNoticed.run(sequence);
      for (const id of replaced) dropLetter.run(id);
      for (const letter of letters) this.#add(letter);
      return true;
    });
  }

  async due(now: Millis, limit: number): Promise<readonly Letter[]> {
    return this.#sql.due.all(now, limit).map(parseLetter);
  }

  async take(id: MessageId, now: Millis): Promise<boolean> {
    return this.#database.write('synced', () => this.#sql.take.run(now, id)) > 0;
  }

  async settle(id: MessageId, sent: { readonly at: Millis } | undefined): Promise<boolean> {
    return this.#database.write('synced', () => {
      const row = this.#sql.settle.get(id);
      if (row && sent) this.#sql.addSent.run(text(row, 'mailbox'), text(row, 'batch'), sent.at);
      return row !== undefined;
    });
  }

  async postpone(id: MessageId, nextTryAt: Millis): Promise<void> {
    this.#database.write('relaxed', () => this.#sql.postpone.run(id, nextTryAt));
  }

  async count(): Promise<LetterCount> {
    const row = this.#sql.count.get() ?? {};
    const since = optional(row, 'since', numeric);
    return { letters: numeric(row, 'letters'), ...(since !== undefined && { since }) };
  }

  async purge(before: { readonly sent: Millis; readonly gone: Millis }): Promise<void> {
    this.#database.write('relaxed', () => {
      this.#sql.purgeSent.run(before.sent);
      this.#sql.purgeDestinations.run(before.gone);
    });
  }

  #keep({ forgotten, noticed, mailboxes, destinations }: NoticeStep): void {
    const { addNoticed, putAbout, dropDestinations, addDestination } = this.#sql;
    for (const gone of forgotten) this.#forget(gone);
    for (const { sequence, mailbox, at, notices } of noticed) {
      addNoticed.run(sequence, mailbox, at, JSON.stringify(notices));
    }
    for (const about of mailboxes) putAbout.run(about.mailbox, JSON.stringify(about));
    for (const { mailbox, now } of destinations) {
      dropDestinations.run(mailbox);
      for (const { key, sealed, since, goneAt = null } of now) addDestination.run(mailbox, key, sealed, since, goneAt);
    }
  }

  /** @param gone - A mailbox, or a domain behind an `@`. */
  #forget(gone: string): void {
    const condition = gone.startsWith('@') ? 'substr(mailbox, -length(?1)) = ?1' : 'mailbox = ?1';
    for (const table of OF_MAILBOX) this.#database.prepareOnce(`DELETE FROM ${table} WHERE ${condition}`).run(gone);
  }

  #add(letter: Letter): void {
    const { id, mailbox, batch, to, createdAt, endsAt, tries, nextTryAt } = letter;
    const { language, site, notices, more } = letter;
    const content = JSON.stringify({ language, site, notices, more });
    this.#sql.addLetter.run(id, mailbox, batch, to.key, to.sealed, content, createdAt, endsAt, tries, nextTryAt);
  }
}

function parseDestination(row: Row): RememberedDestination {
  const goneAt = optional(row, 'gone_at', numeric);
  const since = numeric(row, 'since');
  return { key: text(row, 'key'), sealed: octets(row, 'sealed'), since, ...(goneAt !== undefined && { goneAt }) };
}

function parseNoticed(row: Row): Noticed {
  return {
    sequence: numeric(row, 'sequence'),
    mailbox: text(row, 'mailbox'),
    at: numeric(row, 'at'),
    notices: parseJson(row, 'notices'),
  };
}

function parseLetter(row: Row): Letter {
  return {
    ...parseJson<Pick<Letter, 'language' | 'site' | 'notices' | 'more'>>(row, 'content'),
    id: text(row, 'id'),
    batch: text(row, 'batch'),
    mailbox: text(row, 'mailbox'),
    to: { key: text(row, 'recipient'), sealed: octets(row, 'sealed') },
    createdAt: numeric(row, 'created_at'),
    endsAt: numeric(row, 'ends_at'),
    tries: numeric(row, 'tries'),
    nextTryAt: numeric(row, 'next_try_at'),
  };
}
