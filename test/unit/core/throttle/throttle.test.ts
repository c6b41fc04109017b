// Throttling: no guess is free, and nobody is locked out by others (R9.1, P-11, P-29).

import { describe, expect, it } from 'vitest';
import { openMemoryThrottleStore } from '../../../../src/adapters/ephemeral/memory/throttle-store.ts';
import {
  forgetBefore,
  Throttle,
  type ThrottleAnswer,
  type ThrottleLimits,
} from '../../../../src/core/throttle/throttle.ts';
import { LIMITS, START } from '../../../support/core-fixture.ts';

const ALICE = 'alice@example.com';
const BOB = 'bob@example.com';
const HERE = '198.51.100.7';
const MINUTE = 60_000;

/** Five failures a network, two a mailbox, in a quarter of an hour. */
function open(limits: Partial<ThrottleLimits> = {}) {
  const store = openMemoryThrottleStore();
  const clock = { at: START, now: () => clock.at };
  const digest = { digest: (...parts: readonly string[]) => JSON.stringify(parts) };
  const throttle = new Throttle({ store, limits: { ...LIMITS, ...limits }, clock, digest });
  let guesses = 0;
  /** A try with a secret that was never tried before; it stays counted. */
  const guess = (mailbox = ALICE, from = HERE) => throttle.reserve(mailbox, from, `guess ${guesses++}`);
  return {
    store,
    clock,
    throttle,
    guess,
    async guessAll(count: number, mailbox = ALICE, from = HERE): Promise<readonly ThrottleAnswer[]> {
      const answers: ThrottleAnswer[] = [];
      for (let n = 0; n < count; n += 1) answers.push(await guess(mailbox, from));
      return answers;
    },
    familiar: (mailbox = ALICE, network = HERE) => store.rememberFamiliar([{ mailbox, network, at: clock.at }]),
  };
}

const kinds = (answers: readonly ThrottleAnswer[]) => answers.map(({ kind }) => kind);
const delays = (answers: readonly ThrottleAnswer[]) =>
  answers.map((answer) => (answer.kind === 'proceed' ? answer.delay : answer.kind));

describe('a network', () => {
  it('is refused after its failures, whatever the mailbox, and freed as they leak away', async () => {
    const { throttle, guess, guessAll, clock } = open();
    expect(kinds(await guessAll(5))).toEqual(Array(5).fill('proceed'));
    expect(await throttle.isRefused(BOB, HERE)).toBe(true);
    expect(await throttle.isRefused(undefined, HERE)).toBe(true);
    expect((await guess(BOB)).kind).toBe('throttled');
    clock.at += 3 * MINUTE;
    expect(await throttle.isRefused(ALICE, HERE)).toBe(false);
    expect((await guess()).kind).toBe('proceed');
    expect((await guess()).kind).toBe('throttled');
  });

  it('counts N guesses at once as N (P-11)', async () => {
    const { guess } = open();
    const answers = await Promise.all(Array.from({ length: 100 }, () => guess()));
    expect(answers.filter(({ kind }) => kind === 'proceed')).toHaveLength(5);
  });

  it('gets no guess for free that it had made while it was refused', async () => {
    // Negative control: fails when a throttled try keeps its digest: each of the 95 would pass as a repeated one.
    const { throttle, clock } = open();
    const burst = Array.from({ length: 100 }, (_, n) => `guess ${n}`);
    const first = await Promise.all(burst.map((secret) => throttle.reserve(ALICE, HERE, secret)));
    const refused = burst.filter((_, index) => first[index]?.kind === 'throttled');
    clock.at += 15 * MINUTE;
    const again = [];
    for (const secret of refused) again.push(await throttle.reserve(ALICE, HERE, secret));
    expect(again.filter(({ kind }) => kind === 'proceed')).toHaveLength(5);
  });

  it('is not freed by tries that were throttled or could not be judged', async () => {
    // Negative control: fails when every refund takes one whole failure back, also from a bucket that was full.
    const { throttle, guess, guessAll } = open();
    await guessAll(5);
    await Promise.all(Array.from({ length: 200 }, () => guess()));
    expect(await throttle.isRefused(ALICE, HERE)).toBe(true);
  });

  it('is an IPv6 /64, and many of them in one /48 are too many', async () => {
    const { throttle, guess } = open();
    const from = (network: number, host: number) => `2001:db8:1:${network.toString(16)}::${host.toString(16)}`;
    const judged = async (network: number) => {
      const answers = [];
      for (let host = 1; host <= 10; host += 1)
        answers.push(await guess(`${network}@example.com`, from(network, host)));
      return answers.filter(({ kind }) => kind === 'proceed').length;
    };
    for (let network = 1; network <= 8; network += 1) expect(await judged(network)).toBe(5);
    expect(await judged(9)).toBe(0);
    expect(await throttle.isRefused(ALICE, from(10, 1))).toBe(true);
    expect(await throttle.isRefused(ALICE, '2001:db8:2::1')).toBe(false);
  });

  it('that is exempt is never refused, but its guesses are slowed', async () => {
    const { throttle, guessAll } = open({ exemptNetworks: ['198.51.100.0/24'] });
    const answers = await guessAll(20);
    expect(delays(answers).slice(0, 4)).toEqual([0, 0, 500, 1_000]);
    expect(delays(answers).at(-1)).toBe(8_000);
    expect(await throttle.isRefused(ALICE, HERE)).toBe(false);
  });
});

describe('a mailbox', () => {
  it('answers ever later, up to a limit, and is never locked', async () => {
    const { guess } = open();
    const answers = [];
    for (let n = 0; n < 10; n += 1) answers.push(await guess(ALICE, `203.0.113.${n}`));
    expect(delays(answers)).toEqual([0, 0, 500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000, 8_000]);
  });

  it('is at its first answer again soon after the longest attack', async () => {
    const { guess, clock } = open();
    for (let n = 0; n < 500; n += 1) await guess(ALICE, `2001:db8:${n.toString(16)}::1`);
    clock.at += (15 * MINUTE * 12) / 2;
    expect(delays([await guess(ALICE, '203.0.113.1')])).toEqual([0]);
  });

  it('is not slowed, and its own networks are not refused, by what others do (P-29)', async () => {
    const { throttle, guessAll, guess, familiar } = open();
    await familiar();
    await guessAll(50, BOB);
    for (let n = 0; n < 20; n += 1) await guess(ALICE, `203.0.113.${n}`);
    expect(await throttle.isRefused(ALICE, HERE)).toBe(false);
    expect(await throttle.isRefused(BOB, HERE)).toBe(true);
    expect(delays([await guess()])).toEqual([0]);
  });

  it('can not be guessed without end from behind an address that it shares', async () => {
    // Negative control: fails when what comes from a familiar network is only never refused and never slowed.
    const { guessAll, familiar } = open();
    await familiar();
    expect(delays(await guessAll(7))).toEqual([0, 0, 500, 1_000, 2_000, 'throttled', 'throttled']);
  });

  it('keeps no network familiar for ever', async () => {
    const { throttle, guessAll, familiar, clock } = open();
    await familiar();
    clock.at += LIMITS.familiarFor;
    await guessAll(5, BOB);
    expect(await throttle.isRefused(ALICE, HERE)).toBe(true);
  });
});

describe('a wrong password that is repeated', () => {
  it('counts once per mailbox and network', async () => {
    const { throttle, clock } = open();
    for (let n = 0; n < 50; n += 1) {
      expect(delays([await throttle.reserve(ALICE, HERE, 'last year')])).toEqual([0]);
      clock.at += MINUTE;
    }
    for (let n = 0; n < 4; n += 1) await throttle.reserve(`${n}@example.com`, HERE, 'last year');
    await throttle.reserve(ALICE, HERE, 'another');
    expect(await throttle.isRefused(ALICE, HERE)).toBe(true);
  });
});

describe('a refund', () => {
  it('leaves nothing of a try that was right, and no more than was there of the others', async () => {
    const { throttle, guessAll } = open();
    await guessAll(4);
    for (let n = 0; n < 20; n += 1) {
      const answers = await Promise.all([1, 2].map(() => throttle.reserve(BOB, HERE, 'right')));
      for (const answer of answers) if (answer.kind === 'proceed') await throttle.refund(answer.attempt);
    }
    await guessAll(1);
    expect(await throttle.isRefused(ALICE, HERE)).toBe(true);
  });
});

describe('a clock that was wrong', () => {
  it('refuses nobody for longer than it was wrong by an hour', async () => {
    const { throttle, guessAll, clock } = open();
    clock.at += 1_000 * 60 * MINUTE;
    await guessAll(5);
    clock.at = START;
    expect(await throttle.isRefused(ALICE, HERE)).toBe(false);
    await guessAll(5);
    clock.at -= MINUTE;
    expect(await throttle.isRefused(ALICE, HERE)).toBe(true);
  });
});

describe('housekeeping', () => {
  it('forgets what an attacker made with names that nobody has, as soon as it means nothing (R9.1)', () => {
    const now = 1_000_000_000;
    // A mailbox's bucket of two holds twelve: ninety minutes.
    expect(forgetBefore(LIMITS, now)).toEqual({
      failures: now - 90 * MINUTE,
      secondSteps: now - 30 * 24 * 60 * MINUTE,
      secrets: now - LIMITS.repeatWindow,
      familiar: now - LIMITS.familiarFor,
    });
  });

  it('forgets no failure that still counts', async () => {
    const { store, guess, guessAll, clock } = open();
    await guessAll(5);
    clock.at += 2 * MINUTE;
    await store.purge(forgetBefore(LIMITS, clock.at));
    expect((await guess()).kind).toBe('throttled');
  });
});
