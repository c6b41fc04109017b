// Recognizes a mailbox's own password again without keeping it. What is kept is slow to guess from (Argon2id), and is no
// hash of the password itself but of a digest under the installation's key: the database alone gives nothing to guess with.

import type { PasswordHasher } from '../accounts/local-passwords.ts';
import type { MailboxAddress } from '../decision.ts';
import type { KeyedDigest } from '../ports.ts';

export interface PasswordRecognizer {
  /** What to keep; another each time. */
  verifierOf(mailbox: MailboxAddress, password: string): Promise<string>;
  recognizes(verifier: string, mailbox: MailboxAddress, password: string): Promise<'right' | 'wrong' | 'overloaded'>;
}

/** @param parts.digest - Of its own purpose. */
export function createPasswordRecognizer(parts: {
  readonly hasher: PasswordHasher;
  readonly digest: KeyedDigest;
}): PasswordRecognizer {
  const { hasher, digest } = parts;
  return {
    verifierOf: (mailbox, password) => hasher.hash(digest.digest(mailbox, password)),
    recognizes: (verifier, mailbox, password) => hasher.verify(verifier, digest.digest(mailbox, password)),
  };
}
