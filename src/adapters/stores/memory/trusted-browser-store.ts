// Trusted browsers in memory.

import type { MailboxAddress } from '../../../core/decision.ts';
import { PosternError } from '../../../core/errors.ts';
import {
  type KeptTrustedBrowser,
  MAX_TRUSTED_BROWSERS_PER_MAILBOX,
  type TrustedBrowserId,
  type TrustedBrowserStore,
} from '../../../core/places/trusted-browser-store.ts';
import type { Millis } from '../../../core/units.ts';
import type { MemoryState } from './state.ts';

export class MemoryTrustedBrowserStore implements TrustedBrowserStore {
  readonly #browsers: Map<TrustedBrowserId, KeptTrustedBrowser>;

  constructor({ trustedBrowsers }: MemoryState) {
    this.#browsers = trustedBrowsers;
  }

  async insert(browser: KeptTrustedBrowser): Promise<void> {
    const { id, mailbox, trustedAt } = browser;
    if (this.#browsers.has(id)) throw new PosternError('ERR_STORE_BROKEN', 'a trusted browser with this id exists');
    this.#drop((kept) => kept.mailbox === mailbox && kept.endsAt <= trustedAt);
    const beyond = new Set(this.#of(mailbox).slice(MAX_TRUSTED_BROWSERS_PER_MAILBOX - 1));
    this.#drop((kept) => beyond.has(kept));
    this.#browsers.set(id, browser);
  }

  async list(mailbox: MailboxAddress, now: Millis): Promise<readonly KeptTrustedBrowser[]> {
    return this.#of(mailbox).filter(({ endsAt }) => endsAt > now);
  }

  async recordUse(id: TrustedBrowserId, at: Millis): Promise<void> {
    const kept = this.#browsers.get(id);
    if (kept) this.#browsers.set(id, { ...kept, lastUsedAt: Math.max(kept.lastUsedAt, at) });
  }

  async revoke(mailbox: MailboxAddress, id: TrustedBrowserId): Promise<boolean> {
    return this.#drop((kept) => kept.mailbox === mailbox && kept.id === id) > 0;
  }

  async revokeAll(mailbox: MailboxAddress): Promise<number> {
    return this.#drop((kept) => kept.mailbox === mailbox);
  }

  async purge(endedBefore: Millis): Promise<number> {
    return this.#drop(({ endsAt }) => endsAt < endedBefore);
  }

  /** Newest use first. */
  #of(mailbox: MailboxAddress): KeptTrustedBrowser[] {
    return [...this.#browsers.values()]
      .filter((kept) => kept.mailbox === mailbox)
      .sort((a, b) => b.lastUsedAt - a.lastUsedAt || (a.id < b.id ? -1 : 1));
  }

  #drop(goes: (kept: KeptTrustedBrowser) => boolean): number {
    const gone = [...this.#browsers.values()].filter(goes);
    for (const { id } of gone) this.#browsers.delete(id);
    return gone.length;
  }
}
