// What the sessions file gives away, and what its loss costs.

import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSessionCrypto } from '../../../../src/adapters/crypto/session-crypto.ts';
import { openSqliteWebSessionStore } from '../../../../src/adapters/ephemeral/sqlite/web-session-store.ts';
import { openSession } from '../../../support/records.ts';
import { temporaryFolder } from '../../../support/stores-under-test.ts';

const crypto = createSessionCrypto(new Uint8Array(32).fill(7));
const vault = Buffer.from('roundcube_sessid=secret');

describe('the sessions file', () => {
  it('holds neither cookies nor what the gate keeps, and is for its owner only', async () => {
    // Negative control: fails when the vault is kept as it is, or the cookie instead of its lookup key.
    using folder = temporaryFolder();
    const path = join(folder.path, 'sessions.db');
    const { cookie, lookupKey } = crypto.createCookie();
    {
      await using store = openSqliteWebSessionStore(path);
      const sealedVault = crypto.seal(cookie, 'ws-1', vault);
      await store.insert({ session: openSession('ws-1'), lookupKey, sealedVault });
    }
    const octets = readFileSync(path);
    expect(octets.includes('anna@example.org')).toBe(true);
    for (const secret of [cookie, Buffer.from(cookie, 'base64url'), 'roundcube_sessid', 'secret']) {
      expect(octets.includes(secret)).toBe(false);
    }
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['deleted', () => undefined],
    ['replaced by something else', (path: string) => writeFileSync(path, 'Dear diary, '.repeat(1000))],
  ])('that was %s is made anew: everybody signs in again, in every worker', async (_what, spoil) => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'sessions.db');
    await using one = openSqliteWebSessionStore(path);
    await using two = openSqliteWebSessionStore(path);
    const { lookupKey } = crypto.createCookie();
    const next = { session: openSession('ws-1'), lookupKey, sealedVault: new Uint8Array([1]) };
    await one.insert(next);
    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
    spoil(path);
    expect(await one.findByLookupKey(lookupKey)).toBeUndefined();
    await two.insert(next);
    expect(await one.find('ws-1')).toBeDefined();
  });
});
