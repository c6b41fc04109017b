// What every FactorStore does.

import { describe, expect, it } from 'vitest';
import { isUnavailable } from '../../src/core/errors.ts';
import type { Factor } from '../../src/core/factors/factor.ts';
import {
  type Confirmation,
  type Draft,
  type FactorStore,
  MAX_FACTORS_PER_MAILBOX,
  MAX_TRIES_PER_DRAFT,
  type SuppliedFactor,
} from '../../src/core/factors/factor-store.ts';
import type { DurableStores } from '../../src/core/stores.ts';
import { domain, draft, mailbox } from '../support/records.ts';
import type { Start } from '../support/stores-under-test.ts';

const ANNA = 'anna@example.org';
const CONFIRMATION: Confirmation = { name: 'Phone', at: 1000, step: 50, onlyFirst: false };

const SUPPLIED = { id: 'f1', mailbox: ANNA, kind: 'sms', name: 'SMS', createdAt: 1000 } as const;

async function enrol(store: FactorStore, id: string, fields: Partial<Draft & Confirmation> = {}): Promise<Factor> {
  const { name, at, step, onlyFirst, ...rest } = { ...CONFIRMATION, ...fields };
  const mine = draft(id, rest);
  await store.keepDraft(mine, at);
  const factor = await store.confirmDraft(mine, { name, at, step, onlyFirst });
  if (!factor) throw new Error('the draft was not confirmed');
  return factor;
}

function fifty<T>(call: (index: number) => Promise<T>): Promise<readonly T[]> {
  return Promise.all(Array.from({ length: 50 }, (_, index) => call(index)));
}

export function factorStoreContract(name: string, start: Start<DurableStores>): void {
  const both = (start: Start<DurableStores>) => {
    const under = start();
    return {
      one: under.one.factors,
      two: under.two.factors,
      stores: under.one,
      either: (index: number): FactorStore => (index % 2 === 0 ? under.one : under.two).factors,
      [Symbol.asyncDispose]: () => under[Symbol.asyncDispose](),
    };
  };

  describe(`a factor in ${name}`, () => {
    it('is found by its mailbox and id, whole, and by no other mailbox', async () => {
      await using under = both(start);
      const factor = await enrol(under.one, 'f1');
      expect(factor).toStrictEqual({ id: 'f1', mailbox: ANNA, kind: 'totp', name: 'Phone', createdAt: 1000 });
      expect(await under.two.list(ANNA)).toStrictEqual([factor]);
      const found = await under.two.find(ANNA, 'f1');
      expect({ ...found, sealedSecret: Buffer.from(found?.sealedSecret ?? []).toString() }).toStrictEqual({
        ...factor,
        sealedSecret: 'secret of f1',
      });
      expect(await under.two.find('ben@example.org', 'f1')).toBeUndefined();
      expect(await under.two.find(ANNA, 'f2')).toBeUndefined();
    });

    it('is listed with the others of its mailbox, oldest first', async () => {
      await using under = both(start);
      for (const [id, at] of [
        ['f3', 3000],
        ['f1', 1000],
        ['f2', 1000],
      ] as const) {
        await enrol(under.one, id, { at });
      }
      await enrol(under.one, 'f4', { mailbox: 'ben@example.org' });
      expect((await under.two.list(ANNA)).map(({ id }) => id)).toEqual(['f1', 'f2', 'f3']);
    });

    it('is renamed and removed by its own mailbox only', async () => {
      await using under = both(start);
      await enrol(under.one, 'f1');
      expect(await under.one.rename('ben@example.org', 'f1', 'Mine')).toBeUndefined();
      expect(await under.one.remove('ben@example.org', 'f1')).toBeUndefined();
      expect(await under.one.rename(ANNA, 'f1', 'Tablet')).toMatchObject({ id: 'f1', name: 'Tablet' });
      expect(await under.two.list(ANNA)).toMatchObject([{ name: 'Tablet' }]);
      expect(await under.two.remove(ANNA, 'f1')).toMatchObject({ id: 'f1', name: 'Tablet' });
      expect(await under.one.list(ANNA)).toEqual([]);
      expect(await under.one.rename(ANNA, 'f1', 'Phone')).toBeUndefined();
    });

    it('is removed for one of many callers, and the recovery codes go with the last one', async () => {
      await using under = both(start);
      await enrol(under.one, 'f1');
      await enrol(under.one, 'f2');
      await under.one.replaceRecoveryCodes(ANNA, ['a', 'b']);
      const removed = await fifty((index) => under.either(index).remove(ANNA, 'f1'));
      expect(removed.filter(Boolean)).toHaveLength(1);
      expect(await under.one.recoveryCodesLeft(ANNA)).toBe(2);
      await under.one.remove(ANNA, 'f2');
      expect(await under.two.recoveryCodesLeft(ANNA)).toBe(0);
    });

    it('can be kept as the last one, of many callers who remove one each (R2.8)', async () => {
      // Negative control: fails for a store that counts before its transaction.
      await using under = both(start);
      const ids = Array.from({ length: 10 }, (_, index) => `f${index}`);
      for (const id of ids) await enrol(under.one, id);
      await enrol(under.one, 'other', { mailbox: 'ben@example.org' });
      const said = await Promise.all(ids.map((id, index) => under.either(index).removeUnlessLast(ANNA, id)));
      expect(said.filter((one) => one === 'last')).toHaveLength(1);
      expect(await under.two.list(ANNA)).toHaveLength(1);
      expect(await under.one.removeUnlessLast(ANNA, 'other')).toBeUndefined();
      expect(await under.one.removeUnlessLast('ben@example.org', 'other')).toBe('last');
    });
  });

  describe(`a factor whose codes are sent, in ${name}`, () => {
    const supplied = (id: string, fields: Partial<SuppliedFactor> = {}): SuppliedFactor => ({
      ...{ id, mailbox: ANNA, kind: 'email', name: 'E-mail', createdAt: 1000, destination: 'a•••@example.net' },
      ...{ destinationHash: `hash of ${id}`, sealedSecret: new TextEncoder().encode(id), isUnverified: true },
      ...fields,
    });
    const sentDraft = (id: string, fields: Partial<Draft> = {}): Draft =>
      draft(id, { kind: 'email', destination: 'a•••@example.net', destinationHash: `hash of ${id}`, ...fields });

    it('keeps where they go, sealed and masked, and who may be reached there only once', async () => {
      await using under = both(start);
      const { sealedSecret: _secret, destinationHash: _hash, ...shown } = supplied('f1');
      expect(await under.one.add(supplied('f1'))).toEqual(shown);
      expect(await under.two.list(ANNA)).toEqual([shown]);
      expect(await under.two.find(ANNA, 'f1')).toEqual({
        ...shown,
        sealedSecret: new TextEncoder().encode('f1'),
        destinationHash: 'hash of f1',
      });
      expect(await under.two.add(supplied('f2', { destinationHash: 'hash of f1' }))).toBe('exists');
      const other = supplied('f3', { destinationHash: 'hash of f1', mailbox: 'ben@example.org' });
      expect(await under.one.add(other)).toMatchObject({ id: 'f3' });
    });

    it('is one for each destination, of many callers who add it or confirm it', async () => {
      // Negative control: fails without the look at destinations in `add` and `confirmDraft`.
      await using under = both(start);
      const added = await fifty((index) => under.either(index).add(supplied(`f${index}`, { destinationHash: 'same' })));
      expect(added.filter((each) => typeof each === 'object')).toHaveLength(1);
      const other = { destinationHash: 'other' };
      const drafts = Array.from({ length: 10 }, (_, index) => sentDraft(`d${index}`, other));
      for (const each of drafts) await under.one.keepDraft(each, 1000);
      const confirmed = await Promise.all(
        drafts.map((each, index) => under.either(index).confirmDraft(each, CONFIRMATION)),
      );
      expect(confirmed.filter(Boolean)).toHaveLength(1);
      expect(await under.one.keepDraft(sentDraft('late', other), 1000)).toBe('exists');
    });

    it('ends what was begun without it (P-07)', async () => {
      // Negative control: fails without the removal of drafts in `add`.
      await using under = both(start);
      await under.one.keepDraft(draft('thief'), 1000);
      await under.one.setEnrolmentCode(ANNA, 'a', 5000);
      await under.two.add(supplied('f1'));
      expect(await under.one.confirmDraft(draft('thief'), CONFIRMATION)).toBeUndefined();
      expect(await under.one.hasEnrolmentCode(ANNA, 'a', 1000)).toBe(false);
      await under.one.keepDraft(draft('again'), 1000);
      expect(await under.one.confirmDraft(draft('again'), { ...CONFIRMATION, onlyFirst: true })).toBeUndefined();
    });

    it('is not added beyond what a mailbox may have', async () => {
      await using under = both(start);
      const added = await fifty((index) => under.either(index).add(supplied(`f${index}`)));
      expect(added.filter((each) => each === 'too-many')).toHaveLength(50 - MAX_FACTORS_PER_MAILBOX);
    });

    it('is verified by its first use, which is the last use, and used by its own mailbox only', async () => {
      await using under = both(start);
      await under.one.add(supplied('f1'));
      expect(await under.one.recordUse('ben@example.org', 'f1', 2000)).toBe(false);
      expect(await under.one.list(ANNA)).toMatchObject([{ isUnverified: true }]);
      expect(await under.two.recordUse(ANNA, 'f1', 2000)).toBe(true);
      expect(await under.one.recordUse(ANNA, 'f1', 1500)).toBe(true);
      const [factor] = await under.one.list(ANNA);
      expect(factor).toMatchObject({ lastUsedAt: 2000 });
      expect(factor).not.toHaveProperty('isUnverified');
      await under.one.remove(ANNA, 'f1');
      expect(await under.two.recordUse(ANNA, 'f1', 3000)).toBe(false);
    });

    it('begins anew with another destination, and goes on with the same', async () => {
      // Negative control: fails when the draft is found by session and kind alone.
      await using under = both(start);
      const first = sentDraft('f1', { boundTo: 's1' });
      expect(await under.one.keepDraft(first, 1000)).toEqual(first);
      const same = { ...first, factorId: 'f2' };
      expect(await under.two.keepDraft(same, 1000)).toEqual(first);
      expect(await under.two.findDraft(first, 1000)).toEqual(first);
      const other = sentDraft('f3', { boundTo: 's1' });
      expect(await under.one.keepDraft(other, 1000)).toEqual(other);
      expect(await under.one.confirmDraft(first, CONFIRMATION)).toBeUndefined();
      expect(await under.one.confirmDraft(other, CONFIRMATION)).toEqual({
        ...{ id: 'f3', mailbox: ANNA, kind: 'email', name: 'Phone', createdAt: 1000 },
        destination: 'a•••@example.net',
      });
    });
  });

  describe(`the default factor in ${name}`, () => {
    it('is one of a mailbox at most, and passes on to none', async () => {
      // Negative control: fails without the clearing of the one before.
      await using under = both(start);
      for (const id of ['f1', 'f2', 'f3']) await enrol(under.one, id);
      await enrol(under.one, 'other', { mailbox: 'ben@example.org' });
      expect(await under.one.makeDefault('ben@example.org', 'f1')).toBeUndefined();
      expect(await under.one.makeDefault('ben@example.org', 'other')).toMatchObject({ isDefault: true });
      await Promise.all(['f1', 'f2', 'f3'].map((id, index) => under.either(index).makeDefault(ANNA, id)));
      expect(await under.one.makeDefault(ANNA, 'f2')).toMatchObject({ id: 'f2', isDefault: true });
      const defaults = async () =>
        (await under.two.list(ANNA)).filter(({ isDefault }) => isDefault).map(({ id }) => id);
      expect(await defaults()).toEqual(['f2']);
      expect(await under.one.makeDefault(ANNA, 'gone')).toBeUndefined();
      expect(await defaults()).toEqual(['f2']);
      await under.one.remove(ANNA, 'f2');
      expect(await defaults()).toEqual([]);
      expect(await under.two.list('ben@example.org')).toMatchObject([{ isDefault: true }]);
    });
  });

  describe(`a time step in ${name}`, () => {
    it('is claimed by one of many callers (P-10, P-11), which is the last use', async () => {
      // Negative control: fails for a store that reads, compares and then stores.
      await using under = both(start);
      await enrol(under.one, 'f1');
      const claims = await fifty((index) => under.either(index).claimTimeStep('f1', 51, 2000 + index));
      expect(claims.filter(Boolean)).toHaveLength(1);
      expect(await under.one.list(ANNA)).toMatchObject([{ lastUsedAt: 2000 + claims.indexOf(true) }]);
    });

    it('is used up with all before it, and the one of the enrolment with them (P-10)', async () => {
      // Negative control: fails at the first line when a new factor has no claimed step.
      await using under = both(start);
      await enrol(under.one, 'f1', { step: 50 });
      for (const step of [49, 50]) expect(await under.two.claimTimeStep('f1', step, 2000)).toBe(false);
      expect(await under.one.list(ANNA)).not.toHaveProperty('0.lastUsedAt');
      expect(await under.two.claimTimeStep('f1', 60, 2000)).toBe(true);
      for (const step of [51, 59, 60]) expect(await under.one.claimTimeStep('f1', step, 3000)).toBe(false);
      expect(await under.one.claimTimeStep('f1', 61, 3000)).toBe(true);
    });

    it('is claimed for one factor, and for none that is not there', async () => {
      await using under = both(start);
      await enrol(under.one, 'f1');
      await enrol(under.one, 'f2');
      expect(await under.one.claimTimeStep('f1', 51, 2000)).toBe(true);
      expect(await under.one.claimTimeStep('f2', 51, 2000)).toBe(true);
      expect(await under.one.claimTimeStep('f3', 51, 2000)).toBe(false);
    });
  });

  describe(`the draft of an enrolment in ${name}`, () => {
    it('stays the same for its session until it is over (R2.2)', async () => {
      // Negative control: fails when keeping replaces what is there.
      await using under = both(start);
      const first = draft('f1', { boundTo: 's1' });
      const again = draft('f2', { boundTo: 's1', endsAt: 20_000 });
      expect(await under.one.keepDraft(first, 1000)).toEqual(first);
      const kept = await under.two.keepDraft(again, 9_999);
      expect(kept).toMatchObject({ factorId: 'f1', endsAt: 10_000 });
      expect(await under.two.keepDraft(again, 10_000)).toMatchObject({ factorId: 'f2', endsAt: 20_000 });
    });

    it('is one for all callers of a session at once, and another for each other session and mailbox', async () => {
      await using under = both(start);
      const kept = await fifty((index) => under.either(index).keepDraft(draft(`f${index}`, { boundTo: 's1' }), 1000));
      expect(new Set(kept.map((each) => (typeof each === 'string' ? each : each.factorId))).size).toBe(1);
      const others = [draft('g1', { boundTo: 's2' }), draft('g2', { boundTo: 's1', mailbox: 'ben@example.org' })];
      for (const other of others) expect(await under.one.keepDraft(other, 1000)).toMatchObject(other);
    });

    it('can be tried ten times, by however many at once, and not when it is over', async () => {
      // Negative control: fails for a store that awaits between counting and giving.
      await using under = both(start);
      await under.one.keepDraft(draft('f1'), 1000);
      expect(await under.one.tryDraft(draft('f1'), 10_000)).toBeUndefined();
      expect(await under.one.tryDraft({ ...draft('f1'), boundTo: 'another session' }, 1000)).toBeUndefined();
      const tries = await fifty((index) => under.either(index).tryDraft(draft('f1'), 1000));
      expect(tries.filter(Boolean)).toHaveLength(MAX_TRIES_PER_DRAFT);
      expect(tries.find(Boolean)).toMatchObject({ factorId: 'f1', mailbox: ANNA, kind: 'totp', endsAt: 10_000 });
    });

    it('is there for its session until it is over or its tries are spent', async () => {
      await using under = both(start);
      await under.one.keepDraft(draft('f1'), 1000);
      expect(await under.two.findDraft(draft('f1'), 9_999)).toEqual(draft('f1'));
      expect(await under.two.findDraft(draft('f1'), 10_000)).toBeUndefined();
      expect(await under.two.findDraft({ ...draft('f1'), boundTo: 'another session' }, 1000)).toBeUndefined();
      for (let tried = 0; tried < MAX_TRIES_PER_DRAFT; tried += 1) await under.one.tryDraft(draft('f1'), 1000);
      expect(await under.two.findDraft(draft('f1'), 1000)).toBeUndefined();
    });

    it('makes room for another when its tries are spent', async () => {
      await using under = both(start);
      await under.one.keepDraft(draft('f1'), 1000);
      for (let tried = 0; tried < MAX_TRIES_PER_DRAFT; tried += 1) await under.one.tryDraft(draft('f1'), 1000);
      const next = draft('f2', { boundTo: draft('f1').boundTo });
      expect(await under.one.keepDraft(next, 1000)).toMatchObject({ factorId: 'f2' });
      expect(await under.two.tryDraft(next, 1000)).toMatchObject({ factorId: 'f2' });
    });

    it('becomes a factor for one of many callers', async () => {
      await using under = both(start);
      await under.one.keepDraft(draft('f1'), 1000);
      const confirmed = await fifty((index) => under.either(index).confirmDraft(draft('f1'), CONFIRMATION));
      expect(confirmed.filter(Boolean)).toHaveLength(1);
      expect(await under.one.list(ANNA)).toHaveLength(1);
      expect(await under.two.tryDraft(draft('f1'), 1000)).toBeUndefined();
    });

    it('becomes none when it is over or was replaced', async () => {
      await using under = both(start);
      await under.one.keepDraft(draft('f1'), 1000);
      expect(await under.one.confirmDraft(draft('f1'), { ...CONFIRMATION, at: 10_000 })).toBeUndefined();
      const next = draft('f2', { boundTo: draft('f1').boundTo, endsAt: 20_000 });
      await under.one.keepDraft(next, 10_000);
      expect(await under.one.confirmDraft(draft('f1'), { ...CONFIRMATION, at: 10_000 })).toBeUndefined();
      expect(await under.one.confirmDraft(next, { ...CONFIRMATION, at: 10_000 })).toMatchObject({ id: 'f2' });
    });

    it('ends when another one of the mailbox becomes a factor (P-07)', async () => {
      // Negative control: fails when only the draft that was confirmed is removed.
      await using under = both(start);
      await under.one.keepDraft(draft('thief'), 1000);
      await under.one.keepDraft(draft('other', { mailbox: 'ben@example.org' }), 1000);
      await enrol(under.two, 'owner');
      expect(await under.one.tryDraft(draft('thief'), 1000)).toBeUndefined();
      expect(await under.one.confirmDraft(draft('thief'), CONFIRMATION)).toBeUndefined();
      expect(await under.one.tryDraft(draft('other', { mailbox: 'ben@example.org' }), 1000)).toBeDefined();
    });

    it('becomes the first factor only, where that is asked: of many drafts one (P-07)', async () => {
      await using under = both(start);
      const enrolled = await fifty(async (index) => {
        const mine = draft(`f${index}`);
        await under.either(index).keepDraft(mine, 1000);
        return under.either(index).confirmDraft(mine, { ...CONFIRMATION, onlyFirst: true });
      });
      expect(enrolled.filter(Boolean)).toHaveLength(1);
      expect(await under.one.keepDraft(draft('late'), 1000)).toMatchObject({ factorId: 'late' });
      expect(await under.one.confirmDraft(draft('late'), { ...CONFIRMATION, onlyFirst: true })).toBeUndefined();
      expect(await under.one.confirmDraft(draft('late'), CONFIRMATION)).toMatchObject({ id: 'late' });
    });

    it('is not kept, and becomes no factor, beyond what a mailbox may have', async () => {
      await using under = both(start);
      for (let index = 1; index < MAX_FACTORS_PER_MAILBOX; index += 1) await enrol(under.one, `f${index}`);
      await enrol(under.two, 'last');
      expect(await under.one.keepDraft(draft('over'), 1000)).toBe('too-many');
      expect(await under.one.confirmDraft(draft('over'), CONFIRMATION)).toBeUndefined();
      expect(await under.one.keepDraft(draft('other', { mailbox: 'ben@example.org' }), 1000)).toBeDefined();
      await under.one.remove(ANNA, 'last');
      await enrol(under.one, 'again');
      expect(await under.two.list(ANNA)).toHaveLength(MAX_FACTORS_PER_MAILBOX);
    });
  });

  describe(`recovery codes in ${name}`, () => {
    it('are each good once, for one of many callers (R2.6, P-11, P-31)', async () => {
      // Negative control: fails for a store that awaits between looking and removing.
      await using under = both(start);
      await under.one.replaceRecoveryCodes(ANNA, ['a', 'b', 'c']);
      const consumed = await fifty((index) => under.either(index).consumeRecoveryCode(ANNA, 'b'));
      expect(consumed.filter(Boolean)).toHaveLength(1);
      expect(await under.two.recoveryCodesLeft(ANNA)).toBe(2);
    });

    it('are those of one mailbox, and end when there are new ones', async () => {
      await using under = both(start);
      await under.one.replaceRecoveryCodes(ANNA, ['a', 'b']);
      expect(await under.one.consumeRecoveryCode('ben@example.org', 'a')).toBe(false);
      expect(await under.one.recoveryCodesLeft('ben@example.org')).toBe(0);
      await under.two.replaceRecoveryCodes(ANNA, ['c']);
      expect(await under.one.consumeRecoveryCode(ANNA, 'a')).toBe(false);
      expect(await under.one.consumeRecoveryCode(ANNA, 'c')).toBe(true);
      expect(await under.one.consumeRecoveryCode(ANNA, 'c')).toBe(false);
    });
  });

  describe(`an enrolment code in ${name}`, () => {
    it('is good for its mailbox until it ends, is replaced, or a factor is set up (R2.2)', async () => {
      await using under = both(start);
      await under.one.setEnrolmentCode(ANNA, 'a', 5000);
      expect(await under.two.hasEnrolmentCode(ANNA, 'a', 4999)).toBe(true);
      expect(await under.two.hasEnrolmentCode(ANNA, 'a', 5000)).toBe(false);
      expect(await under.two.hasEnrolmentCode(ANNA, 'b', 1000)).toBe(false);
      expect(await under.two.hasEnrolmentCode('ben@example.org', 'a', 1000)).toBe(false);
      await under.one.setEnrolmentCode(ANNA, 'b', 6000);
      expect(await under.two.hasEnrolmentCode(ANNA, 'a', 1000)).toBe(false);
      expect(await under.two.hasEnrolmentCode(ANNA, 'b', 5500)).toBe(true);
      await enrol(under.one, 'f1');
      expect(await under.two.hasEnrolmentCode(ANNA, 'b', 1000)).toBe(false);
    });
  });

  describe(`all that a mailbox has of factors in ${name}`, () => {
    const fill = async (store: FactorStore, address: string): Promise<void> => {
      for (const id of ['1', '2']) await enrol(store, `${address} ${id}`, { mailbox: address });
      await store.keepDraft(draft(`${address} 3`, { mailbox: address }), 1000);
      await store.replaceRecoveryCodes(address, ['a', 'b']);
      await store.setEnrolmentCode(address, 'code', 9000);
    };
    const held = async (store: FactorStore, address: string) => ({
      factors: (await store.list(address)).length,
      draft: (await store.tryDraft(draft(`${address} 3`, { mailbox: address }), 1000)) !== undefined,
      recoveryCodes: await store.recoveryCodesLeft(address),
      enrolmentCode: await store.hasEnrolmentCode(address, 'code', 1000),
    });
    const nothing = { factors: 0, draft: false, recoveryCodes: 0, enrolmentCode: false };
    const everything = { factors: 2, draft: true, recoveryCodes: 2, enrolmentCode: true };

    it('goes when it is reset, and nothing of others', async () => {
      await using under = both(start);
      for (const address of [ANNA, 'ben@example.org']) await fill(under.one, address);
      expect(await under.one.removeAll(ANNA)).toBe(2);
      expect(await held(under.two, ANNA)).toEqual(nothing);
      expect(await held(under.two, 'ben@example.org')).toEqual(everything);
      expect(await under.one.removeAll(ANNA)).toBe(0);
    });

    it('goes with the mailbox, listed or not', async () => {
      // Negative control: fails without the factors' part in the removal.
      await using under = both(start);
      const { accounts } = under.stores;
      await accounts.putDomain(domain('example.org'));
      await accounts.addMailbox(mailbox(ANNA));
      for (const address of [ANNA, 'ben@example.org', 'cleo@example.org']) await fill(under.one, address);
      for (const address of [ANNA, 'ben@example.org']) {
        expect(await accounts.removeMailbox(address, 2000)).toBe(true);
        expect(await held(under.two, address)).toEqual(nothing);
        expect(await accounts.removeMailbox(address, 2000)).toBe(false);
      }
      expect(await held(under.two, 'cleo@example.org')).toEqual(everything);
    });

    it('goes with the domain', async () => {
      await using under = both(start);
      const { accounts } = under.stores;
      for (const name of ['example.org', 'example.com']) await accounts.putDomain(domain(name));
      for (const address of [ANNA, 'anna@example.com']) await fill(under.one, address);
      expect(await accounts.removeDomain('example.org', 2000)).toBe(true);
      expect(await held(under.two, ANNA)).toEqual(nothing);
      expect(await held(under.two, 'anna@example.com')).toEqual(everything);
    });

    it('is forgotten where it was over', async () => {
      await using under = both(start);
      await under.one.keepDraft(draft('f1', { endsAt: 2000 }), 1000);
      await under.one.keepDraft(draft('f2', { endsAt: 2001 }), 1000);
      await under.one.setEnrolmentCode(ANNA, 'a', 1500);
      await under.one.setEnrolmentCode('ben@example.org', 'a', 3000);
      expect(await under.two.purge(2001)).toBe(2);
      expect(await under.one.tryDraft(draft('f2'), 1000)).toBeDefined();
      expect(await under.one.hasEnrolmentCode('ben@example.org', 'a', 1000)).toBe(true);
    });
  });
}

/** For stores that something outside can fail. */
export function unavailableFactorStoreContract(name: string, start: Start<DurableStores>): void {
  const calls: readonly (readonly [string, (factors: FactorStore) => Promise<unknown>])[] = [
    ['add', (factors) => factors.add({ ...SUPPLIED, sealedSecret: new Uint8Array(1) })],
    ['makeDefault', (factors) => factors.makeDefault(ANNA, 'f1')],
    ['recordUse', (factors) => factors.recordUse(ANNA, 'f1', 1000)],
    ['rename', (factors) => factors.rename(ANNA, 'f1', 'Phone')],
    ['remove', (factors) => factors.remove(ANNA, 'f1')],
    ['removeAll', (factors) => factors.removeAll(ANNA)],
    ['claimTimeStep', (factors) => factors.claimTimeStep('f1', 51, 2000)],
    ['keepDraft', (factors) => factors.keepDraft(draft('f1'), 1000)],
    ['tryDraft', (factors) => factors.tryDraft(draft('f1'), 1000)],
    ['confirmDraft', (factors) => factors.confirmDraft(draft('f1'), CONFIRMATION)],
    ['replaceRecoveryCodes', (factors) => factors.replaceRecoveryCodes(ANNA, ['a'])],
    ['consumeRecoveryCode', (factors) => factors.consumeRecoveryCode(ANNA, 'a')],
    ['setEnrolmentCode', (factors) => factors.setEnrolmentCode(ANNA, 'a', 1000)],
    ['purge', (factors) => factors.purge(1000)],
  ];

  describe(`when the factors in ${name} can't be written`, () => {
    it.each(calls)('%s says so as a temporary failure, never as a no (P-08, R9.3)', async (_name, call) => {
      await using under = start();
      if (under.block === undefined) throw new Error('this suite is for stores that can fail');
      {
        using _blocked = under.block();
        expect(isUnavailable(await call(under.one.factors).catch((error: unknown) => error))).toBe(true);
      }
      await expect(call(under.one.factors)).resolves.not.toThrow();
    });
  });
}
