// The load generator: a process of its own, pinned to a core of its own, for one load. Takes the load's name and
// options as one message from its parent, answers with the result, and ends.

import { LOADS } from './loads.ts';

/** What the generator is told, and what it answers. */
export interface LoadRequest {
  readonly name: string;
  readonly options: unknown;
}
export type LoadAnswer = { readonly result: unknown } | { readonly error: string };

async function runLoad({ name, options }: LoadRequest): Promise<LoadAnswer> {
  try {
    // The parent is typed: what it sends fits the load that it names.
    const load = LOADS[name as keyof typeof LOADS] as (options: unknown) => Promise<unknown>;
    return { result: await load(options) };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

process.once('message', async (request: LoadRequest) => {
  const answer = await runLoad(request);
  process.send?.(answer, () => process.exit(0));
});
process.once('disconnect', () => process.exit(1));
