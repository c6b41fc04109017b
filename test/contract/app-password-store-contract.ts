// What every AppPasswordStore does.

import { describe, expect, it } from 'vitest';
import { MAX_APP_PASSWORDS_PER_MAILBOX, type SealedBox } from '../../src/core/app-passwords/app-password-store.ts';
import type { DurableStores } from '../../src/core/stores.ts';
import { appPassword, domain, lookupKey, mailbox } from '../support/records.ts';
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
    const box = new Uint8Array([7, 8]);
    const seal = (id: string, sealedAt?: number) => ({
      id,
      sealedPassword: box,
      ...(sealedAt !== undefined && { sealedAt }),
    });

    it('is replaced, which ends its staleness, but for what is revoked, has no vault, or is of another mailbox', async () => {
      await using under = start();
      const { appPasswords } = under.one;
      await appPasswords.insert(appPassword('ap1', { vault: { ...sealed, staleSince: 1600 } }), lookupKey('1'));
      await appPasswords.insert(appPassword('ap2', { vault: sealed }), lookupKey('2'));
      await appPasswords.insert(appPassword('ap3'), lookupKey('3'));
      await appPasswords.insert(appPassword('ap4', { vault }), lookupKey('4'));
      await appPasswords.insert(appPassword('ap5', { vault: sealed, mailbox: 'ben@example.org' }), lookupKey('5'));
      await appPasswords.revoke('ap2', 2000);
      const boxes = [seal('ap1', 1500), seal('ap2', 1500), seal('ap3'), seal('ap4'), seal('ap5', 1500), seal('none')];
      expect(await appPasswords.replaceSealed('anna@example.org', { boxes, verifier: 'v' }, 3000)).toBe(2);
      const ids = ['ap1', 'ap2', 'ap3', 'ap4', 'ap5'];
      const vaults = await Promise.all(ids.map(async (id) => (await under.two.appPasswords.find(id))?.vault));
      const anew = { ...vault, sealedPassword: box, sealedAt: 3000 };
      expect(vaults).toEqual([anew, undefined, undefined, anew, sealed]);
    });

    it('is never replaced by what was sealed for an older one (A14)', async () => {
      // Negative control: fails when `replaceSealed` doesn't compare `sealedAt`.
      await using under = start();
      const { appPasswords } = under.one;
      await appPasswords.insert(appPassword('ap1', { vault: sealed }), lookupKey('1'));
      const older = { boxes: [{ ...seal('ap1', 1500), sealedPassword: new Uint8Array([9]) }], verifier: 'older' };
      const newer = { boxes: [seal('ap1', 1500)], verifier: 'newer' };
      expect(await under.two.appPasswords.replaceSealed('anna@example.org', newer, 1500)).toBe(1);
      expect(await appPasswords.replaceSealed('anna@example.org', older, 9000)).toBe(0);
      expect((await appPasswords.find('ap1'))?.vault?.sealedPassword).toEqual(box);
    });

    it('is known by a verifier only as long as every vault is known to hold it', async () => {
      // Negative control: fails at each `undefined` for a store that keeps the verifier whatever the vaults hold.
      await using under = start();
      const { appPasswords } = under.one;
      const known = () => under.two.appPasswords.findVerifier('anna@example.org');
      const replace = (boxes: readonly SealedBox[], verifier: string) =>
        appPasswords.replaceSealed('anna@example.org', { boxes, verifier }, 3000);
      expect(await known()).toBeUndefined();
      await replace([], 'of no app password');
      expect(await known()).toBe('of no app password');
      await appPasswords.insert(appPassword('ap1', { vault: sealed }), lookupKey('1'));
      await appPasswords.insert(appPassword('ap2', { vault }), lookupKey('2'));
      await replace([seal('ap1', 1500)], 'of one of two');
      expect(await known()).toBeUndefined();
      const sealedAt = (await appPasswords.find('ap1'))?.vault?.sealedAt ?? 0;
      await replace([{ id: 'ap1', sealedAt }, seal('ap2')], 'of both');
      expect(await known()).toBe('of both');
      await replace([{ id: 'ap1', sealedAt: 1 }, seal('ap2', 3000)], 'too late');
      expect(await known()).toBeUndefined();
      expect(await under.two.appPasswords.findVerifier('ben@example.org')).toBeUndefined();
    });

    it('is forgotten with its verifier when the mailbox or its domain is removed', async () => {
      await using under = start();
      const { accounts, appPasswords } = under.one;
      await accounts.putDomain(domain('example.org'));
      for (const address of ['anna@example.org', 'ben@example.org']) {
        await appPasswords.replaceSealed(address, { boxes: [], verifier: 'v' }, 3000);
      }
      await accounts.addMailbox(mailbox('anna@example.org'));
      await accounts.removeMailbox('anna@example.org', 4000);
      expect(await appPasswords.findVerifier('anna@example.org')).toBeUndefined();
      expect(await appPasswords.findVerifier('ben@example.org')).toBe('v');
      await accounts.removeDomain('example.org', 5000);
      expect(await appPasswords.findVerifier('ben@example.org')).toBeUndefined();
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
      await appPasswords.replaceSealed('anna@example.org', { boxes: [seal('ap1', 1500)], verifier: 'v' }, 1500);
      await appPasswords.markStale('ap1', 1500, 2200);
      expect(await staleSince()).toBeUndefined();
    });

    it('loses its staleness when the backend took it after all, and keeps what was sealed anew meanwhile (A14)', async () => {
      // Negative control: fails when the mark is cleared by sealing the box that was read once more.
      await using under = start();
      const { appPasswords } = under.one;
      await appPasswords.insert(appPassword('ap1', { vault: { ...sealed, staleSince: 1600 } }), lookupKey('1'));
      await appPasswords.clearStale('ap1', 1400);
      expect((await under.two.appPasswords.find('ap1'))?.vault).toEqual({ ...sealed, staleSince: 1600 });
      await appPasswords.clearStale('ap1', 1500);
      expect((await under.two.appPasswords.find('ap1'))?.vault).toStrictEqual(sealed);
      await appPasswords.replaceSealed('anna@example.org', { boxes: [seal('ap1', 1500)], verifier: 'v' }, 3000);
      await under.two.appPasswords.clearStale('ap1', 1500);
      expect((await appPasswords.find('ap1'))?.vault).toEqual({ ...vault, sealedPassword: box, sealedAt: 3000 });
      await appPasswords.clearStale('nothing', 1500);
    });
  });
}
