// Tokens in memory.

import { MAX_TOKENS_PER_MAKER, type Token, type TokenId } from '../../../core/administrators/tokens/token.ts';
import type { RecordedTokenUse, TokenDigest, TokenStore } from '../../../core/administrators/tokens/token-store.ts';
import { PosternError } from '../../../core/errors.ts';
import type { Millis } from '../../../core/units.ts';

export class MemoryTokenStore implements TokenStore {
  readonly #tokens: Map<TokenId, Token> = new Map();
  readonly #ids: Map<TokenDigest, TokenId> = new Map();

  async insert(token: Token, digest: TokenDigest): Promise<'inserted' | 'too-many' | 'ended'> {
    const { id, maker, madeBy, createdAt } = token;
    if (this.#tokens.has(id) || this.#ids.has(digest)) {
      throw new PosternError('ERR_STORE_BROKEN', 'a token with this id or digest exists');
    }
    const counting = [...this.#tokens.values()].filter((kept) => countsAt(kept, createdAt));
    if (madeBy !== undefined && !counting.some((kept) => kept.id === madeBy)) return 'ended';
    if (counting.filter((kept) => kept.maker === maker).length >= MAX_TOKENS_PER_MAKER) return 'too-many';
    this.#tokens.set(id, token);
    this.#ids.set(digest, id);
    return 'inserted';
  }

  async findByDigest(digest: TokenDigest): Promise<Token | undefined> {
    const id = this.#ids.get(digest);
    return id === undefined ? undefined : this.#tokens.get(id);
  }

  async find(id: TokenId): Promise<Token | undefined> {
    return this.#tokens.get(id);
  }

  async list({ now }: { readonly now?: Millis } = {}): Promise<readonly Token[]> {
    return [...this.#tokens.values()]
      .filter((token) => now === undefined || countsAt(token, now))
      .sort((one, other) => one.createdAt - other.createdAt || (one.id < other.id ? -1 : 1));
  }

  async revoke(id: TokenId, at: Millis): Promise<readonly TokenId[]> {
    const token = this.#tokens.get(id);
    if (!token || token.revokedAt !== undefined) return [];
    this.#tokens.set(id, { ...token, revokedAt: at });
    const made = [...this.#tokens.values()].filter(({ madeBy }) => madeBy === id);
    const further = await Promise.all(made.map((each) => this.revoke(each.id, at)));
    return [id, ...further.flat()];
  }

  async recordUses(uses: readonly RecordedTokenUse[]): Promise<void> {
    for (const { id, use } of uses) {
      const token = this.#tokens.get(id);
      if (token && (token.lastUse?.at ?? 0) <= use.at) this.#tokens.set(id, { ...token, lastUse: use });
    }
  }

  async purge(endedBefore: Millis): Promise<number> {
    const gone = [...this.#tokens.values()].filter((token) => endOf(token) < endedBefore).map(({ id }) => id);
    for (const id of gone) this.#tokens.delete(id);
    for (const [digest, id] of this.#ids) if (gone.includes(id)) this.#ids.delete(digest);
    return gone.length;
  }
}

function countsAt(token: Token, now: Millis): boolean {
  return token.revokedAt === undefined && token.expiresAt > now;
}

function endOf({ expiresAt, revokedAt = expiresAt }: Token): Millis {
  return Math.min(expiresAt, revokedAt);
}
