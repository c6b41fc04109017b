// The audit log's chain over any entries: it is whole, and no single change of them is overlooked (R6.6).

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAuditChainDigest } from '../../../../src/adapters/crypto/audit-chain-digest.ts';
import { MemoryAuditStore } from '../../../../src/adapters/stores/memory/audit-store.ts';
import type { KeptAuditEntry, MemoryState } from '../../../../src/adapters/stores/memory/state.ts';
import { AUDIT_EVENTS } from '../../../../src/core/audit/audit-events.ts';
import type { AuditEntry } from '../../../../src/core/audit/audit-store.ts';
import { canonicalJson, entryText } from '../../../../src/core/audit/entry-text.ts';
import { verifyChain } from '../../../../src/core/audit/verify-chain.ts';
import { ExportVerifier } from '../../../../src/core/audit/verify-export.ts';

const digest = createAuditChainDigest(new Uint8Array(32).fill(9));

const anyText = fc.string({ unit: 'binary', maxLength: 20 });
const anyEntry: fc.Arbitrary<AuditEntry> = fc.record(
  {
    at: fc.integer({ min: 0, max: 4_000_000_000_000 }),
    kind: fc.constantFrom('sign-in', 'connection', 'change'),
    event: fc.constantFrom(...AUDIT_EVENTS),
    mailbox: anyText,
    loginName: anyText,
    reason: anyText,
    actor: anyText,
    trace: fc.array(
      fc.record({ check: anyText, result: anyText, layer: anyText }, { requiredKeys: ['check', 'result'] }),
    ),
    details: fc.dictionary(anyText, fc.oneof(anyText, fc.integer(), fc.double({ noNaN: true }), fc.boolean())),
  },
  { requiredKeys: ['at', 'kind', 'event'] },
);

async function logOf(entries: readonly AuditEntry[]) {
  const audit: KeptAuditEntry[] = [];
  const auditMarks: MemoryState['auditMarks'] = {};
  const store = new MemoryAuditStore({ audit, auditMarks }, digest);
  await store.append(entries);
  return { store, audit };
}

describe("an entry's text", () => {
  it('is canonical, and the same again after having been written and read', () => {
    fc.assert(
      fc.property(anyEntry, (entry) => {
        expect(entryText(entry)).toBe(canonicalJson(entry));
        expect(canonicalJson(JSON.parse(entryText(entry)))).toBe(entryText(entry));
      }),
    );
  });
});

describe('the chain over any entries', () => {
  const entries = fc.array(anyEntry, { minLength: 1, maxLength: 12 });

  it('is whole, and so is its export', async () => {
    await fc.assert(
      fc.asyncProperty(entries, async (given) => {
        const { store } = await logOf(given);
        const report = await verifyChain(store, digest);
        expect(report).toMatchObject({ checked: given.length });
        expect(report.break).toBeUndefined();
        const verifier = new ExportVerifier(digest);
        for (const line of await exportedLines(store)) expect(verifier.add(line)).toBe(true);
        expect(verifier.report).toMatchObject({ checked: given.length, gaps: 0, unchained: 0 });
      }),
      { numRuns: 50 },
    );
  });

  it('shows any change of a single character, in the log and in its export', async () => {
    // Negative control: fails when the entry's text isn't a part of what is digested.
    await fc.assert(
      fc.asyncProperty(entries, fc.nat(), fc.nat(), async (given, which, where) => {
        const { store, audit } = await logOf(given);
        const index = which % given.length;
        const lines = await exportedLines(store);
        const kept = audit[index];
        const line = lines[index];
        if (!kept || !line) throw new Error('there is one at each place');
        const at = where % kept.text.length;
        const other = kept.text[at] === 'x' ? 'y' : 'x';
        audit[index] = { ...kept, text: `${kept.text.slice(0, at)}${other}${kept.text.slice(at + 1)}` };
        expect((await verifyChain(store, digest)).break).toEqual({ sequence: index + 1, fault: 'changed' });
        const verifier = new ExportVerifier(digest);
        lines[index] = { ...line, reason: `${line['reason']}x` };
        expect(lines.map((each) => verifier.add(each)).indexOf(false)).toBe(index);
        expect(verifier.report.break).toEqual({ sequence: index + 1, fault: 'changed' });
      }),
      { numRuns: 50 },
    );
  });
});

describe('an export of the audit log', () => {
  it('counts what was left out, and finds what came out of order or was put in', async () => {
    const { store } = await logOf(Array.from({ length: 6 }, (_, at) => ({ at, kind: 'change', event: 'backup.made' })));
    const lines = await exportedLines(store);
    const checked = (chosen: readonly (Record<string, unknown> | undefined)[]) => {
      const verifier = new ExportVerifier(digest, undefined);
      for (const line of chosen) if (!verifier.add(line ?? {})) break;
      return verifier.report;
    };
    expect(checked([lines[0], lines[2], lines[3], lines[5]])).toMatchObject({ checked: 4, gaps: 2 });
    expect(checked([lines[0], lines[2], lines[1]]).break).toEqual({ sequence: 2, fault: 'inserted' });
    expect(checked([lines[0], { ...lines[0], sequence: 2 }]).break).toEqual({ sequence: 2, fault: 'changed' });
    const { chain: _chain, ...bare } = lines[1] ?? {};
    expect(checked([lines[0], bare]).break).toEqual({ sequence: 2, fault: 'changed' });
  });
});

async function exportedLines(store: MemoryAuditStore): Promise<Record<string, unknown>[]> {
  const entries = await store.export({}, { limit: 100, after: 0 });
  return entries.map(({ at, ...entry }) => JSON.parse(JSON.stringify({ ...entry, at: new Date(at).toISOString() })));
}
