// Browsers that sign in and then do nothing: what each of their sessions costs the gate.

import type { Account } from './dialogues.ts';
import { readHeap } from './heap-report.ts';
import { startMeter } from './meter.ts';
import { groupPss } from './process-group.ts';
import { pause, takeTurns } from './repeat.ts';
import { askOnce, SMALL_REQUEST, signInByForm, type WebTarget } from './web-requests.ts';

export interface WebSessionsLoad {
  /** Without a session's cookie. */
  readonly target: WebTarget;
  readonly accounts: readonly Account[];
  readonly groups: readonly number[];
  readonly pid: number;
  readonly heapReport: string;
  readonly count: number;
}

export interface WebSessionsResult {
  /** By how much the heap, and what it holds outside, grew while the sessions were opened; in bytes. */
  readonly heapGrowth: number;
  /** The heap with all of them, in bytes. */
  readonly heap: number;
  /** In kB. */
  readonly pssGrowth: number;
  readonly cpuSeconds: number;
}

/** Sessions that are opened before anything is read: what is loaded and compiled at the first sign-ins is there then. */
const WARM_UP = 200;

/** How many sign in at the same time. */
const OPENERS = 8;

/** How long connections may close and timers run out before memory is read, in seconds. */
const SETTLE = 3;

async function openSessions({ target, accounts }: WebSessionsLoad, count: number): Promise<void> {
  const nextAccount = takeTurns(accounts);
  const { door, port, fields } = target;
  const anonymous = Object.fromEntries(Object.entries(fields).filter(([name]) => name !== 'Cookie'));
  const open = async (): Promise<void> => {
    const cookie = await signInByForm({ door, port, fields: anonymous }, nextAccount());
    const { status } = await askOnce({ door, port, fields: { ...anonymous, cookie } }, { path: SMALL_REQUEST.path });
    if (status !== SMALL_REQUEST.expected.status) throw new Error(`no page for who is signed in: ${status}`);
  };
  let left = count;
  const opener = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await open();
    }
  };
  await Promise.all(Array.from({ length: OPENERS }, opener));
}

export async function runWebSessions(load: WebSessionsLoad): Promise<WebSessionsResult> {
  const { pid, heapReport, groups } = load;
  const read = async (): Promise<{ readonly heap: number; readonly pss: number }> => {
    await pause(SETTLE);
    const { used, external } = await readHeap(pid, heapReport);
    return { heap: used + external, pss: groupPss(groups) };
  };
  await openSessions(load, WARM_UP);
  const before = await read();
  const finish = startMeter(groups);
  await openSessions(load, load.count);
  const { cpuSeconds } = finish();
  const after = await read();
  return {
    ...{ heapGrowth: after.heap - before.heap, heap: after.heap },
    ...{ pssGrowth: after.pss - before.pss, cpuSeconds },
  };
}
