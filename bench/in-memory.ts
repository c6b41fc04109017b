// Files of the servers of the bench: in memory where the machine has such a folder, so that no disk is measured.

import { existsSync } from 'node:fs';

/** Runs `start` with temporary files in memory, where there is such a folder. */
export async function inMemory<T>(start: () => Promise<T>): Promise<T> {
  const before = process.env['TMPDIR'];
  if (existsSync('/dev/shm')) process.env['TMPDIR'] = '/dev/shm';
  try {
    return await start();
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
}
