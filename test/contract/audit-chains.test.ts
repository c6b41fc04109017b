// The contract of the audit log's chain on each store, and what only SQLite's file has: entries from before the chain, and
// columns beside them.

import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { createAuditChainDigest } from '../../src/adapters/crypto/audit-chain-digest.ts';
import { MemoryAuditStore } from '../../src/adapters/stores/memory/audit-store.ts';
import type { KeptAuditEntry, MemoryState } from '../../src/adapters/stores/memory/state.ts';
import { openSqliteStores } from '../../src/adapters/stores/sqlite/stores.ts';
import { verifyChain } from '../../src/core/audit/verify-chain.ts';
import { auditEntry } from '../support/records.ts';
import { temporaryFolder } from '../support/stores-under-test.ts';
import { auditChainContract, type ChainUnderTest, type Intruder } from './audit-chain-contract.ts';

const digest = createAuditChainDigest(new Uint8Array(32).fill(7));

auditChainContract('memory', startInMemory);
auditChainContract('SQLite', startInSqlite);

function startInMemory(): ChainUnderTest {
  const audit: KeptAuditEntry[] = [];
  const auditMarks: MemoryState['auditMarks'] = {};
  const store = new MemoryAuditStore({ audit, auditMarks }, digest);
  const at = (sequence: number): number => audit.findIndex((entry) => entry.sequence === sequence);
  const found = (sequence: number): KeptAuditEntry => audit[at(sequence)] ?? { sequence, text: '', chain: '' };
  return {
    one: store,
    two: store,
    digest,
    intruder: {
      change: (sequence, text) => void audit.splice(at(sequence), 1, { ...found(sequence), text }),
      remove: (from, to) => void audit.splice(at(from), at(to) - at(from) + 1),
      swap(one, other) {
        const [first, second] = [found(one), found(other)];
        audit.splice(at(one), 1, { ...second, sequence: one });
        audit.splice(at(other), 1, { ...first, sequence: other });
      },
      copy(sequence, to) {
        audit.push({ ...found(sequence), sequence: to });
        audit.sort((one, other) => one.sequence - other.sequence);
      },
      setMark(kind, mark) {
        const genuine = auditMarks[kind];
        if (genuine) auditMarks[kind] = { ...genuine, ...mark };
      },
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

function startInSqlite(): ChainUnderTest {
  const folder = temporaryFolder();
  const file = join(folder.path, 'postern.db');
  const [one, two] = [openSqliteStores(file, { auditChain: digest }), openSqliteStores(file, { auditChain: digest })];
  return {
    one: one.audit,
    two: two.audit,
    digest,
    intruder: intruderOf(file),
    async [Symbol.asyncDispose]() {
      await one[Symbol.asyncDispose]();
      await two[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

const COLUMNS = 'at, kind, event, mailbox, decision_id, remote_address, entry, chain';

function intruderOf(file: string): Intruder {
  const run = (sql: string, ...values: readonly (string | number)[]): void => {
    using database = closing(file);
    database.it.prepare(sql).run(...values);
  };
  return {
    change: (sequence, text) => run('UPDATE audit SET entry = ? WHERE sequence = ?', text, sequence),
    remove: (from, to) => run('DELETE FROM audit WHERE sequence BETWEEN ? AND ?', from, to),
    swap(one, other) {
      run('UPDATE audit SET sequence = -1 WHERE sequence = ?', one);
      run('UPDATE audit SET sequence = ? WHERE sequence = ?', one, other);
      run('UPDATE audit SET sequence = ? WHERE sequence = -1', other);
    },
    copy: (sequence, to) =>
      run(`INSERT INTO audit (sequence, ${COLUMNS}) SELECT ?, ${COLUMNS} FROM audit WHERE sequence = ?`, to, sequence),
    setMark(kind, mark) {
      for (const [name, value] of Object.entries(mark)) {
        run(`UPDATE audit_chain SET ${name === 'by' ? 'set_by' : name} = ? WHERE kind = ?`, value, kind);
      }
    },
  };
}

function closing(file: string): Disposable & { readonly it: DatabaseSync } {
  const it = new DatabaseSync(file);
  return { it, [Symbol.dispose]: () => it.close() };
}

describe('the audit log in a file of SQLite', () => {
  it('is found by what its entries say, or verification says that somebody was at its columns', async () => {
    // Negative control: fails when only the entry's text is looked at.
    using folder = temporaryFolder();
    const file = join(folder.path, 'postern.db');
    await using stores = openSqliteStores(file, { auditChain: digest });
    await stores.audit.append([auditEntry(1000, { mailbox: 'anna@example.org' }), auditEntry(2000)]);
    using database = closing(file);
    database.it.exec("UPDATE audit SET mailbox = 'ben@example.org' WHERE sequence = 1");
    expect((await verifyChain(stores.audit, digest)).break).toEqual({ sequence: 1, fault: 'changed' });
  });

  it('from before the chain is covered as it is, found when one of its entries changes, and purged', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'postern.db');
    await fillBeforeTheChain(file, 2500);
    {
      await using stores = openSqliteStores(file, { auditChain: digest });
      await stores.audit.append([auditEntry(9000)]);
      const report = await verifyChain(stores.audit, digest);
      expect(report).toMatchObject({
        checked: 2501,
        begin: { sequence: 2502, entries: 2500 },
        head: { sequence: 2503 },
      });
      expect(report.break).toBeUndefined();
      const [first] = await stores.audit.export({}, { limit: 1, after: 0 });
      expect(first).not.toHaveProperty('chain');
    }
    await using stores = openSqliteStores(file, { auditChain: digest });
    expect(await stores.audit.purge(1900, { at: 5000, by: 'retention' })).toBe(898);
    expect((await verifyChain(stores.audit, digest)).break).toBeUndefined();
    expect(await verifyChain(stores.audit, digest, { limit: 700 })).toMatchObject({ next: {} });
    using database = closing(file);
    database.it.exec(`UPDATE audit SET entry = replace(entry, 'r1950', 'r0') WHERE sequence = 1951`);
    expect((await verifyChain(stores.audit, digest)).break).toEqual({ sequence: 2502, fault: 'covered' });
  });

  it('begins no other chain when its marks are gone', async () => {
    // Negative control: fails when a chain begins wherever there is no mark.
    using folder = temporaryFolder();
    const file = join(folder.path, 'postern.db');
    {
      await using stores = openSqliteStores(file, { auditChain: digest });
      await stores.audit.append([auditEntry(1000)]);
    }
    intruderOf(file).change(1, '{"at":1000,"event":"sign-in.allowed","kind":"sign-in","x":1}');
    using database = closing(file);
    database.it.exec('DELETE FROM audit_chain');
    await using stores = openSqliteStores(file, { auditChain: digest });
    expect((await verifyChain(stores.audit, digest)).break).toMatchObject({ fault: 'mark' });
    await stores.audit.append([auditEntry(2000)]);
    expect((await verifyChain(stores.audit, digest)).break).toMatchObject({ fault: 'mark' });
  });
});

/** A log as it was before the chain, with holes: two were purged. */
async function fillBeforeTheChain(file: string, count: number): Promise<void> {
  await openSqliteStores(file)[Symbol.asyncDispose]();
  using database = closing(file);
  database.it.exec('DELETE FROM audit_chain');
  const insert = database.it.prepare('INSERT INTO audit (at, kind, event, entry) VALUES (?, ?, ?, ?)');
  database.it.exec('BEGIN');
  for (let index = 0; index < count + 2; index += 1) {
    const entry = auditEntry(1000 + index, { reason: `r${index}` });
    insert.run(entry.at, entry.kind, entry.event, JSON.stringify(entry));
  }
  database.it.exec('DELETE FROM audit WHERE sequence IN (1, 3)');
  database.it.exec('COMMIT');
}
