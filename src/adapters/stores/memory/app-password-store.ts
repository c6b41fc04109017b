// App passwords in memory.

import {
  type AppPassword,
  type AppPasswordStore,
  type LookupKey,
  MAX_APP_PASSWORDS_PER_MAILBOX,
  type RecordedUse,
  type SealedForMailbox,
} from '../../../core/app-passwords/app-password-store.ts';
import type { AppPasswordId, MailboxAddress } from '../../../core/decision.ts';
import { PosternError } from '../../../core/errors.ts';
import type { Millis } from '../../../core/units.ts';
import { type MemoryState, recordRevocation } from './state.ts';

export class MemoryAppPasswordStore implements AppPasswordStore {
  readonly #state: MemoryState;

  constructor(state: MemoryState) {
    this.#state = state;
  }

  async insert(record: AppPassword, lookupKey: LookupKey): Promise<'inserted' | 'too-many'> {
    const { appPasswords, lookupKeys } = this.#state;
    const held = this.#of(record.mailbox).filter(({ revokedAt }) => revokedAt === undefined);
    if (held.length >= MAX_APP_PASSWORDS_PER_MAILBOX) return 'too-many';
    const key = Buffer.from(lookupKey).toString('hex');
    if (appPasswords.has(record.id) || appPasswords.has(lookupKeys.get(key) ?? '')) {
      throw new PosternError('ERR_STORE_BROKEN', 'an app password with this id or lookup key exists');
    }
    appPasswords.set(record.id, record);
    lookupKeys.set(key, record.id);
    return 'inserted';
  }

  async findByLookupKey(lookupKey: LookupKey): Promise<AppPassword | undefined> {
    const id = this.#state.lookupKeys.get(Buffer.from(lookupKey).toString('hex'));
    return id === undefined ? undefined : this.#state.appPasswords.get(id);
  }

  async find(id: AppPasswordId): Promise<AppPassword | undefined> {
    return this.#state.appPasswords.get(id);
  }

  async list(mailbox: MailboxAddress, options: { readonly includeRevoked: boolean }): Promise<readonly AppPassword[]> {
    return this.#of(mailbox)
      .filter(({ revokedAt }) => options.includeRevoked || revokedAt === undefined)
      .sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  }

  async revoke(id: AppPasswordId, at: Millis): Promise<boolean> {
    const record = this.#state.appPasswords.get(id);
    if (record === undefined || record.revokedAt !== undefined) return false;
    const { vault: _destroyed, ...rest } = record;
    this.#state.appPasswords.set(id, { ...rest, revokedAt: at });
    recordRevocation(this.#state, { at, target: { kind: 'app-password', id }, reason: 'revoked' });
    return true;
  }

  async recordUses(uses: readonly RecordedUse[]): Promise<void> {
    for (const { id, use } of uses) {
      this.#change(id, (record) => (use.at < (record.lastUse?.at ?? 0) ? record : { ...record, lastUse: use }));
    }
  }

  async markStale(id: AppPasswordId, sealedAt: Millis, at: Millis): Promise<void> {
    this.#change(id, (record) =>
      record.vault?.sealedAt === sealedAt
        ? { ...record, vault: { ...record.vault, staleSince: record.vault.staleSince ?? at } }
        : record,
    );
  }

  async clearStale(id: AppPasswordId, sealedAt: Millis): Promise<void> {
    this.#change(id, (record) => {
      if (record.vault?.sealedAt !== sealedAt) return record;
      const { staleSince: _cleared, ...vault } = record.vault;
      return { ...record, vault };
    });
  }

  async replaceSealed(mailbox: MailboxAddress, { boxes, verifier }: SealedForMailbox, at: Millis): Promise<number> {
    const vaults = this.#of(mailbox).flatMap(({ id, vault }) => (vault ? [{ id, vault }] : []));
    let [meant, replaced] = [0, 0];
    for (const { id, vault } of vaults) {
      const { publicKey, wrappedPrivateKey, sealedAt: before } = vault;
      const box = boxes.find((each) => each.id === id && each.sealedAt === before);
      if (box) meant += 1;
      if (box?.sealedPassword === undefined) continue;
      const { sealedPassword } = box;
      const sealedAt = Math.max(at, (before ?? 0) + 1);
      this.#change(id, (record) => ({
        ...record,
        vault: { publicKey, wrappedPrivateKey, sealedPassword, sealedAt },
      }));
      replaced += 1;
    }
    if (meant === vaults.length) this.#state.passwordVerifiers.set(mailbox, verifier);
    else this.#state.passwordVerifiers.delete(mailbox);
    return replaced;
  }

  async findVerifier(mailbox: MailboxAddress): Promise<string | undefined> {
    return this.#state.passwordVerifiers.get(mailbox);
  }

  async purgeRevoked(before: Millis): Promise<number> {
    const { appPasswords } = this.#state;
    const old = [...appPasswords.values()].filter(({ revokedAt }) => revokedAt !== undefined && revokedAt < before);
    for (const { id } of old) appPasswords.delete(id);
    return old.length;
  }

  #of(mailbox: MailboxAddress): AppPassword[] {
    return [...this.#state.appPasswords.values()].filter((record) => record.mailbox === mailbox);
  }

  #change(id: AppPasswordId, change: (record: AppPassword) => AppPassword): void {
    const record = this.#state.appPasswords.get(id);
    if (record) this.#state.appPasswords.set(id, change(record));
  }
}
