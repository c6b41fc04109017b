// imap-core's handlers for messages: APPEND, STORE, EXPUNGE, COPY, MOVE. A session hears of its own changes here, in the
// answer to its command; of other sessions' changes through the folder's journal.

import type {
  CopiedUids,
  CopyUpdate,
  DetailedAnswer,
  ImapHandlers,
  ImapSession,
  StoreUpdate,
} from 'wildduck/imap-core/index.js';
import type { Folder, StoredMessage } from './folder.ts';
import { answerWith, answerWithDetails } from './imap-answer.ts';
import { mailboxOf } from './imap-folder-handlers.ts';
import type { MailStore } from './mail-store.ts';

type MessageHandlers = Pick<ImapHandlers, 'onAppend' | 'onStore' | 'onExpunge' | 'onCopy' | 'onMove'>;

export function messageHandlers(store: MailStore): MessageHandlers {
  const folderById = (session: ImapSession, id: string) => mailboxOf(store, session).folderById(id);
  const copyOrMove = ({ folderId, update, session, move }: CopyRequest, answer: DetailedAnswer<CopiedUids>): void =>
    answerWithDetails(answer, () => {
      const source = folderById(session, folderId);
      if (source === undefined) return 'NONEXISTENT';
      if (move && isReadOnly(session)) return 'CANNOT';
      // RFC 9051 §6.4.7: the destination isn't created on the way.
      const destination = mailboxOf(store, session).folder(update.destination);
      if (destination === undefined) return 'TRYCREATE';
      const originals = source.select(update.messages);
      if (originals.length === 0) return 'NONEXISTENT';
      const copies = destination.add(originals);
      if (move) expunge(source, originals, session);
      return { uidValidity: destination.uidValidity, sourceUid: uids(originals), destinationUid: uids(copies) };
    });
  return {
    onAppend: (path, flags, date, raw, session, answer) =>
      answerWithDetails(answer, () => {
        const mailbox = mailboxOf(store, session);
        // For this command alone imap-core leaves the octets of a UTF-8 name (RFC 6855) undecoded.
        const folder = mailbox.folder(path) ?? mailbox.folder(Buffer.from(path, 'latin1').toString('utf8'));
        if (folder === undefined) return 'TRYCREATE';
        const [message] = folder.add([{ raw, flags, receivedAt: date === false ? new Date() : new Date(date) }]);
        return { uidValidity: folder.uidValidity, uid: message?.uid ?? 0 };
      }),
    onStore: (folderId, update, session, answer) =>
      answerWithDetails(answer, () => {
        const folder = folderById(session, folderId);
        return folder === undefined ? 'NONEXISTENT' : storeFlags(folder, update, session);
      }),
    onExpunge: (folderId, update, session, answer) =>
      answerWith(answer, () => {
        const folder = folderById(session, folderId);
        if (folder === undefined) return 'NONEXISTENT';
        const candidates = update.isUid ? folder.select(update.messages ?? []) : folder.messages;
        const deleted = candidates.filter((message) => message.flags.includes('\\Deleted'));
        if (update.silent) folder.remove(deleted, session.id);
        else expunge(folder, deleted, session);
        return true;
      }),
    onCopy: (_connection, folderId, update, session, answer) =>
      copyOrMove({ folderId, update, session, move: false }, answer),
    onMove: (folderId, update, session, answer) => copyOrMove({ folderId, update, session, move: true }, answer),
  };
}

type CopyRequest = {
  readonly folderId: string;
  readonly update: CopyUpdate;
  readonly session: ImapSession;
  readonly move: boolean;
};

/** Gives back the UIDs that RFC 7162 §3.1.3 (UNCHANGEDSINCE) left alone. */
function storeFlags(folder: Folder, update: StoreUpdate, session: ImapSession): number[] {
  const conditional = session.selected !== false && session.selected.condstoreEnabled;
  const messages = folder.select(update.messages);
  const stale = messages.filter((message) => update.unchangedSince > 0 && message.modseq > update.unchangedSince);
  const changes = messages
    .filter((message) => !stale.includes(message))
    .map((message) => ({ message, uid: message.uid, flags: flagsAfter(message.flags, update) }));
  const changed = changes.filter(({ message, flags }) => !sameFlags(message.flags, flags));
  folder.setFlags(changed, session.id);
  for (const message of folder.select(changes.map(({ uid }) => uid))) {
    if (update.silent && !conditional) continue;
    session.writeStream.write(
      session.formatResponse('FETCH', message.uid, {
        uid: update.isUid ? message.uid : false,
        flags: update.silent ? false : message.flags,
        modseq: conditional ? message.modseq : false,
      }),
    );
  }
  return uids(stale);
}

function flagsAfter(before: readonly string[], update: StoreUpdate): readonly string[] {
  switch (update.action) {
    case 'set':
      return update.value;
    case 'add':
      return [...new Set([...before, ...update.value])];
    case 'remove':
      return before.filter((flag) => !update.value.includes(flag));
  }
}

function sameFlags(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((flag) => other.includes(flag));
}

/** Tells the session before the folder forgets: sequence numbers are those of the moment (RFC 9051 §7.5.1). */
function expunge(folder: Folder, messages: readonly StoredMessage[], session: ImapSession): void {
  for (const { uid } of messages) session.writeStream.write(session.formatResponse('EXPUNGE', uid));
  folder.remove(messages, session.id);
}

function isReadOnly(session: ImapSession): boolean {
  return session.selected !== false && session.selected.readOnly;
}

function uids(messages: readonly StoredMessage[]): number[] {
  return messages.map((message) => message.uid);
}
