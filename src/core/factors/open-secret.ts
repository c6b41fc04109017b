// Opening what rests sealed of a factor.

import { PosternError } from '../errors.ts';
import type { FactorSecrets, SecretOwner } from './factor-secrets.ts';

/** Throws `ERR_STORE_BROKEN` where it can't be opened: never skipped (P-08). */
export function openSecret(secrets: FactorSecrets, sealed: Uint8Array, owner: SecretOwner): Uint8Array {
  const { mailbox, factorId } = owner;
  const secret = secrets.open(sealed, { mailbox, factorId });
  if (secret) return secret;
  throw new PosternError('ERR_STORE_BROKEN', `the secret of a factor of ${mailbox} can't be opened`, {
    fields: { mailbox, factor: factorId },
  });
}
