// Passwords that Postern keeps itself ("cloud passwords", R4.2): an Argon2id hash per mailbox, in PHC string format.

import type { MailboxAddress } from '../decision.ts';
import type { Millis } from '../units.ts';

/** Durable; may throw `ERR_STORE_UNAVAILABLE`. */
export interface LocalPasswordStore {
  find(mailbox: MailboxAddress): Promise<string | undefined>;
  set(mailbox: MailboxAddress, phc: string, at: Millis): Promise<void>;
  remove(mailbox: MailboxAddress): Promise<boolean>;
}

/** Slow on purpose. Runs beside the event loop, at most a few at a time; `overloaded` when too many wait. */
export interface PasswordHasher {
  hash(password: string): Promise<string>;
  verify(phc: string, password: string): Promise<'right' | 'wrong' | 'overloaded'>;
}
