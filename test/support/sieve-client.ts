// A ManageSieve client's half of the conversation, for tests that read like transcripts.

import type { DoorTls, Postern } from './postern.ts';
import { plainMessage } from './smtp-client.ts';
import type { WireClient } from './wire-client.ts';
import type { WireConnection } from './wire-connection.ts';

/** Everything up to and with the line that ends an answer (RFC 5804 §1.2). */
export async function readAnswer(client: WireConnection): Promise<string> {
  return (await client.readUntil(/^(?:OK|NO|BYE)(?:[ (].*)?\r\n/m)).slice(0, -2);
}

/** Sends a line and reads the whole answer. */
export async function ask(client: WireConnection, line: string): Promise<string> {
  await client.send(`${line}\r\n`);
  return readAnswer(client);
}

/** The lines of a listing, without its OK. */
export function listed(answer: string): readonly string[] {
  return answer.split('\r\n').slice(0, -1);
}

export function authenticate(user: string, password: string): string {
  return `AUTHENTICATE "PLAIN" "${plainMessage(user, password)}"`;
}

/** Greeted, and protected where the door asks for it. */
export async function openSieve(postern: Postern, tls: DoorTls = 'starttls'): Promise<WireClient> {
  const client = await postern.connect('sieve', tls);
  await readAnswer(client);
  if (tls === 'starttls') {
    await client.ask('STARTTLS', /^OK /);
    await client.startTls({ ca: postern.certificate.ca });
    await readAnswer(client);
  }
  return client;
}
