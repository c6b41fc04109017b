// Whether a permit still holds at a server whose connections Postern can't end (R3.6).

import { describe, expect, it } from 'vitest';
import { openMemoryStores } from '../../../../src/adapters/stores/memory/stores.ts';
import type { RevocationTarget } from '../../../../src/core/sessions/revocation-log.ts';
import { endOfPermit, type HeldPermit } from '../../../../src/core/sessions/still-permitted.ts';

const NOW = Date.UTC(2026, 0, 15, 12);
const HOUR = 3_600_000;
const PERMIT: HeldPermit = { mailbox: 'alice@a.example', appPassword: 'one', decidedAt: 1, permittedAt: NOW };
const OWN: HeldPermit = { mailbox: 'alice@a.example', decidedAt: 1, permittedAt: NOW };

async function endOf(permit: HeldPermit, target?: RevocationTarget, now = NOW) {
  const { revocations } = openMemoryStores();
  await revocations.append({ at: NOW, target: { kind: 'mailbox', address: permit.mailbox }, reason: 'disabled' });
  if (target) await revocations.append({ at: NOW, target, reason: 'revoked' });
  return endOfPermit(permit, { revocations, clock: { now: () => now } });
}

describe('a permit', () => {
  it('holds whatever was revoked before it was given, or is of others', async () => {
    expect(await endOf(PERMIT)).toBeUndefined();
    expect(await endOf(PERMIT, { kind: 'app-password', id: 'two' })).toBeUndefined();
    expect(await endOf(PERMIT, { kind: 'mailbox', address: 'bob@a.example' })).toBeUndefined();
    expect(await endOf(PERMIT, { kind: 'own-password', of: 'everybody' })).toBeUndefined();
    expect(await endOf(OWN, { kind: 'app-password', id: 'one' })).toBeUndefined();
  });

  it('ends with its app password, its mailbox, its domain and, for own passwords, with the mode', async () => {
    // Negative control: fails when a permit isn't compared with the revocation log.
    expect(await endOf(PERMIT, { kind: 'app-password', id: 'one' })).toBe('revoked');
    expect(await endOf(PERMIT, { kind: 'mailbox', address: 'alice@a.example' })).toBe('revoked');
    expect(await endOf(PERMIT, { kind: 'domain', name: 'a.example' })).toBe('revoked');
    expect(await endOf(OWN, { kind: 'own-password', of: { domain: 'a.example' } })).toBe('revoked');
  });

  it('ends after half the time for which revocations are kept, and when it is of the future', async () => {
    expect(await endOf(PERMIT, undefined, NOW + 12 * HOUR)).toBeUndefined();
    expect(await endOf(PERMIT, undefined, NOW + 12 * HOUR + 1)).toBe('signed-out');
    expect(await endOf(PERMIT, undefined, NOW - 300_000)).toBeUndefined();
    expect(await endOf(PERMIT, undefined, NOW - 300_001)).toBe('signed-out');
    expect(await endOf({ ...PERMIT, decidedAt: 2 })).toBe('signed-out');
  });
});
