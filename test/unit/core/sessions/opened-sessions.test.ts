import { describe, expect, it } from 'vitest';
import { OpenedSessions } from '../../../../src/core/sessions/opened-sessions.ts';
import { lookupKey, openSession } from '../../../support/records.ts';

const KIBIBYTE = 1024;

function opened(id: string, { octets = 10, mailbox = 'anna@example.org' } = {}) {
  const session = openSession(id, { mailbox, decidedAt: 5 });
  return { lookupKey: lookupKey(id), session, version: 1, vault: new Uint8Array(octets) };
}

/** Which of them are kept, looked at without using them. */
function keptOf(sessions: OpenedSessions, ids: readonly string[]): readonly string[] {
  return ids.filter((id) => sessions.get(id, 0) !== undefined);
}

describe('opened sessions', () => {
  it('are at most 2,000, and the one that was used longest ago goes first', () => {
    const sessions = new OpenedSessions();
    for (let index = 0; index < 2000; index += 1) sessions.keep(`s${index}`, opened(`s${index}`), 0);
    sessions.get('s0', 0);
    sessions.keep('last', opened('last'), 0);
    expect(sessions.size).toBe(2000);
    expect(keptOf(sessions, ['s0', 's1', 's2', 'last'])).toEqual(['s0', 's2', 'last']);
  });

  it('have at most 8 MiB in all, whatever was kept and forgotten before', () => {
    const sessions = new OpenedSessions();
    const octets = 32 * KIBIBYTE;
    for (let index = 0; index < 300; index += 1) sessions.keep('same', opened('same', { octets }), 0);
    for (let index = 0; index < 256; index += 1) sessions.keep(`s${index}`, opened(`s${index}`, { octets }), 0);
    expect(sessions.size).toBe(256);
    expect(keptOf(sessions, ['same', 's0'])).toEqual(['s0']);
    sessions.keep('more', opened('more', { octets: 1 }), 0);
    expect(sessions.size).toBe(256);
  });

  it('are forgotten when nobody has used them for a minute', () => {
    const sessions = new OpenedSessions();
    for (const id of ['s1', 's2']) sessions.keep(id, opened(id), 0);
    sessions.get('s1', 1);
    sessions.sweep(60_000);
    expect(sessions.size).toBe(1);
    sessions.sweep(60_001);
    expect(sessions.size).toBe(0);
  });

  it('that ended, or that a revocation concerns, are not kept any longer', () => {
    const sessions = new OpenedSessions();
    const ids = ['s1', 's2', 's3'];
    sessions.keep('s1', opened('s1'), 0);
    sessions.keep('s2', opened('s2'), 0);
    sessions.keep('s3', opened('s3', { mailbox: 'ben@example.org' }), 0);
    sessions.forgetId('s1');
    expect(keptOf(sessions, ids)).toEqual(['s2', 's3']);
    const target = { kind: 'mailbox', address: 'anna@example.org' } as const;
    sessions.apply({ sequence: 5, at: 0, target, reason: 'disabled' });
    expect(keptOf(sessions, ids)).toEqual(['s2', 's3']);
    sessions.apply({ sequence: 6, at: 0, target, reason: 'disabled' });
    expect(keptOf(sessions, ids)).toEqual(['s3']);
  });
});
