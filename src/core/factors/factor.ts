// Factors: what proves the second step. An enrolled one is a record with a sealed secret; a method knows how to enrol and
// check one kind.

import type { MailboxAddress } from '../decision.ts';
import type { Millis } from '../units.ts';

/** Kinds of factors. Recovery codes aren't one: they stand in for a factor that was lost. */
export type FactorKind = 'totp' | 'email' | 'sms' | 'passkey';

export type FactorId = string;

/** An enrolled factor, as lists show it. Holds no secret. */
export interface Factor {
  readonly id: FactorId;
  readonly mailbox: MailboxAddress;
  readonly kind: FactorKind;
  /** Chosen by its owner, 1 to 100 printable characters. */
  readonly name: string;
  readonly createdAt: Millis;
  readonly lastUsedAt?: Millis;
}

/** What a person needs to set up an authenticator app. Shown, never sent anywhere else. */
export interface TotpPresentation {
  readonly kind: 'totp';
  /** `otpauth://` (Key URI Format), for the QR code. */
  readonly uri: string;
  /** The secret in Base32, in groups of four, for typing. */
  readonly typed: string;
}

export type EnrolmentPresentation = TotpPresentation;

/** What an answer to a challenge came to. `used`: it was right, but it has been accepted before (R2.1). */
export type AnswerVerdict = 'right' | 'wrong' | 'used';
