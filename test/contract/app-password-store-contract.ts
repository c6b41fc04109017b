// What every AppPasswordStore does.

import { describe, expect, it } from 'vitest';
import { MAX_APP_PASSWORDS_PER_MAILBOX } from '../../src/core/app-passwords/app-password-store.ts';
import type { DurableStores } from '../../src/core/stores.ts';
import { appPassword, lookupKey } from '../support/records.ts';
import type { Start } from '../support/stores-under-test.ts';

const vault = { publicKey: new Uint8Array([1, 2]), wrappedPrivateKey: new Uint8Array([3, 4]) };
const sealed = { ...vault, sealedPassword: new Uint8Array([5, 6]), sealedAt: 1500 };

export function appPasswordStoreContract(name: string, start: Start<DurableStores>): void {
  describe(`an app password in ${name}`, () => {
    it('is found by its lookup key and by its id, whole', async () => {
      await using under = start();
      const record = appPassword('ap1', {
        readOnly: true,
        expiresAt: 9000,
        networks: ['192.0.2.0/24'],
        lastUse: { at: 1200, door: 'imap', remoteAddress: '192.0.2.1', country: 'NL', clientName: 'Mail' },
        vault: { ...sealed, staleSince: 1600 },
      });
      expect(await under.one.appPasswords.insert(record, lookupKey('1'))).toBe('inserted');
      expect(await under.two.appPasswords.findByLookupKey(lookupKey('1'))).toEqual(record);
      expect(await under.two.appPasswords.find('ap1')).toEqual(record);
      expect(await under.two.appPasswords.findByLookupKey(lookupKey('2'))).toBeUndefined();
    });

    it('has no field that it was made without', async () => {
      await using under = start();
      await under.one.appPasswords.insert(appPassword('ap1', { vault }), lookupKey('1'));
      expect(await under.one.appPasswords.find('ap1')).toStrictEqual(appPassword('ap1', { vault }));
    });

    it('is never stored over another with its id or its lookup key', async () => {
      await using under = start();
      const { appPasswords } = under.one;
      await appPasswords.insert(appPassword('ap1'), lookupKey('1'));
      const broken = { code: 'ERR_STORE_BROKEN' };
      await expect(appPasswords.insert(appPassword('ap2'), lookupKey('1'))).rejects.toMatchObject(broken);
      await expect(appPasswords.insert(appPassword('ap1'), lookupKey('2'))).rejects.toMatchObject(broken);
      expect(await appPasswords.list('anna@example.org', { includeRevoked: true })).toHaveLength(1);
    });

    it('is listed with the others of its mailbox, oldest first', async () => {
      await using under = start();
      const { appPasswords } = under.one;
      await appPasswords.insert(appPassword('ap3', { createdAt: 3000 }), lookupKey('3'));
      await appPasswords.insert(appPassword('ap1', { createdAt: 1000 }), lookupKey('1'));
      await appPasswords.insert(appPassword('ap2', { createdAt: 2000 }), lookupKey('2'));
      await appPasswords.insert(appPassword('ap4', { mailbox: 'ben@example.org' }), lookupKey('4'));
      await appPasswords.revoke('ap2', 4000);
      const ids = async (includeRevoked: boolean): Promise<readonly string[]> =>
        (await under.two.appPasswords.list('anna@example.org', { includeRevoked })).map(({ id }) => id);
      expect(await ids(false)).toEqual(['ap1', 'ap3']);
      expect(await ids(true)).toEqual(['ap1', 'ap2', 'ap3']);
    });
  });

  describe(`the limit of app passwords in ${name}`, () => {
    it('lets exactly so many of many callers through, and again one after a revocation (R3.3)', async () => {
      // Negative control: fails for a store that awaits between counting and inserting.
      await using under = start();
      const tries = Array.from({ length: MAX_APP_PASSWORDS_PER_MAILBOX + 20 }, (_, index) =>
        (index % 2 === 0 ? under.one : under.two).appPasswords.insert(appPassword(`ap${index}`), lookupKey(`${index}`)),
      );
      const said = await Promise.all(tries);
      expect(said.filter((answer) => answer === 'inserted')).toHaveLength(MAX_APP_PASSWORDS_PER_MAILBOX);
      const others = appPassword('other', { mailbox: 'ben@example.org' });
      expect(await under.one.appPasswords.insert(others, lookupKey('other'))).toBe('inserted');
      await under.one.appPasswords.revoke('ap0', 5000);
      expect(await under.two.appPasswords.insert(appPassword('new'), lookupKey('new'))).toBe('inserted');
      expect(await under.two.appPasswords.insert(appPassword('over'), lookupKey('over'))).toBe('too-many');
    });
  });

  describe(`revoking an app password in ${name}`, () => {
    it('destroys the vault, keeps the record and logs the revocation (R3.6, I15)', async () => {
      // Negative control: fails without the columns of the vault in the revoking statement.
      await using under = start();
      await under.one.appPasswords.insert(appPassword('ap1', { vault: sealed }), lookupKey('1'));
      expect(await under.one.appPasswords.revoke('ap1', 5000)).toBe(true);
      const revoked = appPassword('ap1', { revokedAt: 5000 });
      expect(await under.two.appPasswords.findByLookupKey(lookupKey('1'))).toStrictEqual(revoked);
      expect(await under.two.revocations.since(0)).toEqual([
        { sequence: 1, at: 5000, target: { kind: 'app-password', id: 'ap1' }, reason: 'revoked' },
      ]);
    });

    it('is heard by one of many callers, and of one that is not there by none', async () => {
      await using under = start();
      await under.one.appPasswords.insert(appPassword('ap1'), lookupKey('1'));
      const tries = Array.from({ length: 50 }, (_, index) =>
        (index % 2 === 0 ? under.one : under.two).appPasswords.revoke('ap1', 5000 + index),
      );
      expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1);
      expect(await under.one.appPasswords.revoke('nothing', 5000)).toBe(false);
      expect(await under.one.revocations.current()).toBe(1);
    });

    it('is forgotten in time, and with it the lookup key', async () => {
      await using under = start();
      const { appPasswords } = under.one;
      for (const id of ['ap1', 'ap2', 'ap3']) await appPasswords.insert(appPassword(id), lookupKey(id));
      await appPasswords.revoke('ap1', 5000);
      await appPasswords.revoke('ap2', 6000);
      expect(await appPasswords.purgeRevoked(6000)).toBe(1);
      expect(await appPasswords.findByLookupKey(lookupKey('ap1'))).toBeUndefined();
      expect(await appPasswords.find('ap2')).toBeDefined();
      expect(await appPasswords.insert(appPassword('ap1'), lookupKey('ap1'))).toBe('inserted');
    });
  });

  describe(`the use of an app password in ${name}`, () => {
    it('is kept when it is the newest, whatever the order of arrival', async () => {
      await using under = start();
      await under.one.appPasswords.insert(appPassword('ap1'), lookupKey('1'));
      const use = (at: number) => ({ at, door: 'imap', remoteAddress: '192.0.2.1' }) as const;
      await under.one.appPasswords.recordUses([
        { id: 'ap1', use: use(3000) },
        { id: 'ap1', use: use(2000) },
        { id: 'unknown', use: use(3000) },
      ]);
      await under.two.appPasswords.recordUses([{ id: 'ap1', use: use(2500) }]);
      expect((await under.two.appPasswords.find('ap1'))?.lastUse).toEqual(use(3000));
    });
  });

  describe(`what is sealed in ${name}`, () => {
    it('is replaced, which ends its staleness, but for what is revoked or has no vault', async () => {
      await using under = start();
      const { appPasswords } = under.one;
      await appPasswords.insert(appPassword('ap1', { vault: { ...sealed, staleSince: 1600 } }), lookupKey('1'));
      await appPasswords.insert(appPassword('ap2', { vault: sealed }), lookupKey('2'));
      await appPasswords.insert(appPassword('ap3'), lookupKey('3'));
      await appPasswords.revoke('ap2', 2000);
      const box = new Uint8Array([7, 8]);
      const boxes = ['ap1', 'ap2', 'ap3', 'unknown'].map((id) => ({ id, sealedPassword: box }));
      await appPasswords.replaceSealed(boxes, 3000);
      const vaults = await Promise.all(['ap1', 'ap2', 'ap3'].map(async (id) => (await appPasswords.find(id))?.vault));
      expect(vaults).toEqual([{ ...vault, sealedPassword: box, sealedAt: 3000 }, undefined, undefined]);
    });

    it('is marked stale once, and not when it was sealed anew meanwhile, be it in the same millisecond (A14)', async () => {
      // Negative control: fails at the last line when `replaceSealed` stores the time as given.
      await using under = start();
      const { appPasswords } = under.one;
      const staleSince = async () => (await under.two.appPasswords.find('ap1'))?.vault?.staleSince;
      await appPasswords.insert(appPassword('ap1', { vault: sealed }), lookupKey('1'));
      await appPasswords.markStale('ap1', 1400, 2000);
      expect(await staleSince()).toBeUndefined();
      await appPasswords.markStale('ap1', 1500, 2000);
      await appPasswords.markStale('ap1', 1500, 2100);
      expect(await staleSince()).toBe(2000);
      await appPasswords.replaceSealed([{ id: 'ap1', sealedPassword: new Uint8Array([7]) }], 1500);
      await appPasswords.markStale('ap1', 1500, 2200);
      expect(await staleSince()).toBeUndefined();
    });
  });
}
