// The audit log in SQLite: each entry as canonical JSON, beside it the columns that can be asked for, and its chain value.
// The write transaction makes one chain of what several workers append.

import { setImmediate } from 'node:timers/promises';
import type { ChainDigest, ChainMark, MarkKind } from '../../../core/audit/audit-chain.ts';
import type {
  AuditChainSource,
  AuditEntry,
  AuditFilter,
  AuditStore,
  ExportedAuditEntry,
  StoredAuditEntry,
} from '../../../core/audit/audit-store.ts';
import { beginChain, chainEntries, cover, coverOfNothing, purgeMark } from '../../../core/audit/extend-chain.ts';
import type { Millis } from '../../../core/units.ts';
import { numeric, optional, parseJson, text } from '../../drivers/row.ts';
import type { Row, SqliteDatabase, Statement } from '../../drivers/sqlite.ts';
import { auditChainIn, PREVIOUS, readMarks } from './audit-chain-rows.ts';
import { SqlFilter } from './sql-filter.ts';

/** Rows forgotten in one transaction: some milliseconds, so that no other worker waits long for the lock. */
const PURGE_BATCH = 200;

/** Entries from before the chain that are covered at once. */
const COVER_BATCH = 1_000;

const SQL = {
  insert: `INSERT INTO audit (sequence, at, kind, event, mailbox, decision_id, remote_address, entry, chain)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  newest: 'SELECT max(sequence) AS sequence FROM audit',
  /** Also of those that are gone. */
  lastEver: "SELECT seq AS sequence FROM sqlite_sequence WHERE name = 'audit'",
  anyChained: 'SELECT 1 FROM audit WHERE chain IS NOT NULL LIMIT 1',
  setMark:
    'INSERT OR REPLACE INTO audit_chain (kind, sequence, chain, entries, at, set_by, seal) VALUES (?, ?, ?, ?, ?, ?, ?)',
  oldest: 'SELECT sequence, at, entry, chain FROM audit ORDER BY sequence LIMIT ?',
  after: 'SELECT sequence, entry FROM audit WHERE sequence > ? ORDER BY sequence LIMIT ?',
  forget: 'DELETE FROM audit WHERE sequence <= ?',
} as const;

export class SqliteAuditStore implements AuditStore {
  readonly #database: SqliteDatabase;
  readonly #digest: ChainDigest;
  readonly #statements: Readonly<Record<keyof typeof SQL, Statement>>;
  readonly #chain: AuditChainSource;

  constructor(database: SqliteDatabase, digest: ChainDigest) {
    this.#database = database;
    this.#digest = digest;
    this.#statements = database.prepareAll(SQL);
    this.#chain = auditChainIn(database);
    this.#beginChain();
  }

  marks(): ReturnType<AuditChainSource['marks']> {
    return this.#chain.marks();
  }

  links(page: Parameters<AuditChainSource['links']>[0]): ReturnType<AuditChainSource['links']> {
    return this.#chain.links(page);
  }

  async append(entries: readonly AuditEntry[]): Promise<void> {
    if (entries.length === 0) return;
    // A change must not outlive its entry; a sign-in's may go with the connection that it tells of.
    const durability = entries.some(({ kind }) => kind === 'change') ? 'synced' : 'relaxed';
    this.#database.write(durability, () => {
      const { head } = readMarks(this.#database);
      const made = chainEntries(this.#digest, entries, { head, newest: this.#newest() });
      for (const { entry, text: json, sequence, chain } of made.chained) {
        const { at, kind, event, mailbox = null, decisionId = null, remoteAddress = null } = entry;
        this.#statements.insert.run(sequence, at, kind, event, mailbox, decisionId, remoteAddress, json, chain);
      }
      this.#setMark('head', made.head);
    });
  }

  async search(
    filter: AuditFilter,
    page: { readonly limit: number } & ({ readonly before?: number } | { readonly after: number }),
  ): Promise<readonly StoredAuditEntry[]> {
    return this.#find('sequence, entry', filter, page).map(parseEntry);
  }

  async export(
    filter: AuditFilter,
    page: { readonly limit: number; readonly after: number },
  ): Promise<readonly ExportedAuditEntry[]> {
    return this.#find(`sequence, entry, chain, ${PREVIOUS} AS previous`, filter, page).map(parseExported);
  }

  async purge(before: Millis, setBy: { readonly at: Millis; readonly by: string }): Promise<number> {
    let forgotten = 0;
    for (;;) {
      const batch = this.#database.write('relaxed', () => this.#purgeBatch(before, setBy));
      forgotten += batch;
      if (batch < PURGE_BATCH) return forgotten;
      await setImmediate();
    }
  }

  #purgeBatch(before: Millis, setBy: { readonly at: Millis; readonly by: string }): number {
    const oldest = this.#statements.oldest.all(PURGE_BATCH);
    const stays = oldest.findIndex((row) => numeric(row, 'at') >= before);
    const leaving = oldest.slice(0, stays === -1 ? oldest.length : stays).map((row) => {
      const chain = optional(row, 'chain', text);
      return { sequence: numeric(row, 'sequence'), text: text(row, 'entry'), ...(chain !== undefined && { chain }) };
    });
    const last = leaving.at(-1);
    if (last === undefined) return 0;
    this.#setMark('purge', purgeMark(this.#digest, leaving, { marks: readMarks(this.#database), setBy }));
    this.#statements.forget.run(last.sequence);
    return leaving.length;
  }

  /**
   * At the first start with a chain: covers the entries that are there, without the lock, as nobody changes them; some
   * seconds for a million. Where entries are chained already, a lost mark isn't made anew: its loss must be seen.
   */
  #beginChain(): void {
    if (this.#hasChain()) return;
    const covered = this.#coverFrom(coverOfNothing(0));
    this.#database.write('synced', () => {
      if (this.#hasChain()) return;
      const whole = this.#coverFrom(covered);
      const last = this.#statements.lastEver.get();
      const cover = whole.entries === 0 && last ? coverOfNothing(numeric(last, 'sequence')) : whole;
      const { begin, head } = beginChain(this.#digest, cover, { at: Date.now(), by: 'first start with a chain' });
      this.#setMark('begin', begin);
      this.#setMark('head', head);
    });
  }

  #hasChain(): boolean {
    const { begin, head } = readMarks(this.#database);
    return begin !== undefined || head !== undefined || this.#statements.anyChained.get() !== undefined;
  }

  #coverFrom(start: ReturnType<typeof coverOfNothing>): ReturnType<typeof coverOfNothing> {
    let covered = start;
    for (;;) {
      const rows = this.#statements.after.all(covered.sequence, COVER_BATCH);
      const links = rows.map((row) => ({ sequence: numeric(row, 'sequence'), text: text(row, 'entry') }));
      covered = cover(this.#digest, covered, links);
      if (rows.length < COVER_BATCH) return covered;
    }
  }

  /** One read. Of several domains a page of each is found by the index, in its order, so that no search reads all of them. */
  #find(columns: string, { domains, ...filter }: AuditFilter, page: AuditPage): readonly Row[] {
    const isForwards = 'after' in page;
    const order = `ORDER BY sequence ${isForwards ? 'ASC' : 'DESC'} LIMIT ?`;
    const parts = inParts(domains).map((part) => {
      const { where, values } = conditionsOf(filter, part)
        .add('sequence < ?', isForwards ? undefined : page.before)
        .add('sequence > ?', isForwards ? page.after : undefined);
      return { sql: `SELECT * FROM (SELECT ${columns} FROM audit ${where} ${order})`, values: [...values, page.limit] };
    });
    return this.#database
      .prepareOnce(`${parts.map(({ sql }) => sql).join(' UNION ALL ')} ${order}`)
      .all(...parts.flatMap(({ values }) => values), page.limit);
  }

  #newest(): number {
    const row = this.#statements.newest.get();
    return (row && optional(row, 'sequence', numeric)) ?? 0;
  }

  #setMark(kind: MarkKind, { sequence, chain, entries, at, by, seal }: ChainMark): void {
    this.#statements.setMark.run(kind, sequence, chain, entries, at, by, seal);
  }
}

/** Most selects of one statement: SQLite takes 500. */
const MAX_PARTS = 100;

type AuditPage = Parameters<AuditStore['search']>[1];

/** Domain by domain; more of them than there can be parts are sorted by SQLite; `undefined`: of whichever domain. */
function inParts(domains: readonly string[] | undefined): readonly (readonly string[] | undefined)[] {
  if (domains === undefined || domains.length === 0 || domains.length > MAX_PARTS) return [domains];
  return domains.map((domain) => [domain]);
}

function conditionsOf(filter: Omit<AuditFilter, 'domains'>, domains: readonly string[] | undefined): SqlFilter {
  // Not found by the domain, which has more entries than any of these.
  const isFoundOtherwise = filter.mailbox ?? filter.decisionId ?? filter.remoteAddress;
  return new SqlFilter()
    .add('kind = ?', filter.kind)
    .add('event = ?', filter.event)
    .addOneOf('event', filter.events)
    .add('mailbox = ?', filter.mailbox)
    .addOneOf(isFoundOtherwise === undefined ? 'domain' : '+domain', domains)
    .add('decision_id = ?', filter.decisionId)
    .add('remote_address = ?', filter.remoteAddress)
    .add('door = ?', filter.door)
    .add('country = ?', filter.country)
    .add('reason = ?', filter.reason)
    .add('actor = ?', filter.actor)
    .add('at >= ?', filter.since)
    .add('at < ?', filter.until);
}

function parseEntry(row: Row): StoredAuditEntry {
  return { ...parseJson<AuditEntry>(row, 'entry'), sequence: numeric(row, 'sequence') };
}

function parseExported(row: Row): ExportedAuditEntry {
  const chain = optional(row, 'chain', text);
  const previous = optional(row, 'previous', text);
  return {
    ...parseEntry(row),
    ...(chain !== undefined && { chain, ...(previous !== undefined && { previous }) }),
  };
}
