// The demo's IMAP server: WildDuck's imap-core as a library, with the mail store behind its handlers. Clear TCP, for the
// loopback only: Postern stands in front of it with TLS. imap-core offers LOGIN and AUTHENTICATE PLAIN.

import type {
  FolderUpdate,
  ImapHandlers,
  ImapSession,
  NotificationListener,
  Notifier,
} from 'wildduck/imap-core/index.js';
import type { Bytes, Millis } from '../../core/units.ts';
import { answerWith } from './imap-answer.ts';
import { fetchHandlers } from './imap-fetch.ts';
import { folderHandlers, mailboxOf } from './imap-folder-handlers.ts';
import { guardCommands } from './imap-guard.ts';
import { messageHandlers } from './imap-message-handlers.ts';
import { searchHandlers } from './imap-search.ts';
import { type LoopbackListener, listenOnLoopback } from './loopback-listener.ts';
import type { MailboxListener, MailStore } from './mail-store.ts';

/** RFC 9051 §5.4 asks for 30 minutes at least; a little more, so that a client's own timer comes first. */
const IDLE_TIMEOUT: Millis = 35 * 60 * 1000;

/**
 * Starts the IMAP server.
 *
 * @param options - `maxMessage` bounds APPEND and is announced as APPENDLIMIT (RFC 7889).
 */
export async function startImapServer(
  store: MailStore,
  options: { readonly host: '127.0.0.1'; readonly port: number; readonly maxMessage: Bytes },
): Promise<LoopbackListener> {
  const { IMAPServer } = await loadImapCore();
  const server = new IMAPServer({
    id: { name: 'Postern demo mail server' },
    disableSTARTTLS: true,
    maxMessage: options.maxMessage,
    socketTimeout: IDLE_TIMEOUT,
    logger: false,
  });
  // A connection that broke: imap-core has closed it, nobody else needs to know.
  server.on('error', () => undefined);
  server.notifier = notifierOf(store);
  Object.assign(server, {
    ...authHandler(store),
    ...folderHandlers(store),
    ...messageHandlers(store),
    ...fetchHandlers(store),
    ...searchHandlers(store),
  } satisfies ImapHandlers);
  return await listenOnLoopback(options, (socket) => {
    // With a real address here imap-core would ask the DNS for its name and keep the greeting waiting.
    server.connect(socket, { remoteAddress: 'loopback' });
    const connection = [...server.connections].at(-1);
    if (connection) guardCommands(connection);
  });
}

/** imap-core reads ./config and this process's arguments when loaded, and prints protocol errors: it shall do neither. */
async function loadImapCore(): Promise<typeof import('wildduck/imap-core/index.js')> {
  process.env['DISABLE_WILD_CONFIG'] = 'true';
  const { setGelf } = await import('wildduck/lib/errors.js');
  setGelf({ emit: () => undefined });
  return await import('wildduck/imap-core/index.js');
}

function authHandler(store: MailStore): Pick<ImapHandlers, 'onAuth'> {
  return {
    onAuth: (login, _session, answer) =>
      answerWith(answer, () => {
        const mailbox = store.signIn(login.username, login.password);
        return mailbox ? { user: { id: mailbox.account.address, username: mailbox.account.address } } : null;
      }),
  };
}

function notifierOf(store: MailStore): Notifier {
  const listeners = new Map<NotificationListener, MailboxListener>();
  return {
    addListener(session: ImapSession, listener: NotificationListener): void {
      const adapted: MailboxListener = (removedFolderId) =>
        removedFolderId === undefined
          ? listener.call(session)
          : listener.call(session, { command: 'DROP', mailbox: removedFolderId });
      listeners.set(listener, adapted);
      mailboxOf(store, session).listen(adapted);
    },
    removeListener(session: ImapSession, listener: NotificationListener): void {
      const adapted = listeners.get(listener);
      listeners.delete(listener);
      if (adapted) mailboxOf(store, session).unlisten(adapted);
    },
    getUpdates(folderId, since, callback): void {
      callback(null, changesIn(store, folderId, since));
    },
  };
}

function changesIn(store: MailStore, folderId: string, since: number): readonly FolderUpdate[] {
  return store.folderById(folderId)?.changesSince(since) ?? [];
}
