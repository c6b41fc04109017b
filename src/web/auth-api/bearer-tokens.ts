// Who may ask: servers with a token each. Only digests are kept, and every one of them is compared, so
// that the time of an answer says nothing about any.

import { createHash, timingSafeEqual } from 'node:crypto';
import { bearerToken } from '../api/bearer-token.ts';

export interface TokenHolder {
  /** What logs and the audit log call it. */
  readonly name: string;
  readonly token: string;
}

export class BearerTokens {
  readonly #known: readonly { readonly name: string; readonly digest: Buffer }[];

  constructor(holders: readonly TokenHolder[]) {
    this.#known = holders.map(({ name, token }) => ({ name, digest: digestOf(token) }));
  }

  /** Whose token an `Authorization` field has; `undefined`: nobody's. */
  holderOf(field: string | undefined): string | undefined {
    const token = bearerToken(field);
    if (token === undefined) return undefined;
    const given = digestOf(token);
    return this.#known.filter(({ digest }) => timingSafeEqual(digest, given)).at(0)?.name;
  }
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
