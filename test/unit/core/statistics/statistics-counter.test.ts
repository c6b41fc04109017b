// Statistics as a projection of the audit log: the same numbers whatever the batches, the crashes and the workers were.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openMemoryStores } from '../../../../src/adapters/stores/memory/stores.ts';
import type { AuditEntry } from '../../../../src/core/audit/audit-store.ts';
import { PosternError } from '../../../../src/core/errors.ts';
import { Calendar, HOUR } from '../../../../src/core/statistics/calendar.ts';
import { countAuditLog } from '../../../../src/core/statistics/count-audit-log.ts';
import { countedEntry } from '../../../../src/core/statistics/counted-entry.ts';
import { ASPECTS, type Bucket, countedValues, EVERYWHERE } from '../../../../src/core/statistics/counts.ts';
import { StatisticsCounter } from '../../../../src/core/statistics/statistics-counter.ts';
import type { DurableStores } from '../../../../src/core/stores.ts';

const BERLIN = new Calendar('Europe/Berlin');
const NOON = Date.UTC(2026, 2, 14, 12);
const DOMAINS = ['example.org', 'example.net'];
const FOREVER = { from: 0, until: Number.MAX_SAFE_INTEGER };

const entries: fc.Arbitrary<AuditEntry> = fc
  .record({
    at: fc.integer({ min: NOON - 40 * HOUR, max: NOON }),
    event: fc.constantFrom(
      ...(['sign-in.allowed', 'sign-in.refused', 'web-sign-in.allowed', 'web-sign-in.challenged'] as const),
      ...(['web-sign-in.code-refused', 'code.sent', 'connection.ended', 'mailbox.changed'] as const),
    ),
    mailbox: fc.option(fc.constantFrom('anna@example.org', 'ben@example.org', 'cleo@example.net'), { nil: undefined }),
    door: fc.option(fc.constantFrom('imap', 'web', 'gopher'), { nil: undefined }),
    reason: fc.option(fc.oneof(fc.constantFrom('wrong-secret', 'throttled'), fc.string()), { nil: undefined }),
    country: fc.option(fc.oneof(fc.constantFrom('NL', 'DE'), fc.string()), { nil: undefined }),
    appPassword: fc.option(fc.constant('ap1'), { nil: undefined }),
  })
  .map(({ at, event, mailbox, door, reason, country, appPassword }) => ({
    ...{ at, event, kind: 'sign-in' as const },
    ...(mailbox !== undefined && { mailbox }),
    ...(door !== undefined && { door }),
    ...(reason !== undefined && { reason }),
    ...(country !== undefined && { details: { country } }),
    ...(appPassword !== undefined && { appPassword }),
  }));

async function bucketsOf({ statistics }: DurableStores, span: Bucket['span']): Promise<readonly Bucket[]> {
  return statistics.buckets({ ...FOREVER, span, domains: [EVERYWHERE, ...DOMAINS] });
}

function total(buckets: readonly Bucket[], wanted: (typeof ASPECTS)[number]): number {
  return buckets
    .flatMap(({ counts }) => countedValues(counts))
    .reduce((sum, { aspect, count }) => (aspect === wanted ? sum + count : sum), 0);
}

const pause = async (): Promise<void> => undefined;

/** @param size - Of a reading; a piece has one to three of them. */
async function countAll(stores: DurableStores, size: () => number, calendar = BERLIN): Promise<void> {
  const { audit, statistics: store } = stores;
  const sizes = (together: number) => ({ together, enough: together * (1 + (together % 3)) });
  while ((await countAuditLog({ audit, store, calendar, pause }, sizes(size()))) === 'behind');
}

describe('counting the audit log', () => {
  it('counts every entry once by each aspect, whatever the size of pieces', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(entries, { maxLength: 60 }),
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1 }),
        async (log, sizes) => {
          const stores = openMemoryStores();
          await stores.audit.append(log);
          let piece = 0;
          await countAll(stores, () => sizes[piece++ % sizes.length] ?? 1);
          const counted = log.filter((entry) => countedEntry(entry) !== undefined);
          for (const span of ['hour', 'day'] as const) {
            const buckets = await bucketsOf(stores, span);
            for (const aspect of ASPECTS) {
              expect(
                total(
                  buckets.filter(({ domain }) => domain === EVERYWHERE),
                  aspect,
                ),
              ).toBe(counted.length);
              expect(
                total(
                  buckets.filter(({ domain }) => domain !== EVERYWHERE),
                  aspect,
                ),
              ).toBe(counted.filter(({ mailbox }) => mailbox !== undefined).length);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('lets others have a turn after each reading, and ends a piece when it touches many sums', async () => {
    // Negative control: one long turn when a piece is read without pauses, and slow writes when it has no end by its sums.
    const { audit, statistics: store } = openMemoryStores();
    const entry = (index: number): AuditEntry => ({
      ...{ at: NOON + index * HOUR, kind: 'sign-in', event: 'sign-in.allowed', mailbox: `a${index}@d${index}.example` },
    });
    await audit.append(Array.from({ length: 300 }, (_, index) => entry(index)));
    const turns: string[] = [];
    const ports = { audit, store, calendar: BERLIN, pause: async () => void turns.push('a turn') };
    expect(await countAuditLog(ports, { together: 20, enough: 1_000 })).toBe('behind');
    expect([turns.length, await store.cursor()]).toEqual([4, 80]);
  });

  it('counts the same when it breaks off anywhere, before or after a piece was kept, and with a rival', async () => {
    // Negative control: counts twice when a piece is added without the cursor's compare.
    await fc.assert(
      fc.asyncProperty(
        fc.array(entries, { maxLength: 40 }),
        fc.array(fc.constantFrom('well', 'before', 'after', 'rival'), { minLength: 1, maxLength: 12 }),
        async (log, fates) => {
          const [whole, broken] = [openMemoryStores(), openMemoryStores()];
          for (const { audit } of [whole, broken]) await audit.append(log);
          await countAll(whole, () => 500);
          const store = broken.statistics;
          let step = 0;
          const failing: Pick<typeof store, 'cursor' | 'advance'> = {
            cursor: () => store.cursor(),
            advance: async (from, next) => {
              const fate = fates[step++];
              if (fate === 'before') throw new PosternError('ERR_STORE_UNAVAILABLE', 'gone');
              if (fate === 'rival') await store.advance(from, next);
              const isFirst = await store.advance(from, next);
              if (fate === 'after') throw new PosternError('ERR_STORE_UNAVAILABLE', 'gone');
              return isFirst;
            },
          };
          for (let tries = 0; tries < 100; tries += 1) {
            const ports = { audit: broken.audit, store: failing, calendar: BERLIN, pause };
            if ((await countAuditLog(ports, { together: 7, enough: 14 }).catch(() => 'behind')) === 'at-the-end') break;
          }
          for (const span of ['hour', 'day'] as const) {
            expect(await bucketsOf(broken, span)).toEqual(await bucketsOf(whole, span));
          }
          const everything = { domains: 'all', since: 0 } as const;
          expect(await store.uses(everything, { limit: 100 })).toEqual(
            await whole.statistics.uses(everything, { limit: 100 }),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it('has no value of its own for what a client sent, so that nobody can make it grow', () => {
    const values = new Set<string>();
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (door, country, reason) => {
        const counted = countedEntry({
          ...{ at: NOON, kind: 'sign-in', event: 'sign-in.refused', mailbox: 'anna@example.org' },
          ...{ door, reason, details: { country } },
        });
        for (const aspect of ASPECTS) expect(counted?.[aspect]).toMatch(/^[A-Za-z0-9-]{1,40}$/);
        values.add(counted?.door ?? '');
      }),
    );
    expect([...values]).toEqual(['other']);
  });

  it('forgets a removed mailbox and domain, and counts what comes after anew', async () => {
    const stores = openMemoryStores();
    const refused = (mailbox: string): AuditEntry => ({ at: NOON, kind: 'sign-in', event: 'sign-in.refused', mailbox });
    const allowed = (mailbox: string): AuditEntry => ({ ...refused(mailbox), event: 'sign-in.allowed', door: 'imap' });
    await stores.audit.append([
      allowed('anna@example.org'),
      allowed('ben@example.org'),
      { at: NOON, kind: 'change', event: 'mailbox.removed', mailbox: 'anna@example.org' },
      allowed('cleo@example.net'),
      { at: NOON, kind: 'change', event: 'domain.removed', details: { domain: 'example.net' } },
      refused('dora@example.net'),
    ]);
    await countAll(stores, () => 500);
    const { items } = await stores.statistics.uses({ domains: 'all', since: 0 }, { limit: 10 });
    expect(items.map(({ mailbox }) => mailbox)).toEqual(['ben@example.org']);
    const buckets = await bucketsOf(stores, 'hour');
    const of = (domain: string) =>
      total(
        buckets.filter((bucket) => bucket.domain === domain),
        'door',
      );
    expect([EVERYWHERE, ...DOMAINS].map(of)).toEqual([4, 2, 1]);
  });

  it('tells which client used the own password, not which used an app password', async () => {
    const stores = openMemoryStores();
    const entry = {
      at: NOON,
      kind: 'sign-in',
      event: 'sign-in.allowed',
      door: 'smtp',
      remoteAddress: '192.0.2.7',
    } as const;
    await stores.audit.append([
      { ...entry, mailbox: 'anna@example.org', details: { country: 'NL', client: 'Old Phone' } },
      { ...entry, mailbox: 'ben@example.org', appPassword: 'ap1' },
      { ...entry, event: 'web-sign-in.allowed', mailbox: 'cleo@example.net', door: 'web' },
    ]);
    await countAll(stores, () => 500);
    expect((await stores.statistics.uses({ domains: 'all', since: 0 }, { limit: 10 })).items).toEqual([
      {
        ...{ mailbox: 'anna@example.org', at: NOON, door: 'smtp', remoteAddress: '192.0.2.7' },
        ...{ country: 'NL', client: 'Old Phone' },
      },
    ]);
  });
});

describe('the counter of a node', () => {
  function counter(fails: { now: boolean }) {
    const stores = openMemoryStores();
    const logged: string[] = [];
    const write = (event: string) => void logged.push(event);
    const log = { debug: write, info: write, warn: write, error: write };
    const { audit } = stores;
    const search: typeof audit.search = async (filter, page) => {
      if (fails.now) throw new PosternError('ERR_STORE_UNAVAILABLE', 'gone');
      return audit.search(filter, page);
    };
    const ports = { audit: { search }, store: stores.statistics, clock: { now: () => NOON }, log, pause };
    return { stores, logged, statistics: new StatisticsCounter(ports, BERLIN) };
  }

  it('counts what became of messages, and says each failure of the store once', async () => {
    const fails = { now: false };
    const { stores, logged, statistics } = counter(fails);
    expect(statistics.countedAt).toBeUndefined();
    for (const outcome of ['delivered', 'delayed', 'failed', 'expired'] as const) {
      statistics.recordDelivery({ id: 'm1', outcome, at: NOON });
    }
    expect(await statistics.round()).toBe('at-the-end');
    expect(statistics.countedAt).toBe(NOON);
    const [bucket] = await bucketsOf(stores, 'day');
    expect(bucket?.counts).toMatchObject({
      'reason delivered message-delivered': 1,
      'reason failed message-failed': 1,
      'reason expired message-failed': 1,
    });
    fails.now = true;
    expect([await statistics.round(), await statistics.round()]).toEqual(['failed', 'failed']);
    fails.now = false;
    await statistics.round();
    expect(logged).toEqual(['statistics.failed', 'statistics.working-again']);
  });

  it('counts a long log in pieces', async () => {
    const { stores, statistics } = counter({ now: false });
    const entry = { at: NOON, kind: 'sign-in', event: 'sign-in.refused', door: 'imap' } as const;
    await stores.audit.append(Array.from({ length: 6_000 }, () => entry));
    const states = [];
    for (let round = 0; round < 3; round += 1) states.push(await statistics.round());
    expect(states).toEqual(['behind', 'behind', 'at-the-end']);
    expect(total(await bucketsOf(stores, 'hour'), 'reason')).toBe(6_000);
  });
});
