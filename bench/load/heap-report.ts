// What a process under measurement has in its heap once everything that can be collected is. The process is asked by a
// signal and writes a file; for the code that makes it listen, see peers/heap-reporter.ts.

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { pause } from './repeat.ts';

/** Asks for a report. */
export const HEAP_SIGNAL = 'SIGUSR2';

/** The environment variable that says which file the report goes to. */
export const HEAP_REPORT_VARIABLE = 'POSTERN_BENCH_HEAP_REPORT';

/** In bytes. */
export interface HeapReport {
  /** Objects and strings of JavaScript. */
  readonly used: number;
  /** Buffers, and whatever else objects hold outside. */
  readonly external: number;
}

const LOOK_AGAIN_AFTER = 0.05;
const MOST_LOOKS = 200;

/** Asks a process for its heap, and waits for what it writes to the file. */
export async function readHeap(pid: number, file: string): Promise<HeapReport> {
  rmSync(file, { force: true });
  process.kill(pid, HEAP_SIGNAL);
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as HeapReport;
    await pause(LOOK_AGAIN_AFTER);
  }
  throw new Error(`process ${pid} does not report its heap`);
}
