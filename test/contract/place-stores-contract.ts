// What every KnownPlaceStore and TrustedBrowserStore does.

import { describe, expect, it } from 'vitest';
import { MAX_TRUSTED_BROWSERS_PER_MAILBOX } from '../../src/core/places/trusted-browser-store.ts';
import type { DurableStores } from '../../src/core/stores.ts';
import { domain, PLACE_BOUNDS, placeUse, trustedBrowser } from '../support/records.ts';
import type { Start } from '../support/stores-under-test.ts';

const ANNA = 'anna@example.org';
const BEN = 'ben@example.org';

export function knownPlaceStoreContract(name: string, start: Start<DurableStores>): void {
  describe(`known places in ${name}`, () => {
    it('are known by network and by country once a second step was completed there (R1.3)', async () => {
      await using under = start();
      const nothing = { networkKnown: false, countryKnown: false };
      expect(await under.one.places.lookup(ANNA, { network: '192.0.2.1', country: 'NL' }, 0)).toStrictEqual(nothing);
      await under.one.places.remember(ANNA, placeUse('192.0.2.1', 1000, 'NL'), PLACE_BOUNDS);
      const last = { network: '192.0.2.1', country: 'NL' };
      const lookup = (network: string, country?: string) =>
        under.two.places.lookup(ANNA, placeUse(network, 0, country).place, 0);
      expect(await lookup('192.0.2.1', 'NL')).toStrictEqual({ networkKnown: true, countryKnown: true, last });
      expect(await lookup('192.0.2.2', 'NL')).toStrictEqual({ networkKnown: false, countryKnown: true, last });
      expect(await lookup('192.0.2.1', 'DE')).toStrictEqual({ networkKnown: true, countryKnown: false, last });
      expect(await under.two.places.lookup(BEN, last, 0)).toStrictEqual(nothing);
    });

    it('never hold an unknown country (R1.3)', async () => {
      // Negative control: fails when an absent country is kept like any other value.
      await using under = start();
      await under.one.places.remember(ANNA, placeUse('192.0.2.1', 1000), PLACE_BOUNDS);
      const found = await under.two.places.lookup(ANNA, { network: '192.0.2.1' }, 0);
      expect(found).toStrictEqual({ networkKnown: true, countryKnown: false, last: { network: '192.0.2.1' } });
      expect((await under.two.places.list(ANNA, 0)).countries).toEqual([]);
    });

    it('expire with their last use, and stay for longer by being used', async () => {
      await using under = start();
      const { places } = under.one;
      await places.remember(ANNA, placeUse('192.0.2.1', 1000, 'NL'), PLACE_BOUNDS);
      await places.remember(ANNA, placeUse('192.0.2.2', 1000, 'DE'), PLACE_BOUNDS);
      await under.two.places.renew(ANNA, placeUse('192.0.2.1', 5000, 'NL'), PLACE_BOUNDS);
      const known = async (network: string, country: string, usedSince: number) => {
        const { networkKnown, countryKnown } = await places.lookup(ANNA, { network, country }, usedSince);
        return [networkKnown, countryKnown];
      };
      expect(await known('192.0.2.1', 'NL', 5000)).toEqual([true, true]);
      expect(await known('192.0.2.1', 'NL', 5001)).toEqual([false, false]);
      expect(await known('192.0.2.2', 'DE', 1000)).toEqual([true, true]);
      expect(await known('192.0.2.2', 'DE', 1001)).toEqual([false, false]);
    });

    it('are not added by a use, nor brought back by one after they expired', async () => {
      // Negative control: fails when `renew` inserts, and when it forgets to look at the time.
      await using under = start();
      const { places } = under.one;
      await places.renew(ANNA, placeUse('192.0.2.1', 1000, 'NL'), PLACE_BOUNDS);
      expect(await places.list(ANNA, 0)).toEqual({ networks: [], countries: [] });
      await places.remember(ANNA, placeUse('192.0.2.1', 1000, 'NL'), PLACE_BOUNDS);
      const late = 1001 + PLACE_BOUNDS.keptFor;
      await under.two.places.renew(ANNA, placeUse('192.0.2.1', late, 'NL'), PLACE_BOUNDS);
      const found = await places.lookup(ANNA, { network: '192.0.2.1', country: 'NL' }, late - PLACE_BOUNDS.keptFor);
      expect(found).toStrictEqual({ networkKnown: false, countryKnown: false, last: {} });
    });

    it('keep to their bound, where the oldest use goes first and the new one never', async () => {
      await using under = start();
      const { places } = under.one;
      for (const [index, country] of ['AT', 'BE', 'CH'].entries())
        await places.remember(ANNA, placeUse(`192.0.2.${index}`, 2000 + index, country), PLACE_BOUNDS);
      await places.renew(ANNA, placeUse('192.0.2.0', 3000, 'AT'), PLACE_BOUNDS);
      await under.two.places.remember(ANNA, placeUse('192.0.2.9', 1500, 'DE'), PLACE_BOUNDS);
      const { networks, countries } = await places.list(ANNA, 0);
      expect(networks.map(({ network }) => network)).toEqual(['192.0.2.0', '192.0.2.2', '192.0.2.9']);
      expect(countries.map(({ country }) => country)).toEqual(['AT', 'CH', 'DE']);
    });

    it('keep to their bound whatever many callers add at once', async () => {
      await using under = start();
      const tries = Array.from({ length: 40 }, (_, index) =>
        (index % 2 === 0 ? under.one : under.two).places.remember(
          ANNA,
          placeUse(`192.0.2.${index}`, 1000 + index, `A${index % 10}`),
          PLACE_BOUNDS,
        ),
      );
      await Promise.all(tries);
      const { networks, countries } = await under.one.places.list(ANNA, 0);
      expect([networks.length, countries.length]).toEqual([3, 3]);
    });

    it('are listed with their times, newest use first', async () => {
      await using under = start();
      await under.one.places.remember(ANNA, placeUse('192.0.2.1', 1000, 'NL'), PLACE_BOUNDS);
      await under.one.places.remember(ANNA, placeUse('2001:db8::/64', 2000), PLACE_BOUNDS);
      await under.one.places.remember(ANNA, placeUse('192.0.2.1', 3000, 'DE'), PLACE_BOUNDS);
      expect(await under.two.places.list(ANNA, 0)).toStrictEqual({
        networks: [
          { network: '192.0.2.1', country: 'DE', knownSince: 1000, lastUsedAt: 3000 },
          { network: '2001:db8::/64', knownSince: 2000, lastUsedAt: 2000 },
        ],
        countries: [
          { country: 'DE', knownSince: 3000, lastUsedAt: 3000 },
          { country: 'NL', knownSince: 1000, lastUsedAt: 1000 },
        ],
      });
      expect((await under.two.places.list(ANNA, 2001)).networks).toHaveLength(1);
    });

    it('are forgotten for one mailbox, and for all when they are old', async () => {
      await using under = start();
      const { places } = under.one;
      await places.remember(ANNA, placeUse('192.0.2.1', 1000, 'NL'), PLACE_BOUNDS);
      await places.remember(BEN, placeUse('192.0.2.1', 2000, 'NL'), PLACE_BOUNDS);
      expect(await places.forget(ANNA)).toBe(2);
      expect(await places.forget(ANNA)).toBe(0);
      const place = { network: '192.0.2.1', country: 'NL' };
      expect(await under.two.places.lookup(ANNA, place, 0)).toStrictEqual({ networkKnown: false, countryKnown: false });
      expect(await places.purge(2000)).toBe(0);
      expect((await under.two.places.lookup(BEN, place, 0)).last).toEqual(place);
      expect(await places.purge(2001)).toBe(2);
      expect(await under.two.places.lookup(BEN, place, 0)).toStrictEqual({ networkKnown: false, countryKnown: false });
    });

    it('are forgotten one by one, as what the last sign-in is compared with too', async () => {
      await using under = start();
      const { places } = under.one;
      await places.remember(ANNA, placeUse('192.0.2.1', 1000, 'NL'), PLACE_BOUNDS);
      await places.remember(BEN, placeUse('192.0.2.1', 1000, 'NL'), PLACE_BOUNDS);
      const place = { network: '192.0.2.1', country: 'NL' };
      expect(await places.forget(ANNA, { network: '192.0.2.2' })).toBe(0);
      expect(await places.forget(ANNA, { country: '192.0.2.1' })).toBe(0);
      expect(await places.forget(ANNA, { network: '192.0.2.1' })).toBe(1);
      expect(await under.two.places.lookup(ANNA, place, 0)).toStrictEqual({
        networkKnown: false,
        countryKnown: true,
        last: { country: 'NL' },
      });
      expect(await places.forget(ANNA, { country: 'NL' })).toBe(1);
      expect(await under.two.places.lookup(ANNA, place, 0)).toStrictEqual({
        networkKnown: false,
        countryKnown: false,
        last: {},
      });
      expect(await under.two.places.lookup(BEN, place, 0)).toMatchObject({ networkKnown: true, countryKnown: true });
    });

    it('go with their mailbox, and with their domain', async () => {
      await using under = start();
      const { accounts, places } = under.one;
      await accounts.putDomain(domain('example.org'));
      const place = { network: '192.0.2.1', country: 'NL' };
      for (const mailbox of [ANNA, BEN, 'c@not-example.org'])
        await places.remember(mailbox, { place, at: 1000 }, PLACE_BOUNDS);
      expect(await accounts.removeMailbox(ANNA, 2000)).toBe(true);
      await accounts.removeDomain('example.org', 2000);
      for (const mailbox of [ANNA, BEN])
        expect(await under.two.places.lookup(mailbox, place, 0)).toEqual({ networkKnown: false, countryKnown: false });
      expect((await places.lookup('c@not-example.org', place, 0)).networkKnown).toBe(true);
    });
  });

  describe(`the last sign-in in ${name}`, () => {
    it('is the last one, whether it had a second step or not', async () => {
      await using under = start();
      const last = async () => (await under.two.places.lookup(ANNA, { network: '192.0.2.1' }, 0)).last;
      await under.one.places.remember(ANNA, placeUse('192.0.2.1', 1000, 'NL'), PLACE_BOUNDS);
      await under.one.places.remember(ANNA, placeUse('192.0.2.2', 2000, 'DE'), PLACE_BOUNDS);
      expect(await last()).toEqual({ network: '192.0.2.2', country: 'DE' });
      await under.one.places.renew(ANNA, placeUse('192.0.2.1', 3000, 'NL'), PLACE_BOUNDS);
      expect(await last()).toEqual({ network: '192.0.2.1', country: 'NL' });
      expect((await under.one.places.lookup(ANNA, { network: '192.0.2.1' }, 3001)).last).toBeUndefined();
    });

    it('says nothing of a network or country that no second step vouched for', async () => {
      // Negative control: fails when `renew` takes the place as it is: a trusted browser's use of a new network would
      // make it known.
      await using under = start();
      const { places } = under.one;
      await places.remember(ANNA, placeUse('192.0.2.1', 1000, 'NL'), PLACE_BOUNDS);
      await places.renew(ANNA, placeUse('203.0.113.5', 2000, 'NL'), PLACE_BOUNDS);
      expect((await places.lookup(ANNA, { network: '203.0.113.5' }, 0)).last).toStrictEqual({ country: 'NL' });
      await places.renew(ANNA, placeUse('192.0.2.1', 3000, 'FR'), PLACE_BOUNDS);
      expect((await places.lookup(ANNA, { network: '192.0.2.1' }, 0)).last).toStrictEqual({ network: '192.0.2.1' });
    });
  });
}

export function trustedBrowserStoreContract(name: string, start: Start<DurableStores>): void {
  describe(`trusted browsers in ${name}`, () => {
    it('are kept whole and listed by mailbox, newest use first, until they end', async () => {
      await using under = start();
      const { trustedBrowsers } = under.one;
      const old = trustedBrowser('tb-1', { endsAt: 5000 });
      const used = trustedBrowser('tb-2', { lastUsedAt: 3000 });
      await trustedBrowsers.insert(old);
      await trustedBrowsers.insert(used);
      await trustedBrowsers.insert(trustedBrowser('tb-3', { mailbox: BEN }));
      expect(await under.two.trustedBrowsers.list(ANNA, 4999)).toStrictEqual([used, old]);
      expect(await under.two.trustedBrowsers.list(ANNA, 5000)).toStrictEqual([used]);
    });

    it('remember their newest use, and come not back by one', async () => {
      await using under = start();
      const { trustedBrowsers } = under.one;
      await trustedBrowsers.insert(trustedBrowser('tb-1'));
      await trustedBrowsers.recordUse('tb-1', 3000);
      await under.two.trustedBrowsers.recordUse('tb-1', 2000);
      expect(await trustedBrowsers.list(ANNA, 3000)).toEqual([trustedBrowser('tb-1', { lastUsedAt: 3000 })]);
      await trustedBrowsers.revoke(ANNA, 'tb-1');
      await trustedBrowsers.recordUse('tb-1', 4000);
      expect(await under.two.trustedBrowsers.list(ANNA, 0)).toEqual([]);
    });

    it('are revoked by their own mailbox only, and by one of many callers', async () => {
      // Negative control: fails without the mailbox in the statement that revokes.
      await using under = start();
      await under.one.trustedBrowsers.insert(trustedBrowser('tb-1'));
      expect(await under.one.trustedBrowsers.revoke(BEN, 'tb-1')).toBe(false);
      const tries = Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? under.one : under.two).trustedBrowsers.revoke(ANNA, 'tb-1'),
      );
      expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1);
    });

    it('are revoked all at once (P-19)', async () => {
      await using under = start();
      for (const id of ['tb-1', 'tb-2']) await under.one.trustedBrowsers.insert(trustedBrowser(id));
      await under.one.trustedBrowsers.insert(trustedBrowser('tb-3', { mailbox: BEN }));
      expect(await under.one.trustedBrowsers.revokeAll(ANNA)).toBe(2);
      expect(await under.two.trustedBrowsers.list(ANNA, 0)).toEqual([]);
      expect(await under.two.trustedBrowsers.list(BEN, 0)).toHaveLength(1);
    });

    it('keep to their bound, where the oldest use goes first and the new one never', async () => {
      await using under = start();
      const { trustedBrowsers } = under.one;
      for (let index = 0; index < MAX_TRUSTED_BROWSERS_PER_MAILBOX; index += 1)
        await trustedBrowsers.insert(trustedBrowser(`tb-${index}`, { lastUsedAt: 2000 + index }));
      await trustedBrowsers.recordUse('tb-0', 9000);
      await under.two.trustedBrowsers.insert(trustedBrowser('tb-new', { lastUsedAt: 1500 }));
      const ids = (await trustedBrowsers.list(ANNA, 0)).map(({ id }) => id);
      expect(ids).toHaveLength(MAX_TRUSTED_BROWSERS_PER_MAILBOX);
      expect(ids).toEqual(expect.arrayContaining(['tb-0', 'tb-2', 'tb-new']));
      expect(ids).not.toContain('tb-1');
    });

    it('make room for one another only as long as they are trusted', async () => {
      await using under = start();
      const { trustedBrowsers } = under.one;
      for (let index = 0; index < MAX_TRUSTED_BROWSERS_PER_MAILBOX; index += 1)
        await trustedBrowsers.insert(trustedBrowser(`tb-${index}`, { endsAt: index === 7 ? 2000 : 90_000 }));
      await trustedBrowsers.insert(trustedBrowser('tb-new', { trustedAt: 2000, lastUsedAt: 2000 }));
      const ids = (await trustedBrowsers.list(ANNA, 0)).map(({ id }) => id);
      expect(ids).toHaveLength(MAX_TRUSTED_BROWSERS_PER_MAILBOX);
      expect(ids).not.toContain('tb-7');
    });

    it('are never stored one over another', async () => {
      await using under = start();
      await under.one.trustedBrowsers.insert(trustedBrowser('tb-1'));
      const again = under.two.trustedBrowsers.insert(trustedBrowser('tb-1', { mailbox: BEN }));
      await expect(again).rejects.toMatchObject({ code: 'ERR_STORE_BROKEN' });
    });

    it('are forgotten some time after they ended', async () => {
      await using under = start();
      await under.one.trustedBrowsers.insert(trustedBrowser('tb-1', { endsAt: 5000 }));
      expect(await under.one.trustedBrowsers.purge(5000)).toBe(0);
      expect(await under.one.trustedBrowsers.purge(5001)).toBe(1);
      expect(await under.two.trustedBrowsers.list(ANNA, 0)).toEqual([]);
    });

    it('go with their mailbox, and with their domain', async () => {
      await using under = start();
      const { accounts, trustedBrowsers } = under.one;
      await accounts.putDomain(domain('example.org'));
      for (const [index, mailbox] of [ANNA, BEN, 'c@not-example.org'].entries())
        await trustedBrowsers.insert(trustedBrowser(`tb-${index}`, { mailbox }));
      expect(await accounts.removeMailbox(ANNA, 2000)).toBe(true);
      await accounts.removeDomain('example.org', 2000);
      for (const mailbox of [ANNA, BEN]) expect(await under.two.trustedBrowsers.list(mailbox, 0)).toEqual([]);
      expect(await trustedBrowsers.list('c@not-example.org', 0)).toHaveLength(1);
    });
  });
}
