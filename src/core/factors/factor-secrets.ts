// How the secrets of factors rest: sealed under a key of the installation, as a port; the key never reaches the core.

import type { MailboxAddress } from '../decision.ts';
import type { FactorId } from './factor.ts';

/** Whose secret it is: it opens for nothing else, so that a record moved to another mailbox proves nothing. */
export interface SecretOwner {
  readonly mailbox: MailboxAddress;
  readonly factorId: FactorId;
}

export interface FactorSecrets {
  seal(secret: Uint8Array, owner: SecretOwner): Uint8Array;
  /** `undefined` when it was sealed for another owner, under another key, or was damaged. */
  open(sealed: Uint8Array, owner: SecretOwner): Uint8Array | undefined;
}
