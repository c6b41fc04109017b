// A demo mail server for one test file, and clients for it: imapflow, nodemailer, and lines on the wire.

import { ImapFlow } from 'imapflow';
import { createTransport, type Transporter } from 'nodemailer';
import {
  type DemoMailServer,
  type DemoMailServerOptions,
  startDemoMailServer,
} from '../../../src/demo/mail-server/demo-mail-server.ts';
import type { WireClient } from '../../support/wire-client.ts';

export const ALICE = { address: 'alice@postern.example', password: 'wonderland', name: 'Alice' };
export const BOB = { address: 'bob@postern.example', password: 'builder & Söhne', name: 'Bob' };

export async function startServer(options: Partial<DemoMailServerOptions> = {}): Promise<DemoMailServer> {
  return await startDemoMailServer({ accounts: [ALICE, BOB], welcomeMail: false, ...options });
}

export type Person = { readonly address: string; readonly password: string };

/** A signed-in imapflow client that logs out when disposed. */
export async function imapClient(
  server: DemoMailServer,
  person: Person,
): Promise<{ readonly client: ImapFlow } & AsyncDisposable> {
  const client = imapFlow(server, person);
  await client.connect();
  return {
    client,
    async [Symbol.asyncDispose]() {
      await client.logout();
    },
  };
}

export function imapFlow(server: DemoMailServer, person: Person): ImapFlow {
  const client = new ImapFlow({
    host: server.imap.host,
    port: server.imap.port,
    secure: false,
    logger: false,
    auth: { user: person.address, pass: person.password },
  });
  client.on('error', () => undefined);
  return client;
}

export async function messageCount(client: ImapFlow, path: string): Promise<number | undefined> {
  const status = await client.status(path, { messages: true });
  return status === false ? undefined : status.messages;
}

export function smtpClient(server: DemoMailServer, person: Person): Transporter {
  return createTransport({
    host: server.submission.host,
    port: server.submission.port,
    ignoreTLS: true,
    auth: { user: person.address, pass: person.password },
  });
}

/** All that an IMAP server says up to and including the tagged answer. */
export async function answer(wire: WireClient, tag: string): Promise<string> {
  return await wire.readUntil(new RegExp(`^${tag} [^\\r]*\\r\\n`, 'm'));
}
