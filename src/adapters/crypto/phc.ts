// Argon2id hashes as PHC strings: `$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>`, base64 without padding.
// (https://github.com/P-H-C/phc-string-format)

import { PosternError } from '../../core/errors.ts';
import type { Bytes } from '../../core/units.ts';

/** An Argon2id hash (RFC 9106 §3.1) with what it was made by. */
export interface Argon2idHash {
  /** Memory in KiB. */
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
  readonly salt: Uint8Array;
  readonly hash: Uint8Array;
}

/** What a hash from elsewhere may ask of this machine, and what Argon2 itself demands (RFC 9106 §3.1). */
const BOUNDS = {
  /** 256 MiB: what a small server can spare, as the hasher runs few at a time. */
  memory: { least: 8, most: 262_144 },
  passes: { least: 1, most: 16 },
  parallelism: { least: 1, most: 16 },
  salt: { least: 8 as Bytes, most: 64 as Bytes },
  hash: { least: 16 as Bytes, most: 64 as Bytes },
} as const;

const PHC = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,3})\$([A-Za-z0-9+/]{1,90})\$([A-Za-z0-9+/]{1,90})$/;

export function formatPhc({ memory, passes, parallelism, salt, hash }: Argon2idHash): string {
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(hash)}`;
}

/** Throws `ERR_STORE_BROKEN` for anything else, and for parameters out of bounds. */
export function parsePhc(phc: string): Argon2idHash {
  const [, memory, passes, parallelism, salt, hash] = PHC.exec(phc) ?? [];
  const parsed = {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt ?? '', 'base64'),
    hash: Buffer.from(hash ?? '', 'base64'),
  };
  const bounded =
    within(parsed.memory, BOUNDS.memory) &&
    within(parsed.passes, BOUNDS.passes) &&
    within(parsed.parallelism, BOUNDS.parallelism) &&
    within(parsed.salt.length, BOUNDS.salt) &&
    within(parsed.hash.length, BOUNDS.hash) &&
    parsed.memory >= 8 * parsed.parallelism;
  if (!bounded)
    throw new PosternError('ERR_STORE_BROKEN', 'a stored password hash is no Argon2id that can be used here');
  return parsed;
}

function within(value: number, { least, most }: { readonly least: number; readonly most: number }): boolean {
  return value >= least && value <= most;
}

function base64(octets: Uint8Array): string {
  return Buffer.from(octets).toString('base64').replaceAll('=', '');
}
