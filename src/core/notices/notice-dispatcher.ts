// Tells owners what happened to their mailboxes (R7.3), in rounds: read on in the audit log, write letters of what is due,
// hand letters over. Each step lasts and can be repeated, so that a round may break off anywhere.

import type { NoticeKind } from '../messages/message.ts';
import type { Messenger } from '../messages/messenger.ts';
import type { Millis } from '../units.ts';
import { type FollowPorts, followAuditLog } from './follow-audit-log.ts';
import { type HandOverPorts, handOverLetters, type LetterOutcome } from './hand-over-letters.ts';
import { PACE_REMEMBERS } from './pace.ts';
import { type LetterPorts, type LetterRules, writeLetters } from './write-letters.ts';

/** The site's settings. */
export interface NoticeRules extends LetterRules {
  /** What is told of at all. */
  readonly kinds: ReadonlySet<NoticeKind>;
  readonly accountUrl: HandOverPorts['accountUrl'];
}

export interface NoticeMetrics {
  handedOver(outcome: LetterOutcome): void;
  /** Notices that share a message with another one. */
  merged(notices: number): void;
  /** Mailboxes whose owner could not be told anything. */
  nobody(mailboxes: number): void;
}

export interface NoticePorts
  extends FollowPorts,
    Omit<LetterPorts, 'reaches'>,
    Omit<HandOverPorts, 'accountUrl' | 'onOutcome' | 'goesOn' | 'messenger' | 'audit'> {
  readonly audit: FollowPorts['audit'] & HandOverPorts['audit'];
  readonly messenger: Pick<Messenger, 'send' | 'reaches'>;
  readonly metrics: NoticeMetrics;
}

/** How notices are doing. */
export interface NoticeStatus {
  /** When the log was last read to its end; absent: never since the start. */
  readonly readAt?: Millis;
  /** Messages that aren't handed over yet. */
  readonly waiting: number;
  /** Since when the oldest of them waits. */
  readonly since?: Millis;
}

export class NoticeDispatcher {
  readonly #ports: NoticePorts;
  #rules: NoticeRules;
  #readAt: Millis | undefined;
  #hasFailed = false;
  #isStopping = false;

  constructor(ports: NoticePorts, rules: NoticeRules) {
    this.#ports = ports;
    this.#rules = rules;
  }

  /** Goes over to other settings, from the next round on. */
  reload(rules: NoticeRules): void {
    this.#rules = rules;
  }

  /** Reads the log, and no more: from here on nothing is missed. Never throws. */
  begin(): Promise<void> {
    return this.#guard(() => this.#follow());
  }

  /** One round; one at a time. Never throws: what broke off goes on in the next one. */
  round(): Promise<void> {
    return this.#guard(() => this.#round(this.#rules));
  }

  /** The round that is under way ends with the letter that it is at. */
  stop(): void {
    this.#isStopping = true;
  }

  async #guard(work: () => Promise<void>): Promise<void> {
    const { log } = this.#ports;
    try {
      await work();
      if (this.#hasFailed) log.info('notices.working-again');
      this.#hasFailed = false;
    } catch (error) {
      if (!this.#hasFailed) log.error('notices.failed', error);
      this.#hasFailed = true;
    }
  }

  /** May throw `ERR_STORE_UNAVAILABLE`. */
  async status(): Promise<NoticeStatus> {
    const { letters, since } = await this.#ports.store.count();
    return {
      waiting: letters,
      ...(since !== undefined && { since }),
      ...(this.#readAt !== undefined && { readAt: this.#readAt }),
    };
  }

  /** Forgets what doesn't matter any more. May throw `ERR_STORE_UNAVAILABLE`. */
  purge(): Promise<void> {
    const now = this.#ports.clock.now();
    return this.#ports.store.purge({ sent: now - PACE_REMEMBERS, gone: now - this.#rules.formerFor });
  }

  async #follow(): Promise<void> {
    await followAuditLog(this.#rules.kinds, this.#ports);
    this.#readAt = this.#ports.clock.now();
  }

  async #round({ accountUrl, kinds: _followed, ...rules }: NoticeRules): Promise<void> {
    const { messenger, metrics } = this.#ports;
    await this.#follow();
    const written = await writeLetters(rules, { ...this.#ports, reaches: (kind) => messenger.reaches(kind) });
    if (written.merged > 0) metrics.merged(written.merged);
    if (written.nobody > 0) metrics.nobody(written.nobody);
    await handOverLetters({
      ...this.#ports,
      accountUrl,
      goesOn: () => !this.#isStopping,
      onOutcome: (outcome) => metrics.handedOver(outcome),
    });
  }
}
