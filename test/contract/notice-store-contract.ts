// What every NoticeStore does.

import { describe, expect, it } from 'vitest';
import type { Notice } from '../../src/core/messages/message.ts';
import {
  HANDING_OVER,
  type Letter,
  type Noticed,
  type NoticeStep,
  type NoticeStore,
} from '../../src/core/notices/notice-store.ts';
import type { DurableStores } from '../../src/core/stores.ts';
import type { Start } from '../support/stores-under-test.ts';

const ANNA = 'anna@example.org';
const BEN = 'ben@example.org';

const NOTICE: Notice = {
  kind: 'factor-added',
  subject: 'Phone',
  byAdministrator: false,
  occasion: { at: 1_000, mailbox: ANNA, remoteAddress: '192.0.2.1', country: 'NL', client: 'Browser' },
};

const noticed = (sequence: number, fields: Partial<Noticed> = {}): Noticed => ({
  sequence,
  mailbox: ANNA,
  at: 1_000,
  notices: [NOTICE],
  ...fields,
});

const step = (to: number, fields: Partial<NoticeStep> = {}): NoticeStep => ({
  to,
  forgotten: [],
  noticed: [],
  mailboxes: [],
  destinations: [],
  ...fields,
});

const sealed = (text: string) => ({ key: `key of ${text}`, sealed: new Uint8Array(Buffer.from(text)) });

const remembered = (text: string, goneAt?: number) => ({
  ...sealed(text),
  since: 500,
  ...(goneAt !== undefined && { goneAt }),
});

const letter = (id: string, fields: Partial<Letter> = {}): Letter => ({
  id,
  batch: `batch of ${id}`,
  mailbox: ANNA,
  to: sealed('home'),
  language: 'de',
  site: 'webmail',
  notices: [NOTICE],
  more: 2,
  createdAt: 2_000,
  endsAt: 9_000,
  tries: 0,
  nextTryAt: 2_000,
  ...fields,
});

const composed = (letters: readonly Letter[]) => ({ mailbox: ANNA, noticed: [], replaced: [], letters });

export function noticeStoreContract(name: string, start: Start<DurableStores>): void {
  describe(`the cursor of notices in ${name}`, () => {
    it('is nowhere at first, and goes on from where it is only', async () => {
      await using under = start();
      const { one, two } = { one: under.one.notices, two: under.two.notices };
      expect(await one.cursor()).toBeUndefined();
      expect(await one.advance(3, step(4))).toBe(false);
      expect(await one.advance(undefined, step(3))).toBe(true);
      expect(await two.advance(undefined, step(9))).toBe(false);
      expect(await two.advance(3, step(5, { noticed: [noticed(4)] }))).toBe(true);
      expect(await one.advance(3, step(5, { noticed: [noticed(4), noticed(5)] }))).toBe(false);
      expect(await one.cursor()).toBe(5);
      expect((await one.gathered(ANNA)).noticed).toStrictEqual([noticed(4)]);
    });

    it('is moved by one of many callers at once', async () => {
      await using under = start();
      await under.one.notices.advance(undefined, step(1));
      const tries = Array.from({ length: 50 }, (_, index) =>
        (index % 2 === 0 ? under.one : under.two).notices.advance(1, step(2, { noticed: [noticed(2)] })),
      );
      expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1);
      expect((await under.one.notices.gathered(ANNA)).noticed).toHaveLength(1);
    });

    it('brings along what is known of mailboxes and their destinations, in place of what was', async () => {
      await using under = start();
      const { notices } = under.one;
      const about = { mailbox: ANNA, language: 'de', site: 'webmail', told: { FR: 1_000 } } as const;
      const gone = remembered('work', 1_000);
      const destinations = (now: NoticeStep['destinations'][number]['now']) => [{ mailbox: ANNA, now }];
      await notices.advance(
        undefined,
        step(1, { mailboxes: [about], destinations: destinations([remembered('home'), gone]) }),
      );
      expect(await under.two.notices.about(ANNA)).toStrictEqual(about);
      expect(await under.two.notices.destinations(ANNA)).toStrictEqual([remembered('home'), gone]);
      expect(await notices.about(BEN)).toBeUndefined();
      expect(await notices.destinations(BEN)).toEqual([]);
      const later = { mailbox: ANNA, told: {} };
      await notices.advance(1, step(2, { mailboxes: [later], destinations: destinations([remembered('new')]) }));
      expect(await under.two.notices.about(ANNA)).toStrictEqual(later);
      expect(await under.two.notices.destinations(ANNA)).toStrictEqual([remembered('new')]);
    });

    it.each([
      ['a mailbox', ANNA, [BEN]],
      ['a domain', '@example.org', []],
      ['another domain that ends alike', '@ample.org', [ANNA, BEN]],
    ])('forgets %s before it takes in what is new', async (_what, forgotten, left) => {
      await using under = start();
      const { notices } = under.one;
      const all = [ANNA, BEN].map((mailbox, index) => noticed(index + 1, { mailbox }));
      await notices.advance(
        undefined,
        step(2, {
          noticed: all,
          mailboxes: [{ mailbox: ANNA, told: {} }],
          destinations: [{ mailbox: ANNA, now: [remembered('home')] }],
        }),
      );
      const fresh = noticed(4, { mailbox: 'carl@example.org' });
      await notices.advance(2, step(4, { forgotten: [forgotten], noticed: [fresh] }));
      const waiting = (await under.two.notices.waiting()).map(({ mailbox }) => mailbox);
      expect(waiting).toEqual([...left, 'carl@example.org']);
      const isLeft = (left as readonly string[]).includes(ANNA);
      expect((await notices.about(ANNA)) !== undefined).toBe(isLeft);
      expect(await notices.destinations(ANNA)).toHaveLength(isLeft ? 1 : 0);
    });
  });

  describe(`what waits to be told in ${name}`, () => {
    it('is listed by mailbox, the oldest first, with when it was last told something', async () => {
      await using under = start();
      const { notices } = under.one;
      const all = [noticed(1, { at: 3_000 }), noticed(2, { mailbox: BEN, at: 2_000 }), noticed(3, { at: 4_000 })];
      await notices.advance(undefined, step(3, { noticed: all }));
      await send(notices, letter('nt-1'), 500);
      await send(notices, letter('nt-2'), 700);
      expect(await under.two.notices.waiting()).toStrictEqual([
        { mailbox: BEN, since: 2_000, sentAt: [] },
        { mailbox: ANNA, since: 3_000, sentAt: [500, 700] },
      ]);
    });

    it('becomes letters once, of many callers at once by one', async () => {
      await using under = start();
      await under.one.notices.advance(undefined, step(2, { noticed: [noticed(1), noticed(2)] }));
      const tries = Array.from({ length: 50 }, (_, index) =>
        (index % 2 === 0 ? under.one : under.two).notices.compose({
          ...composed([letter(`nt-${index}`)]),
          noticed: [1, 2],
        }),
      );
      expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1);
      expect(await under.one.notices.waiting()).toEqual([]);
      expect(await under.one.notices.count()).toStrictEqual({ letters: 1, since: 2_000 });
    });

    it('takes earlier letters with it, but none that is being handed over or has gone', async () => {
      await using under = start();
      const { notices } = under.one;
      await notices.advance(undefined, step(1, { noticed: [noticed(1)] }));
      await notices.compose(composed([letter('nt-1'), letter('nt-2')]));
      await notices.take('nt-2', 2_000);
      const gathered = await under.two.notices.gathered(ANNA);
      expect(gathered).toStrictEqual({ noticed: [noticed(1)], letters: [letter('nt-1')], destinations: [] });
      const next = { ...composed([letter('nt-3')]), noticed: [1] };
      expect(await notices.compose({ ...next, replaced: ['nt-1', 'nt-2'] })).toBe(false);
      expect(await notices.compose({ ...next, replaced: ['nt-0'] })).toBe(false);
      expect(await notices.compose({ ...next, noticed: [1, 7] })).toBe(false);
      expect((await notices.gathered(ANNA)).noticed).toHaveLength(1);
      expect(await notices.compose({ ...next, replaced: ['nt-1'] })).toBe(true);
      const due = await under.two.notices.due(2_000 + HANDING_OVER, 9);
      expect(due.map(({ id }) => id)).toEqual(['nt-2', 'nt-3']);
    });
  });

  describe(`a letter in ${name}`, () => {
    it('is due from its time on, whole', async () => {
      await using under = start();
      const { notices } = under.one;
      const { site: _none, ...plain } = letter('nt-2', { nextTryAt: 3_000 });
      await notices.compose(composed([letter('nt-1'), plain]));
      expect(await under.two.notices.due(1_999, 9)).toEqual([]);
      expect(await under.two.notices.due(2_000, 9)).toStrictEqual([letter('nt-1')]);
      expect(await under.two.notices.due(3_000, 9)).toStrictEqual([letter('nt-1'), plain]);
      expect(await under.two.notices.due(3_000, 1)).toStrictEqual([letter('nt-1')]);
    });

    it('is taken by one of many callers, and again when that one is long gone', async () => {
      // Negative control: fails when `take` doesn't look at who has it.
      await using under = start();
      const { notices } = under.one;
      await notices.compose(composed([letter('nt-1')]));
      const tries = Array.from({ length: 50 }, (_, index) =>
        (index % 2 === 0 ? under.one : under.two).notices.take('nt-1', 2_000),
      );
      expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1);
      expect(await notices.due(2_000 + HANDING_OVER - 1, 9)).toEqual([]);
      expect(await notices.take('nt-1', 2_000 + HANDING_OVER - 1)).toBe(false);
      expect(await notices.due(2_000 + HANDING_OVER, 9)).toHaveLength(1);
      expect(await under.two.notices.take('nt-1', 2_000 + HANDING_OVER)).toBe(true);
      expect(await notices.take('nt-0', 2_000)).toBe(false);
    });

    it('is there for others at once when the clock was set back', async () => {
      await using under = start();
      const { notices } = under.one;
      await notices.compose(composed([letter('nt-1')]));
      await notices.take('nt-1', 90_000_000);
      expect(await notices.due(3_000, 9)).toHaveLength(1);
      expect(await notices.take('nt-1', 3_000)).toBe(true);
    });

    it('that failed is tried later, and counts it', async () => {
      await using under = start();
      const { notices } = under.one;
      await notices.compose(composed([letter('nt-1')]));
      await notices.take('nt-1', 2_000);
      await notices.postpone('nt-1', 7_000);
      expect(await under.two.notices.due(6_999, 9)).toEqual([]);
      expect(await under.two.notices.due(7_000, 9)).toStrictEqual([letter('nt-1', { tries: 1, nextTryAt: 7_000 })]);
      await notices.postpone('nt-0', 7_000);
    });

    it('is settled once; letters that say the same count as one that was sent, what is dropped as none', async () => {
      await using under = start();
      const { notices } = under.one;
      const all = ['nt-1', 'nt-2', 'nt-3'].map((id) => letter(id, { batch: id === 'nt-3' ? 'b2' : 'b1' }));
      await notices.compose(composed(all));
      await notices.advance(undefined, step(1, { noticed: [noticed(1)] }));
      expect(await notices.settle('nt-1', { at: 3_000 })).toBe(true);
      expect(await under.two.notices.settle('nt-1', { at: 3_000 })).toBe(false);
      expect(await under.two.notices.settle('nt-2', { at: 3_100 })).toBe(true);
      expect(await under.two.notices.settle('nt-3', undefined)).toBe(true);
      expect((await notices.waiting())[0]?.sentAt).toEqual([3_000]);
      expect(await notices.count()).toStrictEqual({ letters: 0 });
    });
  });

  it(`what is long over is forgotten in ${name}`, async () => {
    await using under = start();
    const { notices } = under.one;
    const now = [remembered('a'), remembered('b', 100), remembered('c', 200)];
    await notices.advance(undefined, step(1, { noticed: [noticed(1)], destinations: [{ mailbox: ANNA, now }] }));
    await send(notices, letter('nt-1'), 100);
    await send(notices, letter('nt-2'), 200);
    await under.two.notices.purge({ sent: 200, gone: 200 });
    expect((await notices.waiting())[0]?.sentAt).toEqual([200]);
    expect(await notices.destinations(ANNA)).toStrictEqual([now[0], now[2]]);
  });
}

async function send(notices: NoticeStore, sent: Letter, at: number): Promise<void> {
  await notices.compose(composed([sent]));
  await notices.settle(sent.id, { at });
}
