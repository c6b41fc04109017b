// Tokens in SQLite. What somebody was told is done (made, revoked) is synced to the disk first; uses aren't.

import { MAX_TOKENS_PER_MAKER, type Token, type TokenId } from '../../../core/administrators/tokens/token.ts';
import type { RecordedTokenUse, TokenDigest, TokenStore } from '../../../core/administrators/tokens/token-store.ts';
import type { Millis } from '../../../core/units.ts';
import { numeric, optional, parseJson, text } from '../../drivers/row.ts';
import type { Row, SqliteDatabase, Statement } from '../../drivers/sqlite.ts';

const SQL = {
  countsAt: 'SELECT 1 FROM tokens WHERE id = ? AND revoked_at IS NULL AND expires_at > ?',
  count: 'SELECT count(*) AS held FROM tokens WHERE maker IS ? AND revoked_at IS NULL AND expires_at > ?',
  insert: `INSERT INTO tokens (id, digest, name, maker, made_by, permissions, domains, created_at, expires_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  findByDigest: 'SELECT * FROM tokens WHERE digest = ?',
  find: 'SELECT * FROM tokens WHERE id = ?',
  list: `SELECT * FROM tokens WHERE ?1 IS NULL OR (revoked_at IS NULL AND expires_at > ?1) ORDER BY created_at, id`,
  made: `WITH RECURSIVE made (id, depth) AS (
      SELECT id, 0 FROM tokens WHERE id = ? AND revoked_at IS NULL
      UNION SELECT tokens.id, depth + 1 FROM tokens JOIN made ON made_by = made.id WHERE revoked_at IS NULL)
    SELECT id FROM made ORDER BY depth, id`,
  revoke: 'UPDATE tokens SET revoked_at = ? WHERE id = ?',
  recordUse: `UPDATE tokens SET last_used_at = ?1, last_used_from = ?2
    WHERE id = ?3 AND (last_used_at IS NULL OR last_used_at <= ?1)`,
  purge: 'DELETE FROM tokens WHERE min(expires_at, coalesce(revoked_at, expires_at)) < ?',
} as const;

export class SqliteTokenStore implements TokenStore {
  readonly #database: SqliteDatabase;
  readonly #sql: Readonly<Record<keyof typeof SQL, Statement>>;

  constructor(database: SqliteDatabase) {
    this.#database = database;
    this.#sql = database.prepareAll(SQL);
  }

  async insert(token: Token, digest: TokenDigest): Promise<'inserted' | 'too-many' | 'ended'> {
    const { id, name, maker = null, madeBy = null, permissions, domains, createdAt, expiresAt } = token;
    return this.#database.write('synced', () => {
      if (madeBy !== null && !this.#sql.countsAt.get(madeBy, createdAt)) return 'ended';
      const row = this.#sql.count.get(maker, createdAt);
      if (row && numeric(row, 'held') >= MAX_TOKENS_PER_MAKER) return 'too-many';
      const within = domains === 'all' ? null : JSON.stringify([...domains]);
      const said = [JSON.stringify(permissions), within, createdAt, expiresAt];
      this.#sql.insert.run(id, digest, name, maker, madeBy, ...said);
      return 'inserted';
    });
  }

  async findByDigest(digest: TokenDigest): Promise<Token | undefined> {
    const row = this.#sql.findByDigest.get(digest);
    return row && parseToken(row);
  }

  async find(id: TokenId): Promise<Token | undefined> {
    const row = this.#sql.find.get(id);
    return row && parseToken(row);
  }

  async list({ now }: { readonly now?: Millis } = {}): Promise<readonly Token[]> {
    return this.#sql.list.all(now ?? null).map(parseToken);
  }

  async revoke(id: TokenId, at: Millis): Promise<readonly TokenId[]> {
    return this.#database.write('synced', () => {
      const ids = this.#sql.made.all(id).map((row) => text(row, 'id'));
      for (const each of ids) this.#sql.revoke.run(at, each);
      return ids;
    });
  }

  async recordUses(uses: readonly RecordedTokenUse[]): Promise<void> {
    this.#database.write('relaxed', () => {
      for (const { id, use } of uses) this.#sql.recordUse.run(use.at, use.remoteAddress, id);
    });
  }

  async purge(endedBefore: Millis): Promise<number> {
    return this.#database.write('relaxed', () => this.#sql.purge.run(endedBefore));
  }
}

function parseToken(row: Row): Token {
  const maker = optional(row, 'maker', text);
  const madeBy = optional(row, 'made_by', text);
  const domains = optional(row, 'domains', parseJson<readonly string[]>);
  const revokedAt = optional(row, 'revoked_at', numeric);
  const at = optional(row, 'last_used_at', numeric);
  return {
    id: text(row, 'id'),
    name: text(row, 'name'),
    ...(maker !== undefined && { maker }),
    ...(madeBy !== undefined && { madeBy }),
    permissions: parseJson(row, 'permissions'),
    domains: domains === undefined ? 'all' : new Set(domains),
    createdAt: numeric(row, 'created_at'),
    expiresAt: numeric(row, 'expires_at'),
    ...(revokedAt !== undefined && { revokedAt }),
    ...(at !== undefined && { lastUse: { at, remoteAddress: text(row, 'last_used_from') } }),
  };
}
