// A submission client's half of the conversation, for tests that read like transcripts.

import type { DoorTls, Postern } from './postern.ts';
import type { WireClient } from './wire-client.ts';
import type { WireConnection } from './wire-connection.ts';

/** A PLAIN message (RFC 4616) in base64. */
export function plainMessage(user: string, password: string, actingFor = ''): string {
  return toBase64(`${actingFor}\0${user}\0${password}`);
}

export function toBase64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** One whole reply, its lines joined by LF. */
export async function readReply(client: WireConnection): Promise<string> {
  return (await client.readUntil(/^\d{3}(?: .*)?\r\n/m)).replaceAll('\r\n', '\n').slice(0, -1);
}

/** The codes of the replies in what was received, one for each reply. */
export function replyCodes(received: string): readonly string[] {
  return Array.from(received.matchAll(/^(\d{3})(?: .*)?\r$/gm), ([, code = '']) => code);
}

/** Reads as many replies as there are codes, and expects these. */
export async function expectCodes(client: WireConnection, ...codes: readonly string[]): Promise<void> {
  for (const code of codes) {
    const reply = await readReply(client);
    if (!reply.startsWith(code)) throw new Error(`expected ${code}, got ${reply}\n${client.transcript()}`);
  }
}

/** Sends a line and reads the whole reply. */
export async function command(client: WireConnection, line: string): Promise<string> {
  await client.send(`${line}\r\n`);
  return readReply(client);
}

/** The keywords that a server offers, without its name. */
export async function hello(client: WireConnection, name = 'client.test'): Promise<readonly string[]> {
  const reply = await command(client, `EHLO ${name}`);
  return reply
    .split('\n')
    .slice(1)
    .map((line) => line.slice(4));
}

/** Greeted, protected where the door asks for it, and introduced. */
export async function openSubmission(postern: Postern, tls: DoorTls = 'implicit'): Promise<WireClient> {
  const client = await postern.connect('smtp', tls);
  await client.expect(/^220 mail\.example\.test ESMTP/);
  await hello(client);
  if (tls === 'starttls') {
    await client.ask('STARTTLS', /^220/);
    await client.startTls({ ca: postern.certificate.ca });
    await hello(client);
  }
  return client;
}

/** Signed in with PLAIN. */
export async function signedInSubmission(postern: Postern, user: string, password: string): Promise<WireClient> {
  const client = await openSubmission(postern);
  await client.ask(`AUTH PLAIN ${plainMessage(user, password)}`, /^235 2\.7\.0/);
  return client;
}

/** The octets that send one message, pipelined up to DATA's answer; `body` is sent as it is. */
export function envelope(from: string, to: string, parameters = ''): string {
  return `MAIL FROM:<${from}>${parameters}\r\nRCPT TO:<${to}>\r\nDATA\r\n`;
}

/** A message with a subject, as it stands behind DATA, with its end. */
export function message(subject: string, body = 'Hello.'): string {
  return `Subject: ${subject}\r\n\r\n${body}\r\n.\r\n`;
}

/** Sends one message on a signed-in connection and expects it to be taken. */
export async function submit(client: WireConnection, from: string, to: string, subject: string): Promise<void> {
  await client.send(envelope(from, to));
  await expectCodes(client, '250', '250', '354');
  await client.send(message(subject));
  await client.expect(/^250 2\.0\.0 Ok: queued/);
}
