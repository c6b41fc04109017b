// Factors, drafts, recovery codes and enrolment codes in memory.

import type { MailboxAddress } from '../../../core/decision.ts';
import type { Factor, FactorId } from '../../../core/factors/factor.ts';
import {
  type CodeHash,
  type Confirmation,
  type DestinationHash,
  type Draft,
  type DraftKey,
  type FactorStore,
  MAX_FACTORS_PER_MAILBOX,
  MAX_TRIES_PER_DRAFT,
  type StoredFactor,
  type SuppliedFactor,
} from '../../../core/factors/factor-store.ts';
import type { Millis } from '../../../core/units.ts';
import { type MemoryState, removeFactors, removeFrom } from './state.ts';

type KeptFactor = StoredFactor & { readonly lastStep: number };
type KeptDraft = Draft & { readonly tries: number };

export class MemoryFactorStore implements FactorStore {
  readonly #state: MemoryState;

  constructor(state: MemoryState) {
    this.#state = state;
  }

  async list(mailbox: MailboxAddress): Promise<readonly Factor[]> {
    return this.#of(mailbox)
      .sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
      .map(shown);
  }

  async find(mailbox: MailboxAddress, id: FactorId): Promise<StoredFactor | undefined> {
    const found = this.#find(mailbox, id);
    if (!found) return undefined;
    const { lastStep: _internal, ...stored } = found;
    return stored;
  }

  async rename(mailbox: MailboxAddress, id: FactorId, name: string): Promise<Factor | undefined> {
    const found = this.#find(mailbox, id);
    if (!found) return undefined;
    const after = { ...found, name };
    this.#state.factors.set(id, after);
    return shown(after);
  }

  async add(factor: SuppliedFactor): Promise<Factor | 'exists' | 'too-many'> {
    const { id, mailbox, destinationHash } = factor;
    if (this.#of(mailbox).length >= MAX_FACTORS_PER_MAILBOX) return 'too-many';
    if (this.#hasDestination(mailbox, destinationHash)) return 'exists';
    const kept = { ...factor, lastStep: 0 };
    this.#state.factors.set(id, kept);
    this.#endDrafts(mailbox);
    return shown(kept);
  }

  async makeDefault(mailbox: MailboxAddress, id: FactorId): Promise<Factor | undefined> {
    const found = this.#find(mailbox, id);
    if (!found) return undefined;
    for (const { isDefault: _before, ...other } of this.#of(mailbox)) this.#state.factors.set(other.id, other);
    const after: KeptFactor = { ...found, isDefault: true };
    this.#state.factors.set(id, after);
    return shown(after);
  }

  async recordUse(mailbox: MailboxAddress, id: FactorId, at: Millis): Promise<boolean> {
    const found = this.#find(mailbox, id);
    if (!found) return false;
    const { isUnverified: _before, ...verified } = found;
    this.#state.factors.set(id, { ...verified, lastUsedAt: Math.max(found.lastUsedAt ?? 0, at) });
    return true;
  }

  async remove(mailbox: MailboxAddress, id: FactorId): Promise<Factor | undefined> {
    const found = this.#find(mailbox, id);
    if (!found) return undefined;
    this.#state.factors.delete(id);
    if (this.#of(mailbox).length === 0) this.#state.recoveryCodes.delete(mailbox);
    return shown(found);
  }

  async removeUnlessLast(mailbox: MailboxAddress, id: FactorId): Promise<Factor | 'last' | undefined> {
    const isLast = this.#find(mailbox, id) !== undefined && this.#of(mailbox).length === 1;
    return isLast ? 'last' : this.remove(mailbox, id);
  }

  async removeAll(mailbox: MailboxAddress): Promise<number> {
    const held = this.#of(mailbox).length;
    removeFactors(this.#state, (its) => its === mailbox);
    return held;
  }

  async claimTimeStep(id: FactorId, step: number, at: Millis): Promise<boolean> {
    const found = this.#state.factors.get(id);
    if (!found || step <= found.lastStep) return false;
    this.#state.factors.set(id, { ...found, lastStep: step, lastUsedAt: at });
    return true;
  }

  async keepDraft(draft: Draft, at: Millis): Promise<Draft | 'too-many' | 'exists'> {
    if (this.#of(draft.mailbox).length >= MAX_FACTORS_PER_MAILBOX) return 'too-many';
    if (this.#hasDestination(draft.mailbox, draft.destinationHash)) return 'exists';
    const key = keyOf(draft);
    const before = this.#state.drafts.get(key);
    const isSame = before?.destinationHash === draft.destinationHash;
    if (before && isSame && isAlive(before, at)) return withoutTries(before);
    this.#state.drafts.set(key, { ...draft, tries: 0 });
    return draft;
  }

  async findDraft(key: DraftKey, at: Millis): Promise<Draft | undefined> {
    const draft = this.#state.drafts.get(keyOf(key));
    return draft && isAlive(draft, at) ? withoutTries(draft) : undefined;
  }

  async tryDraft(key: DraftKey, at: Millis): Promise<Draft | undefined> {
    const draft = this.#state.drafts.get(keyOf(key));
    if (!draft || !isAlive(draft, at)) return undefined;
    this.#state.drafts.set(keyOf(key), { ...draft, tries: draft.tries + 1 });
    return withoutTries(draft);
  }

  async confirmDraft(draft: Draft, confirmation: Confirmation): Promise<Factor | undefined> {
    const { mailbox, factorId: id } = draft;
    const { name, at, step, onlyFirst } = confirmation;
    const held = this.#of(mailbox).length;
    const kept = this.#state.drafts.get(keyOf(draft));
    if (held >= (onlyFirst ? 1 : MAX_FACTORS_PER_MAILBOX)) return undefined;
    if (kept?.factorId !== id || kept.endsAt <= at) return undefined;
    this.#state.drafts.delete(keyOf(draft));
    if (this.#hasDestination(mailbox, kept.destinationHash)) return undefined;
    const { boundTo: _bound, factorId: _id, endsAt: _end, tries: _tries, ...secret } = kept;
    const factor: KeptFactor = { ...secret, id, name, createdAt: at, lastStep: step };
    this.#state.factors.set(id, factor);
    this.#endDrafts(mailbox);
    return shown(factor);
  }

  async replaceRecoveryCodes(mailbox: MailboxAddress, hashes: readonly CodeHash[]): Promise<void> {
    this.#state.recoveryCodes.set(mailbox, new Set(hashes));
  }

  async consumeRecoveryCode(mailbox: MailboxAddress, hash: CodeHash): Promise<boolean> {
    return this.#state.recoveryCodes.get(mailbox)?.delete(hash) ?? false;
  }

  async recoveryCodesLeft(mailbox: MailboxAddress): Promise<number> {
    return this.#state.recoveryCodes.get(mailbox)?.size ?? 0;
  }

  async setEnrolmentCode(mailbox: MailboxAddress, hash: CodeHash, endsAt: Millis): Promise<void> {
    this.#state.enrolmentCodes.set(mailbox, { hash, endsAt });
  }

  async hasEnrolmentCode(mailbox: MailboxAddress, hash: CodeHash, at: Millis): Promise<boolean> {
    const code = this.#state.enrolmentCodes.get(mailbox);
    return code !== undefined && code.hash === hash && code.endsAt > at;
  }

  async purge(at: Millis): Promise<number> {
    const isOver = (_key: string, { endsAt }: { readonly endsAt: Millis }): boolean => endsAt < at;
    return removeFrom(this.#state.drafts, isOver) + removeFrom(this.#state.enrolmentCodes, isOver);
  }

  #endDrafts(mailbox: MailboxAddress): void {
    removeFrom(this.#state.drafts, (_key, other) => other.mailbox === mailbox);
    this.#state.enrolmentCodes.delete(mailbox);
  }

  #hasDestination(mailbox: MailboxAddress, hash: DestinationHash | undefined): boolean {
    return hash !== undefined && this.#of(mailbox).some(({ destinationHash }) => destinationHash === hash);
  }

  #of(mailbox: MailboxAddress): KeptFactor[] {
    return [...this.#state.factors.values()].filter((factor) => factor.mailbox === mailbox);
  }

  #find(mailbox: MailboxAddress, id: FactorId): KeptFactor | undefined {
    const found = this.#state.factors.get(id);
    return found?.mailbox === mailbox ? found : undefined;
  }
}

function keyOf({ mailbox, boundTo, kind }: DraftKey): string {
  return JSON.stringify([mailbox, boundTo, kind]);
}

function isAlive({ endsAt, tries }: KeptDraft, at: Millis): boolean {
  return endsAt > at && tries < MAX_TRIES_PER_DRAFT;
}

function withoutTries({ tries: _internal, ...draft }: KeptDraft): Draft {
  return draft;
}

function shown({ sealedSecret: _secret, destinationHash: _hash, lastStep: _internal, ...factor }: KeptFactor): Factor {
  return factor;
}
