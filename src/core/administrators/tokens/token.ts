// A token: by it a program asks the API. It is kept nowhere; its record is found by a keyed digest of it. Every token
// ends, and none reaches further than whoever made it may reach at that moment.

import type { Random } from '../../ports.ts';
import type { Millis } from '../../units.ts';
import type { AdministeredDomains, AdministratorName } from '../administrator.ts';
import type { Permission } from '../permissions.ts';

/** `tk-` and ten letters and digits: names a token in lists and in the audit log, and opens nothing. */
export type TokenId = string;

/** Most tokens of one maker that still count. */
export const MAX_TOKENS_PER_MAKER = 100;

export interface TokenUse {
  readonly at: Millis;
  readonly remoteAddress: string;
}

export interface Token {
  readonly id: TokenId;
  /** Chosen by its maker, 1 to 100 characters, no controls. */
  readonly name: string;
  /** Absent: the operator, at the host's shell. */
  readonly maker?: AdministratorName;
  /** The token that asked for this one: it ends with that one. */
  readonly madeBy?: TokenId;
  /** At least one. What of it counts is cut to what the maker may do by then. */
  readonly permissions: readonly Permission[];
  readonly domains: AdministeredDomains;
  readonly createdAt: Millis;
  readonly expiresAt: Millis;
  readonly revokedAt?: Millis;
  /** Written in batches: up to some seconds old. */
  readonly lastUse?: TokenUse;
}

/** How it is recognized, by secret scanners too. */
const PREFIX = 'postern_';

/** 192 random bits: 32 letters of base64url. */
const SECRET_OCTETS = 24;

const FORM = /^postern_[A-Za-z0-9_-]{32}$/;

export function generateTokenSecret(random: Random): string {
  return PREFIX + Buffer.from(random.bytes(SECRET_OCTETS)).toString('base64url');
}

/** Whether a text can be a token at all. */
export function isTokenSecret(text: string): boolean {
  return FORM.test(text);
}
