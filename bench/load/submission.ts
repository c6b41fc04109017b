// Messages by submission: small ones on a connection each, large ones on a few connections that stay.

import { type Account, ask, type Destination, leave, signIn } from './dialogues.ts';
import { startMeter } from './meter.ts';
import { type Repeated, type RepeatOptions, repeat, takeTurns } from './repeat.ts';
import { type Transferred, writeMessage } from './transfer.ts';
import { createWireSettings, type Wire } from './wire.ts';

export interface SubmissionLoad extends RepeatOptions {
  readonly destination: Destination;
  readonly accounts: readonly Account[];
  /** Size of each message, in octets. */
  readonly octets: number;
}

async function submit(wire: Wire, { user }: Account, octets: number): Promise<void> {
  await ask(wire, `MAIL FROM:<${user}>`, '250');
  await ask(wire, `RCPT TO:<${user}>`, '250');
  await ask(wire, 'DATA', '354');
  await writeMessage(wire, octets);
  await ask(wire, '.', '250'); // every message ends with a CRLF
}

/** Connect, sign in, send one message, leave. */
export function runSmallSubmissions(load: SubmissionLoad): Promise<Repeated> {
  const settings = createWireSettings();
  const nextAccount = takeTurns(load.accounts);
  return repeat(load, async () => {
    const account = nextAccount();
    const wire = await signIn(load.destination, account, settings);
    await submit(wire, account, load.octets);
    await leave(wire, load.destination.door);
  });
}

/** Messages one after the other on one connection for each worker; counts whole messages. */
export async function runLargeSubmissions(load: SubmissionLoad): Promise<Transferred> {
  const settings = createWireSettings();
  const nextAccount = takeTurns(load.accounts);
  const clients = await Promise.all(
    Array.from({ length: load.workers }, async () => {
      const account = nextAccount();
      return { account, wire: await signIn(load.destination, account, settings) };
    }),
  );
  await Promise.all(clients.map(({ wire, account }) => submit(wire, account, load.octets)));
  const finish = startMeter(load.groups);
  const endsAt = performance.now() + load.seconds * 1000;
  const counts = await Promise.all(
    clients.map(async ({ wire, account }) => {
      let count = 0;
      do {
        await submit(wire, account, load.octets);
        count += 1;
      } while (performance.now() < endsAt);
      return count;
    }),
  );
  const stretch = finish();
  await Promise.all(clients.map(({ wire }) => leave(wire, load.destination.door)));
  return { ...stretch, octets: counts.reduce((sum, count) => sum + count, 0) * load.octets };
}
