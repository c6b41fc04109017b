// The store that keeps tokens' records.

import type { Millis } from '../../units.ts';
import type { Token, TokenId, TokenUse } from './token.ts';

/** A keyed digest (`KeyedDigest`) of the token: its record's key. How long a look-up takes says nothing of any token. */
export type TokenDigest = string;

/** A use to be recorded later; only the newest of each id matters. */
export interface RecordedTokenUse {
  readonly id: TokenId;
  readonly use: TokenUse;
}

/** Durable; atomic per call; may throw `ERR_STORE_UNAVAILABLE`. */
export interface TokenStore {
  /**
   * Adds, unless its maker has {@link MAX_TOKENS_PER_MAKER} already that count at `createdAt`, or the token that asks for
   * it doesn't count any more: of N callers at once none slips by.
   */
  insert(token: Token, digest: TokenDigest): Promise<'inserted' | 'too-many' | 'ended'>;
  /** One indexed read; those that ended are found, too. */
  findByDigest(digest: TokenDigest): Promise<Token | undefined>;
  find(id: TokenId): Promise<Token | undefined>;
  /** Oldest first. `now`: those that count by then; absent: all. */
  list(options?: { readonly now?: Millis }): Promise<readonly Token[]>;
  /**
   * Revokes it and all that were made with it, and with those. Says which were revoked now, itself first; none when it isn't
   * there or was revoked before: of N concurrent callers one hears of it.
   */
  revoke(id: TokenId, at: Millis): Promise<readonly TokenId[]>;
  /** Keeps the newest use of each; unknown ids are passed over. */
  recordUses(uses: readonly RecordedTokenUse[]): Promise<void>;
  /** Forgets those that ended, of themselves or revoked, before this time; says how many. */
  purge(endedBefore: Millis): Promise<number>;
}
