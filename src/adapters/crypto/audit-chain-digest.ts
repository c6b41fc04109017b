// The key under which the audit log is chained: the database alone doesn't show it, so that a copy of it, or the right to
// write it, isn't enough to chain a forged log.

import { hash } from 'node:crypto';
import type { ChainDigest } from '../../core/audit/audit-chain.ts';
import { deriveKey } from './derive-key.ts';

/** Octets of a block of SHA-256, which HMAC pads its key to. */
const BLOCK = 64;

/** Octets of a SHA-256 digest. */
const DIGEST = 32;

/** Most octets that one UTF-16 code unit takes in UTF-8. */
const OCTETS_PER_UNIT = 3;

/**
 * HMAC-SHA-256 (RFC 2104 §2) as 64 hexadecimal digits, of two digests in one call each: a third of the time of
 * `createHmac`, as each entry of the log waits for it.
 */
export function createAuditChainDigest(installationKey: Uint8Array): ChainDigest {
  const key = deriveKey(installationKey, 'postern audit chain 1').export();
  const padded = (pad: number): Uint8Array => new Uint8Array(BLOCK).map((_, index) => pad ^ (key[index] ?? 0));
  const [innerKey, outerKey] = [padded(0x36), padded(0x5c)];
  const outer = Buffer.concat([outerKey, Buffer.alloc(DIGEST)]);
  let inner = Buffer.alloc(0);
  return {
    digest(text) {
      const most = BLOCK + text.length * OCTETS_PER_UNIT;
      if (inner.length < most) inner = Buffer.concat([innerKey], most * 2);
      const octets = inner.write(text, BLOCK);
      outer.set(hash('sha256', inner.subarray(0, BLOCK + octets), 'buffer'), BLOCK);
      return hash('sha256', outer, 'hex');
    },
  };
}
