// How long one client waits when nobody else is there: for the greeting, and until it is signed in.

import { type Account, connectTo, type Destination, leave, signIn, signInOn } from './dialogues.ts';
import { takeTurns } from './repeat.ts';
import { createWireSettings, type WireSettings } from './wire.ts';

export interface LatencyLoad {
  readonly destination: Destination;
  readonly accounts: readonly Account[];
  /** How many sign-ins, one after the other; fewer when `seconds` pass first. */
  readonly count: number;
  readonly seconds: number;
  /** Signs in over and over meanwhile, one at a time, unmeasured. */
  readonly beside?: Account;
}

/** In milliseconds, one each sign-in, counted from the beginning of the connection. */
export interface Latencies {
  readonly greeting: readonly number[];
  readonly signIn: readonly number[];
  /** How often the one beside signed in. */
  readonly beside: number;
}

/** Sign-ins before the first that counts. */
const WARM_UP = 10;

export async function runLatency(load: LatencyLoad): Promise<Latencies> {
  const settings = createWireSettings();
  const beside = load.beside ? signInBeside(load.destination, load.beside, settings) : undefined;
  const latencies = await signInOneByOne(load, settings);
  return { ...latencies, beside: (await beside?.stop()) ?? 0 };
}

/** Signs in one after the other and times each. */
export async function signInOneByOne(
  { destination, accounts, count, seconds }: Omit<LatencyLoad, 'beside'>,
  settings: WireSettings,
): Promise<Omit<Latencies, 'beside'>> {
  const nextAccount = takeTurns(accounts);
  const greeting: number[] = [];
  const signedIn: number[] = [];
  let until = Number.POSITIVE_INFINITY;
  for (let number = -WARM_UP; number < count && performance.now() < until; number += 1) {
    if (number === 0) until = performance.now() + seconds * 1000;
    const startedAt = performance.now();
    const wire = await connectTo(destination, settings);
    const greetedAt = performance.now();
    await signInOn(wire, destination.door, nextAccount());
    const signedInAt = performance.now();
    if (number >= 0) {
      greeting.push(greetedAt - startedAt);
      signedIn.push(signedInAt - startedAt);
    }
    await leave(wire, destination.door);
  }
  return { greeting, signIn: signedIn };
}

function signInBeside(destination: Destination, account: Account, settings: WireSettings): { stop(): Promise<number> } {
  let isOver = false;
  let count = 0;
  const running = (async () => {
    while (!isOver) {
      await leave(await signIn(destination, account, settings), destination.door);
      count += 1;
    }
  })();
  running.catch(() => undefined); // told by `stop`
  return {
    stop: async () => {
      isOver = true;
      await running;
      return count;
    },
  };
}
