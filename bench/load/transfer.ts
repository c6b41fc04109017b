// Large messages by IMAP, both ways, on connections that are signed in already.

import { type Account, askImap, type Destination, expectImapOk, leave, signIn } from './dialogues.ts';
import { type Stretch, startMeter } from './meter.ts';
import { pause } from './repeat.ts';
import { createWireSettings, type Wire } from './wire.ts';

export interface TransferLoad {
  readonly destination: Destination;
  readonly account: Account;
  readonly groups: readonly number[];
  readonly streams: number;
  readonly seconds: number;
}

export interface AppendLoad extends TransferLoad {
  /** Size of each message, in octets. */
  readonly octets: number;
}

export interface Transferred extends Stretch {
  readonly octets: number;
}

/** Seconds that pass before anything is measured: see repeat.ts. */
const WARM_UP = 5;

function signInStreams({ destination, account, streams }: TransferLoad): Promise<readonly Wire[]> {
  const settings = createWireSettings();
  return Promise.all(Array.from({ length: streams }, () => signIn(destination, account, settings)));
}

/** Fetches the first message of INBOX over and over; counts what arrives while all streams run. */
export async function runFetch(load: TransferLoad): Promise<Transferred> {
  const wires = await signInStreams(load);
  await Promise.all(wires.map((wire) => askImap(wire, 'EXAMINE INBOX')));
  const received = (): number => wires.reduce((sum, wire) => sum + wire.received, 0);
  let isOver = false;
  const running = Promise.all(
    wires.map(async (wire) => {
      while (!isOver) await fetchFirstMessage(wire);
    }),
  );
  const measure = async (): Promise<Transferred> => {
    await pause(WARM_UP);
    const before = received();
    const finish = startMeter(load.groups);
    await pause(load.seconds);
    const stretch = finish();
    return { ...stretch, octets: received() - before };
  };
  const measured = measure();
  await Promise.race([measured, running]);
  const result = await measured;
  isOver = true;
  await running;
  await Promise.all(wires.map((wire) => leave(wire, 'imaps')));
  return result;
}

async function fetchFirstMessage(wire: Wire): Promise<void> {
  wire.send('a FETCH 1 BODY.PEEK[]\r\n');
  const line = await wire.lineThatBegins('* 1 FETCH');
  const octets = Number(/\{(\d+)\}$/.exec(line)?.[1]);
  await wire.skip(octets);
  const end = await wire.lineThatBegins('a ');
  if (!(octets > 0) || !end.startsWith('a OK')) throw new Error(`no message: ${line} … ${end}`);
}

/** One piece of a message that is sent: lines of 78 octets, as in a base64 body. */
const PIECE = Buffer.from(`${'Q'.repeat(76)}\r\n`.repeat(3360));

/** Writes a message of so many octets. */
export async function writeMessage(wire: Wire, octets: number): Promise<void> {
  for (let left = octets; left > 0; left -= PIECE.length) {
    await wire.write(left >= PIECE.length ? PIECE : PIECE.subarray(PIECE.length - left));
  }
}

/** Appends messages, each stream to a folder of its own, which is emptied afterwards; counts whole messages. */
export async function runAppend(load: AppendLoad): Promise<Transferred> {
  const wires = await signInStreams(load);
  for (const [number, wire] of wires.entries()) await askImap(wire, `CREATE stream${number}`);
  const append = async (wire: Wire, number: number): Promise<void> => {
    // LITERAL+ (RFC 7888): the message follows without a wait, as good clients send it.
    wire.send(`a APPEND stream${number} {${load.octets}+}\r\n`);
    await writeMessage(wire, load.octets);
    wire.send('\r\n'); // ends the command
    await expectImapOk(wire);
  };
  // Once unmeasured, as everywhere.
  await Promise.all(wires.map(append));
  const finish = startMeter(load.groups);
  const endsAt = performance.now() + load.seconds * 1000;
  const counts = await Promise.all(
    wires.map(async (wire, number) => {
      let count = 0;
      do {
        await append(wire, number);
        count += 1;
      } while (performance.now() < endsAt);
      return count;
    }),
  );
  const stretch = finish();
  for (const [number, wire] of wires.entries()) await askImap(wire, `DELETE stream${number}`);
  await Promise.all(wires.map((wire) => leave(wire, 'imaps')));
  return { ...stretch, octets: counts.reduce((sum, count) => sum + count, 0) * load.octets };
}
