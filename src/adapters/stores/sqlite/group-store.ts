// Groups and their members in SQLite.

import { domainOf, type Page } from '../../../core/accounts/account-store.ts';
import {
  type Group,
  type GroupStore,
  MAX_GROUPS_PER_MAILBOX,
  type MemberAddition,
  type MemberPage,
} from '../../../core/accounts/group-store.ts';
import type { MailboxAddress } from '../../../core/decision.ts';
import type { PolicyLayer } from '../../../core/policy/policy.ts';
import { numeric, parseJson, text } from '../../drivers/row.ts';
import type { Row, SqliteDatabase, Statement } from '../../drivers/sqlite.ts';
import { SqlFilter } from './sql-filter.ts';

const SQL = {
  find: 'SELECT * FROM mailbox_groups WHERE name = ?',
  list: 'SELECT * FROM mailbox_groups ORDER BY name',
  add: 'INSERT INTO mailbox_groups (name, policy, created_at) VALUES (?, ?, ?) ON CONFLICT (name) DO NOTHING',
  update: 'UPDATE mailbox_groups SET policy = ? WHERE name = ?',
  // Members go with their group (ON DELETE CASCADE).
  remove: 'DELETE FROM mailbox_groups WHERE name = ?',
  everyMember: 'SELECT mailbox FROM group_members WHERE group_name = ? ORDER BY mailbox',
  isMember: 'SELECT 1 FROM group_members WHERE mailbox = ? AND group_name = ?',
  countGroups: 'SELECT count(*) AS held FROM group_members WHERE mailbox = ?',
  findDomain: 'SELECT 1 FROM domains WHERE name = ?',
  addMember: 'INSERT INTO group_members (mailbox, group_name, domain) VALUES (?, ?, ?)',
  removeMember: 'DELETE FROM group_members WHERE mailbox = ? AND group_name = ?',
} as const;

export class SqliteGroupStore implements GroupStore {
  readonly #database: SqliteDatabase;
  readonly #sql: Readonly<Record<keyof typeof SQL, Statement>>;

  constructor(database: SqliteDatabase) {
    this.#database = database;
    this.#sql = database.prepareAll(SQL);
  }

  async find(name: string): Promise<Group | undefined> {
    const row = this.#sql.find.get(name);
    return row && parseGroup(row);
  }

  async list(): Promise<readonly Group[]> {
    return this.#sql.list.all().map(parseGroup);
  }

  async add({ name, policy, createdAt }: Group): Promise<boolean> {
    return this.#database.write('synced', () => this.#sql.add.run(name, JSON.stringify(policy), createdAt) > 0);
  }

  async update(name: string, policy: PolicyLayer): Promise<boolean> {
    return this.#database.write('synced', () => this.#sql.update.run(JSON.stringify(policy), name) > 0);
  }

  async remove(name: string): Promise<readonly MailboxAddress[] | undefined> {
    return this.#database.write('synced', () => {
      const members = this.#sql.everyMember.all(name).map((row) => text(row, 'mailbox'));
      return this.#sql.remove.run(name) > 0 ? members : undefined;
    });
  }

  async members(name: string, { limit, after, domains }: MemberPage): Promise<Page<MailboxAddress>> {
    const { where, values } = new SqlFilter()
      .add('group_name = ?', name)
      .add('mailbox > ?', after)
      .addOneOf('domain', domains);
    const rows = this.#database
      .prepareOnce(`SELECT mailbox FROM group_members ${where} ORDER BY mailbox LIMIT ?`)
      .all(...values, limit + 1);
    const items = rows.slice(0, limit).map((row) => text(row, 'mailbox'));
    const last = items.at(-1);
    return { items, ...(rows.length > limit && last !== undefined && { next: last }) };
  }

  async addMember(name: string, mailbox: MailboxAddress): Promise<MemberAddition> {
    const domain = domainOf(mailbox);
    return this.#database.write('synced', () => {
      if (!this.#sql.find.get(name)) return 'unknown-group';
      if (!this.#sql.findDomain.get(domain)) return 'unknown-domain';
      if (this.#sql.isMember.get(mailbox, name)) return 'is-member';
      if (this.#countGroups(mailbox) >= MAX_GROUPS_PER_MAILBOX) return 'too-many-groups';
      this.#sql.addMember.run(mailbox, name, domain);
      return 'added';
    });
  }

  async removeMember(name: string, mailbox: MailboxAddress): Promise<boolean> {
    return this.#database.write('synced', () => this.#sql.removeMember.run(mailbox, name) > 0);
  }

  #countGroups(mailbox: MailboxAddress): number {
    const row = this.#sql.countGroups.get(mailbox);
    return row === undefined ? 0 : numeric(row, 'held');
  }
}

function parseGroup(row: Row): Group {
  return { name: text(row, 'name'), policy: parseJson(row, 'policy'), createdAt: numeric(row, 'created_at') };
}
