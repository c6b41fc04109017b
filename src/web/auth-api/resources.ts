// The resources of the sign-in API as JSON: what other mail servers (Haraka's plugin in `plugins/postern-auth`) read.
// Field names are stable; fields may be added. Times are RFC 3339 in UTC.

import type { DecisionId, DenyReason } from '../../core/decision.ts';
import type { Millis } from '../../core/units.ts';
import type { Timestamp } from '../api/client/resources.ts';

/** What the asking server says to its client, word for word. */
export interface SmtpReplyResource {
  readonly code: number;
  /** `class.subject.detail` (RFC 3463), for each line. */
  readonly enhanced: string;
  /** At least one, printable. */
  readonly lines: readonly string[];
}

/** To be given back as it is, for the question whether it still holds. */
export interface PermitResource {
  readonly mailbox: string;
  /** The app password's id; absent when the mailbox's own password was used. */
  readonly appPassword?: string;
  readonly decidedAt: number;
  readonly permittedAt: Timestamp;
}

/** A judged sign-in. */
export type MailSignInResource =
  | {
      readonly outcome: 'allowed';
      readonly decisionId: DecisionId;
      /** The canonical address, whatever name was typed. */
      readonly mailbox: string;
      readonly permit: PermitResource;
    }
  | {
      readonly outcome: 'refused';
      readonly decisionId: DecisionId;
      readonly reason: DenyReason;
      readonly reply: SmtpReplyResource;
      /** How long the reply is to be held back. */
      readonly delayMs: Millis;
    }
  /** Nothing was judged. */
  | { readonly outcome: 'unavailable'; readonly decisionId: DecisionId; readonly reply: SmtpReplyResource };

/** Whether a permit still holds; when it doesn't, the last words to its client. */
export type PermitStateResource =
  | { readonly outcome: 'valid' }
  | { readonly outcome: 'ended'; readonly reply: SmtpReplyResource };
