// imap-core's handlers for folders: LIST, SELECT, STATUS, CREATE and what else needs no look into a message.

import type { ImapHandlers, ImapSession, OkOrCode } from 'wildduck/imap-core/index.js';
import type { Folder } from './folder.ts';
import { answerWith } from './imap-answer.ts';
import type { DemoMailbox, FolderResult, MailStore } from './mail-store.ts';

const NONEXISTENT = 'NONEXISTENT';

/** RFC 5530 §3 names these codes. */
const CODES: Readonly<Record<FolderResult, OkOrCode>> = {
  done: true,
  missing: NONEXISTENT,
  exists: 'ALREADYEXISTS',
  forbidden: 'CANNOT',
};

/** Nobody reaches it; a client that shows a quota shows something sensible. */
const QUOTA_BYTES = 1024 * 1024 * 1024;

type FolderHandlers = Pick<
  ImapHandlers,
  | 'onList'
  | 'onLsub'
  | 'onSubscribe'
  | 'onUnsubscribe'
  | 'onCreate'
  | 'onDelete'
  | 'onRename'
  | 'onOpen'
  | 'onStatus'
  | 'onGetQuotaRoot'
  | 'onGetQuota'
>;

/** The mailbox of a signed-in session. Accounts never go away, so a miss is a bug. */
export function mailboxOf(store: MailStore, session: ImapSession): DemoMailbox {
  const mailbox = store.mailbox(session.user.id);
  if (mailbox === undefined) throw new Error('signed in to no mailbox');
  return mailbox;
}

export function folderHandlers(store: MailStore): FolderHandlers {
  const quota = (session: ImapSession) =>
    ({ root: '', quota: QUOTA_BYTES, storageUsed: mailboxOf(store, session).size }) as const;
  return {
    onList: (_query, session, answer) => answerWith(answer, () => mailboxOf(store, session).folders),
    onLsub: (_query, session, answer) => answerWith(answer, () => mailboxOf(store, session).subscribedFolders),
    onSubscribe: (path, session, answer) => answerWith(answer, () => CODES[mailboxOf(store, session).subscribe(path)]),
    onUnsubscribe: (path, session, answer) =>
      answerWith(answer, () => CODES[mailboxOf(store, session).unsubscribe(path)]),
    onCreate: (path, session, answer) => answerWith(answer, () => CODES[mailboxOf(store, session).create(path)]),
    onDelete: (path, session, answer) => answerWith(answer, () => CODES[mailboxOf(store, session).delete(path)]),
    onRename: (path, newPath, session, answer) =>
      answerWith(answer, () => CODES[mailboxOf(store, session).rename(path, newPath)]),
    onOpen: (path, session, answer) =>
      answerWith(answer, () => opened(mailboxOf(store, session).folder(path)) ?? NONEXISTENT),
    onStatus: (path, session, answer) =>
      answerWith(answer, () => status(mailboxOf(store, session).folder(path)) ?? NONEXISTENT),
    onGetQuotaRoot: (path, session, answer) =>
      answerWith(answer, () => (mailboxOf(store, session).folder(path) ? quota(session) : NONEXISTENT)),
    onGetQuota: (root, session, answer) => answerWith(answer, () => (root === '' ? quota(session) : NONEXISTENT)),
  };
}

function opened(folder: Folder | undefined) {
  return (
    folder && {
      _id: folder.id,
      uidValidity: folder.uidValidity,
      uidNext: folder.uidNext,
      modifyIndex: folder.highestModseq,
      uidList: folder.messages.map((message) => message.uid),
    }
  );
}

function status(folder: Folder | undefined) {
  return (
    folder && {
      messages: folder.messages.length,
      uidNext: folder.uidNext,
      uidValidity: folder.uidValidity,
      highestModseq: folder.highestModseq,
      unseen: folder.messages.filter((message) => !message.flags.includes('\\Seen')).length,
    }
  );
}
