// Factors, drafts, recovery codes and enrolment codes in memory.

import type { MailboxAddress } from '../../../core/decision.ts';
import type { Factor, FactorId } from '../../../core/factors/factor.ts';
import {
  type CodeHash,
  type Confirmation,
  type Draft,
  type DraftKey,
  type FactorStore,
  MAX_FACTORS_PER_MAILBOX,
  MAX_TRIES_PER_DRAFT,
  type StoredFactor,
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

  async keepDraft(draft: Draft, at: Millis): Promise<Draft | 'too-many'> {
    if (this.#of(draft.mailbox).length >= MAX_FACTORS_PER_MAILBOX) return 'too-many';
    const key = keyOf(draft);
    const before = this.#state.drafts.get(key);
    if (before && isAlive(before, at)) return withoutTries(before);
    this.#state.drafts.set(key, { ...draft, tries: 0 });
    return draft;
  }

  async hasDraft(key: DraftKey, at: Millis): Promise<boolean> {
    const draft = this.#state.drafts.get(keyOf(key));
    return draft !== undefined && isAlive(draft, at);
  }

  async tryDraft(key: DraftKey, at: Millis): Promise<Draft | undefined> {
    const draft = this.#state.drafts.get(keyOf(key));
    if (!draft || !isAlive(draft, at)) return undefined;
    this.#state.drafts.set(keyOf(key), { ...draft, tries: draft.tries + 1 });
    return withoutTries(draft);
  }

  async confirmDraft(draft: Draft, confirmation: Confirmation): Promise<Factor | undefined> {
    const { mailbox, kind, factorId: id } = draft;
    const { name, at, step, onlyFirst } = confirmation;
    const held = this.#of(mailbox).length;
    const kept = this.#state.drafts.get(keyOf(draft));
    if (held >= (onlyFirst ? 1 : MAX_FACTORS_PER_MAILBOX)) return undefined;
    if (kept?.factorId !== id || kept.endsAt <= at) return undefined;
    const factor = { id, mailbox, kind, name, createdAt: at, sealedSecret: kept.sealedSecret, lastStep: step };
    this.#state.factors.set(id, factor);
    removeFrom(this.#state.drafts, (_key, other) => other.mailbox === mailbox);
    this.#state.enrolmentCodes.delete(mailbox);
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

function shown({ sealedSecret: _secret, lastStep: _internal, ...factor }: KeptFactor): Factor {
  return factor;
}
