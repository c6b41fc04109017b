// Codes by mail and SMS (R2.7): six digits, good for ten minutes, once, in the session that asked and for what it asked.
// A resend repeats the code. What is sent is counted before it is handed over, and not at all when nobody took it.
//
//   send ── reserve ──▶ slowed: too soon, or too often in an hour
//              ├──────▶ under way: sent before, and not asked for again
//              ▼
//           handed over ── accepted ──▶ sent ── judge ── right, once ──▶ used up
//              │                                   └──── wrong: a try less, of five
//              └── refused, unavailable ──▶ not sent, and not counted

import type { DecisionId } from '../decision.ts';
import { PosternError } from '../errors.ts';
import { maskOf } from '../factors/destinations.ts';
import type { AnswerVerdict, CodeSending, SentKind } from '../factors/factor.ts';
import type { Language } from '../language.ts';
import type { DeliveryReport, Destination, HandedOver } from '../messages/carriers.ts';
import type { CodeMessage, MessageId, Occasion } from '../messages/message.ts';
import type { Messenger } from '../messages/messenger.ts';
import type { Clock, KeyedDigest, Random } from '../ports.ts';
import { newRecordId } from '../record-id.ts';
import type { Millis } from '../units.ts';
import type { WebContext } from '../web-context.ts';
import { disputeHash, newDisputeToken } from './dispute-tokens.ts';
import type { SentCodeSecrets } from './sent-code-secrets.ts';
import {
  type Allowance,
  messageIdOf,
  type NewSentCode,
  type ReservedSending,
  type SendingRequest,
  type SentCode,
  type SentCodeKey,
  type SentCodeStore,
} from './sent-code-store.ts';

/** How long a code is good (R2.7). */
export const SENT_CODE_LIFE: Millis = 10 * 60_000;

/** Between two sendings of one code (R2.7). */
export const RESEND_PAUSE: Millis = 30_000;

const HOUR: Millis = 3_600_000;

/** Sendings for one mailbox in an hour, whatever asked and wherever to (R2.7). */
const SENDINGS_PER_MAILBOX = 5;

/** How long "this wasn't me" may be said. */
const DISPUTABLE_FOR: Millis = 7 * 24 * HOUR;

/** Longest reason that is kept of why a message wasn't taken, in characters. */
const MAX_REASON = 200;

/** How many messages may cost money, in an hour (R7.4). */
export interface SmsCaps {
  /** To one number, whichever mailboxes it belongs to. */
  readonly perNumber: number;
  /** For one mailbox, to whatever numbers. */
  readonly perMailbox: number;
  /** Of the whole installation. */
  readonly perHour: number;
}

/** A site as it is named in messages. */
export interface SiteLinks {
  readonly origin: string;
  disputeUrl(token: string): string;
}

export interface SentCodesPorts {
  readonly store: SentCodeStore;
  readonly secrets: SentCodeSecrets;
  /** Of dispute tokens, and of the numbers that are counted: its purpose is no other's. */
  readonly digest: KeyedDigest;
  readonly messenger: Pick<Messenger, 'reaches' | 'send'>;
  /** `undefined`: there is no such site. */
  readonly linksOf: (site: string) => SiteLinks | undefined;
  readonly smsCaps: SmsCaps;
  readonly clock: Clock;
  readonly random: Random;
}

/** Who asks for a code, as the message says it. */
export interface AskedBy {
  readonly context: WebContext;
  readonly decisionId: DecisionId;
  readonly language: Language;
}

export interface CodeWish extends SentCodeKey, AskedBy {
  readonly to: Destination;
  /** A code that was sent there has come back before: whoever reads the message is the mailbox's owner. */
  readonly isOwners: boolean;
  /** False: nothing is sent where a code is under way in this session. */
  readonly again: boolean;
}

/** What the wish for a code came to. */
export type CodeOutcome =
  /** `message`: it was sent by this; absent: before. */
  | { readonly kind: 'sent'; readonly sending: CodeSending; readonly message?: MessageId }
  | { readonly kind: 'slowed'; readonly wait: Millis; readonly sending?: CodeSending }
  /** `reason`: for the log; names neither the code nor the whole destination. */
  | { readonly kind: 'not-sent'; readonly reason: string };

/** Every call may throw `ERR_STORE_UNAVAILABLE`, or `ERR_STORE_BROKEN` where a code can't be opened (P-08). */
export class SentCodes {
  readonly #ports: SentCodesPorts;

  constructor(ports: SentCodesPorts) {
    this.#ports = ports;
  }

  /** Whether codes of this kind can be sent at all. */
  reaches(kind: SentKind): boolean {
    return this.#ports.messenger.reaches(kind);
  }

  async send(wish: CodeWish): Promise<CodeOutcome> {
    const { store, clock, linksOf } = this.#ports;
    const links = linksOf(wish.context.site);
    if (!links) return notSent('there is no such site');
    if (!this.reaches(wish.to.kind)) return notSent('unavailable: not configured');
    const at = clock.now();
    const token = newDisputeToken(this.#ports.random);
    const request = this.#request(wish, { at, token });
    const reserved = await store.reserve(request);
    switch (reserved.kind) {
      case 'under-way':
        return { kind: 'sent', sending: sendingOf(reserved.code) };
      case 'slowed': {
        const { wait, code } = reserved;
        return { kind: 'slowed', wait, ...(code && { sending: sendingOf(code) }) };
      }
      case 'reserved':
        return this.#handOver(wish, { request, reserved, url: links.disputeUrl(token), origin: links.origin });
    }
  }

  /** What is under way; sends nothing. */
  async sending(key: SentCodeKey): Promise<CodeSending | undefined> {
    const code = await this.#ports.store.find(key, this.#ports.clock.now());
    return code && sendingOf(code);
  }

  /** Of N callers at once with the right code one hears `right` (P-11). What isn't six digits costs no try of the code's. */
  async judge(key: SentCodeKey, typed: string): Promise<AnswerVerdict> {
    const { store, secrets, clock } = this.#ports;
    const entered = typed.normalize('NFKC').replaceAll(/[\s\p{Pd}]/gu, '');
    if (!/^[0-9]{6}$/.test(entered)) return 'wrong';
    const code = await store.takeTry(key, clock.now());
    if (!code || !secrets.isSame(entered, this.#open(code))) return 'wrong';
    return (await store.consume(code.id)) ? 'right' : 'used';
  }

  /** What a carrier reports of a message; what isn't about a code that is under way is passed over. */
  async recordDelivery({ id, outcome }: Pick<DeliveryReport, 'id' | 'outcome'>): Promise<void> {
    const [, codeId, sending] = /^(c-[a-z0-9]+)-([1-9][0-9]*)$/.exec(id) ?? [];
    if (codeId === undefined) return;
    const delivery = outcome === 'expired' ? 'failed' : outcome;
    await this.#ports.store.recordDelivery(codeId, Number(sending), delivery);
  }

  #request(wish: CodeWish, { at, token }: { readonly at: Millis; readonly token: string }): SendingRequest {
    const { random, secrets, digest } = this.#ports;
    const { mailbox, boundTo, factorId, purpose, decisionId, again, isOwners } = wish;
    const key: SentCodeKey & { readonly id: string } = {
      ...{ mailbox, boundTo, factorId, purpose },
      id: newRecordId('c', random),
    };
    const sealedCode = secrets.seal(newCode(random), ownerOf(key));
    const fresh: NewSentCode = { ...key, sealedCode, endsAt: at + SENT_CODE_LIFE };
    const hash = disputeHash(digest, token);
    const occasion = occasionOf(wish, at);
    const endsAt = at + DISPUTABLE_FOR;
    const dispute = { hash, mailbox, session: boundTo, occasion, decisionId, isOwners, endsAt };
    return { fresh, again, pause: RESEND_PAUSE, allowances: this.#allowances(wish), dispute, at };
  }

  #allowances({ mailbox, to }: CodeWish): readonly Allowance[] {
    const { digest, smsCaps } = this.#ports;
    const ofMailbox = { key: `mailbox:${mailbox}`, limit: SENDINGS_PER_MAILBOX, window: HOUR };
    if (to.kind !== 'sms') return [ofMailbox];
    const number = digest.digest('number', to.number);
    return [
      ofMailbox,
      { key: `sms-mailbox:${mailbox}`, limit: smsCaps.perMailbox, window: HOUR },
      { key: `number:${number}`, limit: smsCaps.perNumber, window: HOUR },
      { key: 'sms', limit: smsCaps.perHour, window: HOUR },
    ];
  }

  async #handOver(
    wish: CodeWish,
    sent: {
      readonly request: SendingRequest;
      readonly reserved: Extract<ReservedSending, { kind: 'reserved' }>;
      readonly url: string;
      readonly origin: string;
    },
  ): Promise<CodeOutcome> {
    const { store, messenger } = this.#ports;
    const { code } = sent.reserved;
    const message: CodeMessage = {
      kind: wish.purpose === 'enrolment' ? 'verification-code' : 'sign-in-code',
      code: this.#open(code),
      endsAt: code.endsAt,
      occasion: sent.request.dispute.occasion,
      origin: sent.origin,
      disputeUrl: sent.url,
    };
    const id = messageIdOf(code);
    const { to, language } = wish;
    const handed = await messenger.send(message, { id, to, language, endsAt: code.endsAt });
    if (handed.kind === 'accepted') return { kind: 'sent', sending: sendingOf(code), message: id };
    await store.refund(sent.request, sent.reserved);
    return notSent(harmless(handed, to, message.code));
  }

  #open(code: SentCode): string {
    const opened = this.#ports.secrets.open(code.sealedCode, ownerOf(code));
    if (opened !== undefined) return opened;
    throw new PosternError('ERR_STORE_BROKEN', `a code that was sent for ${code.mailbox} can't be opened`, {
      fields: { mailbox: code.mailbox, factor: code.factorId },
    });
  }
}

/** Six digits, each as likely as any other: what would favour some is drawn again. */
function newCode(random: Random): string {
  const fair = Math.floor(2 ** 32 / 1_000_000) * 1_000_000;
  for (;;) {
    const drawn = new DataView(Uint8Array.from(random.bytes(4)).buffer).getUint32(0);
    if (drawn < fair) return String(drawn % 1_000_000).padStart(6, '0');
  }
}

function ownerOf({ id, mailbox, boundTo, factorId, purpose }: SentCodeKey & { readonly id: string }): string[] {
  return [id, mailbox, boundTo, factorId, purpose];
}

function sendingOf({ sentAt, endsAt, delivery }: SentCode): CodeSending {
  return { sentAt, endsAt, againAt: sentAt + RESEND_PAUSE, delivery };
}

function occasionOf({ mailbox, decisionId, context }: CodeWish, at: Millis): Occasion {
  const { remoteAddress, country, userAgent: client } = context;
  return {
    ...{ at, mailbox, remoteAddress, decisionId },
    ...(country !== undefined && { country }),
    ...(client !== '' && { client }),
  };
}

function notSent(reason: string): CodeOutcome {
  return { kind: 'not-sent', reason };
}

/** Servers repeat in their refusals what they were given (R6.6). */
function harmless(handed: Exclude<HandedOver, { kind: 'accepted' }>, to: Destination, code: string): string {
  const given = to.kind === 'email' ? to.address : to.number;
  const reason = handed.reason
    .replaceAll(code, '••••••')
    .replaceAll(given, maskOf(to))
    .replaceAll(/\p{C}/gu, ' ')
    .slice(0, MAX_REASON);
  return `${handed.kind}: ${reason}`;
}
