// What every LocalPasswordStore, RevocationLog and AuditStore does, and what all durable stores do when they can't write.

import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../src/core/audit/audit-store.ts';
import { isUnavailable } from '../../src/core/errors.ts';
import type { DurableStores } from '../../src/core/stores.ts';
import {
  appPassword,
  auditEntry,
  domain,
  lookupKey,
  mailbox,
  PLACE_BOUNDS,
  placeUse,
  trustedBrowser,
} from '../support/records.ts';
import type { Start } from '../support/stores-under-test.ts';

const PURGED = { at: 5000, by: 'retention' };

export function localPasswordStoreContract(name: string, start: Start<DurableStores>): void {
  describe(`a local password in ${name}`, () => {
    it('is set, replaced and removed', async () => {
      await using under = start();
      const { localPasswords } = under.one;
      expect(await localPasswords.find('anna@example.org')).toBeUndefined();
      await localPasswords.set('anna@example.org', '$argon2id$1', 1000);
      await localPasswords.set('anna@example.org', '$argon2id$2', 2000);
      expect(await under.two.localPasswords.find('anna@example.org')).toBe('$argon2id$2');
      expect(await localPasswords.remove('anna@example.org')).toBe(true);
      expect(await localPasswords.remove('anna@example.org')).toBe(false);
      expect(await under.two.localPasswords.find('anna@example.org')).toBeUndefined();
    });
  });
}

export function revocationLogContract(name: string, start: Start<DurableStores>): void {
  const target = { kind: 'connection', id: 'c1' } as const;
  const entry = (at: number) => ({ at, target, reason: 'ended-by-administrator' }) as const;

  describe(`the revocation log in ${name}`, () => {
    it('rises by one with each entry and gives what came after a sequence, in order', async () => {
      await using under = start();
      expect(await under.one.revocations.current()).toBe(0);
      expect(await under.one.revocations.append(entry(1000))).toBe(1);
      expect(await under.two.revocations.append(entry(2000))).toBe(2);
      expect(await under.one.revocations.current()).toBe(2);
      expect(await under.one.revocations.since(1)).toEqual([{ ...entry(2000), sequence: 2 }]);
      expect(await under.one.revocations.since(2)).toEqual([]);
    });

    it('gives many concurrent callers different sequences without a gap', async () => {
      await using under = start();
      const tries = Array.from({ length: 50 }, (_, index) =>
        (index % 2 === 0 ? under.one : under.two).revocations.append(entry(1000)),
      );
      const sequences = (await Promise.all(tries)).toSorted((a, b) => a - b);
      expect(sequences).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
    });

    it('forgets what is old, but never its newest entry, so that no sequence comes again', async () => {
      // Negative control: fails at the last line when the newest entry is purged too.
      await using under = start();
      for (const at of [1000, 2000, 3000]) await under.one.revocations.append(entry(at));
      await under.one.revocations.purge(2000);
      expect((await under.two.revocations.since(0)).map(({ sequence }) => sequence)).toEqual([2, 3]);
      await under.one.revocations.purge(9000);
      expect((await under.two.revocations.since(0)).map(({ sequence }) => sequence)).toEqual([3]);
      expect(await under.two.revocations.append(entry(9000))).toBe(4);
    });
  });
}

export function auditStoreContract(name: string, start: Start<DurableStores>): void {
  const full: AuditEntry = {
    at: 1000,
    kind: 'sign-in',
    event: 'sign-in.refused',
    decisionId: 'd1',
    mailbox: 'anna@example.org',
    loginName: 'Anna',
    door: 'imap',
    remoteAddress: '192.0.2.1',
    reason: 'wrong-secret',
    appPassword: 'ap1',
    actor: 'cli',
    trace: [{ check: 'network', result: 'permitted', layer: 'platform' }],
    details: { tries: 3, first: true, name: 'x', country: 'NZ' },
  };

  describe(`the audit log in ${name}`, () => {
    it('gives back entries whole, newest first', async () => {
      await using under = start();
      await under.one.audit.append([full, auditEntry(2000)]);
      expect(await under.two.audit.search({}, { limit: 10 })).toStrictEqual([
        { ...auditEntry(2000), sequence: 2 },
        { ...full, sequence: 1 },
      ]);
    });

    it('is read backwards in pages and followed forwards', async () => {
      await using under = start();
      await under.one.audit.append([1000, 2000, 3000, 4000].map((at) => auditEntry(at)));
      const sequences = async (page: Parameters<DurableStores['audit']['search']>[1]) =>
        (await under.two.audit.search({}, page)).map(({ sequence }) => sequence);
      expect(await sequences({ limit: 2 })).toEqual([4, 3]);
      expect(await sequences({ limit: 2, before: 3 })).toEqual([2, 1]);
      expect(await sequences({ limit: 2, after: 1 })).toEqual([2, 3]);
      expect(await sequences({ limit: 2, after: 4 })).toEqual([]);
    });

    it.each([
      ['kind', { kind: 'change' }, [2]],
      ['event', { event: 'sign-in.refused' }, [1]],
      ['mailbox', { mailbox: 'anna@example.org' }, [2, 1]],
      ['domains', { domains: ['elsewhere.example', 'example.org'] }, [2, 1]],
      ['other domains', { domains: ['ample.org', 'example'] }, []],
      ['no domain', { domains: [] }, []],
      ['decision', { decisionId: 'd1' }, [1]],
      ['remote address', { remoteAddress: '192.0.2.1' }, [1]],
      ['door', { door: 'imap' }, [1]],
      ['reason', { reason: 'wrong-secret' }, [1]],
      ['actor', { actor: 'cli' }, [1]],
      ['country', { country: 'NZ' }, [1]],
      ['a time that begins with its first and ends before its last', { since: 2000, until: 3000 }, [2]],
      ['several events', { events: ['sign-in.refused', 'mailbox.changed'] }, [2, 1]],
      ['no event', { events: [] }, []],
      ['all at once', { kind: 'sign-in', mailbox: 'anna@example.org', since: 1000 }, [1]],
    ] as const)('is filtered by %s', async (_what, filter, expected) => {
      await using under = start();
      const change = auditEntry(2000, { kind: 'change', event: 'mailbox.changed', mailbox: 'anna@example.org' });
      await under.one.audit.append([full, change, auditEntry(3000)]);
      const found = await under.two.audit.search(filter, { limit: 10 });
      expect(found.map(({ sequence }) => sequence)).toEqual(expected);
    });

    it('forgets what is old and gives no sequence twice', async () => {
      await using under = start();
      await under.one.audit.append(Array.from({ length: 1200 }, () => auditEntry(1000)));
      expect(await under.one.audit.purge(1000, PURGED)).toBe(0);
      expect(await under.one.audit.purge(1001, PURGED)).toBe(1200);
      await under.two.audit.append([auditEntry(2000)]);
      expect((await under.one.audit.search({}, { limit: 10 })).map(({ sequence }) => sequence)).toEqual([1201]);
    });
  });
}

/** For stores that something outside can fail; a memory store lacks `block`, as nothing can. */
export function unavailableStoresContract(name: string, start: Start<DurableStores>): void {
  const calls: readonly (readonly [string, (stores: DurableStores) => Promise<unknown>])[] = [
    ['putDomain', ({ accounts }) => accounts.putDomain(domain('b.example'))],
    ['removeDomain', ({ accounts }) => accounts.removeDomain('example.org', 1)],
    ['addMailbox', ({ accounts }) => accounts.addMailbox(mailbox('anna@example.org'))],
    ['updateMailbox', ({ accounts }) => accounts.updateMailbox('anna@example.org', { disabled: true }, 1)],
    ['removeMailbox', ({ accounts }) => accounts.removeMailbox('anna@example.org', 1)],
    ['addAlias', ({ accounts }) => accounts.addAlias({ alias: '@b.example', target: 'example.org' })],
    ['setOwnChoice', ({ accounts }) => accounts.setOwnChoice('anna@example.org', 'always', 1)],
    ['add a group', ({ groups }) => groups.add({ name: 'staff', policy: {}, createdAt: 1 })],
    ['update a group', ({ groups }) => groups.update('staff', {})],
    ['remove a group', ({ groups }) => groups.remove('staff')],
    ['addMember', ({ groups }) => groups.addMember('staff', 'anna@example.org')],
    ['removeMember', ({ groups }) => groups.removeMember('staff', 'anna@example.org')],
    ['removeAlias', ({ accounts }) => accounts.removeAlias('@b.example')],
    ['insert', ({ appPasswords }) => appPasswords.insert(appPassword('ap1'), lookupKey('1'))],
    ['revoke', ({ appPasswords }) => appPasswords.revoke('ap1', 1)],
    ['recordUses', ({ appPasswords }) => appPasswords.recordUses([])],
    ['markStale', ({ appPasswords }) => appPasswords.markStale('ap1', 1, 1)],
    ['clearStale', ({ appPasswords }) => appPasswords.clearStale('ap1', 1)],
    [
      'replaceSealed',
      ({ appPasswords }) => appPasswords.replaceSealed('anna@example.org', { boxes: [], verifier: 'v' }, 1),
    ],
    ['purgeRevoked', ({ appPasswords }) => appPasswords.purgeRevoked(1)],
    ['set', ({ localPasswords }) => localPasswords.set('anna@example.org', '$', 1)],
    ['remove', ({ localPasswords }) => localPasswords.remove('anna@example.org')],
    [
      'append to the revocation log',
      ({ revocations }) =>
        revocations.append({ at: 1, target: { kind: 'connection', id: 'c' }, reason: 'ended-by-administrator' }),
    ],
    ['append to the audit log', ({ audit }) => audit.append([auditEntry(1)])],
    ['purge the audit log', ({ audit }) => audit.purge(1, PURGED)],
    [
      'read on for notices',
      ({ notices }) =>
        notices.advance(undefined, { to: 1, forgotten: [], noticed: [], mailboxes: [], destinations: [] }),
    ],
    [
      'compose a notice',
      ({ notices }) => notices.compose({ mailbox: 'anna@example.org', noticed: [], replaced: [], letters: [] }),
    ],
    ['take a letter', ({ notices }) => notices.take('nt-1', 1)],
    ['settle a letter', ({ notices }) => notices.settle('nt-1', undefined)],
    ['postpone a letter', ({ notices }) => notices.postpone('nt-1', 1)],
    ['purge notices', ({ notices }) => notices.purge({ sent: 1, gone: 1 })],
    ['remember a place', ({ places }) => places.remember('anna@example.org', placeUse('192.0.2.1', 1), PLACE_BOUNDS)],
    ['renew a place', ({ places }) => places.renew('anna@example.org', placeUse('192.0.2.1', 1), PLACE_BOUNDS)],
    ['forget places', ({ places }) => places.forget('anna@example.org')],
    ['purge places', ({ places }) => places.purge(1)],
    ['record the use of a browser', ({ trustedBrowsers }) => trustedBrowsers.recordUse('tb-1', 1)],
    ['revoke a browser', ({ trustedBrowsers }) => trustedBrowsers.revoke('anna@example.org', 'tb-1')],
    ['revoke all browsers', ({ trustedBrowsers }) => trustedBrowsers.revokeAll('anna@example.org')],
    ['purge browsers', ({ trustedBrowsers }) => trustedBrowsers.purge(1)],
    ['trust a browser', ({ trustedBrowsers }) => trustedBrowsers.insert(trustedBrowser('tb-1'))],
  ];

  describe(`when ${name} can't be written`, () => {
    it.each(calls)('%s says so as a temporary failure, and works again afterwards (R9.3)', async (_name, call) => {
      await using under = start();
      if (under.block === undefined) throw new Error('this suite is for stores that can fail');
      {
        using _blocked = under.block();
        const failure = await call(under.one).catch((error: unknown) => error);
        expect(isUnavailable(failure)).toBe(true);
        expect(failure).toHaveProperty('cause');
        expect(await under.one.accounts.resolve('anna@example.org')).toBeUndefined();
      }
      await expect(call(under.one)).resolves.not.toThrow();
    });
  });
}
