// The secrets of factors at rest, bound to mailbox and factor.

import type { FactorSecrets } from '../../core/factors/factor-secrets.ts';
import { createBoundCipher } from './bound-cipher.ts';

/** @param installationKey - 32 octets. */
export function createFactorSecrets(installationKey: Uint8Array): FactorSecrets {
  const cipher = createBoundCipher(installationKey, 'postern factor: secret 1');
  return {
    seal: (secret, { mailbox, factorId }) => cipher.seal(secret, [mailbox, factorId]),
    open: (sealed, { mailbox, factorId }) => cipher.open(sealed, [mailbox, factorId]),
  };
}
