// Codes that were sent, how often anything may be sent, and what the "this wasn't me" of each message stands for, as they
// are kept. What is counted or used once is so by one atomic verb (P-11, P-30).

import type { DecisionId, MailboxAddress } from '../decision.ts';
import type { CodeSending, FactorId } from '../factors/factor.ts';
import type { MessageId, Occasion } from '../messages/message.ts';
import type { WebSessionId } from '../sessions/web-session.ts';
import type { Millis } from '../units.ts';

/** Most codes that may be tried for one that was sent (R2.7). */
export const MAX_TRIES_PER_SENT_CODE = 5;

/** What a code is good for. A session keeps its id when it opens: what it asked for before is no good afterwards. */
export type CodePurpose = 'sign-in' | 'confirmation' | 'enrolment';

/** Who may answer with a code, and where: nobody else, nowhere else (P-12). */
export interface SentCodeKey {
  readonly mailbox: MailboxAddress;
  /** The session that asked. */
  readonly boundTo: WebSessionId;
  /** Of an enrolment: the id that the factor will have. */
  readonly factorId: FactorId;
  readonly purpose: CodePurpose;
}

export interface NewSentCode extends SentCodeKey {
  readonly id: string;
  /** Bound to all of its key, and its id. */
  readonly sealedCode: Uint8Array;
  readonly endsAt: Millis;
}

export interface SentCode extends NewSentCode {
  /** The last time. */
  readonly sentAt: Millis;
  /** How often it was sent; the number of its last message. */
  readonly sendings: number;
  readonly delivery: CodeSending['delivery'];
}

/** The name of its last message: a resend is another message with the same code, or mail servers take it for a double. */
export function messageIdOf({ id, sendings }: Pick<SentCode, 'id' | 'sendings'>): MessageId {
  return `${id}-${sendings}`;
}

/** So many sendings in a window of time, counted under a key. */
export interface Allowance {
  readonly key: string;
  /** 0: there is never room. */
  readonly limit: number;
  readonly window: Millis;
}

/** What the token of a message's "this wasn't me" stands for. */
export interface KeptDispute {
  /** Keyed hash of the token. */
  readonly hash: string;
  readonly mailbox: MailboxAddress;
  /** The session that asked for the code. */
  readonly session: WebSessionId;
  readonly occasion: Occasion;
  readonly decisionId: DecisionId;
  /** Whether the message went to where a right code had come from before: its reader is the mailbox's owner. Absent: no. */
  readonly isOwners?: boolean;
  readonly endsAt: Millis;
}

export interface SendingRequest {
  /** Kept where the session has no code that is still good. */
  readonly fresh: NewSentCode;
  /** False: nothing is sent where a code is under way. */
  readonly again: boolean;
  /** Between two sendings of one code. */
  readonly pause: Millis;
  /** All of them must have room, and each is used up by one. */
  readonly allowances: readonly Allowance[];
  readonly dispute: KeptDispute;
  readonly at: Millis;
}

export type ReservedSending =
  /** `before`: as the code was; absent: it is new. */
  | { readonly kind: 'reserved'; readonly code: SentCode; readonly before?: SentCode }
  | { readonly kind: 'under-way'; readonly code: SentCode }
  | { readonly kind: 'slowed'; readonly wait: Millis; readonly code?: SentCode };

/** Ephemeral, shared by the machine's workers; atomic per call; may throw `ERR_STORE_UNAVAILABLE`. */
export interface SentCodeStore {
  /**
   * Keeps a new code or takes the one that is there, and counts one sending of it in every allowance, all or nothing: of
   * N callers at once as many hear `reserved` as there is room for, and of one code's one in each pause.
   */
  reserve(request: SendingRequest): Promise<ReservedSending>;
  /** Takes back what {@link reserve} reserved, as nothing was sent: a new code is gone, one from before is as it was. */
  refund(request: SendingRequest, reserved: Extract<ReservedSending, { kind: 'reserved' }>): Promise<void>;
  /** One that is still good: not over, not used, with tries left. */
  find(key: SentCodeKey, at: Millis): Promise<SentCode | undefined>;
  /** Spends one of its tries and gives it; `undefined` when it is no good any more: of N callers at once so many get it. */
  takeTry(key: SentCodeKey, at: Millis): Promise<SentCode | undefined>;
  /** Uses it up: of N callers at once one hears true. */
  consume(id: string): Promise<boolean>;
  /** Keeps what became of a code's last message, unless that is settled. False: there is no such code, or a later message. */
  recordDelivery(id: string, sending: number, delivery: CodeSending['delivery']): Promise<boolean>;
  findDispute(hash: string, at: Millis): Promise<KeptDispute | undefined>;
  /** Forgets what is over at `at`. */
  purge(at: Millis): Promise<void>;
}
