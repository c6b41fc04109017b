// Notices in memory.

import type { MailboxAddress } from '../../../core/decision.ts';
import type { MessageId } from '../../../core/messages/message.ts';
import {
  type Composition,
  type Gathered,
  HANDING_OVER,
  type Letter,
  type LetterCount,
  type Noticed,
  type NoticeMailbox,
  type NoticeStep,
  type NoticeStore,
  type RememberedDestination,
  type WaitingMailbox,
} from '../../../core/notices/notice-store.ts';
import type { Millis } from '../../../core/units.ts';
import { forget, removeFrom } from './state.ts';

interface KeptLetter {
  readonly letter: Letter;
  readonly takenAt?: Millis;
}

interface Sent {
  readonly mailbox: MailboxAddress;
  readonly batch: string;
  readonly at: Millis;
}

export class MemoryNoticeStore implements NoticeStore {
  #cursor: number | undefined;
  readonly #mailboxes = new Map<MailboxAddress, NoticeMailbox>();
  readonly #destinations = new Map<MailboxAddress, readonly RememberedDestination[]>();
  readonly #noticed = new Map<number, Noticed>();
  readonly #letters = new Map<MessageId, KeptLetter>();
  readonly #sent: Sent[] = [];

  async cursor(): Promise<number | undefined> {
    return this.#cursor;
  }

  async advance(from: number | undefined, step: NoticeStep): Promise<boolean> {
    if (this.#cursor !== from) return false;
    this.#cursor = step.to;
    for (const gone of step.forgotten) this.#forget(gone);
    for (const noticed of step.noticed) this.#noticed.set(noticed.sequence, noticed);
    for (const about of step.mailboxes) this.#mailboxes.set(about.mailbox, about);
    for (const { mailbox, now } of step.destinations) this.#destinations.set(mailbox, now);
    return true;
  }

  async about(mailbox: MailboxAddress): Promise<NoticeMailbox | undefined> {
    return this.#mailboxes.get(mailbox);
  }

  async destinations(mailbox: MailboxAddress): Promise<readonly RememberedDestination[]> {
    return (this.#destinations.get(mailbox) ?? []).toSorted((one, other) => (one.key < other.key ? -1 : 1));
  }

  async waiting(): Promise<readonly WaitingMailbox[]> {
    const byMailbox = Map.groupBy(this.#noticed.values(), ({ mailbox }) => mailbox);
    return Array.from(byMailbox, ([mailbox, noticed]) => ({
      mailbox,
      since: Math.min(...noticed.map(({ at }) => at)),
      sentAt: this.#sent.filter((sent) => sent.mailbox === mailbox).map(({ at }) => at),
    })).sort((one, other) => one.since - other.since || (one.mailbox < other.mailbox ? -1 : 1));
  }

  async gathered(mailbox: MailboxAddress): Promise<Gathered> {
    const about = this.#mailboxes.get(mailbox);
    return {
      noticed: Array.from(this.#noticed.values())
        .filter((noticed) => noticed.mailbox === mailbox)
        .sort((one, other) => one.sequence - other.sequence),
      letters: Array.from(this.#letters.values())
        .filter(({ letter, takenAt }) => letter.mailbox === mailbox && takenAt === undefined)
        .map(({ letter }) => letter)
        .sort((one, other) => one.createdAt - other.createdAt || (one.id < other.id ? -1 : 1)),
      ...(about && { about }),
      destinations: await this.destinations(mailbox),
    };
  }

  async compose({ noticed, replaced, letters }: Composition): Promise<boolean> {
    const isThere =
      noticed.every((sequence) => this.#noticed.has(sequence)) &&
      replaced.every((id) => this.#letters.has(id) && this.#letters.get(id)?.takenAt === undefined);
    if (!isThere) return false;
    for (const sequence of noticed) this.#noticed.delete(sequence);
    for (const id of replaced) this.#letters.delete(id);
    for (const letter of letters) this.#letters.set(letter.id, { letter });
    return true;
  }

  async due(now: Millis, limit: number): Promise<readonly Letter[]> {
    return Array.from(this.#letters.values())
      .filter((kept) => kept.letter.nextTryAt <= now && isFree(kept, now))
      .map(({ letter }) => letter)
      .sort((one, other) => one.nextTryAt - other.nextTryAt || (one.id < other.id ? -1 : 1))
      .slice(0, limit);
  }

  async take(id: MessageId, now: Millis): Promise<boolean> {
    const kept = this.#letters.get(id);
    if (!kept || !isFree(kept, now)) return false;
    this.#letters.set(id, { ...kept, takenAt: now });
    return true;
  }

  async settle(id: MessageId, sent: { readonly at: Millis } | undefined): Promise<boolean> {
    const kept = this.#letters.get(id);
    if (!kept) return false;
    this.#letters.delete(id);
    const { mailbox, batch } = kept.letter;
    const wasSent = this.#sent.some((one) => one.mailbox === mailbox && one.batch === batch);
    if (sent && !wasSent) this.#sent.push({ mailbox, batch, at: sent.at });
    return true;
  }

  async postpone(id: MessageId, nextTryAt: Millis): Promise<void> {
    const letter = this.#letters.get(id)?.letter;
    if (letter) this.#letters.set(id, { letter: { ...letter, tries: letter.tries + 1, nextTryAt } });
  }

  async count(): Promise<LetterCount> {
    const created = Array.from(this.#letters.values(), ({ letter }) => letter.createdAt);
    return { letters: created.length, ...(created.length > 0 && { since: Math.min(...created) }) };
  }

  async purge(before: { readonly sent: Millis; readonly gone: Millis }): Promise<void> {
    forget(this.#sent, ({ at }) => at >= before.sent);
    for (const [mailbox, all] of this.#destinations) {
      this.#destinations.set(
        mailbox,
        all.filter(({ goneAt = before.gone }) => goneAt >= before.gone),
      );
    }
  }

  #forget(gone: string): void {
    const belongs = (mailbox: string): boolean => (gone.startsWith('@') ? mailbox.endsWith(gone) : mailbox === gone);
    removeFrom(this.#mailboxes, belongs);
    removeFrom(this.#destinations, belongs);
    removeFrom(this.#noticed, (_sequence, { mailbox }) => belongs(mailbox));
    forget(this.#sent, ({ mailbox }) => !belongs(mailbox));
  }
}

function isFree({ takenAt }: KeptLetter, now: Millis): boolean {
  return takenAt === undefined || takenAt <= now - HANDING_OVER || takenAt > now;
}
