// The count of enrolment: what it says, how old it may be, and that nobody waits for a long one.

import { describe, expect, it } from 'vitest';
import { openMemoryStores } from '../../../../src/adapters/stores/memory/stores.ts';
import { PosternError } from '../../../../src/core/errors.ts';
import { EnrolmentCensus, figuresOf } from '../../../../src/core/statistics/enrolment.ts';
import type { StatisticsStore } from '../../../../src/core/statistics/statistics-store.ts';
import { silentLog } from '../../../support/core-fixture.ts';
import { domain, mailbox } from '../../../support/records.ts';

async function installation() {
  const stores = openMemoryStores();
  const { accounts, factors, listing } = stores;
  await accounts.putDomain(domain('example.org'));
  await accounts.putDomain(domain('example.net', { policy: { challenge: 'always' } }));
  await accounts.addMailbox(mailbox('anna@example.org'));
  await accounts.addMailbox(mailbox('ben@example.org', { policy: { challenge: 'never' }, disabled: true }));
  await accounts.addMailbox(mailbox('cleo@example.net'));
  const factor = { name: 'F', createdAt: 1, sealedSecret: new Uint8Array([1]) } as const;
  await factors.add({ ...factor, id: 'f1', mailbox: 'anna@example.org', kind: 'totp' });
  await factors.add({ ...factor, id: 'f2', mailbox: 'anna@example.org', kind: 'email', isUnverified: true });
  await factors.add({ ...factor, id: 'f3', mailbox: 'cleo@example.net', kind: 'email', isUnverified: true });
  await listing.recordSignIns([
    { mailbox: 'anna@example.org', at: 5 },
    { mailbox: 'guest@example.net', at: 5 },
  ]);
  return stores;
}

function censusOf(
  stores: Awaited<ReturnType<typeof installation>>,
  time: { now: number },
  census?: StatisticsStore['census'],
): EnrolmentCensus {
  return new EnrolmentCensus(
    {
      store: { census: census ?? ((page) => stores.statistics.census(page)) },
      ...{ accounts: stores.accounts, clock: { now: () => time.now }, log: silentLog, pause: async () => undefined },
    },
    { challenge: 'new-ip' },
  );
}

describe('the count of enrolment', () => {
  it('says how many have what, by the mode that holds in the end', async () => {
    const census = censusOf(await installation(), { now: 7 });
    await census.begin();
    const enrolment = await census.figures();
    expect(enrolment?.countedAt).toBe(7);
    expect(enrolment && figuresOf(enrolment, 'all')).toEqual({
      ...{ mailboxes: 4, unlisted: 1, disabled: 1, neverSignedIn: 2, enrolled: 1, unverified: 1, withoutFactor: 2 },
      byKind: { totp: 1, email: 2 },
      byMode: {
        never: { mailboxes: 1, withoutFactor: 1 },
        'new-country': { mailboxes: 0, withoutFactor: 0 },
        'new-ip': { mailboxes: 1, withoutFactor: 0 },
        always: { mailboxes: 2, withoutFactor: 1 },
      },
    });
    expect(enrolment && figuresOf(enrolment, new Set(['example.org'])).mailboxes).toBe(2);
    expect(enrolment && figuresOf(enrolment, new Set())).toMatchObject({ mailboxes: 0, byKind: {} });
  });

  it('is a minute old at most where it takes no time, and never waited for where it does', async () => {
    const stores = await installation();
    const time = { now: 0 };
    let counts = 0;
    let release: (() => void) | undefined;
    const census = censusOf(stores, time, async (page) => {
      counts += 1;
      if (counts === 2) await new Promise<void>((resolve) => (release = resolve));
      return stores.statistics.census(page);
    });
    expect(await census.figures()).toBeUndefined();
    await census.begin();
    time.now = 59_999;
    expect((await census.figures())?.countedAt).toBe(0);
    expect(counts).toBe(1);
    time.now = 60_000;
    // It took no time before, so it is waited for; nobody begins a second one meanwhile.
    const asked = [census.figures(), census.figures()];
    await Promise.resolve();
    release?.();
    expect((await Promise.all(asked)).map((each) => each?.countedAt)).toEqual([60_000, 60_000]);
    expect(counts).toBe(2);
  });

  it('keeps the last figures while the store is away, and goes over to another policy', async () => {
    const stores = await installation();
    const time = { now: 0 };
    let isAway = false;
    const census = censusOf(stores, time, async (page) => {
      if (isAway) throw new PosternError('ERR_STORE_UNAVAILABLE', 'gone');
      return stores.statistics.census(page);
    });
    await census.begin();
    isAway = true;
    time.now = 120_000;
    expect((await census.figures())?.countedAt).toBe(0);
    isAway = false;
    census.reload({ challenge: 'always' });
    await census.begin();
    const enrolment = await census.figures();
    expect(enrolment && figuresOf(enrolment, 'all').byMode.always.mailboxes).toBe(3);
    await census.end();
    time.now = 900_000;
    expect((await census.figures())?.countedAt).toBe(120_000);
  });
});
