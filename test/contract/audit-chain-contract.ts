// What every AuditStore does to its chain, and what is found when somebody has been at what it keeps (R6.6).

import { describe, expect, it } from 'vitest';
import type { ChainDigest, ChainMarks } from '../../src/core/audit/audit-chain.ts';
import type { AuditStore } from '../../src/core/audit/audit-store.ts';
import { type ChainReport, verifyChain } from '../../src/core/audit/verify-chain.ts';
import { auditEntry } from '../support/records.ts';

/** Somebody with the right to write the database, but without the key. */
export interface Intruder {
  change(sequence: number, text: string): void;
  remove(from: number, to: number): void;
  /** As they are, with their values. */
  swap(one: number, other: number): void;
  /** A copy of an entry, at another place. */
  copy(sequence: number, to: number): void;
  setMark(kind: keyof ChainMarks, mark: Partial<NonNullable<ChainMarks[keyof ChainMarks]>>): void;
}

export interface ChainUnderTest extends AsyncDisposable {
  readonly one: AuditStore;
  readonly two: AuditStore;
  readonly digest: ChainDigest;
  readonly intruder: Intruder;
}

const PURGED = { at: 5000, by: 'retention' };

export function auditChainContract(name: string, start: () => ChainUnderTest): void {
  const filled = async (count: number): Promise<ChainUnderTest> => {
    const under = start();
    await under.one.append(
      Array.from({ length: count }, (_, index) => auditEntry(1000 + index, { reason: `r${index}` })),
    );
    return under;
  };
  const verified = (under: ChainUnderTest, options: Parameters<typeof verifyChain>[2] = {}): Promise<ChainReport> =>
    verifyChain(under.two, under.digest, options);
  const brokenAt = async (under: ChainUnderTest): Promise<unknown> => (await verified(under)).break;

  describe(`the chain of the audit log in ${name}`, () => {
    it('is whole from an empty log on, over entries of several handles at once (R6.6)', async () => {
      await using under = start();
      expect(await verified(under)).toMatchObject({ checked: 0, head: { sequence: 0 } });
      await Promise.all(
        Array.from({ length: 40 }, (_, index) =>
          (index % 2 === 0 ? under.one : under.two).append([
            auditEntry(index),
            auditEntry(index, { reason: 'second' }),
          ]),
        ),
      );
      const report = await verified(under);
      expect(report).toMatchObject({ checked: 80, head: { sequence: 80 } });
      expect(report.break).toBeUndefined();
    });

    it('stays in order when a batch of many is appended, and is whole in pieces too', async () => {
      await using under = await filled(1300);
      const reports: ChainReport[] = [];
      let from: ChainReport['next'];
      do {
        const report = await verified(under, { limit: 400, ...(from && { from }) });
        reports.push(report);
        from = report.next;
      } while (from);
      expect(reports.map(({ checked }) => checked)).toEqual([400, 400, 400, 100]);
      expect(reports.flatMap((report) => report.break ?? [])).toEqual([]);
    });

    it('stays whole when old entries are purged, by a mark that says what went, when and by what', async () => {
      await using under = await filled(450);
      expect(await under.one.purge(1250, PURGED)).toBe(250);
      const report = await verified(under);
      expect(report).toMatchObject({ checked: 200, purge: { sequence: 250, entries: 250, ...PURGED } });
      expect(report.break).toBeUndefined();
      expect(await under.two.purge(9000, { at: 6000, by: 'retention' })).toBe(200);
      await under.two.append([auditEntry(7000)]);
      expect(await verified(under)).toMatchObject({ checked: 1, purge: { sequence: 450, entries: 450, at: 6000 } });
      expect(await brokenAt(under)).toBeUndefined();
    });

    it('gets no hole from an entry that a clock made old', async () => {
      // Negative control: fails when everything that is old enough is deleted, wherever it stands.
      await using under = start();
      await under.one.append([auditEntry(1000), auditEntry(3000), auditEntry(1500), auditEntry(4000)]);
      expect(await under.one.purge(2000, PURGED)).toBe(1);
      expect(await verified(under)).toMatchObject({ checked: 3 });
      expect(await brokenAt(under)).toBeUndefined();
    });

    it('is checked for its newest entries alone', async () => {
      await using under = await filled(30);
      under.intruder.change(5, '{"at":1}');
      expect(await verified(under, { last: 10 })).toMatchObject({ checked: 10 });
      expect((await verified(under, { last: 10 })).break).toBeUndefined();
      expect((await verified(under, { last: 26 })).break).toEqual({ sequence: 5, fault: 'changed' });
      expect((await verified(under, { last: 1000 })).break).toEqual({ sequence: 5, fault: 'changed' });
    });

    it('confirms a digest that was noted, says when it differs, is purged, or the log ends before it', async () => {
      await using under = await filled(20);
      const [noted] = await under.one.export({}, { limit: 1, after: 9 });
      const chain = noted?.chain ?? '';
      expect(await verified(under, { expect: { sequence: 10, chain } })).toMatchObject({ expected: 'confirmed' });
      const other = { sequence: 11, chain };
      expect((await verified(under, { expect: other })).break).toEqual({ sequence: 11, fault: 'unexpected' });
      const later = { sequence: 21, chain };
      expect((await verified(under, { expect: later })).break).toEqual({ sequence: 21, fault: 'missing' });
      await under.one.purge(1010, PURGED);
      expect(await verified(under, { expect: { sequence: 10, chain } })).toMatchObject({ expected: 'confirmed' });
      await under.one.purge(1011, PURGED);
      expect(await verified(under, { expect: { sequence: 10, chain } })).toMatchObject({ expected: 'purged' });
    });

    it('goes with each exported entry, and its value before', async () => {
      await using under = await filled(6);
      await under.one.purge(1002, PURGED);
      const all = await under.one.export({}, { limit: 10, after: 0 });
      expect(all.map(({ sequence }) => sequence)).toEqual([3, 4, 5, 6]);
      const { purge } = await under.one.marks();
      expect(all[0]?.previous).toBe(purge?.chain);
      expect(all[3]?.previous).toBe(all[2]?.chain);
      const some = await under.one.export({ reason: 'r4' }, { limit: 10, after: 0 });
      expect(some).toEqual([all[2]]);
    });
  });

  describe(`what somebody does to the audit log in ${name}, without its key,`, () => {
    // Negative control: fails for each without the recomputation in ChainWalk, and, for those at the end, without seals.
    it.each<[string, (intruder: Intruder) => void, { sequence: number; fault: string }]>([
      [
        'changing a field',
        (they) => they.change(7, '{"at":1006,"event":"sign-in.allowed","kind":"sign-in"}'),
        { sequence: 7, fault: 'changed' },
      ],
      ['deleting an entry', (they) => they.remove(7, 7), { sequence: 7, fault: 'missing' }],
      ['deleting the first', (they) => they.remove(1, 1), { sequence: 1, fault: 'missing' }],
      ['swapping two', (they) => they.swap(7, 9), { sequence: 7, fault: 'changed' }],
      [
        'putting another in place of one',
        (they) => {
          they.remove(8, 8);
          they.copy(6, 8);
        },
        { sequence: 8, fault: 'changed' },
      ],
      ['adding one at the end', (they) => they.copy(6, 21), { sequence: 21, fault: 'inserted' }],
      ['adding one before the first', (they) => they.copy(6, 0), { sequence: 0, fault: 'inserted' }],
      ['cutting off the end', (they) => they.remove(18, 20), { sequence: 18, fault: 'missing' }],
      ['setting another head', (they) => they.setMark('head', { by: 'somebody' }), { sequence: 20, fault: 'mark' }],
      ['setting another beginning', (they) => they.setMark('begin', { sequence: 9 }), { sequence: 9, fault: 'mark' }],
    ])('%s, is found with its sequence', async (_what, tamper, expected) => {
      await using under = await filled(20);
      tamper(under.intruder);
      expect(await brokenAt(under)).toEqual(expected);
      // And not healed by what comes after it.
      await under.one.append([auditEntry(9000)]);
      const after = await brokenAt(under);
      expect(after).toMatchObject({
        sequence: expected.fault === 'mark' && expected.sequence === 20 ? 21 : expected.sequence,
      });
    });

    it('cutting off the end, with a head that fits, leaves a gap that stays', async () => {
      // Negative control: fails when `append` follows any head that it finds.
      await using under = await filled(20);
      const [last] = await under.one.export({}, { limit: 1, after: 16 });
      under.intruder.remove(18, 20);
      under.intruder.setMark('head', { sequence: 17, chain: last?.chain ?? '' });
      expect(await brokenAt(under)).toEqual({ sequence: 17, fault: 'mark' });
      await under.one.append([auditEntry(9000)]);
      expect(await brokenAt(under)).toEqual({ sequence: 18, fault: 'missing' });
    });

    it('deleting the oldest, as if they were purged, is found', async () => {
      await using under = await filled(20);
      await under.one.purge(1003, PURGED);
      const [tenth] = await under.one.export({}, { limit: 1, after: 9 });
      under.intruder.remove(4, 10);
      under.intruder.setMark('purge', { sequence: 10, chain: tenth?.chain ?? '', entries: 10 });
      expect(await brokenAt(under)).toEqual({ sequence: 10, fault: 'mark' });
    });

    it('chaining everything anew without the key is found', async () => {
      await using under = await filled(5);
      expect((await verifyChain(under.two, { digest: (text) => text.slice(-64) })).break).toMatchObject({
        fault: 'mark',
      });
    });
  });
}
