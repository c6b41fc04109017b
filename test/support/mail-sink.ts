// A mail server that takes everything and tells what it got: where a site's submission server hands its mail on to.

import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { PATIENCE_MS, withDeadline } from './deadline.ts';

export interface SunkMessage {
  readonly from: string;
  readonly to: readonly string[];
  /** With its header. */
  readonly text: string;
}

export interface MailSink extends AsyncDisposable {
  readonly port: number;
  readonly messages: readonly SunkMessage[];
  /** The first message that matches, at once when it is there already. */
  waitFor(pattern: RegExp): Promise<SunkMessage>;
}

/** Starts one on a free port of 127.0.0.1. */
export async function startMailSink(): Promise<MailSink> {
  const messages: SunkMessage[] = [];
  const waiting = new Set<() => void>();
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        messages.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          text: Buffer.concat(chunks).toString('utf8'),
        });
        done();
        for (const look of waiting) look();
      });
    },
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  return {
    port: (server.server.address() as AddressInfo).port,
    messages,
    async waitFor(pattern) {
      const found = Promise.withResolvers<SunkMessage>();
      const look = (): void => {
        const message = messages.find(({ text }) => pattern.test(text));
        if (message) found.resolve(message);
      };
      waiting.add(look);
      look();
      try {
        return await withDeadline(found.promise, {
          ms: PATIENCE_MS,
          describe: () => `no ${pattern} in ${messages.length} messages`,
        });
      } finally {
        waiting.delete(look);
      }
    },
    async [Symbol.asyncDispose]() {
      await new Promise<void>((closed) => server.close(closed));
    },
  };
}
