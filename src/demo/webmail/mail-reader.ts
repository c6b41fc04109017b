// The webmail's half that knows IMAP: it signs in with what the person typed, for each request anew, as webmails do.

import { ImapFlow } from 'imapflow';
import { headerValues, mimeTreeOf, plainText } from '../mail-server/mime.ts';

export interface Credentials {
  readonly address: string;
  readonly password: string;
}

export interface Letter {
  readonly uid: number;
  readonly from: string;
  readonly subject: string;
  readonly receivedAt: Date;
  readonly isRead: boolean;
}

export type OpenedLetter = Letter & { readonly to: string; readonly text: string };

/** `refused`: the mail server says that the password is wrong. Anything else that fails throws. */
export type Reading<T> = { readonly kind: 'read'; readonly value: T } | { readonly kind: 'refused' };

/** Reads the INBOX of one person; changes nothing. */
export class MailReader {
  readonly #server: { readonly host: string; readonly port: number };

  constructor(server: { readonly host: string; readonly port: number }) {
    this.#server = server;
  }

  check(credentials: Credentials): Promise<Reading<undefined>> {
    return this.#read(credentials, async () => undefined);
  }

  /** The newest first, at most fifty. */
  list(credentials: Credentials): Promise<Reading<readonly Letter[]>> {
    return this.#read(credentials, async (client) => {
      const letters: Letter[] = [];
      for await (const message of client.fetch('1:*', { uid: true, envelope: true, flags: true, internalDate: true })) {
        letters.push({
          uid: message.uid,
          from: message.envelope?.from?.[0]?.name || message.envelope?.from?.[0]?.address || '',
          subject: message.envelope?.subject ?? '',
          receivedAt: new Date(message.internalDate ?? 0),
          isRead: message.flags?.has('\\Seen') ?? false,
        });
      }
      return letters.reverse().slice(0, 50);
    });
  }

  /** `undefined`: there is no such letter. */
  open(credentials: Credentials, uid: number): Promise<Reading<OpenedLetter | undefined>> {
    return this.#read(credentials, async (client) => {
      const wanted = { uid: true, source: true, internalDate: true };
      const message = await client.fetchOne(String(uid), wanted, { uid: true });
      const source = message ? message.source : undefined;
      if (!message || !source) return undefined;
      const tree = mimeTreeOf(source);
      const field = (name: string): string => headerValues(tree, name).join(', ').trim();
      return {
        uid,
        from: field('from'),
        to: field('to'),
        subject: field('subject'),
        receivedAt: new Date(message.internalDate ?? 0),
        isRead: true,
        text: plainText(tree),
      };
    });
  }

  async #read<T>({ address, password }: Credentials, work: (client: ImapFlow) => Promise<T>): Promise<Reading<T>> {
    const client = new ImapFlow({
      ...this.#server,
      secure: false,
      logger: false,
      auth: { user: address, pass: password },
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
    } catch (error) {
      if (error instanceof Error && 'authenticationFailed' in error && error.authenticationFailed === true) {
        return { kind: 'refused' };
      }
      throw error;
    }
    try {
      await client.mailboxOpen('INBOX', { readOnly: true });
      return { kind: 'read', value: await work(client) };
    } finally {
      await client.logout();
    }
  }
}
