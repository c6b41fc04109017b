// Factors: what proves the second step. An enrolled one is a record with a sealed secret; a method knows how to enrol and
// check one kind.

import type { AdministratorName } from '../administrators/administrator.ts';
import type { MailboxAddress } from '../decision.ts';
import type { Millis } from '../units.ts';

/** Kinds of factors. Recovery codes aren't one: they stand in for a factor that was lost. */
export type FactorKind = 'totp' | 'email' | 'sms' | 'passkey';

/** Kinds whose codes are sent to a person, at each challenge another one. */
export type SentKind = Extract<FactorKind, 'email' | 'sms'>;

export type FactorId = string;

/**
 * Whose factors they are. Every mailbox's address has an `@` and no administrator's name has one, so that neither is ever
 * taken for the other (P-17).
 */
export type FactorOwner = MailboxAddress | AdministratorName;

/** An enrolled factor, as lists show it. Holds no secret. */
export interface Factor {
  readonly id: FactorId;
  readonly mailbox: FactorOwner;
  readonly kind: FactorKind;
  /** Chosen by its owner, 1 to 100 printable characters. */
  readonly name: string;
  readonly createdAt: Millis;
  readonly lastUsedAt?: Millis;
  /** Where its codes are sent, as much as may be shown before the second step is done: `a•••@example.org`, `+49 ••• 67`. */
  readonly destination?: string;
  /** Asked for first at a challenge; one of a mailbox's at most. */
  readonly isDefault?: true;
  /** An administrator supplied the destination, and no code that was sent there has come back yet. */
  readonly isUnverified?: true;
}

/** What a person needs to set up an authenticator app. Shown, never sent anywhere else. */
export interface TotpPresentation {
  readonly kind: 'totp';
  /** `otpauth://` (Key URI Format), for the QR code. */
  readonly uri: string;
  /** The secret in Base32, in groups of four, for typing. */
  readonly typed: string;
}

/** A code is on its way to a new address or number, and shows that it is its owner's. */
export interface SentPresentation {
  readonly kind: SentKind;
  /** In full: whoever set it up typed it. */
  readonly destination: string;
  readonly sending: CodeSending;
}

export type EnrolmentPresentation = TotpPresentation | SentPresentation;

/** How a code that was sent is doing. */
export interface CodeSending {
  readonly sentAt: Millis;
  /** The code is no good from then on. */
  readonly endsAt: Millis;
  /** It may be sent again from then on. */
  readonly againAt: Millis;
  /** `failed`: it will not arrive; another factor, or another address, is needed. */
  readonly delivery: 'under-way' | 'delivered' | 'delayed' | 'failed';
}

/** What an answer to a challenge came to. `used`: it was right, but it has been accepted before (R2.1). */
export type AnswerVerdict = 'right' | 'wrong' | 'used';
