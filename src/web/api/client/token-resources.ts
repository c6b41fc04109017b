// Tokens in the administration API's JSON. As resources.ts says.

import type { Permission } from '../../../core/administrators/permissions.ts';
import type { Timestamp } from './resources.ts';

export type TokenState = 'active' | 'expired' | 'revoked';

/** Without the token itself, which is kept nowhere. */
export interface TokenResource {
  readonly id: string;
  readonly name: string;
  readonly state: TokenState;
  /** An administrator's name; absent: the operator, at the host's shell. */
  readonly maker?: string;
  /** The token that asked for this one, and takes it along when it ends. */
  readonly madeBy?: string;
  /** As it was made; what of it counts is cut to what its maker may do by now. */
  readonly permissions: readonly Permission[];
  readonly domains: readonly string[] | 'all';
  readonly createdAt: Timestamp;
  readonly expiresAt: Timestamp;
  readonly revokedAt?: Timestamp;
  readonly lastUse?: { readonly at: Timestamp; readonly remoteAddress: string };
}

/** The only answer that has the token. */
export interface CreatedTokenResource extends TokenResource {
  readonly token: string;
}
