import { describe, expect, it } from 'vitest';
import { openMemoryThrottleStore } from '../../../../src/adapters/ephemeral/memory/throttle-store.ts';
import type { SignInTime } from '../../../../src/core/accounts/mailbox-listing.ts';
import type { RecordedUse } from '../../../../src/core/app-passwords/app-password-store.ts';
import { UseRecorder } from '../../../../src/core/mail-auth/use-recorder.ts';
import { CONTEXT, START, silentLog } from '../../../support/core-fixture.ts';

const ALICE = 'alice@example.com';

function open() {
  const written: RecordedUse[][] = [];
  const lost: unknown[] = [];
  const times: SignInTime[] = [];
  const state = { isDown: false };
  const throttle = openMemoryThrottleStore();
  const recorder = new UseRecorder({
    appPasswords: {
      async recordUses(uses) {
        if (state.isDown) throw new Error('disk full');
        written.push([...uses]);
      },
    },
    listing: {
      async recordSignIns(given) {
        times.push(...given);
      },
    },
    throttle,
    log: { ...silentLog, error: (event, _error, fields) => lost.push({ event, ...fields }) },
  });
  return { recorder, written, times, lost, state, throttle };
}

describe('the last use of an app password', () => {
  it('is written once per batch, the newest one, with what is known of the client (R3.3)', async () => {
    const { recorder, written } = open();
    recorder.record(ALICE, CONTEXT, START, 'ap-1');
    recorder.record(ALICE, { ...CONTEXT, country: 'DE', clientName: 'Mutt 2' }, START + 1, 'ap-1');
    recorder.record(ALICE, { ...CONTEXT, door: 'smtp' }, START + 2, 'ap-2');
    await recorder.flush();
    await recorder.flush();
    expect(written).toEqual([
      [
        {
          id: 'ap-1',
          use: { at: START + 1, door: 'imap', remoteAddress: '198.51.100.7', country: 'DE', clientName: 'Mutt 2' },
        },
        { id: 'ap-2', use: { at: START + 2, door: 'smtp', remoteAddress: '198.51.100.7' } },
      ],
    ]);
  });

  it('may be lost with the store, which the log says, and nothing else fails', async () => {
    const { recorder, written, lost, state } = open();
    state.isDown = true;
    recorder.record(ALICE, CONTEXT, START, 'ap-1');
    await recorder.flush();
    expect(lost).toEqual([{ event: 'sign-in.uses-lost', uses: 1, familiar: 1 }]);
    state.isDown = false;
    recorder.record(ALICE, CONTEXT, START, 'ap-1');
    await recorder.flush();
    expect(written).toHaveLength(1);
  });
});

describe('the last sign-in of a mailbox', () => {
  it('is written with the batch, the newest one, whatever it was that signed in', async () => {
    const { recorder, times } = open();
    recorder.record(ALICE, CONTEXT, START, 'ap-1');
    recorder.recordFamiliar(ALICE, '192.0.2.1', START + 5);
    expect(times).toEqual([]);
    await recorder.flush();
    await recorder.flush();
    expect(times).toEqual([{ mailbox: ALICE, at: START + 5 }]);
  });
});

describe('a familiar network', () => {
  it('is remembered by any sign-in, also with the mailbox password, as the network that failures count for', async () => {
    const { recorder, written, throttle } = open();
    recorder.record(ALICE, { ...CONTEXT, remoteAddress: '2001:db8:1:2::3' }, START);
    await recorder.flush();
    expect(written).toEqual([]);
    expect(await throttle.familiarSince(ALICE, '2001:db8:1:2::/64')).toBe(START);
  });
});
