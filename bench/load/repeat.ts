// Does the same thing over and over in several workers, for a set time, and counts and times what was done in it.

import { percentile } from '../statistics.ts';
import { type Stretch, startMeter } from './meter.ts';

export interface RepeatOptions {
  /** Process groups whose CPU time is measured. */
  readonly groups: readonly number[];
  readonly workers: number;
  /** How often it is done before, at the least. Default: 0. */
  readonly rehearsals?: number;
  /** How long it is measured, in seconds. */
  readonly seconds: number;
}

export interface Repeated extends Stretch {
  /** How often the work was done while it was measured. */
  readonly count: number;
  /** How long one took, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

/** Seconds that the same load runs unmeasured before, for every contender: caches and buffers fill. */
const WARM_UP = 5;

export function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

/** Each worker does `work` again as soon as it is done. The first error ends everything and is thrown. */
export async function repeat(
  { groups, workers, rehearsals = 0, seconds }: RepeatOptions,
  work: (worker: number) => Promise<unknown>,
): Promise<Repeated> {
  let durations: number[] = [];
  let isOver = false;
  const runWorker = async (worker: number): Promise<void> => {
    while (!isOver) {
      const startedAt = performance.now();
      await work(worker);
      durations.push(performance.now() - startedAt);
    }
  };
  const running = Promise.all(Array.from({ length: workers }, (_, worker) => runWorker(worker)));
  const measured = measure();
  try {
    // The workers end only after the measuring has told them to, or by an error.
    await Promise.race([measured, running]);
    const result = await measured;
    await running;
    return result;
  } finally {
    isOver = true;
  }

  async function measure(): Promise<Repeated> {
    await pause(WARM_UP);
    while (durations.length < rehearsals && !isOver) await pause(0.1);
    durations = [];
    const finish = startMeter(groups);
    await pause(seconds);
    const stretch = finish();
    isOver = true;
    return { ...stretch, count: durations.length, p50: percentile(durations, 0.5), p99: percentile(durations, 0.99) };
  }
}

/** Takes the elements in turn, for ever. */
export function takeTurns<T>(elements: readonly T[]): () => T {
  let next = 0;
  return () => {
    const element = elements[next % elements.length];
    next += 1;
    if (element === undefined) throw new Error('nothing to take turns with');
    return element;
  };
}
