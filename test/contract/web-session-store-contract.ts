// What every WebSessionStore does.

import { describe, expect, it } from 'vitest';
import { isUnavailable } from '../../src/core/errors.ts';
import type { WebSession } from '../../src/core/sessions/web-session.ts';
import {
  CLAIMS_KEPT_FOR,
  MAX_ANONYMOUS_SESSIONS,
  MAX_ANONYMOUS_SESSIONS_PER_NETWORK,
  MAX_SESSIONS_PER_MAILBOX,
  type NewSession,
  type WebSessionStore,
} from '../../src/core/sessions/web-session-store.ts';
import { anonymousSession, lookupKey, openSession, pendingSession } from '../support/records.ts';
import type { Start } from '../support/stores-under-test.ts';

const ANNA = 'anna@example.org';
const BEN = 'ben@example.org';
const vault = new Uint8Array([1, 2, 3]);

/** Its lookup key is its id, unless told otherwise. */
function kept(session: WebSession, key: string = session.id, sealedVault: Uint8Array = vault): NewSession {
  return { session, lookupKey: lookupKey(key), sealedVault };
}

function ids(sessions: readonly WebSession[]): readonly string[] {
  return sessions.map(({ id }) => id);
}

export function webSessionStoreContract(name: string, start: Start<WebSessionStore>): void {
  describe(`a web session in ${name}`, () => {
    it.each([
      anonymousSession('s1', { origin: { remoteAddress: '2001:db8::1', userAgent: '' } }),
      pendingSession('s1', {
        step: 'enrolment',
        decidedAt: 7,
        triesLeft: 3,
        resealed: [{ id: 'ap1', sealedAt: 5, sealedPassword: new Uint8Array([9, 200]) }, { id: 'ap2' }],
        passwordVerifier: '$argon2id$',
      }),
      openSession('s1', { decidedAt: 7, confirmedAt: 1000 }),
    ])('that is $state is found by its lookup key and by its id, whole', async (session) => {
      await using under = start();
      expect(await under.one.insert(kept(session))).toEqual([]);
      expect(await under.two.findByLookupKey(lookupKey('s1'))).toStrictEqual({
        session,
        sealedVault: vault,
        version: 1,
      });
      expect(await under.two.find('s1')).toStrictEqual(session);
      expect(await under.two.findByLookupKey(lookupKey('s2'))).toBeUndefined();
      expect(await under.two.find('s2')).toBeUndefined();
    });

    it('is looked at as whoever wrote last has left it, and never once it is gone', async () => {
      // Negative control: fails for a store that remembers what it answered.
      await using under = start();
      await under.one.insert(kept(openSession('s1')));
      const { lastActiveAt } = openSession('s1');
      expect(await under.one.look(lookupKey('s1'))).toStrictEqual({ version: 1, lastActiveAt });
      await under.two.writeVault(lookupKey('s1'), 1, vault);
      await under.two.touchAll([{ id: 's1', at: 3000 }]);
      expect(await under.one.look(lookupKey('s1'))).toStrictEqual({ version: 2, lastActiveAt: 3000 });
      await under.two.promote({ lookupKey: lookupKey('s1'), version: 2 }, kept(openSession('s1'), 's2'));
      expect(await under.one.look(lookupKey('s1'))).toBeUndefined();
      expect(await under.one.look(lookupKey('s2'))).toMatchObject({ version: 3 });
      await under.two.end('s1', 'open');
      expect(await under.one.look(lookupKey('s2'))).toBeUndefined();
    });

    it('is ended once, whoever asks', async () => {
      await using under = start();
      await under.one.insert(kept(openSession('s1')));
      const tries = Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? under.one : under.two).end('s1', 'open'),
      );
      expect((await Promise.all(tries)).filter((ended) => ended !== undefined)).toEqual([openSession('s1')]);
      expect(await under.two.findByLookupKey(lookupKey('s1'))).toBeUndefined();
    });

    it('is not ended as what it was before it opened', async () => {
      // Negative control: fails when a session is ended by its id alone.
      await using under = start();
      await under.one.insert(kept(pendingSession('s1')));
      const before = { lookupKey: lookupKey('s1'), version: 1 };
      await under.one.promote(before, kept(openSession('s1'), 's2'));
      expect(await under.two.end('s1', 'pending')).toBeUndefined();
      expect(await under.two.end('s1', 'open')).toEqual(openSession('s1'));
    });

    it('keeps the latest time at which a person was there', async () => {
      await using under = start();
      await under.one.insert(kept(openSession('s1')));
      await under.one.touchAll([
        { id: 's1', at: 3000 },
        { id: 's1', at: 2000 },
        { id: 'nothing', at: 2000 },
      ]);
      await under.two.touchAll([{ id: 's1', at: 1500 }]);
      expect(await under.two.find('s1')).toEqual(openSession('s1', { lastActiveAt: 3000 }));
    });
  });

  describe(`promoting a web session in ${name}`, () => {
    it('replaces it: the old cookie is dead at once, the new one has the new vault (P-20)', async () => {
      await using under = start();
      await under.one.insert(kept(pendingSession('s1')));
      const before = { lookupKey: lookupKey('s1'), version: 1 };
      const next = kept(openSession('s2'), 's2', new Uint8Array([7]));
      expect(await under.two.promote(before, next)).toEqual({ kind: 'promoted', displaced: [] });
      expect(await under.one.findByLookupKey(lookupKey('s1'))).toBeUndefined();
      expect(await under.one.find('s1')).toBeUndefined();
      expect(await under.one.findByLookupKey(lookupKey('s2'))).toMatchObject({
        session: openSession('s2'),
        sealedVault: new Uint8Array([7]),
      });
    });

    it('has one winner of many callers, and the others make nothing (P-11)', async () => {
      // Negative control: fails for a store that inserts without looking whether it removed.
      await using under = start();
      await under.one.insert(kept(pendingSession('s0')));
      const before = { lookupKey: lookupKey('s0'), version: 1 };
      const tries = Array.from({ length: 30 }, (_, index) =>
        (index % 2 === 0 ? under.one : under.two).promote(before, kept(openSession(`n${index}`))),
      );
      const kinds = (await Promise.all(tries)).map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind === 'promoted')).toHaveLength(1);
      expect(kinds.filter((kind) => kind === 'gone')).toHaveLength(29);
      expect(await under.one.list(ANNA)).toHaveLength(1);
    });

    it('keeps its id where it should, with a version that no earlier cookie can write over', async () => {
      await using under = start();
      await under.one.insert(kept(openSession('s1'), 'old'));
      const before = { lookupKey: lookupKey('old'), version: 1 };
      expect((await under.one.promote(before, kept(openSession('s1'), 'new'))).kind).toBe('promoted');
      expect(await under.two.writeVault(lookupKey('old'), 1, vault)).toBe(false);
      expect((await under.two.findByLookupKey(lookupKey('new')))?.version).toBe(2);
    });

    it('is not done on a vault that was written meanwhile', async () => {
      await using under = start();
      await under.one.insert(kept(pendingSession('s1')));
      await under.two.writeVault(lookupKey('s1'), 1, new Uint8Array([8]));
      const next = kept(openSession('s2'));
      expect(await under.one.promote({ lookupKey: lookupKey('s1'), version: 1 }, next)).toEqual({ kind: 'changed' });
      expect((await under.one.findByLookupKey(lookupKey('s1')))?.sealedVault).toEqual(new Uint8Array([8]));
      expect((await under.one.promote({ lookupKey: lookupKey('s1'), version: 2 }, next)).kind).toBe('promoted');
    });
  });

  describe(`a vault in ${name}`, () => {
    it('is written by one of many callers who read the same version', async () => {
      // Negative control: fails for a store that doesn't compare versions.
      await using under = start();
      await under.one.insert(kept(openSession('s1')));
      const tries = Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? under.one : under.two).writeVault(lookupKey('s1'), 1, new Uint8Array([index])),
      );
      const written = (await Promise.all(tries)).flatMap((won, index) => (won ? [index] : []));
      expect(written).toHaveLength(1);
      expect(await under.two.findByLookupKey(lookupKey('s1'))).toMatchObject({
        sealedVault: new Uint8Array(written),
        version: 2,
      });
      expect(await under.two.writeVault(lookupKey('nothing'), 1, vault)).toBe(false);
    });
  });

  describe(`the tries of a pending session in ${name}`, () => {
    it('are given to so many of many callers, each once (P-11)', async () => {
      // Negative control: fails for a store that awaits between reading and counting down.
      await using under = start();
      await under.one.insert(kept(pendingSession('s1', { triesLeft: 5 })));
      const tries = Array.from({ length: 30 }, (_, index) => (index % 2 === 0 ? under.one : under.two).takeTry('s1'));
      const left = (await Promise.all(tries)).filter((each) => each !== undefined);
      expect(left.toSorted()).toEqual([0, 1, 2, 3, 4]);
      expect(await under.two.find('s1')).toMatchObject({ triesLeft: 0 });
    });

    it('can be given back, and no other session has any', async () => {
      await using under = start();
      await under.one.insert(kept(pendingSession('s1', { triesLeft: 1 })));
      await under.one.insert(kept(openSession('s2')));
      expect(await under.one.takeTry('s1')).toBe(0);
      expect(await under.one.takeTry('s1')).toBeUndefined();
      await under.two.giveBackTry('s1');
      expect(await under.two.takeTry('s1')).toBe(0);
      for (const id of ['s2', 'nothing']) {
        await under.one.giveBackTry(id);
        expect(await under.one.takeTry(id)).toBeUndefined();
      }
    });

    it('are spent when none is left and none is being judged, which one caller hears (P-11)', async () => {
      // Negative control: fails for a store that looks at the tries left alone.
      await using under = start();
      await under.one.insert(kept(pendingSession('s1', { triesLeft: 3 })));
      for (let taken = 0; taken < 3; taken += 1) await under.one.takeTry('s1');
      expect(await under.two.spendTry('s1')).toBe(false);
      await under.two.giveBackTry('s1');
      expect(await under.one.spendTry('s1')).toBe(false);
      expect(await under.two.takeTry('s1')).toBe(0);
      expect(await under.one.spendTry('s1')).toBe(true);
      await under.one.insert(kept(openSession('s2')));
      for (const id of ['s2', 'nothing']) expect(await under.one.spendTry(id)).toBe(false);
    });
  });

  describe(`how many sessions there are in ${name}`, () => {
    it('is bounded: of pending ones a mailbox has three, and the oldest goes (§4.8 #12)', async () => {
      await using under = start();
      const at = (startedAt: number, mailbox = ANNA) =>
        under.one.insert(kept(pendingSession(`${mailbox} ${startedAt}`, { startedAt, mailbox })));
      await under.one.insert(kept(openSession('open', { startedAt: 1 })));
      for (const startedAt of [1002, 1001, 1003]) expect(await at(startedAt)).toEqual([]);
      expect(await at(1004, BEN)).toEqual([]);
      expect(ids(await at(1004))).toEqual([`${ANNA} 1001`]);
      expect(ids(await under.two.list(ANNA))).toEqual([`${ANNA} 1004`, `${ANNA} 1003`, `${ANNA} 1002`, 'open']);
    });

    it('is bounded: of open ones a mailbox has a hundred, and the oldest goes', async () => {
      await using under = start();
      for (let index = 0; index < MAX_SESSIONS_PER_MAILBOX.open; index += 1) {
        await under.one.insert(kept(openSession(`s${index}`)));
      }
      await under.one.insert(kept(pendingSession('p1')));
      const promoted = await under.two.promote(
        { lookupKey: lookupKey('p1'), version: 1 },
        kept(openSession('last', { startedAt: 2000 })),
      );
      expect(promoted).toMatchObject({ kind: 'promoted', displaced: [{ id: 's0' }] });
      expect(await under.two.list(ANNA)).toHaveLength(MAX_SESSIONS_PER_MAILBOX.open);
    });

    it('is bounded: who floods anonymous ones from one network loses its own', async () => {
      await using under = start();
      const begin = (index: number, remoteAddress: string) =>
        under.one.insert(
          kept(
            anonymousSession(`${remoteAddress} ${index}`, {
              startedAt: index,
              origin: { remoteAddress, userAgent: '' },
            }),
          ),
        );
      await begin(0, '192.0.2.1');
      for (let index = 0; index <= MAX_ANONYMOUS_SESSIONS_PER_NETWORK; index += 1) {
        // Another address each time, all of one IPv6 site.
        await begin(index, `2001:db8:0:${index.toString(16)}::1`);
      }
      expect(await under.two.find('2001:db8:0:0::1 0')).toBeUndefined();
      expect(await under.two.find('2001:db8:0:1::1 1')).toBeDefined();
      expect(await under.two.find('192.0.2.1 0')).toBeDefined();
      expect(await under.two.list()).toEqual([]);
    });

    it('is bounded: of anonymous ones from everywhere the oldest go', async () => {
      await using under = start();
      for (let index = 0; index <= MAX_ANONYMOUS_SESSIONS; index += 1) {
        const remoteAddress = `198.51.${index >> 8}.${index & 0xff}`;
        const session = anonymousSession(`s${index}`, { startedAt: index, origin: { remoteAddress, userAgent: '' } });
        await under.one.insert(kept(session));
      }
      expect(await under.two.find('s0')).toBeUndefined();
      expect(await under.two.find('s1')).toBeDefined();
    });
  });

  describe(`ending sessions in ${name}`, () => {
    const fill = async (store: WebSessionStore): Promise<void> => {
      await store.insert(kept(openSession('a1', { decidedAt: 3 })));
      await store.insert(kept(pendingSession('a2', { decidedAt: 5 })));
      await store.insert(kept(openSession('b1', { mailbox: BEN, decidedAt: 3 })));
      await store.insert(kept(openSession('c1', { mailbox: 'carl@example.net', decidedAt: 3 })));
      await store.insert(kept(anonymousSession('n1')));
    };

    it('of a mailbox leaves the one that asks, and all those of others', async () => {
      await using under = start();
      await fill(under.one);
      expect(ids(await under.two.endAll({ mailbox: ANNA }, { exceptId: 'a2' }))).toEqual(['a1']);
      expect(ids(await under.one.list(ANNA))).toEqual(['a2']);
      expect(ids(await under.one.endAll({ mailbox: ANNA }))).toEqual(['a2']);
      expect((await under.one.list()).map(({ id }) => id).toSorted()).toEqual(['b1', 'c1']);
      expect(await under.one.find('n1')).toBeDefined();
    });

    it('of a domain ends those of all its mailboxes', async () => {
      await using under = start();
      await fill(under.one);
      expect(ids(await under.one.endAll({ domain: 'example.org' })).toSorted()).toEqual(['a1', 'a2', 'b1']);
      expect(ids(await under.two.list())).toEqual(['c1']);
    });

    it('by a revocation leaves what was decided since', async () => {
      await using under = start();
      await fill(under.one);
      expect(ids(await under.one.endAll({ mailbox: ANNA }, { decidedFrom: 5 }))).toEqual(['a1']);
      expect(ids(await under.one.endAll({ domain: 'example.org' }, { decidedFrom: 5 }))).toEqual(['b1']);
      expect(ids(await under.two.list(ANNA))).toEqual(['a2']);
    });

    it('of everybody leaves who gave no password, and what was decided since', async () => {
      await using under = start();
      await fill(under.one);
      expect(ids(await under.one.endAll('everybody', { decidedFrom: 5 })).toSorted()).toEqual(['a1', 'b1', 'c1']);
      expect(ids(await under.two.list())).toEqual(['a2']);
      expect(ids(await under.two.endAll('everybody'))).toEqual(['a2']);
      expect(await under.one.find('n1')).toBeDefined();
    });

    it('gives each to one of many callers', async () => {
      await using under = start();
      await fill(under.one);
      const tries = Array.from({ length: 10 }, (_, index) =>
        (index % 2 === 0 ? under.one : under.two).endAll({ mailbox: ANNA }),
      );
      expect(ids((await Promise.all(tries)).flat()).toSorted()).toEqual(['a1', 'a2']);
    });

    it('forgets what is over or was idle too long, at the very moment, and says whose it was', async () => {
      await using under = start();
      await under.one.insert(kept(openSession('ends', { endsAt: 5000, lastActiveAt: 4000 })));
      await under.one.insert(kept(pendingSession('idle', { endsAt: 9000, lastActiveAt: 2000 })));
      await under.one.insert(kept(anonymousSession('anonymous', { endsAt: 5000, lastActiveAt: 4000 })));
      await under.one.insert(kept(openSession('stays', { endsAt: 5001, lastActiveAt: 2001 })));
      expect(await under.one.purge({ endedBy: 4999, idleSince: 1999 })).toEqual([]);
      expect(ids(await under.two.purge({ endedBy: 5000, idleSince: 2000 })).toSorted()).toEqual(['ends', 'idle']);
      expect(await under.two.find('anonymous')).toBeUndefined();
      expect(await under.two.find('stays')).toBeDefined();
    });
  });

  describe(`the end at the webmail, in ${name}`, () => {
    it('is one caller’s, whoever ended the session, and remembered for an hour', async () => {
      // Negative control: fails for a store that only asks whether the session is gone.
      await using under = start();
      const tries = Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? under.one : under.two).claimUpstreamEnd('s1', 1000),
      );
      expect((await Promise.all(tries)).filter((isMine) => isMine)).toHaveLength(1);
      expect(await under.two.claimUpstreamEnd('s2', 1000)).toBe(true);
      await under.one.purge({ endedBy: 1000 + CLAIMS_KEPT_FOR - 1, idleSince: 0 });
      expect(await under.two.claimUpstreamEnd('s1', 2000)).toBe(false);
      await under.one.purge({ endedBy: 1000 + CLAIMS_KEPT_FOR, idleSince: 0 });
      expect(await under.two.claimUpstreamEnd('s1', 2000)).toBe(true);
    });
  });

  describe(`the revocations that were seen by ${name}`, () => {
    it('are remembered by the latest, for all workers', async () => {
      await using under = start();
      expect(await under.one.revocationsSeen()).toBe(0);
      await under.one.markRevocationsSeen(7);
      await under.two.markRevocationsSeen(5);
      expect(await under.two.revocationsSeen()).toBe(7);
    });

    it('go back only with all sessions, by one of many callers, and only from what they were', async () => {
      await using under = start();
      await under.one.insert(kept(openSession('s1', { decidedAt: 7 })));
      await under.one.insert(kept(pendingSession('s2', { decidedAt: 2 })));
      await under.one.insert(kept(anonymousSession('n1')));
      await under.one.markRevocationsSeen(7);
      expect(await under.two.startOver({ seen: 6, current: 4 })).toEqual([]);
      const tries = Array.from({ length: 10 }, (_, index) =>
        (index % 2 === 0 ? under.one : under.two).startOver({ seen: 7, current: 4 }),
      );
      expect(ids((await Promise.all(tries)).flat()).toSorted()).toEqual(['s1', 's2']);
      expect(await under.two.revocationsSeen()).toBe(4);
      expect(await under.two.find('n1')).toBeDefined();
      await under.one.insert(kept(openSession('s3', { decidedAt: 4 })));
      expect(await under.two.startOver({ seen: 7, current: 4 })).toEqual([]);
      expect(await under.two.find('s3')).toBeDefined();
    });
  });
}

/** For stores that something outside can fail. */
export function unavailableWebSessionStoreContract(name: string, start: Start<WebSessionStore>): void {
  const before = { lookupKey: lookupKey('s1'), version: 1 };
  const calls: readonly (readonly [string, (store: WebSessionStore) => Promise<unknown>])[] = [
    ['insert', (store) => store.insert(kept(openSession('s2')))],
    ['promote', (store) => store.promote(before, kept(openSession('s2')))],
    ['writeVault', (store) => store.writeVault(lookupKey('s1'), 1, vault)],
    ['takeTry', (store) => store.takeTry('s1')],
    ['giveBackTry', (store) => store.giveBackTry('s1')],
    ['spendTry', (store) => store.spendTry('s1')],
    ['touchAll', (store) => store.touchAll([])],
    ['end', (store) => store.end('s1', 'pending')],
    ['endAll', (store) => store.endAll({ mailbox: ANNA })],
    ['purge', (store) => store.purge({ endedBy: 1, idleSince: 1 })],
    ['claimUpstreamEnd', (store) => store.claimUpstreamEnd('s1', 1)],
    ['markRevocationsSeen', (store) => store.markRevocationsSeen(1)],
    ['startOver', (store) => store.startOver({ seen: 1, current: 0 })],
  ];

  describe(`when the sessions in ${name} can't be written`, () => {
    it.each(calls)('%s says so as a temporary failure, and works again afterwards (R9.3)', async (_name, call) => {
      await using under = start();
      if (under.block === undefined) throw new Error('this suite is for stores that can fail');
      await under.one.insert(kept(pendingSession('s1')));
      {
        using _blocked = under.block();
        expect(isUnavailable(await call(under.one).catch((error: unknown) => error))).toBe(true);
        expect(await under.one.find('s1')).toBeDefined();
      }
      await expect(call(under.one)).resolves.not.toThrow();
    });
  });
}
