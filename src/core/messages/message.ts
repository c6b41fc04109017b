// What Postern says to a person outside of the browser that they sit at: codes for the second step (R2.3, R2.4), and
// notices of what happened to their mailbox (R7.3). Facts only: how they are worded, and in which language, is the
// writer's; how they travel is the carrier's.

import type { DecisionId, MailboxAddress } from '../decision.ts';
import type { Millis } from '../units.ts';
import type { Country } from '../web-context.ts';

/** Names one message, in the log, in its `Message-ID` and in the report of its delivery. */
export type MessageId = string;

/** What a person recognizes something by that they did, or didn't do. */
export interface Occasion {
  readonly at: Millis;
  readonly mailbox: MailboxAddress;
  readonly remoteAddress?: string;
  /** Absent: unknown. */
  readonly country?: Country;
  /** What the browser or the mail client says of itself: untrusted, printable, at most 256 characters. */
  readonly client?: string;
  readonly decisionId?: DecisionId;
}

/** A code to be typed into the browser that asked for it (R2.7). */
export interface CodeMessage {
  /** `sign-in-code`: for a challenge; `verification-code`: shows that a new address or number is its owner's. */
  readonly kind: 'sign-in-code' | 'verification-code';
  /** Six digits. */
  readonly code: string;
  /** It is no good from then on. */
  readonly endsAt: Millis;
  readonly occasion: Occasion;
  /** The site that asked, as the browser sees it: `https://webmail.example.com`. Phones fill in a code for this host only. */
  readonly origin: string;
  /** Where to say, without signing in, that this wasn't me. */
  readonly disputeUrl: string;
}

/** What a notice may be about (R7.3). */
export const NOTICE_KINDS = [
  'password-reset',
  'password-changed',
  'factor-added',
  'factor-removed',
  'factors-reset',
  'app-password-made',
  'recovery-code-used',
  'recovery-codes-renewed',
  'new-country',
  'locked-down',
] as const;

export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** One thing that happened. */
export interface Notice {
  readonly kind: NoticeKind;
  readonly occasion: Occasion;
  /** The factor's or the app password's name, where there is one. */
  readonly subject?: string;
  /** Somebody else did it: an administrator. */
  readonly byAdministrator: boolean;
}

/** Everything that happened to a mailbox since the last such message. */
export interface NoticesMessage {
  readonly kind: 'notices';
  readonly mailbox: MailboxAddress;
  /** Oldest first; at least one, at most 20. */
  readonly notices: readonly Notice[];
  /** So many others aren't listed: "and 7 more". Absent: these are all. */
  readonly more?: number;
  /** Of the account pages, where there is a site. */
  readonly accountUrl?: string;
}

export type Message = CodeMessage | NoticesMessage;
