// How the load generator signs in and leaves, in each protocol, with the commands of ordinary clients. A refusal is an
// error: a bench whose sign-ins fail measures something else.

import { Wire, type WireSettings } from './wire.ts';

/** The doors that are measured, all with implicit TLS. */
export type Door = 'imaps' | 'pop3s' | 'submissions';

/** What a client signs in with. */
export interface Account {
  readonly user: string;
  readonly password: string;
}

/** Where a client connects, and how. */
export interface Destination {
  readonly door: Door;
  readonly port: number;
}

const GREETINGS: Readonly<Record<Door, string>> = { imaps: '* OK', pop3s: '+OK', submissions: '220' };

function expectStart(line: string, beginning: string): void {
  if (!line.startsWith(beginning)) throw new Error(`expected "${beginning}", got "${line}"`);
}

/** Sends a line and reads the answer to it, which must begin so. */
export async function ask(wire: Wire, command: string, beginning: string): Promise<string> {
  wire.send(`${command}\r\n`);
  const line = await wire.line();
  expectStart(line, beginning);
  return line;
}

/** An IMAP command with the tag `a`, up to its tagged answer, which must be OK. */
export async function askImap(wire: Wire, command: string): Promise<void> {
  wire.send(`a ${command}\r\n`);
  await expectImapOk(wire);
}

/** The tagged answer to a command that was sent already. */
export async function expectImapOk(wire: Wire): Promise<void> {
  expectStart(await wire.lineThatBegins('a '), 'a OK');
}

/** Connects and waits for the greeting. */
export async function connectTo({ door, port }: Destination, settings: WireSettings): Promise<Wire> {
  const wire = new Wire(port, settings);
  try {
    expectStart(await wire.line(), GREETINGS[door]);
    return wire;
  } catch (error) {
    wire.destroy();
    throw error;
  }
}

const SIGN_IN: Readonly<Record<Door, (wire: Wire, account: Account) => Promise<unknown>>> = {
  imaps: (wire, { user, password }) => askImap(wire, `LOGIN ${user} ${password}`),
  pop3s: async (wire, { user, password }) => {
    await ask(wire, `USER ${user}`, '+OK');
    await ask(wire, `PASS ${password}`, '+OK');
  },
  submissions: async (wire, { user, password }) => {
    wire.send('EHLO client.test\r\n');
    expectStart(await lastReplyLine(wire), '250');
    const response = Buffer.from(`\0${user}\0${password}`).toString('base64');
    await ask(wire, `AUTH PLAIN ${response}`, '235');
  },
};

/** The last line of a reply, the only one with a space after its code (RFC 5321 §4.2.1). */
async function lastReplyLine(wire: Wire): Promise<string> {
  let line = await wire.line();
  while (line[3] === '-') line = await wire.line();
  return line;
}

/** Signs in on a connection that has been greeted. */
export async function signInOn(wire: Wire, door: Door, account: Account): Promise<void> {
  await SIGN_IN[door](wire, account);
}

/** Connects and signs in. */
export async function signIn(destination: Destination, account: Account, settings: WireSettings): Promise<Wire> {
  const wire = await connectTo(destination, settings);
  try {
    await signInOn(wire, destination.door, account);
    return wire;
  } catch (error) {
    wire.destroy();
    throw error;
  }
}

/** Says goodbye and waits until the server has closed the connection. */
export async function leave(wire: Wire, door: Door): Promise<void> {
  wire.send(door === 'imaps' ? 'z LOGOUT\r\n' : 'QUIT\r\n');
  await wire.closed();
}
