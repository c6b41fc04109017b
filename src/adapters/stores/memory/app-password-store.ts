// App passwords in memory.

import {
  type AppPassword,
  type AppPasswordStore,
  type LookupKey,
  MAX_APP_PASSWORDS_PER_MAILBOX,
  type RecordedUse,
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

  async replaceSealed(
    boxes: readonly { readonly id: AppPasswordId; readonly sealedPassword: Uint8Array }[],
    at: Millis,
  ): Promise<void> {
    for (const { id, sealedPassword } of boxes) {
      this.#change(id, (record) => {
        if (record.vault === undefined) return record;
        const { publicKey, wrappedPrivateKey, sealedAt: before = 0 } = record.vault;
        const sealedAt = Math.max(at, before + 1);
        return { ...record, vault: { publicKey, wrappedPrivateKey, sealedPassword, sealedAt } };
      });
    }
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
