// Remembers when and from where tokens were used, and writes it in batches: no request waits for it, and losing the last
// seconds of it in a crash loses nothing that matters.

import type { Log } from '../../ports.ts';
import type { TokenId, TokenUse } from './token.ts';
import type { TokenStore } from './token-store.ts';

export class TokenUses {
  readonly #tokens: Pick<TokenStore, 'recordUses'>;
  readonly #log: Log;
  #uses: Map<TokenId, TokenUse> = new Map();

  constructor(parts: { readonly tokens: Pick<TokenStore, 'recordUses'>; readonly log: Log }) {
    this.#tokens = parts.tokens;
    this.#log = parts.log;
  }

  record(id: TokenId, use: TokenUse): void {
    this.#uses.set(id, use);
  }

  /** Writes what was gathered; called by the owner's timer and at the end. Never throws: a lost batch is logged. */
  async flush(): Promise<void> {
    const uses = Array.from(this.#uses, ([id, use]) => ({ id, use }));
    this.#uses = new Map();
    try {
      if (uses.length > 0) await this.#tokens.recordUses(uses);
    } catch (error) {
      this.#log.error('token.uses-lost', error, { uses: uses.length });
    }
  }
}
