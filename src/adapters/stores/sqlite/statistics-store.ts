// Statistics in SQLite, in the file of the audit log that they are counted from: the cursor can't be ahead of the log,
// whatever a power cut takes back. A bucket is one row, so that what a dashboard reads grows with its columns only.

import { domainOf, type Page } from '../../../core/accounts/account-store.ts';
import type { FactorKind } from '../../../core/factors/factor.ts';
import type { ChallengeMode, GroupLayer, PolicyLayer } from '../../../core/policy/policy.ts';
import { type Bucket, type Counts, Sum } from '../../../core/statistics/counts.ts';
import type {
  BucketRange,
  CensusGroup,
  OwnPasswordUse,
  StatisticsStep,
  StatisticsStore,
  UseFilter,
} from '../../../core/statistics/statistics-store.ts';
import type { Millis } from '../../../core/units.ts';
import { numeric, optional, parseJson, text } from '../../drivers/row.ts';
import type { Row, SqliteDatabase, Statement } from '../../drivers/sqlite.ts';
import { SqliteAuditCursor } from './audit-cursor.ts';
import { SqlFilter } from './sql-filter.ts';

const SQL = {
  bucket: 'SELECT counts FROM statistics WHERE span = ? AND domain = ? AND at = ?',
  putBucket: 'INSERT OR REPLACE INTO statistics (span, domain, at, counts) VALUES (?, ?, ?, ?)',
  buckets: `SELECT span, domain, at, counts FROM statistics
    WHERE span = ? AND domain IN (SELECT value FROM json_each(?)) AND at >= ? AND at < ? ORDER BY at, domain`,
  putUse: `INSERT INTO own_password_uses (mailbox, domain, at, used) VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT (mailbox) DO UPDATE SET at = ?3, used = ?4 WHERE at <= ?3`,
  forgetMailbox: 'DELETE FROM own_password_uses WHERE mailbox = ?',
  forgetUsesOf: 'DELETE FROM own_password_uses WHERE domain = ?',
  forgetBucketsOf: "DELETE FROM statistics WHERE span IN ('hour', 'day') AND domain = ?",
  purgeBuckets: 'DELETE FROM statistics WHERE span = ? AND at < ?',
  purgeUses: 'DELETE FROM own_password_uses WHERE at < ?',
  census: `
    WITH page AS MATERIALIZED (
      SELECT address, domain FROM mailboxes WHERE address > ?1
      UNION SELECT mailbox, domain FROM group_members WHERE mailbox > ?1
      UNION SELECT mailbox, domain FROM own_choices WHERE mailbox > ?1
      UNION SELECT mailbox, domain FROM sign_in_times WHERE mailbox > ?1
      UNION SELECT mailbox, domain FROM factors WHERE mailbox > ?1
      ORDER BY 1 LIMIT ?2),
    described AS (
      SELECT page.address, page.domain, m.policy, m.disabled,
        (SELECT challenge FROM own_choices WHERE mailbox = page.address) AS own_choice,
        (SELECT json_group_array(json_object('name', name, 'policy', json(policy)) ORDER BY name)
          FROM group_members JOIN mailbox_groups ON name = group_name WHERE mailbox = page.address) AS groups,
        (SELECT json_group_array(DISTINCT kind ORDER BY kind) FROM factors WHERE mailbox = page.address) AS factors,
        coalesce((SELECT min(is_unverified) FROM factors WHERE mailbox = page.address), 0) AS unverified,
        EXISTS (SELECT 1 FROM sign_in_times WHERE mailbox = page.address) AS signed_in
      FROM page LEFT JOIN mailboxes m ON m.address = page.address)
    SELECT domain, policy, disabled, own_choice, groups, factors, unverified, signed_in,
      count(*) AS mailboxes, max(address) AS last
    FROM described GROUP BY domain, policy, disabled, own_choice, groups, factors, unverified, signed_in`,
} as const;

export class SqliteStatisticsStore implements StatisticsStore {
  readonly #database: SqliteDatabase;
  readonly #cursor: SqliteAuditCursor;
  readonly #sql: Readonly<Record<keyof typeof SQL, Statement>>;

  constructor(database: SqliteDatabase) {
    this.#database = database;
    this.#cursor = new SqliteAuditCursor(database, 'statistics_cursor');
    this.#sql = database.prepareAll(SQL);
  }

  async cursor(): Promise<number | undefined> {
    return this.#cursor.find();
  }

  async advance(from: number | undefined, step: StatisticsStep): Promise<boolean> {
    return this.#cursor.advance(from, step.to, () => this.#keep(step));
  }

  async add(buckets: readonly Bucket[]): Promise<void> {
    this.#database.write('relaxed', () => {
      for (const bucket of buckets) this.#add(bucket);
    });
  }

  async buckets({ span, from, until, domains }: BucketRange): Promise<readonly Bucket[]> {
    return this.#sql.buckets.all(span, JSON.stringify(domains), from, until).map((row) => ({
      span,
      at: numeric(row, 'at'),
      domain: text(row, 'domain'),
      counts: parseJson<Counts>(row, 'counts'),
    }));
  }

  async uses(
    filter: UseFilter,
    { limit, after }: { readonly limit: number; readonly after?: string },
  ): Promise<Page<OwnPasswordUse>> {
    const conditions = usesBy(filter);
    const [, at, mailbox] = /^([0-9]{1,15}) (.+)$/.exec(after ?? '') ?? [];
    if (at !== undefined && mailbox !== undefined) conditions.addAll('(at, mailbox) < (?, ?)', [Number(at), mailbox]);
    const sql = `SELECT mailbox, at, used FROM own_password_uses ${conditions.where} ORDER BY at DESC, mailbox DESC LIMIT ?`;
    const found = this.#database
      .prepareOnce(sql)
      .all(...conditions.values, limit + 1)
      .map(parseUse);
    const items = found.slice(0, limit);
    const last = items.at(-1);
    return { items, ...(found.length > limit && last && { next: `${last.at} ${last.mailbox}` }) };
  }

  async countUses(filter: UseFilter): Promise<number> {
    const { where, values } = usesBy(filter);
    const row = this.#database.prepareOnce(`SELECT count(*) AS found FROM own_password_uses ${where}`).get(...values);
    return row === undefined ? 0 : numeric(row, 'found');
  }

  async census({ limit, after = '' }: { readonly limit: number; readonly after?: string }): Promise<Page<CensusGroup>> {
    const rows = this.#sql.census.all(after, limit);
    const counted = rows.reduce((sum, row) => sum + numeric(row, 'mailboxes'), 0);
    const last = rows.map((row) => text(row, 'last')).reduce((one, other) => (one > other ? one : other), '');
    return { items: rows.map(parseCensusGroup), ...(counted === limit && { next: last }) };
  }

  async purge(before: { readonly hours: Millis; readonly days: Millis; readonly uses: Millis }): Promise<void> {
    this.#database.write('relaxed', () => {
      this.#sql.purgeBuckets.run('hour', before.hours);
      this.#sql.purgeBuckets.run('day', before.days);
      this.#sql.purgeUses.run(before.uses);
    });
  }

  #keep({ forgotten, buckets, uses }: StatisticsStep): void {
    const { putUse, forgetMailbox, forgetUsesOf, forgetBucketsOf } = this.#sql;
    for (const gone of forgotten) {
      if (!gone.startsWith('@')) forgetMailbox.run(gone);
      else for (const forget of [forgetUsesOf, forgetBucketsOf]) forget.run(gone.slice(1));
    }
    for (const bucket of buckets) this.#add(bucket);
    for (const { mailbox, at, ...used } of uses) putUse.run(mailbox, domainOf(mailbox), at, JSON.stringify(used));
  }

  #add({ span, domain, at, counts }: Bucket): void {
    const row = this.#sql.bucket.get(span, domain, at);
    const sum = row ? new Sum().add(parseJson<Counts>(row, 'counts')).add(counts).counts() : counts;
    this.#sql.putBucket.run(span, domain, at, JSON.stringify(sum));
  }
}

function usesBy({ domains, since }: UseFilter): SqlFilter {
  const conditions = new SqlFilter().add('at >= ?', since);
  if (domains === 'all') return conditions;
  return conditions.add('domain IN (SELECT value FROM json_each(?))', JSON.stringify(domains));
}

function parseUse(row: Row): OwnPasswordUse {
  const used = parseJson<Omit<OwnPasswordUse, 'mailbox' | 'at'>>(row, 'used');
  return { mailbox: text(row, 'mailbox'), at: numeric(row, 'at'), ...used };
}

function parseCensusGroup(row: Row): CensusGroup {
  const policy = optional(row, 'policy', (of, column) => parseJson<PolicyLayer>(of, column));
  const ownChoice = optional(row, 'own_choice', text);
  return {
    domain: text(row, 'domain'),
    ...(policy && { mailbox: policy }),
    groups: parseJson<readonly GroupLayer[]>(row, 'groups'),
    ...(ownChoice !== undefined && { ownChoice: ownChoice as ChallengeMode }),
    isListed: policy !== undefined,
    isDisabled: row['disabled'] === 1,
    hasSignedIn: numeric(row, 'signed_in') === 1,
    factors: parseJson<readonly FactorKind[]>(row, 'factors'),
    isUnverified: numeric(row, 'unverified') === 1,
    mailboxes: numeric(row, 'mailboxes'),
  };
}
