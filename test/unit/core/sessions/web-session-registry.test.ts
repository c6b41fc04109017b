import { describe, expect, it } from 'vitest';
import { createSessionCrypto } from '../../../../src/adapters/crypto/session-crypto.ts';
import { openMemoryWebSessionStore } from '../../../../src/adapters/ephemeral/memory/web-session-store.ts';
import { openMemoryStores } from '../../../../src/adapters/stores/memory/stores.ts';
import { AuditLog } from '../../../../src/core/audit/audit-log.ts';
import { isUnavailable, PosternError } from '../../../../src/core/errors.ts';
import type { RevocationReason, RevocationTarget } from '../../../../src/core/sessions/revocation-log.ts';
import type { SessionCrypto } from '../../../../src/core/sessions/session-crypto.ts';
import type { OpenSession } from '../../../../src/core/sessions/web-session.ts';
import type { SessionLimits } from '../../../../src/core/sessions/web-session-limits.ts';
import { WebSessionRegistry } from '../../../../src/core/sessions/web-session-registry.ts';
import type { PresentedSession } from '../../../../src/core/sign-in/web-sign-in-contract.ts';
import { START, silentLog } from '../../../support/core-fixture.ts';
import { INSTALLATION_KEY, repeatableRandom } from '../../../support/factors-fixture.ts';
import { openSession, pendingSession } from '../../../support/records.ts';
import { CONTEXT } from '../../../support/web-sign-in-fixture.ts';

const ANNA = 'anna@example.org';
const MINUTE = 60_000;
const down = async (): Promise<never> => {
  throw new PosternError('ERR_STORE_UNAVAILABLE', 'down');
};

function octets(text: string): Uint8Array {
  return Buffer.from(text);
}

/** Two workers on one store. */
function createWorkers(crypto: SessionCrypto = createSessionCrypto(INSTALLATION_KEY)) {
  const stores = openMemoryStores();
  const store = openMemoryWebSessionStore();
  const broken: string[] = [];
  const log = { ...silentLog, error: (event: string) => void broken.push(event) };
  const audit = new AuditLog(stores.audit, log);
  const limits = new Map<string, SessionLimits>([['webmail', { idle: 30 * MINUTE, absolute: 600 * MINUTE }]]);
  const workers = {
    ...{ stores, store, broken, limits },
    now: START,
    one: create(),
    two: create(),
    async open(fields: Partial<OpenSession> = {}): Promise<PresentedSession<OpenSession>> {
      const basics = workers.one.newBasics(CONTEXT);
      const begun = await workers.one.replace(
        undefined,
        openSession(basics.id, { ...basics, openedAt: workers.now, decidedAt: 5, ...fields }),
        octets('jar'),
      );
      if (begun.kind !== 'begun') throw new Error(begun.kind);
      return begun.presented;
    },
    revoke: (target: RevocationTarget, reason: RevocationReason) =>
      stores.revocations.append({ at: workers.now, target, reason }),
    /** Raises the log above what the sessions of these tests were decided at. */
    async settle() {
      for (let index = 0; index < 5; index += 1) await workers.revoke({ kind: 'connection', id: 'c' }, 'removed');
    },
    /** As it was before anything was revoked. */
    putBackLog() {
      const { revocations } = openMemoryStores();
      Object.assign(stores.revocations, revocations);
    },
    async ended() {
      await audit.flush();
      const entries = await stores.audit.search({ event: 'web-session.ended' }, { limit: 100, after: 0 });
      return entries.map(({ reason, mailbox }) => `${mailbox} ${reason}`);
    },
  };
  function create(): WebSessionRegistry {
    return new WebSessionRegistry({
      ...{ store, audit, log, random: repeatableRandom(), crypto },
      revocations: stores.revocations,
      clock: { now: () => workers.now },
      limitsOf: (site) => limits.get(site),
    });
  }
  return workers;
}

/** Registers a stream, and says when it was ended. */
async function stream(worker: WebSessionRegistry, session: OpenSession) {
  const state = { ended: 0, release: (): void => undefined };
  const { release } = worker.follow(session, () => {
    state.ended += 1;
  });
  state.release = release;
  await worker.keepUp();
  return state;
}

describe('a session', () => {
  it('is found by its cookie, at its own site, in every worker', async () => {
    const { one, two } = createWorkers();
    const begun = await one.begin(CONTEXT, octets('jar'));
    expect(begun.session).toMatchObject({
      state: 'anonymous',
      site: 'webmail',
      origin: { remoteAddress: CONTEXT.remoteAddress, country: 'NL', userAgent: CONTEXT.userAgent },
    });
    expect(await two.find(begun.cookie, 'webmail')).toEqual({ ...begun, vault: Buffer.from('jar') });
    expect(await two.find(begun.cookie, 'other')).toBeUndefined();
    expect(await two.find(undefined, 'webmail')).toBeUndefined();
    expect(await two.find('A'.repeat(43), 'webmail')).toBeUndefined();
    expect(await two.find(`${begun.cookie}=`, 'webmail')).toBeUndefined();
  });

  it('keeps what the browser says of itself, cut short, and no country where there is none', async () => {
    const { one } = createWorkers();
    const { country: _unknown, ...context } = { ...CONTEXT, userAgent: 'x'.repeat(1000) };
    const { session } = await one.begin(context, octets(''));
    expect(session.origin).toStrictEqual({ remoteAddress: CONTEXT.remoteAddress, userAgent: 'x'.repeat(256) });
  });

  it('can not begin at a site that is not configured', async () => {
    const { one } = createWorkers();
    await expect(one.begin({ ...CONTEXT, site: 'other' }, octets(''))).rejects.toThrow(TypeError);
  });

  it('is over when nobody was there for the idle limit, at the very moment (R8.3)', async () => {
    const workers = createWorkers();
    const { cookie, session } = await workers.open();
    workers.now += 30 * MINUTE - 1;
    expect(await workers.two.find(cookie, 'webmail')).toBeDefined();
    workers.one.touch(session);
    await workers.one.flush();
    workers.now += 30 * MINUTE - 1;
    expect(await workers.two.find(cookie, 'webmail')).toBeDefined();
    workers.now += 1;
    const over: PresentedSession[] = [];
    expect(await workers.two.find(cookie, 'other', (each) => over.push(each))).toBeUndefined();
    const again = await workers.open();
    workers.now += 30 * MINUTE;
    expect(await workers.two.find(again.cookie, 'webmail', (each) => over.push(each))).toBeUndefined();
    // For the last time: nothing else opens its vault.
    expect(over).toMatchObject([{ session: { id: again.session.id }, vault: Buffer.from('jar') }]);
    expect(await workers.ended()).toEqual([`${ANNA} expired`, `${ANNA} expired`]);
  });

  it('is over at its absolute limit, however busy (R8.3)', async () => {
    const workers = createWorkers();
    const { cookie, session } = await workers.open();
    for (let minutes = 0; minutes < 600; minutes += 20) {
      expect(await workers.two.find(cookie, 'webmail')).toBeDefined();
      workers.now += 20 * MINUTE;
      workers.one.touch(session);
      await workers.one.flush();
    }
    expect(await workers.two.find(cookie, 'webmail')).toBeUndefined();
  });

  it('is over when its site is gone from the configuration, or its vault is damaged', async () => {
    const workers = createWorkers();
    const [one, other] = [await workers.open(), await workers.open()];
    const key = createSessionCrypto(INSTALLATION_KEY).lookupKey(one.cookie) ?? octets('');
    await workers.store.writeVault(key, 1, octets('damaged'));
    expect(await workers.one.find(one.cookie, 'webmail')).toBeUndefined();
    workers.limits.clear();
    expect(await workers.one.find(other.cookie, 'webmail')).toBeUndefined();
    expect(await workers.store.list()).toEqual([]);
  });

  it('that is pending is not prolonged by anything', async () => {
    const workers = createWorkers();
    const basics = workers.one.newBasics(CONTEXT);
    const session = pendingSession(basics.id, { ...basics, endsAt: workers.now + 5 * MINUTE, decidedAt: 5 });
    const begun = await workers.one.replace(undefined, session, octets(''));
    const cookie = begun.kind === 'begun' ? begun.presented.cookie : '';
    workers.now += 5 * MINUTE - 1;
    expect(await workers.one.find(cookie, 'webmail')).toBeDefined();
    workers.one.touch(session);
    await workers.one.flush();
    workers.now += 1;
    expect(await workers.one.find(cookie, 'webmail')).toBeUndefined();
  });

  it('is forgotten in time, and that is recorded, though no browser ever came back', async () => {
    const workers = createWorkers();
    await workers.open();
    await workers.one.begin(CONTEXT, octets(''));
    workers.now += 30 * MINUTE;
    await workers.one.purge(30 * MINUTE);
    await workers.two.purge(30 * MINUTE);
    expect(await workers.ended()).toEqual([`${ANNA} expired`]);
  });
});

describe('an open session that this process has found before', () => {
  /** How many vaults a worker opens. */
  function countOpened() {
    const counted = { opened: 0 };
    const whole = createSessionCrypto(INSTALLATION_KEY);
    const crypto: SessionCrypto = {
      ...whole,
      open: (...sealed) => {
        counted.opened += 1;
        return whole.open(...sealed);
      },
    };
    return { counted, workers: createWorkers(crypto) };
  }

  it('is found again by a look at its record, and opened anew after a minute at rest', async () => {
    const { counted, workers } = countOpened();
    const { cookie } = await workers.open();
    const found = [await workers.one.find(cookie, 'webmail'), await workers.one.find(cookie, 'webmail')];
    expect(found[1]?.vault).toBe(found[0]?.vault);
    expect(counted.opened).toBe(1);
    workers.now += 59_999;
    await workers.one.keepUp();
    await workers.one.find(cookie, 'webmail');
    expect(counted.opened).toBe(1);
    workers.now += 60_000;
    await workers.one.keepUp();
    expect(await workers.one.find(cookie, 'webmail')).toMatchObject({ vault: Buffer.from('jar') });
    expect(counted.opened).toBe(2);
  });

  it.each<readonly [string, (workers: ReturnType<typeof createWorkers>, found: PresentedSession) => Promise<unknown>]>([
    ['signed out', (workers, { session }) => workers.two.end(session, 'signed-out')],
    ['ended by an administrator', (workers) => workers.store.endAll({ mailbox: ANNA })],
    ['forgotten', (workers) => workers.store.purge({ endedBy: workers.now + 600 * MINUTE, idleSince: 0 })],
  ])('is not found at the very next request once another worker has it %s (R8.3, P-24)', async (_how, end) => {
    // Negative control: fails when what was kept is believed without a look at the record.
    const workers = createWorkers();
    const presented = await workers.open();
    expect(await workers.one.find(presented.cookie, 'webmail')).toBeDefined();
    await end(workers, presented);
    expect(await workers.one.find(presented.cookie, 'webmail')).toBeUndefined();
  });

  it('is dead under its old cookie once another worker has promoted it (P-20)', async () => {
    const workers = createWorkers();
    const presented = await workers.open();
    await workers.one.find(presented.cookie, 'webmail');
    const promoted = await workers.two.promote(presented, presented.session);
    expect(await workers.one.find(presented.cookie, 'webmail')).toBeUndefined();
    const next = promoted.kind === 'begun' ? promoted.presented.cookie : '';
    expect(await workers.one.find(next, 'webmail')).toMatchObject({ session: { id: presented.session.id } });
  });

  it('has the vault that another worker wrote, and the activity that it saw', async () => {
    // Negative control: fails when the version isn't compared.
    const workers = createWorkers();
    const presented = await workers.open();
    await workers.one.find(presented.cookie, 'webmail');
    await workers.two.changeVault(presented, () => octets('new'));
    expect(await workers.one.find(presented.cookie, 'webmail')).toMatchObject({ vault: Buffer.from('new') });
    workers.now += MINUTE;
    workers.two.touch(presented.session);
    await workers.two.flush();
    for (let request = 0; request < 2; request += 1) {
      expect(await workers.one.find(presented.cookie, 'webmail')).toMatchObject({
        session: { lastActiveAt: workers.now },
        vault: Buffer.from('new'),
      });
    }
  });

  it('is over at its limits, and with its site, all the same', async () => {
    const workers = createWorkers();
    const [one, other] = [await workers.open(), await workers.open()];
    for (const { cookie } of [one, other]) await workers.one.find(cookie, 'webmail');
    workers.now += 30 * MINUTE;
    expect(await workers.one.find(one.cookie, 'webmail')).toBeUndefined();
    workers.limits.clear();
    expect(await workers.one.find(other.cookie, 'webmail')).toBeUndefined();
    expect(await workers.store.list()).toEqual([]);
  });

  it('is nobody’s while its record can not be read (R9.3)', async () => {
    const workers = createWorkers();
    const { cookie } = await workers.open();
    await workers.one.find(cookie, 'webmail');
    workers.store.look = down;
    await expect(workers.one.find(cookie, 'webmail')).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
  });
});

describe('the activity of a session', () => {
  it('is written at most every 30 seconds, or ten times in a short idle limit', async () => {
    const workers = createWorkers();
    const written: number[] = [];
    const { touchAll } = workers.store;
    workers.store.touchAll = async (touches) => {
      written.push(touches.length);
      return touchAll.call(workers.store, touches);
    };
    const { session, cookie } = await workers.open();
    for (const passed of [0, 29_999, 1, 1000]) {
      workers.now += passed;
      const found = await workers.one.find(cookie, 'webmail');
      if (found) workers.one.touch(found.session);
      workers.one.touch(session);
      await workers.one.flush();
    }
    expect(written).toEqual([1, 1]);
    workers.limits.set('webmail', { idle: MINUTE, absolute: 600 * MINUTE });
    workers.now += 6000;
    const found = await workers.one.find(cookie, 'webmail');
    if (found) workers.one.touch(found.session);
    await workers.one.flush();
    expect(written).toEqual([1, 1, 1]);
    workers.limits.clear();
    workers.one.touch(session);
    await workers.one.flush();
    expect(written).toEqual([1, 1, 1]);
  });

  it('keeps nobody waiting when it can not be written', async () => {
    const workers = createWorkers();
    const { session } = await workers.open();
    workers.now += MINUTE;
    workers.one.touch(session);
    workers.store.touchAll = down;
    await workers.one.flush();
    expect(workers.broken).toEqual(['web-session.touches-lost']);
  });
});

describe('the vault of a session', () => {
  it('is changed by many requests at once, each on top of the others', async () => {
    // Negative control: fails when a change is made on what was read with the request.
    const workers = createWorkers();
    const presented = await workers.open();
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? workers.one : workers.two).changeVault(presented, (vault) =>
          octets(`${Buffer.from(vault).toString()} ${index}`),
        ),
      ),
    );
    const found = await workers.one.find(presented.cookie, 'webmail');
    const written = Buffer.from(found?.vault ?? [])
      .toString()
      .split(' ')
      .slice(1)
      .map(Number);
    expect(written.toSorted((one, other) => one - other)).toEqual(Array.from({ length: 20 }, (_, index) => index));
  });

  it('is not written when nothing changes, and not at all when the session is over', async () => {
    const workers = createWorkers();
    const presented = await workers.open();
    expect(await workers.one.changeVault(presented, (vault) => vault)).toMatchObject({ vault: Buffer.from('jar') });
    await workers.one.end(presented.session, 'signed-out');
    expect(await workers.one.changeVault(presented, () => octets('x'))).toBeUndefined();
  });

  it('that others never leave alone is unavailable in the end', async () => {
    const workers = createWorkers();
    const presented = await workers.open();
    workers.store.writeVault = async () => false;
    const failure = await workers.one.changeVault(presented, () => octets('x')).catch((error: unknown) => error);
    expect(isUnavailable(failure)).toBe(true);
    workers.store.promote = async () => ({ kind: 'changed' });
    const other = await workers.one.promote(presented, presented.session).catch((error: unknown) => error);
    expect(isUnavailable(other)).toBe(true);
  });
});

describe('promoting a session', () => {
  it('says so when it is over, or when another request promoted it', async () => {
    const workers = createWorkers();
    const presented = await workers.open();
    workers.store.promote = async () => ({ kind: 'gone' });
    expect(await workers.one.promote(presented, presented.session)).toEqual({ kind: 'gone' });
    await workers.one.end(presented.session, 'signed-out');
    expect(await workers.one.promote(presented, presented.session)).toEqual({ kind: 'gone' });
  });
});

describe('ending a session', () => {
  it('ends its streams in every worker within one reading of the log (§4.8 #20)', async () => {
    // Negative control: fails without the revocation that `end` appends.
    const workers = createWorkers();
    const { session } = await workers.open();
    const streams = [await stream(workers.one, session), await stream(workers.two, session)];
    const other = await stream(workers.two, (await workers.open()).session);
    const released = await stream(workers.two, session);
    released.release();
    expect(workers.two.following).toBe(2);
    expect(await workers.one.end(session, 'signed-out')).toBe(true);
    expect(await workers.two.end(session, 'signed-out')).toBe(false);
    await workers.one.keepUp();
    await workers.two.keepUp();
    expect(streams.map(({ ended }) => ended)).toEqual([1, 1]);
    expect([other.ended, released.ended]).toEqual([0, 0]);
    expect(await workers.ended()).toEqual([`${ANNA} signed-out`]);
  });

  it('ends a stream that begins after it at once', async () => {
    // Negative control: fails when a stream's session is not looked for after it was registered.
    const workers = createWorkers();
    const { session } = await workers.open();
    await workers.one.end(session, 'signed-out');
    await workers.two.keepUp();
    expect((await stream(workers.two, session)).ended).toBe(1);
  });

  it('is done even when nobody can be told; streams then end within half a minute', async () => {
    const workers = createWorkers();
    const { session } = await workers.open();
    const streamed = await stream(workers.two, session);
    workers.stores.revocations.append = down;
    expect(await workers.one.end(session, 'signed-out')).toBe(true);
    expect(workers.broken).toEqual(['web-session.end-not-announced']);
    workers.now += 30_000;
    await workers.two.keepUp();
    expect(streamed.ended).toBe(1);
  });

  it('records nothing of a session that nobody signed in to', async () => {
    const workers = createWorkers();
    const { session } = await workers.one.begin(CONTEXT, octets(''));
    expect(await workers.one.end(session, 'signed-out')).toBe(true);
    expect(await workers.ended()).toEqual([]);
    expect(await workers.stores.revocations.current()).toBe(0);
  });
});

describe('a stream', () => {
  it('ends at the absolute and at the idle limit of its session, and goes on while a person is there', async () => {
    const workers = createWorkers();
    const [busy, idle] = [await workers.open(), await workers.open()];
    const streams = [await stream(workers.two, busy.session), await stream(workers.two, idle.session)];
    const later = async (minutes: number) => {
      workers.now += minutes * MINUTE;
      workers.one.touch(busy.session);
      await workers.one.flush();
      await workers.two.keepUp();
      return streams.map(({ ended }) => ended);
    };
    expect(await later(29)).toEqual([0, 0]);
    expect(await later(1)).toEqual([0, 1]);
    for (let minutes = 30; minutes < 575; minutes += 25) expect(await later(25)).toEqual([0, 1]);
    expect(await later(25)).toEqual([1, 1]);
  });

  it('ends when its session can not be looked for at its beginning, and goes on when that fails later', async () => {
    const workers = createWorkers();
    const { session } = await workers.open();
    const before = await stream(workers.two, session);
    workers.store.find = down;
    expect((await stream(workers.two, session)).ended).toBe(1);
    workers.now += MINUTE;
    await workers.two.keepUp();
    expect(before.ended).toBe(0);
    expect(workers.broken).toContain('web-session.stream-not-checked');
  });

  it('that was released is not told, though its session is found gone afterwards', async () => {
    const workers = createWorkers();
    const { session } = await workers.open();
    await workers.store.end(session.id, 'open');
    let ended = 0;
    workers.two
      .follow(session, () => {
        ended += 1;
      })
      .release();
    await workers.two.keepUp();
    expect(ended).toBe(0);
  });

  it('ends when its site is gone from the configuration', async () => {
    const workers = createWorkers();
    const { session } = await workers.open();
    const streamed = await stream(workers.two, session);
    workers.limits.clear();
    workers.now += MINUTE;
    await workers.two.keepUp();
    expect(streamed.ended).toBe(1);
  });
});

describe('a revocation', () => {
  it.each([
    [{ kind: 'mailbox', address: ANNA }, 'disabled', true],
    [{ kind: 'mailbox', address: ANNA }, 'removed', true],
    [{ kind: 'mailbox', address: ANNA }, 'password-changed', true],
    [{ kind: 'domain', name: 'example.org' }, 'removed', true],
    [{ kind: 'mailbox', address: ANNA }, 'ended-by-administrator', false],
    [{ kind: 'mailbox', address: 'ben@example.org' }, 'disabled', false],
    [{ kind: 'domain', name: 'example.net' }, 'removed', false],
    [{ kind: 'own-password', of: 'everybody' }, 'app-password-required', false],
    [{ kind: 'app-password', id: 'ap1' }, 'revoked', false],
    [{ kind: 'web-session', id: 'ws-other' }, 'signed-out', false],
  ] as const)('of %j (%s) ends sessions and streams of the mailbox: %s (R5.3)', async (target, reason, ends) => {
    const workers = createWorkers();
    await workers.settle();
    const { cookie, session } = await workers.open();
    const streamed = await stream(workers.two, session);
    await workers.revoke(target, reason);
    await workers.two.keepUp();
    expect(streamed.ended).toBe(ends ? 1 : 0);
    expect((await workers.one.find(cookie, 'webmail')) === undefined).toBe(ends);
    // Applied by each worker, recorded once.
    await workers.one.keepUp();
    expect(await workers.ended()).toEqual(ends ? [`${ANNA} ${reason}`] : []);
  });

  it.each([
    ['everybody', true],
    [{ mailbox: ANNA }, true],
    [{ mailboxes: ['ben@example.org', ANNA] }, true],
    [{ domain: 'example.org' }, true],
    [{ mailbox: 'ben@example.org' }, false],
    [{ domain: 'example.net' }, false],
  ] as const)(
    'of own passwords (%j) ends what the password alone has opened, and nothing else: %s',
    async (of, ends) => {
      // Negative control: fails when only revocations of mailboxes and domains end sessions.
      const workers = createWorkers();
      await workers.settle();
      const alone = await workers.open({ secondStep: 'mode-never' });
      const others = await Promise.all(['totp', 'known-network'].map((secondStep) => workers.open({ secondStep })));
      const streamed = await stream(workers.two, alone.session);
      await workers.revoke({ kind: 'own-password', of }, 'app-password-required');
      await workers.two.keepUp();
      expect(streamed.ended).toBe(ends ? 1 : 0);
      expect((await workers.one.find(alone.cookie, 'webmail')) === undefined).toBe(ends);
      for (const { cookie } of others) expect(await workers.one.find(cookie, 'webmail')).toBeDefined();
      await workers.one.keepUp();
      expect(await workers.ended()).toEqual(ends ? [`${ANNA} app-password-required`] : []);
    },
  );

  it('of own passwords between the decision and the record of a session is not missed', async () => {
    const workers = createWorkers();
    await workers.settle();
    await workers.revoke({ kind: 'own-password', of: 'everybody' }, 'app-password-required');
    const basics = { ...workers.one.newBasics(CONTEXT), decidedAt: 5 };
    const reason = 'app-password-required';
    const alone = openSession('ws-1', { ...basics, secondStep: 'mode-never' });
    expect(await workers.one.replace(undefined, alone, octets(''))).toEqual({ kind: 'revoked', reason });
    expect((await workers.one.replace(undefined, openSession('ws-2', basics), octets(''))).kind).toBe('begun');
  });

  it('does not touch what was decided after it', async () => {
    const workers = createWorkers();
    await workers.settle();
    await workers.revoke({ kind: 'mailbox', address: ANNA }, 'disabled');
    const { cookie, session } = await workers.open({ decidedAt: 6 });
    const streamed = await stream(workers.two, session);
    expect(streamed.ended).toBe(0);
    expect(await workers.one.find(cookie, 'webmail')).toBeDefined();
  });

  it('that was missed while no worker ran is applied by the next one', async () => {
    // Negative control: fails when a worker begins at the log's end.
    const workers = createWorkers();
    await workers.settle();
    await workers.one.keepUp();
    const { cookie } = await workers.open();
    await workers.revoke({ kind: 'mailbox', address: ANNA }, 'disabled');
    expect(await workers.store.revocationsSeen()).toBe(5);
    await workers.two.keepUp();
    expect(await workers.two.find(cookie, 'webmail')).toBeUndefined();
    expect(await workers.store.revocationsSeen()).toBe(6);
  });

  it('is not skipped because a copy of the log was put back: all sessions end, once, in every worker', async () => {
    // Negative control: fails without RevokedRecords.appliedUpTo, which alone compares the log with what was seen of it.
    const workers = createWorkers();
    await workers.settle();
    await workers.one.keepUp();
    const [first, second] = [await workers.open(), await workers.open({ mailbox: 'ben@example.org' })];
    await workers.two.find(first.cookie, 'webmail');
    workers.putBackLog();
    await workers.two.keepUp();
    expect(await workers.two.find(first.cookie, 'webmail')).toBeUndefined();
    const later = await workers.open({ decidedAt: 0 });
    await workers.one.keepUp();
    expect(await workers.one.find(second.cookie, 'webmail')).toBeUndefined();
    expect(await workers.one.find(later.cookie, 'webmail')).toBeDefined();
    expect(await workers.ended()).toEqual(
      expect.arrayContaining([`${ANNA} revocations-unknown`, 'ben@example.org revocations-unknown']),
    );
    await workers.revoke({ kind: 'mailbox', address: ANNA }, 'disabled');
    for (const worker of [workers.one, workers.two]) await worker.keepUp();
    expect(await workers.one.find(later.cookie, 'webmail')).toBeUndefined();
    expect(await workers.ended()).toHaveLength(3);
  });

  it('is not skipped because a copy of the sessions was put back, though the log has forgotten it', async () => {
    // Negative control: fails without the comparison in RevokedRecords.since.
    const workers = createWorkers();
    await workers.settle();
    const old = await workers.open({ decidedAt: 2 });
    await workers.revoke({ kind: 'mailbox', address: ANNA }, 'disabled');
    await workers.revoke({ kind: 'connection', id: 'c' }, 'removed');
    await workers.stores.revocations.purge(workers.now + 1);
    const fresh = await workers.open({ decidedAt: 6 });
    await workers.two.keepUp();
    expect(await workers.two.find(old.cookie, 'webmail')).toBeUndefined();
    expect(await workers.two.find(fresh.cookie, 'webmail')).toBeDefined();
  });

  it('that was a sign-out stays one, though a copy of the sessions was put back', async () => {
    const workers = createWorkers();
    await workers.settle();
    const { cookie, session } = await workers.open();
    await workers.revoke({ kind: 'web-session', id: session.id }, 'signed-out');
    await workers.two.keepUp();
    expect(await workers.two.find(cookie, 'webmail')).toBeUndefined();
    expect(await workers.ended()).toEqual([`${ANNA} signed-out`]);
  });

  it('between the decision and the record of a session is not missed, though all workers applied it', async () => {
    const workers = createWorkers();
    await workers.settle();
    await workers.revoke({ kind: 'mailbox', address: ANNA }, 'disabled');
    await workers.one.keepUp();
    const session = openSession('ws-1', { ...workers.one.newBasics(CONTEXT), decidedAt: 5 });
    expect(await workers.one.replace(undefined, session, octets(''))).toEqual({ kind: 'revoked', reason: 'disabled' });
    expect(await workers.store.list()).toEqual([]);
  });

  it('is read by one call at a time, and again after a failure', async () => {
    const workers = createWorkers();
    await workers.settle();
    const { cookie } = await workers.open();
    await workers.revoke({ kind: 'mailbox', address: ANNA }, 'disabled');
    const { since } = workers.stores.revocations;
    workers.stores.revocations.since = down;
    expect(workers.one.keepUp()).toBe(workers.one.keepUp());
    await expect(workers.one.keepUp()).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
    workers.stores.revocations.since = since;
    await workers.one.keepUp();
    expect(await workers.one.find(cookie, 'webmail')).toBeUndefined();
  });
});
