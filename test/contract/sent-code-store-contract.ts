// What every SentCodeStore does.

import { describe, expect, it } from 'vitest';
import {
  type Allowance,
  MAX_TRIES_PER_SENT_CODE,
  messageIdOf,
  type ReservedSending,
  type SendingRequest,
  type SentCode,
  type SentCodeStore,
} from '../../src/core/challenge/sent-code-store.ts';
import { isUnavailable } from '../../src/core/errors.ts';
import type { Start } from '../support/stores-under-test.ts';

const ANNA = 'anna@example.org';
const KEY = { mailbox: ANNA, boundTo: 'ws-1', factorId: 'f-1', purpose: 'sign-in' } as const;
const HOUR = 3_600_000;
const roomy: Allowance = { key: 'mailbox:anna', limit: 100, window: HOUR };

let made = 0;

type Wish = Partial<Omit<SendingRequest, 'fresh'>> & Partial<SendingRequest['fresh']>;

/** A wish for a code that no other test has. */
function wish(fields: Wish = {}): SendingRequest {
  made += 1;
  const { again = false, pause = 30, allowances = [roomy], at = 1000, dispute, ...fresh } = fields;
  return {
    fresh: { ...KEY, id: `c-${made}`, sealedCode: new TextEncoder().encode(`code ${made}`), endsAt: 601_000, ...fresh },
    dispute: dispute ?? {
      ...{ hash: `hash ${made}`, mailbox: ANNA, session: 'ws-1', decisionId: 'D1', endsAt: 2 * HOUR },
      occasion: { at: 1000, mailbox: ANNA, remoteAddress: '192.0.2.1', client: 'Browser "1"' },
    },
    ...{ again, pause, allowances, at },
  };
}

async function send(store: SentCodeStore, fields: Wish = {}): Promise<SentCode> {
  const reserved = await store.reserve(wish(fields));
  if (reserved.kind !== 'reserved') throw new Error(reserved.kind);
  return reserved.code;
}

function kindsOf(reserved: readonly ReservedSending[]): readonly string[] {
  return reserved.map(({ kind }) => kind).toSorted();
}

export function sentCodeStoreContract(name: string, start: Start<SentCodeStore>): void {
  const both = () => {
    const { one, two, ...under } = start();
    const either = (index: number): SentCodeStore => (index % 2 === 0 ? one : two);
    const fifty = <T>(call: (store: SentCodeStore, index: number) => Promise<T>): Promise<readonly T[]> =>
      Promise.all(Array.from({ length: 50 }, (_, index) => call(either(index), index)));
    return { one, two, fifty, [Symbol.asyncDispose]: () => under[Symbol.asyncDispose]() };
  };

  describe(`a code that was sent, in ${name}`, () => {
    it('is the same again for its session, until it is over', async () => {
      await using under = both();
      const code = await send(under.one, { sealedCode: new TextEncoder().encode('first') });
      expect(code).toMatchObject({ ...KEY, sentAt: 1000, sendings: 1, delivery: 'under-way', endsAt: 601_000 });
      expect(await under.two.find(KEY, 600_999)).toEqual({ ...code, sealedCode: new TextEncoder().encode('first') });
      expect(await under.two.find(KEY, 601_000)).toBeUndefined();
      const again = await under.two.reserve(wish({ again: true, at: 31_000 }));
      expect(again).toMatchObject({ kind: 'reserved', code: { id: code.id, sendings: 2, sentAt: 31_000 } });
      expect(again).toMatchObject({ before: { sendings: 1, sentAt: 1000 } });
      const next = await send(under.one, { at: 601_000, endsAt: 1_201_000 });
      expect(next.id).not.toBe(code.id);
      expect(next.sendings).toBe(1);
    });

    it.each([
      ['mailbox', { mailbox: 'ben@example.org' }],
      ['session', { boundTo: 'ws-2' }],
      ['factor', { factorId: 'f-2' }],
      ['purpose', { purpose: 'confirmation' }],
    ] as const)('is nothing for another %s (P-12)', async (_what, other) => {
      // Negative control: each fails when its column isn't compared.
      await using under = both();
      const code = await send(under.one);
      const key = { ...KEY, ...other };
      expect(await under.one.find(key, 1000)).toBeUndefined();
      expect(await under.one.takeTry(key, 1000)).toBeUndefined();
      expect((await send(under.two, other)).id).not.toBe(code.id);
      expect(await under.one.find(KEY, 1000)).toMatchObject({ id: code.id });
    });

    it('is not sent again unasked', async () => {
      await using under = both();
      const code = await send(under.one);
      const full = { ...roomy, limit: 1 };
      expect(await under.two.reserve(wish({ at: 500_000, allowances: [full] }))).toMatchObject({
        kind: 'under-way',
        code: { id: code.id, sendings: 1, sentAt: 1000 },
      });
    });

    it('is new for one of many callers, and the others hear that it is under way', async () => {
      // Negative control: fails for a store that looks before its transaction.
      await using under = both();
      const reserved = await under.fifty((store) => store.reserve(wish()));
      expect(reserved.filter(({ kind }) => kind === 'reserved')).toHaveLength(1);
      expect(new Set(reserved.map((each) => each.code?.id)).size).toBe(1);
    });

    it('is sent once in each pause, of many callers who ask again (R2.7)', async () => {
      await using under = both();
      await send(under.one);
      expect(await under.one.reserve(wish({ again: true, at: 1029 }))).toMatchObject({ kind: 'slowed', wait: 1 });
      const reserved = await under.fifty((store) => store.reserve(wish({ again: true, at: 1030 })));
      expect(kindsOf(reserved).filter((kind) => kind === 'reserved')).toHaveLength(1);
      expect(reserved.find(({ kind }) => kind === 'slowed')).toMatchObject({ wait: 30, code: { sendings: 2 } });
    });

    it('waits no longer than the pause when the clock was set back', async () => {
      await using under = both();
      await send(under.one, { at: 500_000 });
      expect(await under.one.reserve(wish({ again: true, at: 1000 }))).toMatchObject({ kind: 'slowed', wait: 30 });
    });
  });

  describe(`allowances in ${name}`, () => {
    it('have room for so many in a window, of however many callers (R2.7, P-30)', async () => {
      // Negative control: fails for a store that counts before its transaction.
      await using under = both();
      const allowances = [{ key: 'mailbox:anna', limit: 5, window: HOUR }];
      const reserved = await under.fifty((store, index) =>
        store.reserve(wish({ boundTo: `ws-${index}`, allowances, at: 1000 + index })),
      );
      expect(reserved.filter(({ kind }) => kind === 'reserved')).toHaveLength(5);
    });

    it('say how long until there is room, and have it then', async () => {
      await using under = both();
      const allowances = [{ key: 'mailbox:anna', limit: 2, window: HOUR }];
      const at = (at: number) => under.two.reserve(wish({ boundTo: `ws-at-${at}`, allowances, at }));
      expect((await at(1000)).kind).toBe('reserved');
      expect((await at(5000)).kind).toBe('reserved');
      expect(await at(6000)).toEqual({ kind: 'slowed', wait: HOUR - 5000, full: 'mailbox:anna' });
      expect(await at(999 + HOUR)).toMatchObject({ kind: 'slowed', wait: 1 });
      expect((await at(1000 + HOUR)).kind).toBe('reserved');
      expect(await at(1001 + HOUR)).toMatchObject({ kind: 'slowed', wait: 3999 });
    });

    it('of none have never room', async () => {
      // Negative control: fails in SQLite without the look at the limit, as there a negative offset is none.
      await using under = both();
      const none = { key: 'sms', limit: 0, window: HOUR };
      const refused = await under.one.reserve(wish({ allowances: [roomy, none] }));
      expect(refused).toEqual({ kind: 'slowed', wait: HOUR, full: 'sms' });
    });

    it('are used up all or none', async () => {
      // Negative control: fails when allowances are counted one after the other.
      await using under = both();
      const [mine, all] = [
        { key: 'number:1', limit: 3, window: HOUR },
        { key: 'sms', limit: 1, window: HOUR },
      ];
      await send(under.one, { boundTo: 'ws-a', allowances: [all] });
      for (let index = 0; index < 5; index += 1) {
        const refused = await under.one.reserve(wish({ boundTo: `ws-b${index}`, allowances: [mine, all], at: 2000 }));
        expect(refused).toEqual({ kind: 'slowed', wait: HOUR - 1000, full: 'sms' });
        expect(await under.one.find({ ...KEY, boundTo: `ws-b${index}` }, 2000)).toBeUndefined();
      }
      for (let index = 0; index < 3; index += 1) await send(under.one, { boundTo: `ws-c${index}`, allowances: [mine] });
      expect(await under.two.reserve(wish({ boundTo: 'ws-d', allowances: [mine] }))).toMatchObject({ kind: 'slowed' });
    });

    it('are given back with what was not sent', async () => {
      await using under = both();
      const allowances = [
        { key: 'mailbox:anna', limit: 1, window: HOUR },
        { key: 'sms', limit: 1, window: HOUR },
      ];
      for (let index = 0; index < 3; index += 1) {
        const request = wish({ allowances });
        const reserved = await under.one.reserve(request);
        if (reserved.kind !== 'reserved') throw new Error(reserved.kind);
        await under.two.refund(request, reserved);
        expect(await under.one.find(KEY, 1000)).toBeUndefined();
        expect(await under.one.findDispute(request.dispute.hash, 1000)).toBeUndefined();
      }
      await send(under.one, { allowances });
      expect((await under.one.reserve(wish({ boundTo: 'ws-2', allowances }))).kind).toBe('slowed');
    });
  });

  describe(`a sending that is taken back, in ${name}`, () => {
    it('leaves a code that was sent before as it was, and its try spent', async () => {
      await using under = both();
      const code = await send(under.one);
      await under.one.recordDelivery(code.id, 1, 'delivered');
      await under.one.takeTry(KEY, 1000);
      const request = wish({ again: true, at: 40_000 });
      const again = await under.one.reserve(request);
      if (again.kind !== 'reserved') throw new Error(again.kind);
      await under.two.refund(request, again);
      expect(await under.one.find(KEY, 40_000)).toMatchObject({ id: code.id, sentAt: 1000, delivery: 'delivered' });
      expect((await under.one.reserve(wish({ again: true, at: 40_001 }))).kind).toBe('reserved');
      for (let tried = 1; tried < MAX_TRIES_PER_SENT_CODE; tried += 1) await under.one.takeTry(KEY, 41_000);
      expect(await under.one.takeTry(KEY, 41_000)).toBeUndefined();
    });
  });

  describe(`an answer to a code, in ${name}`, () => {
    it('is tried five times, by however many at once (R2.7, P-09, P-11)', async () => {
      // Negative control: fails for a store that awaits between counting and giving.
      await using under = both();
      const code = await send(under.one);
      const tries = await under.fifty((store) => store.takeTry(KEY, 1000));
      expect(tries.filter(Boolean)).toHaveLength(MAX_TRIES_PER_SENT_CODE);
      expect(tries.find(Boolean)).toMatchObject({ id: code.id });
      expect(await under.two.find(KEY, 1000)).toBeUndefined();
    });

    it('has no try left of a code that is over, and none more by sending it again', async () => {
      // Negative control: fails when a resend begins the tries anew.
      await using under = both();
      await send(under.one);
      expect(await under.one.takeTry(KEY, 601_000)).toBeUndefined();
      for (let tried = 0; tried < 4; tried += 1) await under.one.takeTry(KEY, 1000);
      await send(under.two, { again: true, at: 40_000 });
      expect(await under.one.takeTry(KEY, 40_000)).toBeDefined();
      expect(await under.one.takeTry(KEY, 40_000)).toBeUndefined();
      expect((await send(under.one, { at: 41_000 })).sendings).toBe(1);
      expect(await under.one.takeTry(KEY, 41_000)).toBeDefined();
    });

    it('uses it up for one of many callers (P-11)', async () => {
      // Negative control: fails for a store that looks and then removes.
      await using under = both();
      const code = await send(under.one);
      const consumed = await under.fifty((store) => store.consume(code.id));
      expect(consumed.filter(Boolean)).toHaveLength(1);
      expect(await under.one.takeTry(KEY, 1000)).toBeUndefined();
      expect(await under.one.consume('c-unknown')).toBe(false);
    });
  });

  describe(`what became of a message, in ${name}`, () => {
    it('is kept of the last one of a code, until it is settled', async () => {
      await using under = both();
      const code = await send(under.one);
      const delivery = async () => (await under.two.find(KEY, 1000))?.delivery;
      expect(messageIdOf(code)).toBe(`${code.id}-1`);
      expect(await under.one.recordDelivery(code.id, 1, 'delayed')).toBe(true);
      expect(await delivery()).toBe('delayed');
      expect(await under.two.recordDelivery(code.id, 1, 'failed')).toBe(true);
      expect(await under.two.recordDelivery(code.id, 1, 'delayed')).toBe(false);
      expect(await delivery()).toBe('failed');
      await send(under.one, { again: true, at: 40_000 });
      expect(await delivery()).toBe('under-way');
      expect(await under.one.recordDelivery(code.id, 1, 'failed')).toBe(false);
      expect(await under.one.recordDelivery(code.id, 2, 'delivered')).toBe(true);
      expect(await under.one.recordDelivery('c-unknown', 1, 'failed')).toBe(false);
      expect(await delivery()).toBe('delivered');
    });
  });

  describe(`what "this wasn't me" stands for, in ${name}`, () => {
    it('is found by the hash of its token, of every message, and longer than the code', async () => {
      await using under = both();
      const [first, second] = [wish(), wish({ again: true, at: 40_000 })];
      await under.one.reserve(first);
      await under.one.reserve(second);
      await under.one.purge(700_000);
      expect(await under.two.findDispute(first.dispute.hash, 700_000)).toEqual(first.dispute);
      expect(await under.two.findDispute(second.dispute.hash, 2 * HOUR - 1)).toEqual(second.dispute);
      expect(await under.two.findDispute(second.dispute.hash, 2 * HOUR)).toBeUndefined();
      expect(await under.two.findDispute('another hash', 1000)).toBeUndefined();
    });
  });

  describe(`what is over, in ${name}`, () => {
    it('is forgotten, and nothing that still counts', async () => {
      await using under = both();
      const allowances = [{ key: 'mailbox:anna', limit: 1, window: HOUR }];
      const request = wish({ allowances });
      await under.one.reserve(request);
      await under.two.purge(601_000);
      expect(await under.one.find(KEY, 1000)).toBeUndefined();
      expect((await under.one.reserve(wish({ allowances, at: 601_000 }))).kind).toBe('slowed');
      expect(await under.one.findDispute(request.dispute.hash, 1000)).toBeDefined();
      await under.two.purge(2 * HOUR);
      expect(await under.one.findDispute(request.dispute.hash, 1000)).toBeUndefined();
      expect((await under.one.reserve(wish({ allowances, at: 1000 }))).kind).toBe('reserved');
    });
  });
}

/** For stores that something outside can fail. */
export function unavailableSentCodeStoreContract(name: string, start: Start<SentCodeStore>): void {
  const calls: readonly (readonly [string, (store: SentCodeStore) => Promise<unknown>])[] = [
    ['reserve', (store) => store.reserve(wish())],
    ['takeTry', (store) => store.takeTry(KEY, 1000)],
    ['consume', (store) => store.consume('c-1')],
    ['recordDelivery', (store) => store.recordDelivery('c-1', 1, 'failed')],
    ['purge', (store) => store.purge(1000)],
  ];

  describe(`when the codes in ${name} can't be written`, () => {
    it.each(calls)('%s says so as a temporary failure, never as a no (P-08, R9.3)', async (_name, call) => {
      await using under = start();
      if (under.block === undefined) throw new Error('this suite is for stores that can fail');
      {
        using _blocked = under.block();
        expect(isUnavailable(await call(under.one).catch((error: unknown) => error))).toBe(true);
      }
      await expect(call(under.one)).resolves.not.toThrow();
    });
  });
}
