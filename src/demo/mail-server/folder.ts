// One IMAP folder in memory: messages by UID, modification sequences (RFC 7162) and the journal of recent changes from
// which every session that has the folder open learns what the others did.

export type StoredMail = {
  readonly raw: Buffer;
  readonly receivedAt: Date;
  readonly flags: readonly string[];
};

export type StoredMessage = StoredMail & {
  readonly uid: number;
  readonly modseq: number;
};

export type FolderChange = {
  readonly command: 'EXISTS' | 'EXPUNGE' | 'FETCH';
  readonly uid: number;
  readonly modseq: number;
  readonly flags?: readonly string[];
  /** The session that made the change and has been told already. */
  readonly ignore?: string | undefined;
};

/** Listeners are told at once, so a session is never further behind than what one command changes. */
const JOURNAL_LIMIT = 10_000;

export class Folder {
  readonly specialUse: string | undefined;
  readonly uidValidity: number;
  path: string;
  readonly #messages: Map<number, StoredMessage> = new Map();
  readonly #changed: () => void;
  #journal: FolderChange[] = [];
  #uidNext = 1;
  #modseq = 1;

  constructor(folder: {
    readonly path: string;
    readonly specialUse: string | undefined;
    readonly uidValidity: number;
    readonly changed: () => void;
  }) {
    this.path = folder.path;
    this.specialUse = folder.specialUse;
    this.uidValidity = folder.uidValidity;
    this.#changed = folder.changed;
  }

  /** Stays the same when the folder is renamed; no two folders share one. */
  get id(): string {
    return String(this.uidValidity);
  }

  get uidNext(): number {
    return this.#uidNext;
  }

  get highestModseq(): number {
    return this.#modseq;
  }

  /** In the order of their UIDs. */
  get messages(): readonly StoredMessage[] {
    return [...this.#messages.values()];
  }

  get size(): number {
    return this.messages.reduce((sum, message) => sum + message.raw.length, 0);
  }

  /** The messages of these UIDs that still exist, in the order of their UIDs. */
  select(uids: readonly number[]): readonly StoredMessage[] {
    return uids
      .toSorted((a, b) => a - b)
      .map((uid) => this.#messages.get(uid))
      .filter((message) => message !== undefined);
  }

  add(mails: readonly StoredMail[]): readonly StoredMessage[] {
    const added = mails.map((mail) => {
      const message = {
        raw: mail.raw,
        receivedAt: mail.receivedAt,
        flags: mail.flags,
        uid: this.#uidNext++,
        modseq: ++this.#modseq,
      };
      this.#messages.set(message.uid, message);
      this.#record({ command: 'EXISTS', uid: message.uid, modseq: message.modseq });
      return message;
    });
    this.#changed();
    return added;
  }

  /** Replaces flags of existing messages. Gives back the messages as they are now. */
  setFlags(
    changes: readonly { readonly uid: number; readonly flags: readonly string[] }[],
    session: string | undefined,
  ): readonly StoredMessage[] {
    const changed: StoredMessage[] = [];
    for (const { uid, flags } of changes) {
      const before = this.#messages.get(uid);
      if (before === undefined) continue;
      const message = { ...before, flags, modseq: ++this.#modseq };
      this.#messages.set(uid, message);
      this.#record({ command: 'FETCH', uid, flags, modseq: message.modseq, ignore: session });
      changed.push(message);
    }
    if (changed.length > 0) this.#changed();
    return changed;
  }

  remove(messages: readonly StoredMessage[], session: string | undefined): void {
    for (const { uid } of messages) {
      if (!this.#messages.delete(uid)) continue;
      this.#record({ command: 'EXPUNGE', uid, modseq: ++this.#modseq, ignore: session });
    }
    if (messages.length > 0) this.#changed();
  }

  changesSince(modseq: number): readonly FolderChange[] {
    return this.#journal.filter((change) => change.modseq > modseq);
  }

  #record(change: FolderChange): void {
    this.#journal.push(change);
    if (this.#journal.length > 2 * JOURNAL_LIMIT) this.#journal = this.#journal.slice(-JOURNAL_LIMIT);
  }
}
