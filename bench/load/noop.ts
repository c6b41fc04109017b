// The smallest command there is, on connections that are signed in already: what the splice costs by itself.

import { type Account, askImap, type Destination, leave, signIn } from './dialogues.ts';
import { type Repeated, type RepeatOptions, repeat, takeTurns } from './repeat.ts';
import { createWireSettings } from './wire.ts';

export interface NoopLoad extends RepeatOptions {
  readonly destination: Destination;
  readonly accounts: readonly Account[];
}

/** One connection for each worker. */
export async function runNoops(load: NoopLoad): Promise<Repeated> {
  const settings = createWireSettings();
  const nextAccount = takeTurns(load.accounts);
  const signingIn = Array.from({ length: load.workers }, () => signIn(load.destination, nextAccount(), settings));
  const wires = await Promise.all(signingIn);
  const result = await repeat(load, async (worker) => {
    const wire = wires[worker];
    if (wire) await askImap(wire, 'NOOP');
  });
  await Promise.all(wires.map((wire) => leave(wire, load.destination.door)));
  return result;
}
