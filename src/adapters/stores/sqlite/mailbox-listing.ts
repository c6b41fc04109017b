// Searches among very many mailboxes in SQLite, and the times of their last sign-ins. A page's addresses are found first,
// by an index in their order; what is shown of them is read for these only.

import { domainOf, type Page } from '../../../core/accounts/account-store.ts';
import type {
  CombinationScope,
  LayerCombination,
  ListedMailbox,
  ListingFilter,
  ListingPage,
  MailboxListing,
  SignInTime,
} from '../../../core/accounts/mailbox-listing.ts';
import type { FactorKind } from '../../../core/factors/factor.ts';
import type { ChallengeMode, GroupLayer, PlatformPolicy, PolicyLayer } from '../../../core/policy/policy.ts';
import { numeric, optional, parseJson, text } from '../../drivers/row.ts';
import type { Row, SqliteDatabase } from '../../drivers/sqlite.ts';
import { parseDomain, parseMailbox } from './account-store.ts';
import { DOMAINS_IN_MODE, LAYERS, mailboxFilter } from './mailbox-filter.ts';
import type { SqlFilter } from './sql-filter.ts';

const GROUPS_OF = `(
  SELECT json_group_array(json_object('name', name, 'policy', json(policy)) ORDER BY name)
  FROM group_members JOIN mailbox_groups ON name = group_name WHERE mailbox = %)`;

/** What is shown of the addresses in `page`. */
const SHOWN = `
  SELECT m.address, m.policy, m.disabled, m.created_at, d.name, d.backend, d.sign_in_source,
    d.policy AS domain_policy, d.created_at AS domain_created_at,
    (SELECT challenge FROM own_choices WHERE mailbox = m.address) AS own_choice,
    (SELECT at FROM sign_in_times WHERE mailbox = m.address) AS last_sign_in_at,
    (SELECT json_group_array(DISTINCT kind ORDER BY kind) FROM factors WHERE mailbox = m.address) AS factors,
    ${GROUPS_OF.replace('%', 'm.address')} AS groups
  FROM page CROSS JOIN mailboxes m ON m.address = page.address JOIN domains d ON d.name = m.domain`;

/** So many are found one by one faster than 100,000 mailboxes are gone through. */
const FEW = 5_000;

const RECORD = `
  INSERT INTO sign_in_times (mailbox, domain, at) SELECT ?1, name, ?3 FROM domains WHERE name = ?2
  ON CONFLICT (mailbox) DO UPDATE SET at = max(at, excluded.at)`;

export class SqliteMailboxListing implements MailboxListing {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  async list(filter: ListingFilter, page: ListingPage, platform: PlatformPolicy): Promise<Page<ListedMailbox>> {
    const conditions = this.#conditions(filter, platform);
    const rows = page.order === 'address' ? this.#byAddress(conditions, page) : this.#byLastSignIn(conditions, page);
    const items = rows.slice(0, page.limit).map(parseListed);
    const last = items.at(-1);
    if (rows.length <= page.limit || last === undefined) return { items };
    return { items, next: page.order === 'address' ? last.address : `${last.lastSignInAt} ${last.address}` };
  }

  async count(filter: ListingFilter, platform: PlatformPolicy, atMost: number): Promise<number> {
    const { where, values } = this.#conditions(filter, platform);
    // In the order in which all that is asked of a mailbox lies as well: else each question is a jump in the file.
    const sql = `WITH ${LAYERS} SELECT count(*) AS found FROM (SELECT 1 FROM mailboxes m ${where} ORDER BY m.address LIMIT ?)`;
    const row = this.#database.prepareOnce(sql).get(...values, atMost);
    return row === undefined ? 0 : numeric(row, 'found');
  }

  async combinations(
    scope: CombinationScope,
    page: { readonly limit: number; readonly after?: string },
  ): Promise<Page<LayerCombination>> {
    const { domain, group } = scope;
    const after = page.after ?? '';
    const narrow = domain === undefined ? '' : 'AND domain = ?2';
    const names =
      group === undefined
        ? `SELECT address, domain FROM mailboxes WHERE address > ?1 ${narrow}
           UNION SELECT mailbox, domain FROM group_members WHERE mailbox > ?1 ${narrow}
           UNION SELECT mailbox, domain FROM own_choices WHERE mailbox > ?1 ${narrow}
           UNION SELECT mailbox, domain FROM sign_in_times WHERE mailbox > ?1 ${narrow}`
        : `SELECT mailbox AS address, domain FROM group_members WHERE mailbox > ?1 AND group_name = ?2 ${narrow.replace('2', '4')}`;
    const sql = `
      WITH page AS MATERIALIZED (${names} ORDER BY 1 LIMIT ?3),
      described AS (
        SELECT page.address, page.domain, m.policy,
          (SELECT challenge FROM own_choices WHERE mailbox = page.address) AS own_choice,
          ${GROUPS_OF.replace('%', 'page.address')} AS groups
        FROM page LEFT JOIN mailboxes m ON m.address = page.address)
      SELECT domain, policy, own_choice, groups, count(*) AS mailboxes, min(address) AS first, max(address) AS last
      FROM described GROUP BY domain, policy, own_choice, groups`;
    const values = [
      after,
      group ?? domain ?? '',
      page.limit,
      ...(group !== undefined && domain !== undefined ? [domain] : []),
    ];
    const rows = this.#database.prepareOnce(sql).all(...values);
    const counted = rows.reduce((sum, row) => sum + numeric(row, 'mailboxes'), 0);
    const last = rows.map((row) => text(row, 'last')).reduce((one, other) => (one > other ? one : other), '');
    return { items: rows.map(parseCombination), ...(counted === page.limit && { next: last }) };
  }

  async recordSignIns(times: readonly SignInTime[]): Promise<void> {
    const record = this.#database.prepareOnce(RECORD);
    this.#database.write('relaxed', () => {
      for (const { mailbox, at } of times) record.run(mailbox, domainOf(mailbox), at);
    });
  }

  #conditions(filter: ListingFilter, platform: PlatformPolicy): SqlFilter {
    return mailboxFilter(filter, platform, {
      isDomainMode: (mode) => this.#database.prepareOnce(DOMAINS_IN_MODE).get(mode, platform.challenge) !== undefined,
      areFew: (condition, at) =>
        this.#database.prepareOnce(`SELECT 1 FROM sign_in_times WHERE ${condition} LIMIT 1 OFFSET ${FEW}`).get(at) ===
        undefined,
    });
  }

  #byAddress(conditions: SqlFilter, { limit, after }: ListingPage): readonly Row[] {
    conditions.add('m.address > ?', after);
    const sql = `
      WITH ${LAYERS}, page AS MATERIALIZED (
        SELECT m.address FROM mailboxes m ${conditions.where} ORDER BY m.address LIMIT ?)
      ${SHOWN} ORDER BY page.address`;
    return this.#database.prepareOnce(sql).all(...conditions.values, limit + 1);
  }

  #byLastSignIn(conditions: SqlFilter, { limit, after }: ListingPage): readonly Row[] {
    const [, at, address] = /^([0-9]{1,15}) (.+)$/.exec(after ?? '') ?? [];
    if (at !== undefined && address !== undefined)
      conditions.addAll('(s.at, s.mailbox) < (?, ?)', [Number(at), address]);
    const sql = `
      WITH ${LAYERS}, page AS MATERIALIZED (
        SELECT s.mailbox AS address, s.at FROM sign_in_times s CROSS JOIN mailboxes m ON m.address = s.mailbox
        ${conditions.where} ORDER BY s.at DESC, s.mailbox DESC LIMIT ?)
      ${SHOWN} ORDER BY page.at DESC, page.address DESC`;
    return this.#database.prepareOnce(sql).all(...conditions.values, limit + 1);
  }
}

function parseListed(row: Row): ListedMailbox {
  const ownChoice = optional(row, 'own_choice', text);
  const lastSignInAt = optional(row, 'last_sign_in_at', numeric);
  return {
    address: text(row, 'address'),
    domain: parseDomain({ ...row, policy: row['domain_policy'] ?? null, created_at: row['domain_created_at'] ?? null }),
    mailbox: parseMailbox(row),
    groups: parseJson<readonly GroupLayer[]>(row, 'groups'),
    ...(ownChoice !== undefined && { ownChoice: ownChoice as ChallengeMode }),
    factors: parseJson<readonly FactorKind[]>(row, 'factors'),
    ...(lastSignInAt !== undefined && { lastSignInAt }),
  };
}

function parseCombination(row: Row): LayerCombination {
  const ownChoice = optional(row, 'own_choice', text);
  return {
    domain: text(row, 'domain'),
    ...(row['policy'] !== null && { mailbox: parseJson<PolicyLayer>(row, 'policy') }),
    groups: parseJson<readonly GroupLayer[]>(row, 'groups'),
    ...(ownChoice !== undefined && { ownChoice: ownChoice as ChallengeMode }),
    mailboxes: numeric(row, 'mailboxes'),
    examples: [text(row, 'first'), text(row, 'last')],
  };
}
