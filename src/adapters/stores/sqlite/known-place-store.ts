// Known places in SQLite. Nobody is told that a place is kept, and one that a power cut took is asked about once more:
// only forgetting is synced.

import { domainOf } from '../../../core/accounts/account-store.ts';
import type { MailboxAddress } from '../../../core/decision.ts';
import type {
  KnownPlaceName,
  KnownPlaceStore,
  KnownPlaces,
  Place,
  PlaceBounds,
  PlaceLookup,
  PlaceUse,
} from '../../../core/places/known-place-store.ts';
import type { Millis } from '../../../core/units.ts';
import { numeric, optional, text } from '../../drivers/row.ts';
import type { Row, SqliteDatabase, Statement } from '../../drivers/sqlite.ts';

const SQL = {
  remember: `INSERT INTO known_places (mailbox, domain, kind, value, country, known_since, last_used_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)
    ON CONFLICT (mailbox, kind, value) DO UPDATE
    SET country = excluded.country, last_used_at = max(last_used_at, excluded.last_used_at)`,
  renew: `UPDATE known_places SET country = ?4, last_used_at = max(last_used_at, ?5)
    WHERE mailbox = ?1 AND kind = ?2 AND value = ?3 AND last_used_at >= ?6`,
  dropOld: 'DELETE FROM known_places WHERE mailbox = ? AND last_used_at < ?',
  // The one that was just added stays, be the clock behind.
  dropBeyond: `DELETE FROM known_places WHERE mailbox = ?1 AND kind = ?2 AND value IN (
    SELECT value FROM known_places WHERE mailbox = ?1 AND kind = ?2
    ORDER BY value = ?3 DESC, last_used_at DESC, value LIMIT -1 OFFSET ?4)`,
  setLast: `INSERT INTO last_places (mailbox, domain, network, country, at) VALUES (?1, ?2, ?3, ?4, ?5)
    ON CONFLICT (mailbox) DO UPDATE SET network = excluded.network, country = excluded.country, at = excluded.at`,
  moveLast: 'UPDATE last_places SET network = ?2, country = ?3, at = ?4 WHERE mailbox = ?1',
  // ?1 mailbox, ?2 network, ?3 country or NULL, ?4 the oldest use that counts.
  lookup: `
    WITH known AS (SELECT kind, value FROM known_places WHERE mailbox = ?1 AND last_used_at >= ?4)
    SELECT
      EXISTS (SELECT 1 FROM known WHERE kind = 'network' AND value = ?2) AS network_known,
      EXISTS (SELECT 1 FROM known WHERE kind = 'country' AND value = ?3) AS country_known,
      last.at, last.network, last.country
    FROM (SELECT 1) LEFT JOIN last_places AS last ON last.mailbox = ?1 AND last.at >= ?4`,
  list: `SELECT kind, value, country, known_since, last_used_at FROM known_places
    WHERE mailbox = ? AND last_used_at >= ? ORDER BY last_used_at DESC, value`,
  forget: 'DELETE FROM known_places WHERE mailbox = ?',
  forgetLast: 'DELETE FROM last_places WHERE mailbox = ?',
  forgetOne: 'DELETE FROM known_places WHERE mailbox = ? AND kind = ? AND value = ?',
  forgetLastNetwork: 'UPDATE last_places SET network = NULL WHERE mailbox = ? AND network = ?',
  forgetLastCountry: 'UPDATE last_places SET country = NULL WHERE mailbox = ? AND country = ?',
  purge: 'DELETE FROM known_places WHERE last_used_at < ?',
  purgeLast: 'DELETE FROM last_places WHERE at < ?',
} as const;

export class SqliteKnownPlaceStore implements KnownPlaceStore {
  readonly #database: SqliteDatabase;
  readonly #sql: Readonly<Record<keyof typeof SQL, Statement>>;

  constructor(database: SqliteDatabase) {
    this.#database = database;
    this.#sql = database.prepareAll(SQL);
  }

  async remember(mailbox: MailboxAddress, { place, at }: PlaceUse, bounds: PlaceBounds): Promise<void> {
    const { network, country = null } = place;
    const domain = domainOf(mailbox);
    this.#database.write('relaxed', () => {
      const { remember, dropOld, dropBeyond, setLast } = this.#sql;
      dropOld.run(mailbox, at - bounds.keptFor);
      remember.run(mailbox, domain, 'network', network, country, at);
      dropBeyond.run(mailbox, 'network', network, bounds.entries);
      if (country !== null) {
        remember.run(mailbox, domain, 'country', country, null, at);
        dropBeyond.run(mailbox, 'country', country, bounds.entries);
      }
      setLast.run(mailbox, domain, network, country, at);
    });
  }

  async renew(mailbox: MailboxAddress, { place, at }: PlaceUse, { keptFor }: PlaceBounds): Promise<void> {
    const { network, country = null } = place;
    this.#database.write('relaxed', () => {
      const { renew, moveLast } = this.#sql;
      const isNetworkKnown = renew.run(mailbox, 'network', network, country, at, at - keptFor) > 0;
      const isCountryKnown = renew.run(mailbox, 'country', country, null, at, at - keptFor) > 0;
      moveLast.run(mailbox, isNetworkKnown ? network : null, isCountryKnown ? country : null, at);
    });
  }

  async lookup(mailbox: MailboxAddress, place: Place, usedSince: Millis): Promise<PlaceLookup> {
    const row = this.#sql.lookup.get(mailbox, place.network, place.country ?? null, usedSince) ?? {};
    const hasLast = row['at'] !== null;
    return {
      networkKnown: numeric(row, 'network_known') !== 0,
      countryKnown: numeric(row, 'country_known') !== 0,
      ...(hasLast && { last: parseLast(row) }),
    };
  }

  async list(mailbox: MailboxAddress, usedSince: Millis): Promise<KnownPlaces> {
    const rows = this.#sql.list.all(mailbox, usedSince);
    const ofKind = (kind: string): readonly Row[] => rows.filter((row) => row['kind'] === kind);
    return {
      networks: ofKind('network').map((row) => {
        const country = optional(row, 'country', text);
        return { network: text(row, 'value'), ...(country !== undefined && { country }), ...timesOf(row) };
      }),
      countries: ofKind('country').map((row) => ({ country: text(row, 'value'), ...timesOf(row) })),
    };
  }

  async forget(mailbox: MailboxAddress, which?: KnownPlaceName): Promise<number> {
    const { forget, forgetLast, forgetOne, forgetLastNetwork, forgetLastCountry } = this.#sql;
    return this.#database.write('synced', () => {
      if (which === undefined) {
        forgetLast.run(mailbox);
        return forget.run(mailbox);
      }
      if ('network' in which) {
        forgetLastNetwork.run(mailbox, which.network);
        return forgetOne.run(mailbox, 'network', which.network);
      }
      forgetLastCountry.run(mailbox, which.country);
      return forgetOne.run(mailbox, 'country', which.country);
    });
  }

  async purge(usedBefore: Millis): Promise<number> {
    return this.#database.write('relaxed', () => {
      this.#sql.purgeLast.run(usedBefore);
      return this.#sql.purge.run(usedBefore);
    });
  }
}

function timesOf(row: Row): { readonly knownSince: Millis; readonly lastUsedAt: Millis } {
  return { knownSince: numeric(row, 'known_since'), lastUsedAt: numeric(row, 'last_used_at') };
}

function parseLast(row: Row): Partial<Place> {
  const network = optional(row, 'network', text);
  const country = optional(row, 'country', text);
  return { ...(network !== undefined && { network }), ...(country !== undefined && { country }) };
}
