// What lasts of notices: how far the audit log was read, what waits to be told and to whom, letters that aren't handed
// over yet, and what was. Every step from one to the next is one atomic verb, so that a crash between two of them loses
// nothing, and of two that follow one log each step is made by one.

import type { MailboxAddress } from '../decision.ts';
import type { Language } from '../language.ts';
import type { MessageId, Notice } from '../messages/message.ts';
import type { Millis } from '../units.ts';
import type { Country } from '../web-context.ts';

/** What one audit entry tells of. */
export interface Noticed {
  /** The entry's. */
  readonly sequence: number;
  readonly mailbox: MailboxAddress;
  readonly at: Millis;
  readonly notices: readonly Notice[];
}

/** Of a mailbox, as its owner's last sign-in in a browser left it. */
export interface NoticeMailbox {
  readonly mailbox: MailboxAddress;
  readonly language?: Language;
  /** The site's name in the configuration. */
  readonly site?: string;
  /** New countries that its owner was told of, and when. */
  readonly told: Readonly<Record<Country, Millis>>;
}

/** A factor's address or number, at rest. */
export interface SealedDestination {
  /** A keyed digest: the same for the same destination of the same mailbox. */
  readonly key: string;
  readonly sealed: Uint8Array;
}

export interface RememberedDestination extends SealedDestination {
  /** When it was first seen. */
  readonly since: Millis;
  /** Since when it isn't a factor's any more. */
  readonly goneAt?: Millis;
}

/** How far the log is read by one step, and what that came to. */
export interface NoticeStep {
  /** The sequence of the last entry that was read. */
  readonly to: number;
  /** Mailboxes, and domains as `@example.org`, of which all is forgotten first. */
  readonly forgotten: readonly string[];
  readonly noticed: readonly Noticed[];
  /** Take the place of what is there. */
  readonly mailboxes: readonly NoticeMailbox[];
  readonly destinations: readonly {
    readonly mailbox: MailboxAddress;
    readonly now: readonly RememberedDestination[];
  }[];
}

/** A message to one recipient that isn't handed over yet. */
export interface Letter {
  readonly id: MessageId;
  /** Letters to several recipients that say the same. */
  readonly batch: string;
  readonly mailbox: MailboxAddress;
  readonly to: SealedDestination;
  readonly language: Language;
  readonly site?: string;
  readonly notices: readonly Notice[];
  /** How many more there were. */
  readonly more: number;
  readonly createdAt: Millis;
  readonly endsAt: Millis;
  /** How often handing over failed. */
  readonly tries: number;
  readonly nextTryAt: Millis;
}

/** Something waits to be told. */
export interface WaitingMailbox {
  readonly mailbox: MailboxAddress;
  /** When the oldest of it happened. */
  readonly since: Millis;
  /** When batches were handed over that aren't forgotten yet. */
  readonly sentAt: readonly Millis[];
}

/** All that letters are made of. */
export interface Gathered {
  /** In the order of the log. */
  readonly noticed: readonly Noticed[];
  /** Letters of this mailbox that nobody is handing over just now: a new one may take their place. */
  readonly letters: readonly Letter[];
  readonly about?: NoticeMailbox;
  readonly destinations: readonly RememberedDestination[];
}

/** What letters take the place of. */
export interface Composition {
  readonly mailbox: MailboxAddress;
  /** Sequences. */
  readonly noticed: readonly number[];
  readonly replaced: readonly MessageId[];
  readonly letters: readonly Letter[];
}

export interface LetterCount {
  readonly letters: number;
  /** When the oldest was made. */
  readonly since?: Millis;
}

/** How long a letter is one dispatcher's that has begun to hand it over: far longer than a carrier takes. */
export const HANDING_OVER: Millis = 60_000;

/** Durable; atomic per call; may throw `ERR_STORE_UNAVAILABLE`. */
export interface NoticeStore {
  /** How far the audit log was read; `undefined`: never. */
  cursor(): Promise<number | undefined>;
  /** All of the step, or nothing where the log was read on from `from` already: of N callers at once one hears true. */
  advance(from: number | undefined, step: NoticeStep): Promise<boolean>;
  about(mailbox: MailboxAddress): Promise<NoticeMailbox | undefined>;
  destinations(mailbox: MailboxAddress): Promise<readonly RememberedDestination[]>;

  /** By mailbox, the oldest first. */
  waiting(): Promise<readonly WaitingMailbox[]>;
  gathered(mailbox: MailboxAddress): Promise<Gathered>;
  /** All of it, or nothing (false) where any of what is taken or replaced has gone or is being handed over. */
  compose(composition: Composition): Promise<boolean>;

  /** Letters that may be handed over now, the longest due first. */
  due(now: Millis, limit: number): Promise<readonly Letter[]>;
  /** Takes a letter to hand it over, for {@link HANDING_OVER}: of N callers at once one hears true. */
  take(id: MessageId, now: Millis): Promise<boolean>;
  /** It is handed over, or never will be, and then nothing was `sent`. False: it had gone before. */
  settle(id: MessageId, sent: { readonly at: Millis } | undefined): Promise<boolean>;
  /** It failed, and is tried again from `nextTryAt` on. */
  postpone(id: MessageId, nextTryAt: Millis): Promise<void>;
  count(): Promise<LetterCount>;

  /** Forgets what was sent, and destinations that had gone, before these times. */
  purge(before: { readonly sent: Millis; readonly gone: Millis }): Promise<void>;
}
