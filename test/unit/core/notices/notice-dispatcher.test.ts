// Notices from the audit log to the messenger, with time that a test moves.

import { describe, expect, it } from 'vitest';
import { openMemoryStores } from '../../../../src/adapters/stores/memory/stores.ts';
import { PosternError } from '../../../../src/core/errors.ts';
import type { Destination } from '../../../../src/core/messages/carriers.ts';
import { ANNA, BEN, NOON } from '../../../support/factors-fixture.ts';
import { createNoticesFixture, DOWN } from '../../../support/notices-fixture.ts';
import { startSqliteStores } from '../../../support/stores-under-test.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const HOME = { kind: 'email', address: 'anna@home.example' } as const satisfies Destination;
const WORK: Destination = { kind: 'email', address: 'anna@work.example' };

const MADE = { event: 'app-password.created', kind: 'change', actor: ANNA, details: { name: 'Phone' } } as const;
const ADDED = { event: 'factor.enrolled', details: { name: 'Phone' } } as const;
const REMOVED = { event: 'factor.removed', kind: 'change', actor: ANNA } as const;
const RENEWED = { event: 'recovery-codes.renewed', kind: 'change', actor: ANNA } as const;
const FROM_FRANCE = { event: 'web-sign-in.allowed', details: { newCountry: true, country: 'FR' } } as const;

describe('a notice', () => {
  it('goes out a second after something happened, with everything of that second in one message', async () => {
    const fixture = await createNoticesFixture();
    await fixture.record(ADDED);
    await fixture.after(900);
    expect(fixture.told()).toEqual([]);
    await fixture.record(RENEWED);
    await fixture.after(100);
    expect(fixture.told()).toEqual([`${ANNA}: factor-added, recovery-codes-renewed`]);
    expect(fixture.merged).toBe(1);
    await fixture.after(DAY);
    expect(fixture.told()).toEqual([]);
  });

  it('says whose, when, where the account is, and until when it is tried', async () => {
    const fixture = await createNoticesFixture();
    await fixture.record(MADE);
    await fixture.after(SECOND);
    const [sent] = fixture.messenger.sent;
    expect(sent?.message).toStrictEqual({
      kind: 'notices',
      mailbox: ANNA,
      notices: [
        { kind: 'app-password-made', subject: 'Phone', byAdministrator: false, occasion: { at: NOON, mailbox: ANNA } },
      ],
      accountUrl: 'https://webmail.example.org/.postern/account',
    });
    expect(sent?.envelope).toStrictEqual({
      id: expect.stringMatching(/^nt-[0-9a-z]{10}$/),
      to: { kind: 'email', address: ANNA },
      language: 'en',
      endsAt: NOON + SECOND + 3 * DAY,
    });
  });

  it('is in the language, and leads to the site, of the owner’s last sign-in in a browser', async () => {
    const fixture = await createNoticesFixture();
    const signIn = (language: string, site: string) =>
      ({ event: 'web-sign-in.allowed', details: { language, site } }) as const;
    await fixture.record(signIn('de', 'other'), signIn('fr', 'portal'), signIn('tlh', 'portal'), MADE);
    await fixture.after(SECOND);
    const [sent] = fixture.messenger.sent;
    expect(sent?.envelope.language).toBe('fr');
    expect(sent?.message.accountUrl).toBe('https://portal.example.org/.postern/account');
  });

  it('is nobody else’s', async () => {
    const fixture = await createNoticesFixture();
    await fixture.record(MADE, { ...ADDED, mailbox: BEN });
    await fixture.after(SECOND);
    expect(fixture.told().toSorted()).toEqual([`${ANNA}: app-password-made`, `${BEN}: factor-added`]);
  });

  it('is not made of what isn’t wanted', async () => {
    const fixture = await createNoticesFixture({ rules: { kinds: new Set(['factor-added']) } });
    await fixture.record(MADE, ADDED);
    await fixture.after(SECOND);
    expect(fixture.told()).toEqual([`${ANNA}: factor-added`]);
  });

  it('is dropped, and said to be, where nobody can be told', async () => {
    const fixture = await createNoticesFixture({ rules: { toMailbox: false } });
    await fixture.record(MADE);
    await fixture.after(SECOND);
    await fixture.after(SECOND);
    expect(fixture.told()).toEqual([]);
    expect(fixture.logged).toEqual(['notice.nobody-to-tell']);
  });

  it('of one new country comes once a month, until the country is known', async () => {
    const fixture = await createNoticesFixture();
    await fixture.record(FROM_FRANCE);
    await fixture.after(SECOND);
    await fixture.record(FROM_FRANCE);
    await fixture.after(DAY);
    expect(fixture.told()).toEqual([`${ANNA}: new-country`]);
    await fixture.record(FROM_FRANCE, { ...FROM_FRANCE, details: { newCountry: true, country: 'IT' } });
    await fixture.after(SECOND);
    expect(fixture.told()).toEqual([`${ANNA}: new-country`]);
    await fixture.after(31 * DAY);
    await fixture.record(FROM_FRANCE);
    await fixture.after(SECOND);
    expect(fixture.told()).toEqual([`${ANNA}: new-country`]);
  });
});

describe('the audit log', () => {
  it('is followed from its end on, the first time ever', async () => {
    const fixture = await createNoticesFixture();
    await fixture.record(MADE);
    const { notices } = openMemoryStores();
    const fresh = await createNoticesFixture({ stores: { ...fixture.stores, notices } });
    await fresh.after(HOUR);
    expect(fresh.told()).toEqual([]);
    await fresh.record(ADDED);
    await fresh.after(SECOND);
    expect(fresh.told()).toEqual([`${ANNA}: factor-added`]);
  });

  it('may be purged up to where it was read, and beyond', async () => {
    const fixture = await createNoticesFixture();
    await fixture.record(MADE);
    await fixture.after(SECOND);
    await fixture.stores.audit.purge(Number.POSITIVE_INFINITY, { at: 1, by: 'test' });
    await fixture.after(HOUR);
    await fixture.record(ADDED);
    await fixture.after(SECOND);
    expect(fixture.told()).toEqual([`${ANNA}: app-password-made`, `${ANNA}: factor-added`]);
  });

  it('is read to its end, however much was recorded meanwhile', async () => {
    const fixture = await createNoticesFixture();
    await fixture.record(...Array.from({ length: 450 }, (_, n) => ({ ...ADDED, mailbox: `m${n}@example.org` })));
    for (let round = 0; round < 10; round += 1) await fixture.after(SECOND);
    expect(new Set(fixture.told()).size).toBe(450);
  });

  it('of a mailbox that was removed and added again tells nothing of the one before', async () => {
    const fixture = await createNoticesFixture();
    fixture.addresses.set(ANNA, [HOME]);
    await fixture.record(MADE);
    await fixture.dispatcher.round();
    fixture.addresses.set(ANNA, []);
    await fixture.record(REMOVED, { event: 'mailbox.removed', kind: 'change', actor: 'cli' }, ADDED);
    await fixture.after(SECOND);
    expect(fixture.told()).toEqual([`${ANNA}: factor-added`]);
  });

  it('of a domain that was removed is forgotten with it', async () => {
    const fixture = await createNoticesFixture();
    await fixture.record(MADE);
    const { mailbox: _none, ...removed } = {
      mailbox: undefined,
      event: 'domain.removed',
      details: { domain: 'example.org' },
    } as const;
    await fixture.stores.audit.append([{ at: fixture.now, kind: 'change', actor: 'cli', ...removed }]);
    await fixture.after(SECOND);
    expect(fixture.told()).toEqual([]);
  });
});

describe('messages to one mailbox', () => {
  it('come at once, then at most every five minutes with all that happened between', async () => {
    const fixture = await createNoticesFixture();
    await fixture.record(ADDED);
    await fixture.after(SECOND);
    expect(fixture.told()).toEqual([`${ANNA}: factor-added`]);
    await fixture.record(MADE);
    await fixture.after(MINUTE);
    await fixture.record(REMOVED);
    await fixture.after(4 * MINUTE - SECOND);
    expect(fixture.told()).toEqual([]);
    await fixture.after(SECOND);
    expect(fixture.told()).toEqual([`${ANNA}: app-password-made, factor-removed`]);
  });

  it('are twelve a day at most, four an hour, and nothing is dropped for that', async () => {
    const fixture = await createNoticesFixture();
    const counts: number[] = [];
    for (let minute = 0; minute < 24 * 60; minute += 1) {
      await fixture.record(MADE);
      await fixture.after(MINUTE);
      if (minute === 59) counts.push(fixture.messenger.sent.length);
    }
    counts.push(fixture.messenger.sent.length);
    await fixture.after(DAY);
    expect(counts).toEqual([4, 12]);
    const listed = fixture.messenger.sent.map(({ message }) => message.notices.length + (message.more ?? 0));
    expect(listed.reduce((sum, count) => sum + count, 0)).toBe(24 * 60);
    expect(Math.max(...fixture.messenger.sent.map(({ message }) => message.notices.length))).toBe(20);
  });
});

describe('a factor’s address', () => {
  it('is told of its own removal, and of what comes after it, so that who removes it silences nothing', async () => {
    // Negative control: fails when only the addresses are told that factors have now.
    const fixture = await createNoticesFixture({ rules: { toMailbox: false } });
    fixture.addresses.set(ANNA, [HOME]);
    await fixture.record(ADDED);
    await fixture.after(SECOND);
    fixture.now += 30 * DAY;
    fixture.addresses.set(ANNA, []);
    await fixture.record(REMOVED);
    await fixture.after(HOUR);
    await fixture.record(MADE);
    await fixture.after(6 * DAY);
    expect(fixture.told()).toEqual([
      'anna@home.example: factor-added',
      'anna@home.example: factor-removed',
      'anna@home.example: app-password-made',
    ]);
    await fixture.after(2 * DAY);
    await fixture.dispatcher.purge();
    await fixture.record(MADE);
    await fixture.after(SECOND);
    expect(fixture.told()).toEqual([]);
  });

  it('that took the place of another one is told besides it', async () => {
    const fixture = await createNoticesFixture({ rules: { toMailbox: false } });
    fixture.addresses.set(ANNA, [HOME]);
    await fixture.record(ADDED);
    await fixture.after(SECOND);
    fixture.addresses.set(ANNA, [WORK]);
    await fixture.record(REMOVED, ADDED);
    await fixture.after(HOUR);
    expect(fixture.told().toSorted()).toEqual([
      'anna@home.example: factor-added',
      'anna@home.example: factor-removed, factor-added',
      'anna@work.example: factor-removed, factor-added',
    ]);
  });

  it('is kept in no readable form', async () => {
    const fixture = await createNoticesFixture();
    fixture.addresses.set(ANNA, [HOME]);
    fixture.messenger.answer = () => DOWN;
    await fixture.record(ADDED);
    await fixture.after(SECOND);
    const { notices } = fixture.stores;
    const kept = [
      ...(await notices.destinations(ANNA)),
      ...(await notices.due(Number.POSITIVE_INFINITY, 9)).map(({ to }) => to),
    ];
    expect(kept).toHaveLength(3);
    for (const { key, sealed } of kept)
      expect(`${key} ${Buffer.from(sealed).toString('latin1')}`).not.toContain('home');
  });
});

describe('when messages can’t be handed over', () => {
  it('each is tried again, after longer and longer pauses, under one id', async () => {
    const fixture = await createNoticesFixture();
    fixture.messenger.answer = () => DOWN;
    await fixture.record(MADE);
    const triedAt: number[] = [];
    for (let second = 0; second < 2 * 3_600; second += 1) {
      await fixture.after(SECOND);
      if (fixture.told().length > 0) triedAt.push(second);
    }
    expect(triedAt.slice(0, 5)).toEqual([0, 5, 15, 35, 75]);
    expect((triedAt.at(-1) ?? 0) - (triedAt.at(-2) ?? 0)).toBe(900);
    expect(new Set(fixture.messenger.sent.map(({ envelope }) => envelope.id)).size).toBe(1);
    fixture.messenger.answer = () => ({ kind: 'accepted' });
    await fixture.after(HOUR);
    await fixture.after(HOUR);
    expect(fixture.told()).toHaveLength(1);
  });

  it('for a day, all of the day is in one message then, and says when it happened', async () => {
    const fixture = await createNoticesFixture();
    fixture.messenger.answer = () => DOWN;
    for (const entry of [ADDED, MADE, REMOVED, RENEWED]) {
      await fixture.record(entry);
      await fixture.after(9 * HOUR);
    }
    fixture.told();
    fixture.messenger.answer = () => ({ kind: 'accepted' });
    await fixture.after(HOUR);
    expect(fixture.told()).toEqual([
      `${ANNA}: factor-added, app-password-made, factor-removed, recovery-codes-renewed`,
    ]);
    const times = fixture.messenger.sent.at(-1)?.message.notices.map(({ occasion }) => occasion.at - NOON);
    expect(times).toEqual([0, 9 * HOUR, 18 * HOUR, 27 * HOUR]);
    await fixture.after(DAY);
    expect(fixture.told()).toEqual([]);
  });

  it('one letter of a round finds that out for all', async () => {
    const fixture = await createNoticesFixture();
    fixture.messenger.answer = () => DOWN;
    await fixture.record(...Array.from({ length: 30 }, (_, n) => ({ ...MADE, mailbox: `m${n}@example.org` })));
    await fixture.after(SECOND);
    expect(fixture.told()).toHaveLength(1);
    fixture.messenger.answer = () => ({ kind: 'accepted' });
    await fixture.after(SECOND);
    expect(fixture.told()).toHaveLength(29);
  });

  it('for three days, they are given up, logged and recorded once', async () => {
    const fixture = await createNoticesFixture();
    fixture.messenger.answer = () => DOWN;
    await fixture.record(MADE);
    await fixture.after(SECOND);
    await fixture.after(3 * DAY);
    await fixture.after(HOUR);
    expect(fixture.logged.filter((event) => event !== 'notice.not-sent')).toEqual(['notice.given-up']);
    expect(await fixture.stores.audit.search({ event: 'notice.expired' }, { limit: 9 })).toMatchObject([
      { mailbox: ANNA, actor: 'postern', details: { to: 'a•••@example.org', kinds: 'app-password-made', notices: 1 } },
    ]);
    expect(await fixture.dispatcher.status()).toEqual({ waiting: 0, readAt: fixture.now });
  });

  it('because they are refused, they are recorded once, and the others go', async () => {
    const fixture = await createNoticesFixture();
    fixture.addresses.set(ANNA, [HOME]);
    fixture.messenger.answer = ({ to }) =>
      to.kind === 'email' && to.address === ANNA ? { kind: 'refused', reason: '550 no' } : { kind: 'accepted' };
    await fixture.record(MADE);
    await fixture.after(SECOND);
    await fixture.after(HOUR);
    expect(fixture.told()).toHaveLength(2);
    expect(fixture.outcomes.toSorted()).toEqual(['accepted', 'refused']);
    expect(await fixture.stores.audit.search({ event: 'notice.refused' }, { limit: 9 })).toMatchObject([
      { reason: '550 no', details: { to: 'a•••@example.org' } },
    ]);
  });

  it('because a writer has a fault, they wait for an update', async () => {
    const fixture = await createNoticesFixture();
    fixture.messenger.answer = () => {
      throw new TypeError('no such word');
    };
    await fixture.record(MADE);
    await fixture.after(SECOND);
    expect(fixture.logged).toEqual(['notice.broken', 'notice.not-sent']);
    fixture.messenger.answer = () => ({ kind: 'accepted' });
    await fixture.after(MINUTE);
    expect(fixture.told()).toHaveLength(2);
  });
});

describe('a crash', () => {
  it('while a message is handed over repeats that one, as the same, and nothing else', async () => {
    // Negative control: fails when letters aren't taken before they are handed over.
    const fixture = await createNoticesFixture();
    await fixture.record(MADE);
    const crashing = fixture.another({
      store: proxied(fixture.stores.notices, 'settle', async () => new Promise(() => undefined)),
    });
    fixture.now += SECOND;
    void crashing.round();
    await until(() => fixture.messenger.sent.length === 1);
    await fixture.record(ADDED, { ...MADE, mailbox: BEN });
    await fixture.after(SECOND);
    await fixture.after(2 * MINUTE);
    await fixture.after(10 * MINUTE);
    const ids = fixture.messenger.sent.map(({ envelope }) => envelope.id);
    expect(fixture.told().toSorted()).toEqual([
      `${ANNA}: app-password-made`,
      `${ANNA}: app-password-made`,
      `${ANNA}: factor-added`,
      `${BEN}: app-password-made`,
    ]);
    expect(new Set(ids).size).toBe(3);
  });

  it.each(['advance', 'compose', 'take'] as const)(
    'before a round’s %s loses nothing and repeats nothing',
    async (verb) => {
      const fixture = await createNoticesFixture();
      await fixture.record(MADE);
      fixture.now += SECOND;
      void fixture
        .another({ store: proxied(fixture.stores.notices, verb, () => new Promise(() => undefined)) })
        .round();
      await fixture.after(SECOND);
      await fixture.after(HOUR);
      expect(fixture.told()).toEqual([`${ANNA}: app-password-made`]);
    },
  );
});

describe('two that follow one log', () => {
  it('in SQLite, each with a handle of its own, tell of everything once', async () => {
    await using under = startSqliteStores();
    const fixture = await createNoticesFixture({ stores: under.one });
    fixture.addresses.set(ANNA, [HOME]);
    const other = fixture.another({ audit: under.two.audit, store: under.two.notices });
    for (const entry of [ADDED, MADE, { ...REMOVED, mailbox: BEN }, RENEWED]) {
      await fixture.record(entry);
      fixture.now += 5 * MINUTE;
      await Promise.all([fixture.dispatcher.round(), other.round()]);
    }
    const told = ['factor-added', 'app-password-made', 'recovery-codes-renewed'];
    expect(fixture.told().toSorted()).toEqual(
      [
        ...[ANNA, HOME.address].flatMap((to) => told.map((kind) => `${to}: ${kind}`)),
        `${BEN}: factor-removed`,
      ].toSorted(),
    );
    expect(fixture.logged).not.toContain('notices.failed');
  });

  it('tell of everything once', async () => {
    const fixture = await createNoticesFixture();
    const other = fixture.another();
    for (let n = 0; n < 30; n += 1) {
      await fixture.record({ ...MADE, mailbox: `m${n}@example.org` }, { ...ADDED, mailbox: `m${n}@example.org` });
      fixture.now += SECOND;
      await Promise.all([fixture.dispatcher.round(), other.round()]);
    }
    expect(fixture.told().toSorted()).toEqual(
      Array.from({ length: 30 }, (_, n) => `m${n}@example.org: app-password-made, factor-added`).toSorted(),
    );
  });
});

describe('when the store doesn’t answer', () => {
  const down = async (): Promise<never> => {
    throw new PosternError('ERR_STORE_UNAVAILABLE', 'busy');
  };

  it.each(['cursor', 'advance', 'waiting', 'gathered', 'compose', 'due', 'take', 'settle'] as const)(
    'for its %s, the round breaks off, says so once, and everything is told afterwards',
    async (verb) => {
      const fixture = await createNoticesFixture();
      await fixture.record(MADE);
      fixture.now += SECOND;
      let isDown = true;
      const { [verb]: working } = fixture.stores.notices;
      const store = proxied(fixture.stores.notices, verb, (...given: readonly unknown[]) =>
        isDown ? down() : Reflect.apply(working, fixture.stores.notices, given),
      );
      const dispatcher = fixture.another({ store });
      await dispatcher.round();
      await dispatcher.round();
      expect(fixture.logged.filter((event) => event === 'notices.failed')).toEqual(['notices.failed']);
      isDown = false;
      fixture.now += 2 * MINUTE;
      await dispatcher.round();
      // A message whose handing over couldn't be noted is handed over again, as the same.
      expect(new Set(fixture.told())).toEqual(new Set([`${ANNA}: app-password-made`]));
      expect(new Set(fixture.messenger.sent.map(({ envelope }) => envelope.id)).size).toBe(1);
      expect(fixture.logged).toContain('notices.working-again');
    },
  );

  it('because one mailbox’s factors are broken, the others don’t wait, and its owner is told where it was before', async () => {
    const fixture = await createNoticesFixture();
    fixture.addresses.set(ANNA, [HOME]);
    await fixture.record(ADDED);
    await fixture.after(SECOND);
    fixture.told();
    await fixture.record(MADE, { ...MADE, mailbox: BEN });
    fixture.now += HOUR;
    const addressesOf = async (mailbox: string) => {
      if (mailbox === ANNA) throw new PosternError('ERR_STORE_BROKEN', 'damaged');
      return [];
    };
    await fixture.another({ addresses: { addressesOf } }).round();
    expect(fixture.logged).toContain('notice.addresses-unknown');
    expect(fixture.told().toSorted()).toEqual(
      [ANNA, HOME.address, BEN].map((to) => `${to}: app-password-made`).toSorted(),
    );
  });

  it('for the addresses of factors, nothing is told without them', async () => {
    const fixture = await createNoticesFixture();
    fixture.addresses.set(ANNA, [HOME]);
    await fixture.record(MADE);
    fixture.now += SECOND;
    await fixture.another({ addresses: { addressesOf: down } }).round();
    expect(fixture.told()).toEqual([]);
    await fixture.after(SECOND);
    expect(fixture.told()).toHaveLength(2);
  });
});

it('a dispatcher that is stopped ends its round with the letter that it is at', async () => {
  const fixture = await createNoticesFixture();
  await fixture.record(MADE, { ...MADE, mailbox: BEN });
  fixture.messenger.answer = () => {
    fixture.dispatcher.stop();
    return { kind: 'accepted' };
  };
  await fixture.after(SECOND);
  expect(fixture.told()).toHaveLength(1);
});

/** The same store, with one verb of its own. */
function proxied<Store extends object>(
  store: Store,
  verb: keyof Store,
  instead: (...given: readonly never[]) => unknown,
): Store {
  return new Proxy(store, {
    get(target, name) {
      const value: unknown = name === verb ? instead : Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** Lets what waits go on until something is so. */
async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1_000 && !isSo(); turn += 1) await Promise.resolve();
  expect(isSo()).toBe(true);
}
