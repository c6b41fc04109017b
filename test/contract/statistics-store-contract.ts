// What every StatisticsStore does.

import { describe, expect, it } from 'vitest';
import type { Bucket, Counts } from '../../src/core/statistics/counts.ts';
import type { OwnPasswordUse, StatisticsStep } from '../../src/core/statistics/statistics-store.ts';
import type { DurableStores } from '../../src/core/stores.ts';
import { domain, mailbox } from '../support/records.ts';
import type { Start } from '../support/stores-under-test.ts';

const ANNA = 'anna@example.org';
const BEN = 'ben@example.org';
const CLEO = 'cleo@example.net';

const HOUR = 3_600_000;

function bucket(at: number, counts: Counts, fields: Partial<Bucket> = {}): Bucket {
  return { span: 'hour', at, domain: '', counts, ...fields };
}

function use(owner: string, at: number, fields: Partial<OwnPasswordUse> = {}): OwnPasswordUse {
  return { mailbox: owner, at, door: 'imap', ...fields };
}

function step(to: number, fields: Partial<StatisticsStep> = {}): StatisticsStep {
  return { to, forgotten: [], buckets: [], uses: [], ...fields };
}

const EVERYTHING = { domains: 'all', since: 0 } as const;

export function statisticsStoreContract(name: string, start: Start<DurableStores>): void {
  describe(`statistics in ${name}`, () => {
    it('are counted on from where they were, by one of many', async () => {
      await using under = start();
      const { one, two } = under;
      expect(await one.statistics.cursor()).toBeUndefined();
      const counted = step(7, { buckets: [bucket(0, { 'door imap allowed': 1 })] });
      const tries = Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? one : two).statistics.advance(undefined, counted),
      );
      expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1);
      expect(await two.statistics.cursor()).toBe(7);
      expect(await two.statistics.advance(6, step(9))).toBe(false);
      expect(await two.statistics.advance(7, step(9))).toBe(true);
      // Negative control: 20 when the sums are kept without looking at the cursor.
      const [sum] = await one.statistics.buckets({ span: 'hour', from: 0, until: 1, domains: [''] });
      expect(sum?.counts).toEqual({ 'door imap allowed': 1 });
    });

    it('add up by hour, day and domain', async () => {
      await using under = start();
      const { statistics } = under.one;
      const of = (counts: Counts) => [
        bucket(HOUR, counts),
        bucket(HOUR, counts, { domain: 'example.org' }),
        bucket(0, counts, { span: 'day' }),
      ];
      await statistics.advance(
        undefined,
        step(1, { buckets: of({ 'door imap allowed': 2, 'country NL allowed': 2 }) }),
      );
      await statistics.add(of({ 'door imap allowed': 3, 'door web refused': 1 }));
      const sum = { 'door imap allowed': 5, 'country NL allowed': 2, 'door web refused': 1 };
      const range = { from: 0, until: 2 * HOUR };
      const { two } = under;
      expect(await two.statistics.buckets({ ...range, span: 'hour', domains: [''] })).toEqual([bucket(HOUR, sum)]);
      expect(await two.statistics.buckets({ ...range, span: 'day', domains: [''] })).toEqual([
        bucket(0, sum, { span: 'day' }),
      ]);
      expect(await two.statistics.buckets({ ...range, span: 'hour', domains: ['', 'example.org'] })).toHaveLength(2);
      expect(await two.statistics.buckets({ ...range, span: 'hour', domains: [] })).toEqual([]);
      expect(await two.statistics.buckets({ ...range, until: HOUR, span: 'hour', domains: [''] })).toEqual([]);
    });

    it('know the newest use of a mailbox’s own password, whatever order uses come in', async () => {
      await using under = start();
      const newest = use(ANNA, 2_000, { door: 'smtp', remoteAddress: '192.0.2.1', country: 'NL', client: 'Phone' });
      await under.one.statistics.advance(undefined, step(1, { uses: [newest, use(BEN, 3_000)] }));
      await under.one.statistics.advance(1, step(2, { uses: [use(ANNA, 1_000), use(BEN, 3_000, { door: 'pop3' })] }));
      expect((await under.two.statistics.uses(EVERYTHING, { limit: 10 })).items).toEqual([
        use(BEN, 3_000, { door: 'pop3' }),
        newest,
      ]);
    });

    it('list uses in pages, by domain and time, and count them', async () => {
      await using under = start();
      const { statistics } = under.one;
      await statistics.advance(undefined, step(1, { uses: [use(ANNA, 1_000), use(BEN, 1_000), use(CLEO, 2_000)] }));
      const first = await statistics.uses(EVERYTHING, { limit: 2 });
      expect(first.items.map((each) => each.mailbox)).toEqual([CLEO, BEN]);
      const second = await statistics.uses(EVERYTHING, { limit: 2, after: first.next ?? '' });
      expect(second).toEqual({ items: [use(ANNA, 1_000)] });
      const ofDomain = { domains: ['example.net', 'example.com'], since: 0 };
      expect((await statistics.uses(ofDomain, { limit: 2 })).items).toEqual([use(CLEO, 2_000)]);
      expect(await statistics.countUses(ofDomain)).toBe(1);
      expect(await statistics.countUses({ domains: 'all', since: 1_001 })).toBe(1);
      expect(await statistics.countUses({ domains: [], since: 0 })).toBe(0);
    });

    it('forget a mailbox and a domain that went away, but not what was counted everywhere', async () => {
      await using under = start();
      const { statistics } = under.one;
      const buckets = ['', 'example.org', 'example.net'].map((where) =>
        bucket(0, { 'door web refused': 1 }, { domain: where }),
      );
      await statistics.advance(undefined, step(1, { buckets, uses: [use(ANNA, 1), use(BEN, 1), use(CLEO, 1)] }));
      await statistics.advance(1, step(2, { forgotten: [ANNA] }));
      expect(await statistics.countUses(EVERYTHING)).toBe(2);
      await statistics.advance(2, step(3, { forgotten: ['@example.org'], uses: [] }));
      expect((await statistics.uses(EVERYTHING, { limit: 10 })).items.map((each) => each.mailbox)).toEqual([CLEO]);
      const left = await statistics.buckets({
        ...{ span: 'hour', from: 0, until: 1 },
        domains: ['', 'example.org', 'example.net'],
      });
      expect(left.map((each) => each.domain)).toEqual(['', 'example.net']);
    });

    it('forget hours, days and uses by themselves', async () => {
      await using under = start();
      const { statistics } = under.one;
      const buckets = (['hour', 'day'] as const).flatMap((span) =>
        [1, 2, 3].map((at) => bucket(at, { 'door web allowed': 1 }, { span })),
      );
      await statistics.advance(undefined, step(1, { buckets, uses: [use(ANNA, 1), use(BEN, 2)] }));
      await statistics.purge({ hours: 3, days: 2, uses: 2 });
      const times = async (span: 'hour' | 'day') =>
        (await under.two.statistics.buckets({ span, from: 0, until: 9, domains: [''] })).map(({ at }) => at);
      expect(await times('hour')).toEqual([3]);
      expect(await times('day')).toEqual([2, 3]);
      expect(await statistics.countUses(EVERYTHING)).toBe(1);
    });

    it('count every mailbox that is known once, in pages of any length', async () => {
      await using under = start();
      const { accounts, groups, factors, listing } = under.one;
      await accounts.putDomain(domain('example.org'));
      await accounts.putDomain(domain('example.net'));
      await accounts.addMailbox(mailbox(ANNA, { policy: { challenge: 'always' }, disabled: true }));
      await accounts.addMailbox(mailbox(BEN));
      await groups.add({ name: 'staff', policy: { challenge: 'new-ip' }, createdAt: 1 });
      await groups.addMember('staff', BEN);
      await accounts.setOwnChoice(CLEO, 'always', 1);
      await listing.recordSignIns([{ mailbox: 'dora@example.net', at: 1 }]);
      const supplied = { name: 'F', createdAt: 1, sealedSecret: new Uint8Array([1]), isUnverified: true } as const;
      for (const id of ['f1', 'f2']) {
        await factors.add({ ...supplied, id, kind: 'email', mailbox: 'emil@example.net' });
      }
      for (const limit of [1, 2, 100]) {
        const found = [];
        let after: string | undefined;
        do {
          const page = await under.two.statistics.census({ limit, ...(after !== undefined && { after }) });
          found.push(...page.items);
          after = page.next;
        } while (after !== undefined);
        expect(found.reduce((sum, { mailboxes }) => sum + mailboxes, 0)).toBe(5);
        expect(found).toEqual(
          expect.arrayContaining([
            expect.objectContaining({
              domain: 'example.org',
              isListed: true,
              isDisabled: true,
              mailbox: { challenge: 'always' },
            }),
            expect.objectContaining({
              domain: 'example.org',
              groups: [{ name: 'staff', policy: { challenge: 'new-ip' } }],
            }),
            expect.objectContaining({
              domain: 'example.net',
              isListed: false,
              ownChoice: 'always',
              hasSignedIn: false,
            }),
            expect.objectContaining({
              domain: 'example.net',
              isListed: false,
              hasSignedIn: true,
              factors: [],
              isUnverified: false,
            }),
            expect.objectContaining({ domain: 'example.net', isListed: false, factors: ['email'], isUnverified: true }),
          ]),
        );
      }
    });
  });
}
