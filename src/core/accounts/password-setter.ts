// Who can give a mailbox another password of its own (R6.4): what a sign-in source has beside it, or hasn't.

import type { MailboxAddress } from '../decision.ts';

export interface NewPassword {
  readonly mailbox: MailboxAddress;
  readonly password: string;
  /** Its owner is to choose another one at the next sign-in. */
  readonly mustChange: boolean;
}

/** What came of it. Reasons are for administrators, one line, and hold no password. */
export type PasswordSetting =
  | { readonly kind: 'set' }
  /** Not this password, or not for this mailbox: nothing was changed. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Whether it was changed isn't known. */
  | { readonly kind: 'unavailable'; readonly reason: string };

export interface PasswordSetter {
  /** Answers within bounded time, and never throws. */
  set(wanted: NewPassword): Promise<PasswordSetting>;
}
