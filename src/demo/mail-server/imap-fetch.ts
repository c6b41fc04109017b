// FETCH. Whole messages, headers, texts and sizes come from the stored octets themselves; imap-core's MIME tree answers
// for ENVELOPE, BODYSTRUCTURE and single parts. One message is written at a time, as fast as the client reads.

import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { FetchItem, FetchOptions, ImapHandlers, ImapSession } from 'wildduck/imap-core/index.js';
import type { Folder, StoredMessage } from './folder.ts';
import { answerLater } from './imap-answer.ts';
import { mailboxOf } from './imap-folder-handlers.ts';
import type { MailStore } from './mail-store.ts';
import { mimeTreeOf, splitMessage } from './mime.ts';

export function fetchHandlers(store: MailStore): Pick<ImapHandlers, 'onFetch'> {
  return {
    onFetch: (folderId, options, session, answer) =>
      answerLater(answer, async () => {
        const folder = mailboxOf(store, session).folderById(folderId);
        if (folder === undefined) return 'NONEXISTENT';
        await fetchMessages(folder, options, session);
        return true;
      }),
  };
}

async function fetchMessages(folder: Folder, options: FetchOptions, session: ImapSession): Promise<void> {
  if (options.markAsSeen) markSeen(folder, options.messages, session);
  for (const uid of options.messages) {
    // Looked up at its turn: another session may have removed the message in the meantime, or changed its flags.
    const [message] = folder.select([uid]);
    if (message === undefined || message.modseq <= options.changedSince) continue;
    if (session.socket.destroyed) return;
    const query = options.query.map(withOriginOnly);
    const values = await Promise.all(options.query.map((item) => fetchValue(item, message, session)));
    const response = session.formatResponse('FETCH', uid, { query, values });
    await new Promise<void>((resolve) => {
      session.socket.once('close', resolve);
      session.writeStream.write(response, () => {
        session.socket.removeListener('close', resolve);
        resolve();
      });
    });
  }
}

/** RFC 9051 §6.4.5: asking for BODY[…] without PEEK sets \Seen. */
function markSeen(folder: Folder, uids: readonly number[], session: ImapSession): void {
  const unseen = folder.select(uids).filter((message) => !message.flags.includes('\\Seen'));
  folder.setFlags(
    unseen.map(({ uid, flags }) => ({ uid, flags: [...flags, '\\Seen'] })),
    session.id,
  );
}

/** RFC 9051 §7.5.2: the answer to BODY[]<0.2048> is BODY[]<0>, without the length. */
function withOriginOnly(item: FetchItem): FetchItem {
  if (item.partial === undefined) return item;
  return { ...item, original: { ...item.original, partial: [item.partial.startFrom] } };
}

async function fetchValue(item: FetchItem, message: StoredMessage, session: ImapSession): Promise<unknown> {
  const octets = storedOctets(item, message) ?? (await parsedValue(item, message, session));
  if (item.partial === undefined || !Buffer.isBuffer(octets)) return octets;
  return octets.subarray(item.partial.startFrom, item.partial.startFrom + item.partial.maxLength);
}

function storedOctets(item: FetchItem, message: StoredMessage): Buffer | undefined {
  const section = item.item === 'body' && item.path === '' ? `body[${item.type}]` : item.item;
  switch (section) {
    case 'body[content]':
    case 'rfc822':
      return message.raw;
    case 'body[header]':
    case 'rfc822.header':
      return splitMessage(message.raw).header;
    case 'body[text]':
    case 'rfc822.text':
      return splitMessage(message.raw).text;
    default:
      return undefined;
  }
}

async function parsedValue(item: FetchItem, message: StoredMessage, session: ImapSession): Promise<unknown> {
  const { partial: _taken, ...whole } = item;
  const [value] = session.getQueryResponse(
    [whole],
    {
      uid: message.uid,
      flags: message.flags,
      modseq: message.modseq,
      idate: message.receivedAt,
      size: message.raw.length,
      raw: message.raw,
      mimeTree: needsTree(item) ? mimeTreeOf(message.raw) : undefined,
    },
    { acceptUTF8Enabled: session.isUTF8Enabled() },
  );
  if (!item.isLiteral) return value;
  // The stream may hold a line end too many; imap-core counts on being cut off at the length that it announces.
  if (isStreamValue(value)) return (await buffer(value.value)).subarray(0, value.expectedLength);
  return typeof value === 'string' ? Buffer.from(value, 'binary') : value;
}

function needsTree(item: FetchItem): boolean {
  return item.item === 'body' || item.item === 'bodystructure' || item.item === 'envelope';
}

function isStreamValue(value: unknown): value is { readonly value: Readable; readonly expectedLength: number } {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'stream';
}
