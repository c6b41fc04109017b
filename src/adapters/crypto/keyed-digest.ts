// Keyed digests: what was typed can be recognized again, but not guessed from the file that keeps its digest.

import { createHmac } from 'node:crypto';
import type { KeyedDigest } from '../../core/ports.ts';
import { deriveKey } from './derive-key.ts';

/** HMAC-SHA-256, as base64url. Digests of different purposes have nothing to do with each other. */
export function createKeyedDigest(installationKey: Uint8Array, purpose: string): KeyedDigest {
  const key = deriveKey(installationKey, `postern digest: ${purpose}`);
  return {
    digest(...parts) {
      const hmac = createHmac('sha256', key);
      for (const part of parts) hmac.update(`${Buffer.byteLength(part)}:`).update(part);
      return hmac.digest('base64url');
    },
  };
}
