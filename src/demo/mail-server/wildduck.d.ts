// The part of WildDuck's imap-core that the demo mail server uses. WildDuck ships no types; these are written from
// how it behaves (1.46). A development dependency: nothing outside src/demo may import it.

declare module 'wildduck/imap-core/index.js' {
  import type { EventEmitter } from 'node:events';
  import type { Socket } from 'node:net';

  export type ImapUser = { readonly id: string; readonly username: string };

  export interface ImapSession {
    readonly id: string;
    readonly user: ImapUser;
    readonly selected: { readonly condstoreEnabled: boolean; readonly readOnly: boolean } | false;
    readonly socket: Socket;
    readonly writeStream: { write(response: unknown, written?: () => void): boolean };
    formatResponse(command: string, uid: number, data?: object): unknown;
    getQueryResponse(query: readonly FetchItem[], message: object, options: object): readonly unknown[];
    isUTF8Enabled(): boolean;
  }

  export type Answer<Result> = (error: Error | null, result?: Result) => void;

  /** `true` comes with details; a response code without. */
  export type DetailedAnswer<Details> = (error: Error | null, result?: OkOrCode, details?: Details) => void;

  /** `true` becomes OK; a response code such as `NONEXISTENT` becomes a NO with that code. */
  export type OkOrCode = true | string;

  export type ListedFolder = { readonly path: string; readonly specialUse?: string | undefined };

  export type OpenedFolder = {
    readonly _id: string;
    readonly uidValidity: number;
    readonly uidNext: number;
    readonly modifyIndex: number;
    readonly uidList: readonly number[];
  };

  export type FolderStatus = {
    readonly messages: number;
    readonly uidNext: number;
    readonly uidValidity: number;
    readonly highestModseq: number;
    readonly unseen: number;
  };

  export type Quota = { readonly root: string; readonly quota: number; readonly storageUsed: number };

  export type StoreUpdate = {
    readonly value: readonly string[];
    readonly action: 'set' | 'add' | 'remove';
    readonly silent: boolean;
    readonly messages: readonly number[];
    readonly unchangedSince: number;
    readonly isUid?: boolean;
  };

  export type ExpungeUpdate = {
    readonly isUid: boolean;
    readonly messages?: readonly number[];
    readonly silent?: boolean;
  };

  export type CopyUpdate = { readonly destination: string; readonly messages: readonly number[] };

  export type CopiedUids = {
    readonly uidValidity: number;
    readonly sourceUid: readonly number[];
    readonly destinationUid: readonly number[];
  };

  export type FetchItem = {
    readonly item: string;
    readonly type?: string;
    readonly path?: string | readonly string[];
    readonly headers?: readonly string[];
    readonly partial?: { readonly startFrom: number; readonly maxLength: number };
    readonly isLiteral?: boolean;
    readonly original: { readonly partial?: readonly unknown[] };
  };

  export type FetchOptions = {
    readonly query: readonly FetchItem[];
    readonly messages: readonly number[];
    readonly markAsSeen: boolean;
    readonly changedSince: number;
  };

  export type SearchTerm = {
    readonly key: string;
    readonly value: unknown;
    readonly exists?: boolean;
    readonly operator?: '<' | '=' | '>' | '>=';
    readonly header?: string;
  };

  /** Terms side by side must all match. */
  export type SearchQuery = readonly (SearchTerm | SearchQuery)[];

  export type SearchOptions = { readonly query: SearchQuery };

  export type FolderUpdate = {
    readonly command: 'EXISTS' | 'EXPUNGE' | 'FETCH';
    readonly uid: number;
    readonly modseq: number;
    readonly flags?: readonly string[];
    /** The session that has been told already. */
    readonly ignore?: string | undefined;
  };

  /** Without an argument: "ask for updates". With one: the session's folder is gone. Reads a property of its `this`. */
  export type NotificationListener = (
    this: object,
    event?: { readonly command: 'DROP'; readonly mailbox: string },
  ) => void;

  export interface Notifier {
    addListener(session: ImapSession, listener: NotificationListener): void;
    removeListener(session: ImapSession, listener: NotificationListener): void;
    getUpdates(
      folderId: string,
      since: number,
      callback: (error: Error | null, updates?: readonly FolderUpdate[]) => void,
    ): void;
  }

  export interface ImapHandlers {
    onAuth(
      login: { readonly method: string; readonly username: string; readonly password: string },
      session: ImapSession,
      answer: Answer<{ readonly user: ImapUser } | null>,
    ): void;
    onList(query: string, session: ImapSession, answer: Answer<readonly ListedFolder[]>): void;
    onLsub(query: string, session: ImapSession, answer: Answer<readonly ListedFolder[]>): void;
    onSubscribe(path: string, session: ImapSession, answer: Answer<OkOrCode>): void;
    onUnsubscribe(path: string, session: ImapSession, answer: Answer<OkOrCode>): void;
    onCreate(path: string, session: ImapSession, answer: Answer<OkOrCode>): void;
    onDelete(path: string, session: ImapSession, answer: Answer<OkOrCode>): void;
    onRename(path: string, newPath: string, session: ImapSession, answer: Answer<OkOrCode>): void;
    onOpen(path: string, session: ImapSession, answer: Answer<OpenedFolder | string>): void;
    onStatus(path: string, session: ImapSession, answer: Answer<FolderStatus | string>): void;
    onGetQuotaRoot(path: string, session: ImapSession, answer: Answer<Quota | string>): void;
    onGetQuota(root: string, session: ImapSession, answer: Answer<Quota | string>): void;
    onAppend(
      path: string,
      flags: readonly string[],
      date: string | false,
      raw: Buffer,
      session: ImapSession,
      answer: DetailedAnswer<{ readonly uidValidity: number; readonly uid: number }>,
    ): void;
    onStore(folderId: string, update: StoreUpdate, session: ImapSession, answer: DetailedAnswer<number[]>): void;
    onExpunge(folderId: string, update: ExpungeUpdate, session: ImapSession, answer: Answer<OkOrCode>): void;
    onCopy(
      connection: unknown,
      folderId: string,
      update: CopyUpdate,
      session: ImapSession,
      answer: DetailedAnswer<CopiedUids>,
    ): void;
    onMove(folderId: string, update: CopyUpdate, session: ImapSession, answer: DetailedAnswer<CopiedUids>): void;
    onFetch(folderId: string, options: FetchOptions, session: ImapSession, answer: Answer<OkOrCode>): void;
    onSearch(
      folderId: string,
      options: SearchOptions,
      session: ImapSession,
      answer: Answer<{ readonly uidList: number[] | string; readonly highestModseq: number }>,
    ): void;
  }

  /** Each line, or part of a line before a literal, goes to `oncommand`; `next` lets the following one come. */
  export interface ImapConnection {
    readonly idling: boolean;
    readonly _parser: {
      oncommand(part: { readonly value?: string }, next?: (error?: Error | null) => void): void;
    };
    send(line: string): void;
  }

  export interface IMAPServer extends ImapHandlers {}

  export class IMAPServer extends EventEmitter {
    constructor(options: {
      readonly id: Readonly<Record<string, string>>;
      readonly disableSTARTTLS: true;
      readonly maxMessage: number;
      readonly socketTimeout: number;
      readonly logger: false;
    });
    notifier: Notifier;
    /** In the order of their arrival. */
    readonly connections: ReadonlySet<ImapConnection>;
    connect(socket: Socket, options: { readonly remoteAddress: string }): void;
  }
}

declare module 'wildduck/imap-core/lib/indexer/parse-mime-tree.js' {
  export type MimeTree = {
    readonly header?: readonly string[];
    readonly parsedHeader?: {
      readonly 'content-type'?: {
        readonly type?: string;
        readonly subtype?: string;
        readonly params?: Readonly<Record<string, string>>;
      };
      readonly 'content-transfer-encoding'?: string | readonly string[];
    };
    readonly body?: Buffer | string;
    readonly childNodes?: readonly MimeTree[];
    readonly message?: MimeTree;
  };

  /** Never empty of text: an unreadable message yields a tree with what could be read. */
  function parseMimeTree(raw: Buffer): MimeTree;
  // biome-ignore lint/style/noDefaultExport: what a CommonJS module's only export looks like from here
  export default parseMimeTree;
}

declare module 'wildduck/lib/errors.js' {
  export function setGelf(sink: { emit(channel: string, message: unknown): void }): void;
}
