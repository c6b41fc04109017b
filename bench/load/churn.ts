// A day of phones in a few minutes: connections that idle for a moment, go and come back, while the server's memory is
// read again and again.

import { median } from '../statistics.ts';
import type { Account, Destination } from './dialogues.ts';
import { leaveIdle, openIdle } from './idle.ts';
import { groupPss } from './process-group.ts';
import { pause, takeTurns } from './repeat.ts';
import { createWireSettings } from './wire.ts';

export interface ChurnLoad {
  readonly destination: Destination;
  readonly accounts: readonly Account[];
  readonly groups: readonly number[];
  /** Connections at any time. */
  readonly connections: number;
  readonly seconds: number;
}

export interface ChurnResult {
  /** Connections that came and went. */
  readonly count: number;
  /** Median PSS of all processes of the server, in kB, in the second and in the last quarter of the time. */
  readonly pssEarly: number;
  readonly pssLate: number;
}

/** A connection idles for a random time between these, in seconds. */
const STAY = { least: 0.5, most: 3.5 } as const;

/** How often memory is read. */
const LOOKS = 60;

export async function runChurn(load: ChurnLoad): Promise<ChurnResult> {
  const settings = createWireSettings();
  const nextAccount = takeTurns(load.accounts);
  const sizes: number[] = [];
  let count = 0;
  let isOver = false;
  const comeAndGo = async (): Promise<void> => {
    // Not all at the same moment.
    await pause(Math.random() * STAY.most);
    while (!isOver) {
      const wire = await openIdle(load.destination, nextAccount(), settings);
      await pause(STAY.least + Math.random() * (STAY.most - STAY.least));
      await leaveIdle(wire);
      count += 1;
    }
  };
  const watch = async (): Promise<void> => {
    for (let look = 0; look < LOOKS; look += 1) {
      await pause(load.seconds / LOOKS);
      sizes.push(groupPss(load.groups));
    }
    isOver = true;
  };
  await Promise.all([watch(), ...Array.from({ length: load.connections }, comeAndGo)]);
  const quarter = LOOKS / 4;
  return { count, pssEarly: median(sizes.slice(quarter, 2 * quarter)), pssLate: median(sizes.slice(3 * quarter)) };
}
