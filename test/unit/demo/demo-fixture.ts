// A demo mail server for one test file, and clients for it: imapflow, nodemailer, and bare octets on a socket.

import { connect, type Socket } from 'node:net';
import { ImapFlow } from 'imapflow';
import { createTransport, type Transporter } from 'nodemailer';
import { type DemoMailServer, startDemoMailServer } from '../../../src/demo/mail-server/demo-mail-server.ts';

export const ALICE = { address: 'alice@postern.example', password: 'wonderland', name: 'Alice' };
export const BOB = { address: 'bob@postern.example', password: 'builder & Söhne', name: 'Bob' };

export async function startServer(options: { readonly welcomeMail?: boolean } = {}): Promise<DemoMailServer> {
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

/** A bare connection: `send` octets, wait `until` they are answered. */
export interface RawClient extends Disposable {
  readonly socket: Socket;
  send(text: string): void;
  /** All that has arrived since the last call, up to and including the match. */
  until(pattern: RegExp): Promise<string>;
  /** All up to and including the tagged answer. */
  answer(tag: string): Promise<string>;
  /** All that arrived until the server closed. */
  untilClosed(): Promise<string>;
}

export function rawClient(port: number): RawClient {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let received = '';
  let closed = false;
  let wake = (): void => undefined;
  socket.on('data', (chunk) => {
    received += chunk.toString('utf8');
    wake();
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    closed = true;
    wake();
  });
  const arrived = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
    });
  const until = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const match = pattern.exec(received);
      if (match !== null) {
        const end = match.index + match[0].length;
        const taken = received.slice(0, end);
        received = received.slice(end);
        return taken;
      }
      if (closed) throw new Error(`closed before ${pattern}: ${received}`);
      await arrived();
    }
  };
  return {
    socket,
    send(text) {
      socket.write(text);
    },
    until,
    answer: async (tag) => await until(new RegExp(`^${tag} [^\\r]*\\r\\n`, 'm')),
    async untilClosed() {
      while (!closed) await arrived();
      return received;
    },
    [Symbol.dispose]() {
      socket.destroy();
    },
  };
}
