// Runs one load in a generator process of its own, and gives back what it measured.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { withDeadline } from '../../test/support/deadline.ts';
import type { LoadName, LoadOptions, LoadResult } from './loads.ts';
import type { LoadAnswer, LoadRequest } from './main.ts';

const GENERATOR = fileURLToPath(new URL('main.ts', import.meta.url));

export interface RunLoadOptions {
  /** The core that the generator runs on; any when undefined. */
  readonly core: number | undefined;
  /** When the generator is ended and the load counts as failed, in seconds. */
  readonly limit: number;
}

function startGenerator(core: number | undefined): ChildProcess {
  const node = [process.execPath, GENERATOR] as const;
  const [command, ...args] = core === undefined ? node : (['taskset', '-c', String(core), ...node] as const);
  return spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

/** Fails when the load fails, when the generator ends without an answer, and when it takes longer than the limit. */
export async function runLoad<Name extends LoadName>(
  name: Name,
  options: LoadOptions<Name>,
  { core, limit }: RunLoadOptions,
): Promise<LoadResult<Name>> {
  const generator = startGenerator(core);
  const ended = once(generator, 'exit');
  try {
    const answered = once(generator, 'message');
    const request: LoadRequest = { name, options };
    generator.send(request);
    const work = Promise.race([
      answered,
      ended.then(([code, signal]) => Promise.reject(new Error(`the generator ended (${signal ?? code})`))),
    ]);
    const [answer] = (await withDeadline(work, {
      ms: limit * 1000,
      describe: () => `the load ${name} does not end`,
    })) as [LoadAnswer];
    if ('error' in answer) throw new Error(`${name}: ${answer.error}`);
    return answer.result as LoadResult<Name>;
  } finally {
    generator.kill('SIGKILL');
    await ended;
  }
}
