// The children's side of `forkTogether`.

import { once } from 'node:events';
import { READY } from '../fork.ts';

export async function waitForOthers(): Promise<void> {
  process.stdout.write(READY);
  await once(process.stdin.resume(), 'end');
}
