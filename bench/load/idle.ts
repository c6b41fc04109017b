// Many connections that do nothing but IDLE: what each costs in memory, and whether others still get in quickly.

import { percentile } from '../statistics.ts';
import { type Account, ask, askImap, type Destination, leave, signIn } from './dialogues.ts';
import { signInOneByOne } from './latency.ts';
import { startMeter } from './meter.ts';
import { groupPss } from './process-group.ts';
import { pause, takeTurns } from './repeat.ts';
import { createWireSettings, type Wire, type WireSettings } from './wire.ts';

export interface IdleLoad {
  readonly destination: Destination;
  readonly accounts: readonly Account[];
  readonly groups: readonly number[];
  /** How many connections are open at each look; rising. */
  readonly counts: readonly number[];
  /** Sign-ins that are timed at each look, and before the first connection. */
  readonly latencyCount: number;
}

/** One look at the server. */
export interface IdleLook {
  readonly connections: number;
  /** PSS of all its processes, in kB. */
  readonly pss: number;
  /** Sign-in latency meanwhile, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Since the look before: connections opened a second, and CPU time for each in seconds. */
  readonly openedPerSecond: number;
  readonly cpuSecondsPerConnection: number;
}

export interface IdleResult {
  /** The first without any connection; then one for each of `counts`. */
  readonly looks: readonly IdleLook[];
  /** PSS after all connections were closed, in kB. */
  readonly pssAfter: number;
}

/** How many sign in at the same time while connections are opened. */
const OPENERS = 48;

/** How long a server may tidy up before its memory is read, in seconds. */
const SETTLE = 3;

export async function openIdle(destination: Destination, account: Account, settings: WireSettings): Promise<Wire> {
  const wire = await signIn(destination, account, settings);
  await askImap(wire, 'EXAMINE INBOX');
  await ask(wire, 'a IDLE', '+');
  return wire;
}

export async function leaveIdle(wire: Wire): Promise<void> {
  wire.send('DONE\r\n');
  await leave(wire, 'imaps');
}

/** Does `work` for each, a few at the same time. */
async function inParallel<T>(elements: readonly T[], parallel: number, work: (element: T) => Promise<void>) {
  const queue = elements[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (const element of queue) await work(element);
  };
  await Promise.all(Array.from({ length: parallel }, worker));
}

export async function runIdle(load: IdleLoad): Promise<IdleResult> {
  const settings = createWireSettings();
  const nextAccount = takeTurns(load.accounts);
  const wires: Wire[] = [];
  const looks: IdleLook[] = [];
  for (const connections of [0, ...load.counts]) {
    const missing = Array.from({ length: connections - wires.length }, nextAccount);
    const finish = startMeter(load.groups);
    await inParallel(missing, OPENERS, async (account) => {
      wires.push(await openIdle(load.destination, account, settings));
    });
    const { seconds, cpuSeconds } = finish();
    looks.push({
      connections,
      openedPerSecond: missing.length / seconds,
      cpuSecondsPerConnection: cpuSeconds / missing.length,
      ...(await look(load, settings)),
    });
  }
  await inParallel(wires, OPENERS, leaveIdle);
  await pause(SETTLE);
  return { looks, pssAfter: groupPss(load.groups) };
}

async function look(
  { destination, accounts, groups, latencyCount }: IdleLoad,
  settings: WireSettings,
): Promise<Pick<IdleLook, 'pss' | 'p50' | 'p99'>> {
  // First the sign-ins: the server has then worked a little before its memory is read, as in real life.
  const { signIn: latencies } = await signInOneByOne(
    { destination, accounts, count: latencyCount, seconds: latencyCount },
    settings,
  );
  await pause(SETTLE);
  return { pss: groupPss(groups), p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) };
}
