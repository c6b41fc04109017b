// The demo's mail, in memory: mailboxes, their folders and messages, and a journal of changes that IDLE feeds on.
// Everything is synchronous, so that whoever reads a folder and then answers sees no change in between.

import { createHash, timingSafeEqual } from 'node:crypto';
import type { Millis } from '../../core/units.ts';
import { Folder } from './folder.ts';

/** One person who may sign in at the demo mail server, with the full address as login name. */
export type DemoAccount = { readonly address: string; readonly password: string; readonly name: string };

/** Told that something in the mailbox changed, or that a folder (by its id) is gone. */
export type MailboxListener = (removedFolderId?: string) => void;

export type FolderResult = 'done' | 'missing' | 'exists' | 'forbidden';

/** RFC 6154 §2. */
const SPECIAL_FOLDERS: readonly (readonly [path: string, use: string | undefined])[] = [
  ['INBOX', undefined],
  ['Archive', '\\Archive'],
  ['Drafts', '\\Drafts'],
  ['Junk', '\\Junk'],
  ['Sent', '\\Sent'],
  ['Trash', '\\Trash'],
];

export class DemoMailbox {
  readonly account: DemoAccount;
  readonly #folders: Map<string, Folder> = new Map();
  readonly #subscribed: Set<string> = new Set();
  readonly #listeners: Set<MailboxListener> = new Set();
  readonly #nextUidValidity: () => number;

  constructor(account: DemoAccount, nextUidValidity: () => number) {
    this.account = account;
    this.#nextUidValidity = nextUidValidity;
    for (const [path, specialUse] of SPECIAL_FOLDERS) this.#add(path, specialUse);
  }

  get folders(): readonly Folder[] {
    return [...this.#folders.values()];
  }

  get subscribedFolders(): readonly Folder[] {
    return this.folders.filter((folder) => this.#subscribed.has(folder.path));
  }

  /** Octets of all messages. */
  get size(): number {
    return this.folders.reduce((sum, folder) => sum + folder.size, 0);
  }

  folder(path: string): Folder | undefined {
    return this.#folders.get(path);
  }

  folderById(id: string): Folder | undefined {
    return this.folders.find((folder) => folder.id === id);
  }

  subscribe(path: string): FolderResult {
    if (!this.#folders.has(path)) return 'missing';
    this.#subscribed.add(path);
    return 'done';
  }

  unsubscribe(path: string): FolderResult {
    return this.#subscribed.delete(path) ? 'done' : 'missing';
  }

  create(path: string): FolderResult {
    if (this.#folders.has(path)) return 'exists';
    this.#add(path, undefined);
    return 'done';
  }

  /** Sessions that have the folder open are told that it is gone. Folders with a special use stay. */
  delete(path: string): FolderResult {
    const folder = this.#folders.get(path);
    if (folder === undefined) return 'missing';
    if (path === 'INBOX' || folder.specialUse !== undefined) return 'forbidden';
    this.#folders.delete(path);
    this.#subscribed.delete(path);
    this.#notify(folder.id);
    return 'done';
  }

  /** Renames the folder and those below it (RFC 9051 §6.3.6). */
  rename(path: string, newPath: string): FolderResult {
    const folder = this.#folders.get(path);
    if (folder === undefined) return 'missing';
    if (path === 'INBOX' || folder.specialUse !== undefined || newPath.startsWith(`${path}/`)) return 'forbidden';
    const moves = this.folders
      .filter((moved) => moved === folder || moved.path.startsWith(`${path}/`))
      .map((moved) => ({ moved, target: newPath + moved.path.slice(path.length) }));
    if (moves.some(({ target }) => this.#folders.has(target))) return 'exists';
    for (const { moved, target } of moves) {
      this.#folders.delete(moved.path);
      if (this.#subscribed.delete(moved.path)) this.#subscribed.add(target);
      moved.path = target;
      this.#folders.set(target, moved);
    }
    return 'done';
  }

  listen(listener: MailboxListener): void {
    this.#listeners.add(listener);
  }

  unlisten(listener: MailboxListener): void {
    this.#listeners.delete(listener);
  }

  #add(path: string, specialUse: string | undefined): void {
    this.#folders.set(
      path,
      new Folder({ path, specialUse, uidValidity: this.#nextUidValidity(), changed: () => this.#notify() }),
    );
    this.#subscribed.add(path);
  }

  #notify(removedFolderId?: string): void {
    for (const listener of [...this.#listeners]) listener(removedFolderId);
  }
}

export class MailStore {
  readonly #mailboxes: ReadonlyMap<string, DemoMailbox>;
  readonly #domains: ReadonlySet<string>;

  /** @param now - When the store was made; UIDVALIDITY counts from here, so that it rises with each start. */
  constructor(accounts: readonly DemoAccount[], now: Millis) {
    let uidValidity = Math.floor(now / 1000);
    const nextUidValidity = () => {
      uidValidity += 1;
      return uidValidity;
    };
    this.#mailboxes = new Map(
      accounts.map((account) => [account.address.toLowerCase(), new DemoMailbox(account, nextUidValidity)]),
    );
    this.#domains = new Set(accounts.map((account) => domainOf(account.address)));
  }

  /** Finds a mailbox by its full address, whatever the case of its letters. */
  mailbox(address: string): DemoMailbox | undefined {
    return this.#mailboxes.get(address.toLowerCase());
  }

  /** Finds a folder by its id, whosever it is. */
  folderById(id: string): Folder | undefined {
    for (const mailbox of this.#mailboxes.values()) {
      const folder = mailbox.folderById(id);
      if (folder !== undefined) return folder;
    }
    return undefined;
  }

  isLocal(address: string): boolean {
    return this.#domains.has(domainOf(address));
  }

  /** Checks a password without its time telling how much of it was right. */
  signIn(address: string, password: string): DemoMailbox | undefined {
    const mailbox = this.mailbox(address);
    const matches = timingSafeEqual(digest(mailbox?.account.password ?? ''), digest(password));
    return mailbox !== undefined && matches ? mailbox : undefined;
  }
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
