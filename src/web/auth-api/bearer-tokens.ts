// Who may ask: servers with a token each (RFC 6750 §2.1). Only digests are kept, and every one of them is compared, so
// that the time of an answer says nothing about any.

import { createHash, timingSafeEqual } from 'node:crypto';

export interface TokenHolder {
  /** What logs and the audit log call it. */
  readonly name: string;
  readonly token: string;
}

/** RFC 6750 §2.1's `b64token`, bounded; the scheme's name matches without case (RFC 9110 §11.1). */
const BEARER = /^bearer +([A-Za-z0-9._~+/-]{1,4096}=*)$/i;

export class BearerTokens {
  readonly #known: readonly { readonly name: string; readonly digest: Buffer }[];

  constructor(holders: readonly TokenHolder[]) {
    this.#known = holders.map(({ name, token }) => ({ name, digest: digestOf(token) }));
  }

  /** Whose token an `Authorization` field has; `undefined`: nobody's. */
  holderOf(field: string | undefined): string | undefined {
    const [, token] = BEARER.exec(field ?? '') ?? [];
    if (token === undefined) return undefined;
    const given = digestOf(token);
    return this.#known.filter(({ digest }) => timingSafeEqual(digest, given)).at(0)?.name;
  }
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
