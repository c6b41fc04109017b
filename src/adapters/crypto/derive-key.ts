// One key for each use, from the installation's only secret.

import { createSecretKey, type KeyObject } from 'node:crypto';
import { hkdfSha256 } from './hkdf.ts';

/** HKDF-SHA-256 without salt; `purpose` is the info, and ends in a version. */
export function deriveKey(installationKey: Uint8Array, purpose: string): KeyObject {
  return createSecretKey(hkdfSha256(installationKey, { salt: new Uint8Array(0), info: purpose }));
}
