// Administrators and their codes in SQLite. Everything is synced to the disk first: a power cut must neither give a used
// code back nor let in who was put out.

import type { AdministratorName, Role } from '../../../core/administrators/administrator.ts';
import type {
  AdministratorChange,
  AdministratorCode,
  AdministratorCodeHash,
  AdministratorCodeKind,
  AdministratorStamp,
  AdministratorStore,
  LastAdministratorRule,
  NewAdministrator,
  StoredAdministrator,
} from '../../../core/administrators/administrator-store.ts';
import type { Millis } from '../../../core/units.ts';
import { numeric, optional, parseJson, text } from '../../drivers/row.ts';
import type { Row, SqliteDatabase, Statement } from '../../drivers/sqlite.ts';
import type { SqliteFactorStore } from './factor-store.ts';

const COLUMNS = `name, role, every_domain, disabled, created_at, last_sign_in_at, stamp, phc IS NOT NULL AS is_set_up,
  (SELECT json_group_array(domain ORDER BY domain) FROM administrator_domains AS its WHERE its.name = administrators.name)
    AS domains`;

const SQL = {
  find: `SELECT ${COLUMNS} FROM administrators WHERE name = ?`,
  list: `SELECT ${COLUMNS} FROM administrators ORDER BY name`,
  findPasswordHash: 'SELECT phc FROM administrators WHERE name = ?',
  add: `INSERT INTO administrators (name, role, every_domain, disabled, created_at, stamp) VALUES (?, ?, ?, 0, ?, ?)
    ON CONFLICT (name) DO NOTHING`,
  addDomain: 'INSERT OR IGNORE INTO administrator_domains (name, domain) SELECT ?, name FROM domains WHERE name = ?',
  removeDomains: 'DELETE FROM administrator_domains WHERE name = ?',
  change: 'UPDATE administrators SET role = ?, every_domain = ?, disabled = ?, stamp = ? WHERE name = ?',
  others: `SELECT 1 FROM administrators
    WHERE name <> ? AND role = 'platform-administrator' AND disabled = 0 AND phc IS NOT NULL LIMIT 1`,
  remove: 'DELETE FROM administrators WHERE name = ?',
  reset: 'UPDATE administrators SET phc = NULL, stamp = ? WHERE name = ?',
  setPasswordHash: 'UPDATE administrators SET phc = ?, stamp = ? WHERE name = ? AND stamp = ?',
  recordSignIn: 'UPDATE administrators SET last_sign_in_at = max(coalesce(last_sign_in_at, 0), ?) WHERE name = ?',
  keepCode: `INSERT OR REPLACE INTO administrator_codes (kind, name, hash, ends_at, session_for) VALUES (?, ?, ?, ?, ?)`,
  takeCode: 'DELETE FROM administrator_codes WHERE hash = ? AND ends_at > ? RETURNING *',
  removeCodes: 'DELETE FROM administrator_codes WHERE name = ?',
  removeSetUpCode: `DELETE FROM administrator_codes WHERE name = ? AND kind = 'set-up'`,
  purge: 'DELETE FROM administrator_codes WHERE ends_at < ?',
} as const;

export class SqliteAdministratorStore implements AdministratorStore {
  readonly #database: SqliteDatabase;
  readonly #factors: Pick<SqliteFactorStore, 'forgetOwner'>;
  readonly #sql: Readonly<Record<keyof typeof SQL, Statement>>;

  constructor(database: SqliteDatabase, factors: Pick<SqliteFactorStore, 'forgetOwner'>) {
    this.#database = database;
    this.#factors = factors;
    this.#sql = database.prepareAll(SQL);
  }

  async find(name: AdministratorName): Promise<StoredAdministrator | undefined> {
    return this.#find(name);
  }

  async list(): Promise<readonly StoredAdministrator[]> {
    return this.#sql.list.all().map(parse);
  }

  async findPasswordHash(name: AdministratorName): Promise<string | undefined> {
    const row = this.#sql.findPasswordHash.get(name);
    return row && optional(row, 'phc', text);
  }

  async add({ name, role, domains, createdAt, stamp }: NewAdministrator): Promise<boolean> {
    return this.#database.write('synced', () => {
      if (this.#sql.add.run(name, role, domains === 'all' ? 1 : 0, createdAt, stamp) === 0) return false;
      this.#setDomains(name, domains);
      return true;
    });
  }

  async change(
    name: AdministratorName,
    change: AdministratorChange & { readonly stamp: AdministratorStamp },
    rule: LastAdministratorRule,
  ): Promise<StoredAdministrator | 'last' | undefined> {
    return this.#database.write('synced', () => {
      const before = this.#find(name);
      if (!before) return undefined;
      const { role, domains, disabled, stamp } = { ...before, ...change };
      const staysOne = role === 'platform-administrator' && !disabled;
      if (!staysOne && this.#isLast(before, rule)) return 'last';
      this.#sql.change.run(role, domains === 'all' ? 1 : 0, disabled ? 1 : 0, stamp, name);
      if (change.domains !== undefined) this.#setDomains(name, domains);
      return this.#find(name);
    });
  }

  async remove(
    name: AdministratorName,
    rule: LastAdministratorRule,
  ): Promise<StoredAdministrator | 'last' | undefined> {
    return this.#database.write('synced', () => {
      const before = this.#find(name);
      if (!before) return undefined;
      if (this.#isLast(before, rule)) return 'last';
      // Its domains go with it (ON DELETE CASCADE).
      this.#sql.remove.run(name);
      this.#sql.removeCodes.run(name);
      this.#factors.forgetOwner(name);
      return before;
    });
  }

  async reset(
    code: AdministratorCode & { readonly stamp: AdministratorStamp },
    rule: LastAdministratorRule,
  ): Promise<StoredAdministrator | 'last' | undefined> {
    const { name, stamp } = code;
    return this.#database.write('synced', () => {
      const before = this.#find(name);
      if (!before) return undefined;
      if (this.#isLast(before, rule)) return 'last';
      this.#sql.reset.run(stamp, name);
      this.#factors.forgetOwner(name);
      this.#keepCode(code);
      return this.#find(name);
    });
  }

  async setPasswordHash(
    name: AdministratorName,
    { phc, before, stamp }: { readonly phc: string; readonly before: AdministratorStamp; readonly stamp: string },
  ): Promise<boolean> {
    return this.#database.write('synced', () => {
      if (this.#sql.setPasswordHash.run(phc, stamp, name, before) === 0) return false;
      this.#sql.removeSetUpCode.run(name);
      return true;
    });
  }

  async recordSignIn(name: AdministratorName, at: Millis): Promise<void> {
    this.#database.write('relaxed', () => this.#sql.recordSignIn.run(at, name));
  }

  async keepCode(code: AdministratorCode): Promise<void> {
    this.#database.write('synced', () => this.#keepCode(code));
  }

  async takeCode(hash: AdministratorCodeHash, at: Millis): Promise<AdministratorCode | undefined> {
    return this.#database.write('synced', () => {
      const row = this.#sql.takeCode.get(hash, at);
      return row && parseCode(row);
    });
  }

  async purge(at: Millis): Promise<number> {
    return this.#database.write('relaxed', () => this.#sql.purge.run(at));
  }

  #find(name: AdministratorName): StoredAdministrator | undefined {
    const row = this.#sql.find.get(name);
    return row && parse(row);
  }

  #setDomains(name: AdministratorName, domains: NewAdministrator['domains']): void {
    this.#sql.removeDomains.run(name);
    if (domains !== 'all') for (const domain of domains) this.#sql.addDomain.run(name, domain);
  }

  #keepCode({ kind, name, hash, endsAt, sessionFor }: AdministratorCode): void {
    this.#sql.keepCode.run(kind, name, hash, endsAt, sessionFor ?? null);
  }

  /** Whoever isn't one that can sign in as a platform administrator isn't the last of them. */
  #isLast({ name, role, disabled, isSetUp }: StoredAdministrator, rule: LastAdministratorRule): boolean {
    if (rule === 'unguarded' || role !== 'platform-administrator' || disabled || !isSetUp) return false;
    return this.#sql.others.get(name) === undefined;
  }
}

function parse(row: Row): StoredAdministrator {
  const lastSignInAt = optional(row, 'last_sign_in_at', numeric);
  return {
    name: text(row, 'name'),
    role: text(row, 'role') as Role,
    domains: numeric(row, 'every_domain') === 1 ? 'all' : new Set(parseJson<readonly string[]>(row, 'domains')),
    disabled: numeric(row, 'disabled') === 1,
    createdAt: numeric(row, 'created_at'),
    ...(lastSignInAt !== undefined && { lastSignInAt }),
    stamp: text(row, 'stamp'),
    isSetUp: numeric(row, 'is_set_up') === 1,
  };
}

function parseCode(row: Row): AdministratorCode {
  const sessionFor = optional(row, 'session_for', numeric);
  return {
    kind: text(row, 'kind') as AdministratorCodeKind,
    name: text(row, 'name'),
    hash: text(row, 'hash'),
    endsAt: numeric(row, 'ends_at'),
    ...(sessionFor !== undefined && { sessionFor }),
  };
}
