import { describe, expect, it } from 'vitest';
import { AuditLog } from '../../../../src/core/audit/audit-log.ts';
import type { AuditEntry, AuditStore } from '../../../../src/core/audit/audit-store.ts';
import type { Log } from '../../../../src/core/ports.ts';
import { silentLog } from '../../../support/core-fixture.ts';

const entry = (reason: string): AuditEntry => ({ at: 0, kind: 'change', event: 'backup.made', reason });

function open() {
  const batches: AuditEntry[][] = [];
  const logged: string[] = [];
  const disk = { isFull: false, write: async (): Promise<void> => undefined };
  const store: Pick<AuditStore, 'append'> = {
    async append(entries) {
      await disk.write();
      if (disk.isFull) throw new Error('disk full');
      batches.push([...entries]);
    },
  };
  const log: Log = { ...silentLog, info: (event) => logged.push(event), error: (event) => logged.push(event) };
  const audit = new AuditLog(store, log);
  return { audit, batches, logged, disk };
}

describe('the audit log', () => {
  it('writes what was recorded in order, in batches of 500', async () => {
    const { audit, batches } = open();
    for (let n = 0; n < 1_001; n += 1) audit.record(entry(`${n}`));
    await audit.flush();
    expect(batches.map(({ length }) => length)).toEqual([500, 500, 1]);
    expect(batches.flat().map(({ reason }) => Number(reason))).toEqual(Array.from({ length: 1_001 }, (_, n) => n));
    await audit.flush();
    expect(batches).toHaveLength(3);
  });

  it('writes with the flush that goes on what is recorded meanwhile', async () => {
    const { audit, batches, disk } = open();
    audit.record(entry('first'));
    disk.write = async () => {
      disk.write = async () => undefined;
      audit.record(entry('second'));
    };
    const both = [audit.flush(), audit.flush()];
    await Promise.all(both);
    expect(both[0]).toBe(both[1]);
    expect(batches.map((batch) => batch.map(({ reason }) => reason))).toEqual([['first'], ['second']]);
  });

  it('is not writable from a failure to the next success, loses nothing, and says each once (R9.3)', async () => {
    const { audit, batches, logged, disk } = open();
    disk.isFull = true;
    audit.record(entry('kept'));
    await audit.flush();
    await audit.flush();
    expect(audit.isWritable).toBe(false);
    audit.record(entry('too'));
    disk.isFull = false;
    await audit.flush();
    expect(audit.isWritable).toBe(true);
    expect(batches.flat().map(({ reason }) => reason)).toEqual(['kept', 'too']);
    expect(logged).toEqual(['audit.write-failed', 'audit.writable-again']);
  });

  it('keeps ten thousand entries at most, and says before that it takes no more', async () => {
    const { audit, batches } = open();
    for (let n = 0; n < 9_999; n += 1) audit.record(entry(`${n}`));
    expect(audit.isWritable).toBe(true);
    audit.record(entry('last'));
    expect(audit.isWritable).toBe(false);
    audit.record(entry('lost'));
    await audit.flush();
    expect(batches.flat().at(-1)?.reason).toBe('last');
    expect(audit.isWritable).toBe(true);
  });
});
