// Haraka's queue, as seen from outside: a file for each message, whose name says when it came and when it is tried next.

import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Millis } from '../../../core/units.ts';

/** `arrival_nextAttempt_attempts_pid_unique_counter_host`. */
const QUEUE_FILE = /^([0-9]+)_([0-9]+)_[0-9]+_[0-9]+_[^_]+_[0-9]+_[^_]+$/;

export interface QueueCount {
  readonly queued: number;
  /** When the oldest message was accepted. */
  readonly oldest?: Millis;
}

/** Counts what waits. A folder that isn't there has nothing. */
export async function countQueue(folder: string): Promise<QueueCount> {
  const arrivals = (await filesOf(folder)).flatMap((name) => {
    const [, arrival] = QUEUE_FILE.exec(name) ?? [];
    return arrival === undefined ? [] : [Number(arrival)];
  });
  return arrivals.length === 0
    ? { queued: 0 }
    : { queued: arrivals.length, oldest: arrivals.reduce((one, other) => Math.min(one, other)) };
}

/**
 * Makes everything that waits due now: a Haraka that starts may have other settings, and a code no time. Only while no
 * Haraka runs in the folder.
 */
export async function makeAllDue(folder: string, now: Millis): Promise<void> {
  for (const name of await filesOf(folder)) {
    const [, arrival, nextAttempt] = QUEUE_FILE.exec(name) ?? [];
    if (arrival === undefined || Number(nextAttempt) <= now) continue;
    const rest = name.slice(`${arrival}_${nextAttempt}`.length);
    await rename(join(folder, name), join(folder, `${arrival}_${Math.floor(now)}${rest}`));
  }
}

async function filesOf(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch {
    return []; // not made yet; one that can't be read keeps Haraka from starting, and that is told
  }
}
