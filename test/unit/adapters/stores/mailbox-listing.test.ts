// How SQLite finds mailboxes: by which index, so that 100,000 are no more to go through than ten.

import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openSqliteStores } from '../../../../src/adapters/stores/sqlite/stores.ts';
import type { ListingFilter, ListingOrder } from '../../../../src/core/accounts/mailbox-listing.ts';
import { domain } from '../../../support/records.ts';
import { temporaryFolder } from '../../../support/stores-under-test.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** The plan of the statement that finds a page's addresses, as far as it concerns mailboxes and their order. */
async function planOf(filter: ListingFilter, order: ListingOrder): Promise<string> {
  using folder = temporaryFolder();
  const file = join(folder.path, 'postern.db');
  await using stores = openSqliteStores(file);
  await stores.accounts.putDomain(domain('example.org'));
  const prepared = vi.spyOn(DatabaseSync.prototype, 'prepare');
  const after = order === 'address' ? 'm' : '1000 m';
  await stores.listing.list(filter, { order, limit: 100, after }, { challenge: 'new-ip' });
  const sql = prepared.mock.calls.map(([text]) => text).find((text) => text.includes('page AS MATERIALIZED'));
  const database = new DatabaseSync(file);
  const rows = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
  database.close();
  const all = rows.map((row) => String(row['detail'])).join('\n');
  return all.slice(all.indexOf('MATERIALIZE page'), all.indexOf('SCAN page'));
}

describe('a page of mailboxes', () => {
  const cases: readonly (readonly [filter: ListingFilter, order: ListingOrder])[] = [
    [{}, 'address'],
    [{ domain: 'example.org' }, 'address'],
    [{ domains: ['example.org'] }, 'address'],
    [{ challenge: 'never' }, 'address'],
    [{ disabled: true }, 'address'],
    [{ prefix: 'a' }, 'address'],
    [{ factor: 'none' }, 'address'],
    [{ factor: 'totp' }, 'address'],
    [{ factor: 'unverified' }, 'address'],
    [{ group: 'staff' }, 'address'],
    [{ effective: 'new-ip' }, 'address'],
    [{ effective: 'never' }, 'address'],
    [{ signedInSince: 5 }, 'address'],
    [{}, 'last-sign-in'],
    [{ domain: 'example.org', factor: 'none' }, 'last-sign-in'],
  ];

  it.each(cases)('is found by an index, already in its order: %j %s', async (filter, order) => {
    // Negative control: fails without the index mailboxes_by_domain, factors_by_kind or sign_in_times_by_time.
    const plan = await planOf(filter, order);
    expect(plan).toMatch(/^SEARCH|\n(?:SEARCH|SCAN) /);
    expect(plan).not.toMatch(/SCAN (?:m|mailboxes|factors|sign_in_times|group_members)\b(?! USING)/);
    expect(plan).not.toContain('TEMP B-TREE FOR ORDER BY');
  });
});
