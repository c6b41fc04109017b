// Everybody comes back at once, as after a restart: each client connects and signs in, tries again a second later when
// it was turned away or cut off, and stays.

import { percentile } from '../statistics.ts';
import { type Account, type Destination, signIn } from './dialogues.ts';
import { type Stretch, startMeter } from './meter.ts';
import { groupPss } from './process-group.ts';
import { pause, takeTurns } from './repeat.ts';
import { createWireSettings } from './wire.ts';

export interface StormLoad {
  readonly destination: Destination;
  readonly accounts: readonly Account[];
  readonly groups: readonly number[];
  readonly clients: number;
}

/** `seconds` is the time until the last client was signed in. */
export interface StormResult extends Stretch {
  /** How long clients waited from the first try on, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Tries that failed and were made again. */
  readonly failures: number;
  /** What the first failed try said. */
  readonly firstFailure?: string;
  /** PSS of all processes of the server when all are signed in, in kB. */
  readonly pss: number;
}

/** Tries of one client, a second apart, before the bench gives up. */
const MOST_TRIES = 60;

export async function runStorm(load: StormLoad): Promise<StormResult> {
  const settings = createWireSettings();
  const nextAccount = takeTurns(load.accounts);
  const failures: string[] = [];
  const connect = async (account: Account): Promise<void> => {
    for (let tries = 1; ; tries += 1) {
      try {
        await signIn(load.destination, account, settings);
        return;
      } catch (error) {
        if (tries === MOST_TRIES) throw error;
        failures.push(String(error));
        await pause(1);
      }
    }
  };
  const finish = startMeter(load.groups);
  const waits = await Promise.all(
    Array.from({ length: load.clients }, async () => {
      const startedAt = performance.now();
      await connect(nextAccount());
      return performance.now() - startedAt;
    }),
  );
  const stretch = finish();
  const [firstFailure] = failures;
  return {
    ...stretch,
    p50: percentile(waits, 0.5),
    p99: percentile(waits, 0.99),
    failures: failures.length,
    ...(firstFailure !== undefined && { firstFailure }),
    pss: groupPss(load.groups),
  };
}
