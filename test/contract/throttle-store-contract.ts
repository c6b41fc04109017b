// What every ThrottleStore does.

import { describe, expect, it } from 'vitest';
import { isUnavailable } from '../../src/core/errors.ts';
import { type AttemptReservation, SECOND_STEP, type ThrottleStore } from '../../src/core/throttle/throttle-store.ts';
import type { Start } from '../support/stores-under-test.ts';

const HOUR = 3_600_000;
const network = { key: 'network:192.0.2.0', leakPerHour: 2, capacity: 40 };
const anna = { key: 'mailbox:anna', leakPerHour: 10, capacity: 5 };

export function throttleStoreContract(name: string, start: Start<ThrottleStore>): void {
  /** A try with a secret that no other try in the test has. */
  const attempt = (secret: number | string, fields: Partial<AttemptReservation> = {}): AttemptReservation => ({
    buckets: [network, anna],
    secretDigest: `secret ${secret}`,
    repeatWindow: 24 * HOUR,
    now: 1_000_000,
    ...fields,
  });

  describe(`failed tries in ${name}`, () => {
    it('count in every bucket, up to its capacity, and for every worker (R9.1)', async () => {
      await using under = start();
      expect(await under.one.levels([network, anna], 1_000_000)).toEqual([0, 0]);
      expect(await under.one.reserveAttempt(attempt(1))).toEqual({ levels: [1, 1], raised: [1, 1], repeated: false });
      for (let secret = 2; secret <= 10; secret += 1) await under.two.reserveAttempt(attempt(secret));
      expect(await under.one.levels([network, anna], 1_000_000)).toEqual([10, 5]);
    });

    it('leak away steadily, and never below nothing', async () => {
      await using under = start();
      for (const secret of [1, 2, 3]) await under.one.reserveAttempt(attempt(secret));
      const at = (hours: number) => under.two.levels([network], 1_000_000 + hours * HOUR);
      expect(await at(0.5)).toEqual([2]);
      expect(await at(1)).toEqual([1]);
      expect(await at(24)).toEqual([0]);
      const later = await under.one.reserveAttempt(attempt(4, { now: 1_000_000 + HOUR }));
      expect(later.levels).toEqual([2, 1]);
    });

    it('leak nothing while the clock goes back, and not twice when it comes again', async () => {
      // Negative control: fails when a store keeps the time of the last try instead of the latest time.
      await using under = start();
      await under.one.reserveAttempt(attempt(1, { now: 1_000_000 + HOUR }));
      await under.one.reserveAttempt(attempt(2, { now: 1_000_000 }));
      expect(await under.one.levels([network], 1_000_000 + HOUR)).toEqual([2]);
    });

    it('of many concurrent callers are that many', async () => {
      // Negative control: fails for a store that awaits between reading a level and writing it.
      await using under = start();
      const tries = Array.from({ length: 30 }, (_, index) =>
        (index % 2 === 0 ? under.one : under.two).reserveAttempt(attempt(index)),
      );
      const levels = (await Promise.all(tries)).map((reserved) => reserved.levels[0] ?? 0);
      expect(levels.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
    });
  });

  describe(`a wrong password that is repeated, in ${name}`, () => {
    it('counts once within the window, which every repetition renews (R9.1)', async () => {
      await using under = start();
      const same = (hours: number) => attempt('same', { buckets: [anna], now: 1_000_000 + hours * HOUR });
      expect(await under.one.reserveAttempt(same(0))).toEqual({ levels: [1], raised: [1], repeated: false });
      expect(await under.two.reserveAttempt(same(0))).toEqual({ levels: [1], raised: [0], repeated: true });
      expect(await under.two.reserveAttempt(same(20))).toEqual({ levels: [0], raised: [0], repeated: true });
      expect((await under.one.reserveAttempt(same(40))).repeated).toBe(true);
      expect(await under.one.reserveAttempt(same(64))).toEqual({ levels: [1], raised: [1], repeated: false });
    });
  });

  describe(`a try that is taken back, in ${name}`, () => {
    it('leaves the levels as if it had not been, and its secret unknown', async () => {
      await using under = start();
      await under.one.reserveAttempt(attempt(1));
      const later = attempt(2, { now: 1_000_000 + HOUR / 4 });
      await under.two.refundAttempt(later, await under.one.reserveAttempt(later));
      expect(await under.one.levels([network], 1_000_000 + HOUR / 4)).toEqual([0.5]);
      expect((await under.one.reserveAttempt(later)).repeated).toBe(false);
    });

    it('gives nothing back when it was repeated, so that a right password used twice at once empties no bucket', async () => {
      // Negative control: fails without the look at `repeated` in `refundAttempt`.
      await using under = start();
      for (const secret of [1, 2, 3]) await under.one.reserveAttempt(attempt(secret));
      const first = await under.one.reserveAttempt(attempt('right'));
      const second = await under.two.reserveAttempt(attempt('right'));
      await under.one.refundAttempt(attempt('right'), first);
      await under.two.refundAttempt(attempt('right'), second);
      expect(await under.one.levels([network, anna], 1_000_000)).toEqual([3, 3]);
    });
  });

  describe(`a try that a full bucket could not count, in ${name}`, () => {
    it('gives back no more than it raised, so that tries nobody could judge empty no full bucket', async () => {
      // Negative control: fails when every refund takes one whole failure back.
      await using under = start();
      for (let secret = 0; secret < 5; secret += 1)
        await under.one.reserveAttempt(attempt(secret, { buckets: [anna] }));
      const unjudged = ['x', 'y', 'z'].map((secret) => attempt(secret, { buckets: [anna] }));
      const reserved = await Promise.all(unjudged.map((each) => under.two.reserveAttempt(each)));
      expect(reserved.map(({ raised }) => raised)).toEqual([[0], [0], [0]]);
      for (const [index, each] of reserved.entries()) {
        const reservation = unjudged[index];
        if (reservation) await under.one.refundAttempt(reservation, each);
      }
      expect(await under.one.levels([anna], 1_000_000)).toEqual([5]);
    });
  });

  describe(`familiar networks in ${name}`, () => {
    it('are remembered by mailbox and network with their latest sign-in', async () => {
      await using under = start();
      await under.one.rememberFamiliar([
        { mailbox: 'anna@example.org', network: '192.0.2.0/24', at: 2000 },
        { mailbox: 'anna@example.org', network: '192.0.2.0/24', at: 1000 },
      ]);
      expect(await under.two.familiarSince('anna@example.org', '192.0.2.0/24')).toBe(2000);
      expect(await under.two.familiarSince('ben@example.org', '192.0.2.0/24')).toBeUndefined();
      expect(await under.two.familiarSince('anna@example.org', '198.51.100.0/24')).toBeUndefined();
    });
  });

  describe(`what was not touched for long, in ${name}`, () => {
    it('is forgotten', async () => {
      await using under = start();
      const familiar = { mailbox: 'anna@example.org', network: '192.0.2.0/24' };
      await under.one.rememberFamiliar([{ ...familiar, at: 1000 }]);
      await under.one.reserveAttempt(attempt(1, { now: 1000 }));
      await under.one.purge({ failures: 1000, secondSteps: 0, secrets: 1000, familiar: 1000 });
      expect(await under.two.familiarSince(familiar.mailbox, familiar.network)).toBe(1000);
      expect(await under.two.levels([network], 1000)).toEqual([1]);
      await under.one.purge({ failures: 1001, secondSteps: 0, secrets: 1000, familiar: 1000 });
      expect(await under.two.levels([network], 1000)).toEqual([0]);
      expect((await under.two.reserveAttempt(attempt(1, { now: 1000 }))).repeated).toBe(true);
      expect(await under.two.familiarSince(familiar.mailbox, familiar.network)).toBe(1000);
      await under.one.purge({ failures: 1001, secondSteps: 0, secrets: 1001, familiar: 1001 });
      expect(await under.two.familiarSince(familiar.mailbox, familiar.network)).toBeUndefined();
      expect(await under.two.levels([network], 1000)).toEqual([0]);
      expect((await under.two.reserveAttempt(attempt(1, { now: 1000 }))).repeated).toBe(false);
    });

    it('but wrong codes by a time of their own, as their windows are long (P-09)', async () => {
      // Negative control: fails when all buckets are forgotten by one time.
      await using under = start();
      const codes = { key: `${SECOND_STEP}anna`, leakPerHour: 0.1, capacity: 60 };
      await under.one.reserveAttempt(attempt(1, { buckets: [codes, anna], now: 1000 }));
      await under.one.purge({ failures: 5000, secondSteps: 1000, secrets: 0, familiar: 0 });
      expect(await under.two.levels([codes, anna], 1000)).toEqual([1, 0]);
      await under.one.purge({ failures: 0, secondSteps: 1001, secrets: 0, familiar: 0 });
      expect(await under.two.levels([codes], 1000)).toEqual([0]);
    });
  });
}

/** For stores that something outside can fail. */
export function unavailableThrottleStoreContract(name: string, start: Start<ThrottleStore>): void {
  describe(`throttling in ${name} that can't be written`, () => {
    it('says so as a temporary failure (R9.3)', async () => {
      await using under = start();
      if (under.block === undefined) throw new Error('this suite is for stores that can fail');
      using _blocked = under.block();
      const reservation = { buckets: [network], secretDigest: 'secret', repeatWindow: HOUR, now: 1_000_000 };
      expect(isUnavailable(await under.one.reserveAttempt(reservation).catch((error: unknown) => error))).toBe(true);
    });
  });
}
