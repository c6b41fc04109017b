// Sign-ins as fast as they come: each on a connection of its own, with a full TLS handshake and a proper goodbye.

import { type Account, type Destination, leave, signIn } from './dialogues.ts';
import { type Repeated, type RepeatOptions, repeat, takeTurns } from './repeat.ts';
import { createWireSettings } from './wire.ts';

export interface SignInLoad extends RepeatOptions {
  readonly destination: Destination;
  readonly accounts: readonly Account[];
}

export function runSignIns(load: SignInLoad): Promise<Repeated> {
  const settings = createWireSettings();
  const nextAccount = takeTurns(load.accounts);
  return repeat(load, async () => {
    const wire = await signIn(load.destination, nextAccount(), settings);
    await leave(wire, load.destination.door);
  });
}
