// App passwords in SQLite. What somebody was told is done (made, revoked, sealed) is synced to the disk first; what is
// only observed (uses, staleness) isn't.

import { domainOf } from '../../../core/accounts/account-store.ts';
import {
  type AppPassword,
  type AppPasswordStore,
  type LookupKey,
  MAX_APP_PASSWORDS_PER_MAILBOX,
  type RecordedUse,
  type SealedForMailbox,
  type Vault,
} from '../../../core/app-passwords/app-password-store.ts';
import type { AppPasswordId, MailboxAddress } from '../../../core/decision.ts';
import type { Millis } from '../../../core/units.ts';
import { numeric, octets, optional, parseJson, text } from '../../drivers/row.ts';
import type { Row, SqliteDatabase, Statement } from '../../drivers/sqlite.ts';
import type { SqliteRevocationLog } from './revocation-log.ts';

const SQL = {
  count: 'SELECT count(*) AS held FROM app_passwords WHERE mailbox = ? AND revoked_at IS NULL',
  insert: `INSERT INTO app_passwords (id, lookup_key, mailbox, domain, name, scopes, read_only, created_at, expires_at,
    networks, revoked_at, last_use_at, last_use, public_key, wrapped_private_key, sealed_password, sealed_at,
    stale_since)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  findByLookupKey: 'SELECT * FROM app_passwords WHERE lookup_key = ?',
  find: 'SELECT * FROM app_passwords WHERE id = ?',
  list: 'SELECT * FROM app_passwords WHERE mailbox = ? AND (revoked_at IS NULL OR ?) ORDER BY created_at, id',
  revoke: `UPDATE app_passwords SET revoked_at = ?, public_key = NULL, wrapped_private_key = NULL,
    sealed_password = NULL, sealed_at = NULL, stale_since = NULL WHERE id = ? AND revoked_at IS NULL`,
  recordUse: `UPDATE app_passwords SET last_use_at = ?1, last_use = ?2
    WHERE id = ?3 AND (last_use_at IS NULL OR last_use_at <= ?1)`,
  markStale: 'UPDATE app_passwords SET stale_since = ? WHERE id = ? AND sealed_at = ? AND stale_since IS NULL',
  clearStale: 'UPDATE app_passwords SET stale_since = NULL WHERE id = ? AND sealed_at = ?',
  vaults: 'SELECT id, sealed_at FROM app_passwords WHERE mailbox = ? AND public_key IS NOT NULL',
  // Rising even if the clock doesn't: `markStale` tells by it what it meant.
  replaceSealed: `UPDATE app_passwords
    SET sealed_password = ?, sealed_at = max(?, coalesce(sealed_at, 0) + 1), stale_since = NULL
    WHERE id = ?`,
  findVerifier: 'SELECT verifier FROM password_verifiers WHERE mailbox = ?',
  keepVerifier: 'INSERT OR REPLACE INTO password_verifiers (mailbox, domain, verifier) VALUES (?, ?, ?)',
  forgetVerifier: 'DELETE FROM password_verifiers WHERE mailbox = ?',
  purgeRevoked: 'DELETE FROM app_passwords WHERE revoked_at < ?',
} as const;

export class SqliteAppPasswordStore implements AppPasswordStore {
  readonly #database: SqliteDatabase;
  readonly #revocations: SqliteRevocationLog;
  readonly #sql: Readonly<Record<keyof typeof SQL, Statement>>;

  constructor(database: SqliteDatabase, revocations: SqliteRevocationLog) {
    this.#database = database;
    this.#revocations = revocations;
    this.#sql = database.prepareAll(SQL);
  }

  async insert(record: AppPassword, lookupKey: LookupKey): Promise<'inserted' | 'too-many'> {
    return this.#database.write('synced', () => {
      const row = this.#sql.count.get(record.mailbox);
      if (row && numeric(row, 'held') >= MAX_APP_PASSWORDS_PER_MAILBOX) return 'too-many';
      this.#sql.insert.run(...columns(record, lookupKey));
      return 'inserted';
    });
  }

  async findByLookupKey(lookupKey: LookupKey): Promise<AppPassword | undefined> {
    const row = this.#sql.findByLookupKey.get(lookupKey);
    return row && parseAppPassword(row);
  }

  async find(id: AppPasswordId): Promise<AppPassword | undefined> {
    const row = this.#sql.find.get(id);
    return row && parseAppPassword(row);
  }

  async list(mailbox: MailboxAddress, options: { readonly includeRevoked: boolean }): Promise<readonly AppPassword[]> {
    return this.#sql.list.all(mailbox, options.includeRevoked ? 1 : 0).map(parseAppPassword);
  }

  async revoke(id: AppPasswordId, at: Millis): Promise<boolean> {
    return this.#database.write('synced', () => {
      if (this.#sql.revoke.run(at, id) === 0) return false;
      this.#revocations.record({ at, target: { kind: 'app-password', id }, reason: 'revoked' });
      return true;
    });
  }

  async recordUses(uses: readonly RecordedUse[]): Promise<void> {
    this.#database.write('relaxed', () => {
      for (const { id, use } of uses) this.#sql.recordUse.run(use.at, JSON.stringify(use), id);
    });
  }

  async markStale(id: AppPasswordId, sealedAt: Millis, at: Millis): Promise<void> {
    this.#database.write('relaxed', () => this.#sql.markStale.run(at, id, sealedAt));
  }

  async clearStale(id: AppPasswordId, sealedAt: Millis): Promise<void> {
    this.#database.write('relaxed', () => this.#sql.clearStale.run(id, sealedAt));
  }

  async replaceSealed(mailbox: MailboxAddress, { boxes, verifier }: SealedForMailbox, at: Millis): Promise<number> {
    return this.#database.write('synced', () => {
      const vaults = this.#sql.vaults.all(mailbox);
      const meant = vaults.flatMap((row) => {
        const sealedAt = optional(row, 'sealed_at', numeric);
        return boxes.filter((box) => box.id === text(row, 'id') && box.sealedAt === sealedAt).slice(0, 1);
      });
      const replacing = meant.flatMap(({ id, sealedPassword }) => (sealedPassword ? [{ id, sealedPassword }] : []));
      for (const { id, sealedPassword } of replacing) this.#sql.replaceSealed.run(sealedPassword, at, id);
      if (meant.length === vaults.length) this.#sql.keepVerifier.run(mailbox, domainOf(mailbox), verifier);
      else this.#sql.forgetVerifier.run(mailbox);
      return replacing.length;
    });
  }

  async findVerifier(mailbox: MailboxAddress): Promise<string | undefined> {
    const row = this.#sql.findVerifier.get(mailbox);
    return row && text(row, 'verifier');
  }

  async purgeRevoked(before: Millis): Promise<number> {
    return this.#database.write('relaxed', () => this.#sql.purgeRevoked.run(before));
  }
}

function columns(record: AppPassword, lookupKey: LookupKey) {
  const { vault, lastUse } = record;
  return [
    ...[record.id, lookupKey, record.mailbox, domainOf(record.mailbox), record.name],
    ...[JSON.stringify(record.scopes), record.readOnly ? 1 : 0, record.createdAt, record.expiresAt ?? null],
    ...[record.networks ? JSON.stringify(record.networks) : null, record.revokedAt ?? null],
    ...[lastUse?.at ?? null, lastUse ? JSON.stringify(lastUse) : null],
    ...[vault?.publicKey ?? null, vault?.wrappedPrivateKey ?? null],
    ...[vault?.sealedPassword ?? null, vault?.sealedAt ?? null, vault?.staleSince ?? null],
  ];
}

function parseAppPassword(row: Row): AppPassword {
  const expiresAt = optional(row, 'expires_at', numeric);
  const networks = optional(row, 'networks', parseJson<readonly string[]>);
  const revokedAt = optional(row, 'revoked_at', numeric);
  const lastUse = optional(row, 'last_use', parseJson<AppPassword['lastUse']>);
  const vault = parseVault(row);
  return {
    id: text(row, 'id'),
    mailbox: text(row, 'mailbox'),
    name: text(row, 'name'),
    scopes: parseJson(row, 'scopes'),
    readOnly: numeric(row, 'read_only') !== 0,
    createdAt: numeric(row, 'created_at'),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(networks && { networks }),
    ...(revokedAt !== undefined && { revokedAt }),
    ...(lastUse && { lastUse }),
    ...(vault && { vault }),
  };
}

function parseVault(row: Row): Vault | undefined {
  const publicKey = optional(row, 'public_key', octets);
  const wrappedPrivateKey = optional(row, 'wrapped_private_key', octets);
  if (publicKey === undefined || wrappedPrivateKey === undefined) return undefined;
  const sealedPassword = optional(row, 'sealed_password', octets);
  const sealedAt = optional(row, 'sealed_at', numeric);
  const staleSince = optional(row, 'stale_since', numeric);
  return {
    publicKey,
    wrappedPrivateKey,
    ...(sealedPassword && { sealedPassword }),
    ...(sealedAt !== undefined && { sealedAt }),
    ...(staleSince !== undefined && { staleSince }),
  };
}
