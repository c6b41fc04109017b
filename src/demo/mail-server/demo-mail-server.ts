// A whole mail server in the memory of this process, to try Postern with: IMAP, submission, and a few mailboxes with
// mail in them. Listens on the loopback only, without TLS: Postern stands in front of it. Never for production.

import type { Bytes } from '../../core/units.ts';
import { startImapServer } from './imap-server.ts';
import { type DemoAccount, MailStore } from './mail-store.ts';
import { type OutboxMail, startSubmissionServer } from './submission-server.ts';
import { fillWithWelcomeMail } from './welcome-mail.ts';

export type { DemoAccount } from './mail-store.ts';
export type { OutboxMail } from './submission-server.ts';

/** Largest message taken by APPEND and by submission. */
export const MAX_MESSAGE: Bytes = 25 * 1024 * 1024;

export type DemoMailServerOptions = {
  readonly accounts: readonly DemoAccount[];
  readonly host?: '127.0.0.1';
  /** 0, the default, takes a free port. */
  readonly imapPort?: number;
  readonly submissionPort?: number;
  /** Whether the mailboxes start with mail in them. They do by default. */
  readonly welcomeMail?: boolean;
  /** Hears of mail that a real server would now send to the outside. */
  readonly onOutside?: (mail: OutboxMail) => void;
};

export interface DemoMailServer extends AsyncDisposable {
  readonly imap: { readonly host: string; readonly port: number };
  readonly submission: { readonly host: string; readonly port: number };
  /** Takes Postern's own mail, without a password. */
  readonly smarthost: { readonly host: string; readonly port: number };
  /** Mail that a real server would have sent to the outside, the newest last, at most 100. */
  readonly outbox: readonly OutboxMail[];
  /** Puts a message into the INBOX of a mailbox, as if it had arrived from outside. Throws for an unknown address. */
  deliver(address: string, raw: Buffer | string): void;
}

/** Starts both servers, or rejects when a port is taken. Disposing ends every connection at once; the mail is gone with it. */
export async function startDemoMailServer(options: DemoMailServerOptions): Promise<DemoMailServer> {
  const host = options.host ?? '127.0.0.1';
  const store = new MailStore(options.accounts, Date.now());
  if (options.welcomeMail ?? true) await fillWithWelcomeMail(store, options.accounts, new Date());
  const outbox: OutboxMail[] = [];
  const { onOutside } = options;
  const shared = { host, maxMessage: MAX_MESSAGE, outbox, onOutside };
  const opened = new AsyncDisposableStack();
  const imap = opened.use(await startImapServer(store, { host, port: options.imapPort ?? 0, maxMessage: MAX_MESSAGE }));
  const start = async (role: 'submission' | 'smarthost', port: number) =>
    opened.use(await startSubmissionServer(store, { ...shared, role, port }));
  const [submission, smarthost] = await Promise.all([
    start('submission', options.submissionPort ?? 0),
    start('smarthost', 0),
  ]).catch(async (error: unknown) => {
    await opened.disposeAsync();
    throw error;
  });
  return {
    imap: { host: imap.host, port: imap.port },
    submission: { host: submission.host, port: submission.port },
    smarthost: { host: smarthost.host, port: smarthost.port },
    outbox,
    deliver(address, raw) {
      const inbox = store.mailbox(address)?.folder('INBOX');
      if (inbox === undefined) throw new Error(`no demo mailbox ${address}`);
      inbox.add([{ raw: Buffer.from(raw), receivedAt: new Date(), flags: [] }]);
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
