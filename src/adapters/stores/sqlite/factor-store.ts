// Factors, drafts, recovery codes and enrolment codes in SQLite. All but the drafts of enrolments is synced to the disk
// first: a power cut must not give a used code back.

import { domainOf } from '../../../core/accounts/account-store.ts';
import type { MailboxAddress } from '../../../core/decision.ts';
import type { Factor, FactorId, FactorKind, FactorOwner } from '../../../core/factors/factor.ts';
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
import { numeric, octets, optional, text } from '../../drivers/row.ts';
import type { Row, SqliteDatabase, Statement } from '../../drivers/sqlite.ts';
import { FACTOR_SQL } from './factor-sql.ts';

export class SqliteFactorStore implements FactorStore {
  readonly #database: SqliteDatabase;
  readonly #sql: Readonly<Record<keyof typeof FACTOR_SQL, Statement>>;

  constructor(database: SqliteDatabase) {
    this.#database = database;
    this.#sql = database.prepareAll(FACTOR_SQL);
  }

  async list(mailbox: MailboxAddress): Promise<readonly Factor[]> {
    return this.#sql.list.all(mailbox).map(parseFactor);
  }

  async find(mailbox: MailboxAddress, id: FactorId): Promise<StoredFactor | undefined> {
    const row = this.#sql.find.get(id, mailbox);
    if (row === undefined) return undefined;
    const destinationHash = optional(row, 'destination_hash', text);
    return {
      ...parseFactor(row),
      sealedSecret: octets(row, 'sealed_secret'),
      ...(destinationHash !== undefined && { destinationHash }),
    };
  }

  async rename(mailbox: MailboxAddress, id: FactorId, name: string): Promise<Factor | undefined> {
    return this.#database.write('synced', () => {
      const row = this.#sql.rename.get(name, id, mailbox);
      return row && parseFactor(row);
    });
  }

  async add(factor: SuppliedFactor): Promise<Factor | 'exists' | 'too-many'> {
    const { mailbox, destinationHash } = factor;
    return this.#database.write('synced', () => {
      if (this.#held(mailbox) >= MAX_FACTORS_PER_MAILBOX) return 'too-many';
      if (this.#hasDestination(mailbox, destinationHash)) return 'exists';
      this.#sql.removeDrafts.run(mailbox);
      this.#sql.removeEnrolmentCode.run(mailbox);
      return this.#insert(factor, 0);
    });
  }

  async makeDefault(mailbox: MailboxAddress, id: FactorId): Promise<Factor | undefined> {
    return this.#database.write('synced', () => {
      if (!this.#sql.find.get(id, mailbox)) return undefined;
      this.#sql.clearDefault.run(mailbox);
      const row = this.#sql.makeDefault.get(id, mailbox);
      return row && parseFactor(row);
    });
  }

  async recordUse(mailbox: MailboxAddress, id: FactorId, at: Millis): Promise<boolean> {
    return this.#database.write('synced', () => this.#sql.recordUse.run(at, id, mailbox) > 0);
  }

  async remove(mailbox: MailboxAddress, id: FactorId): Promise<Factor | undefined> {
    return this.#database.write('synced', () => {
      const row = this.#sql.remove.get(id, mailbox);
      if (row === undefined) return undefined;
      if (this.#held(mailbox) === 0) this.#sql.removeRecoveryCodes.run(mailbox);
      return parseFactor(row);
    });
  }

  async removeUnlessLast(mailbox: MailboxAddress, id: FactorId): Promise<Factor | 'last' | undefined> {
    return this.#database.write('synced', () => {
      if (this.#held(mailbox) === 1 && this.#sql.find.get(id, mailbox)) return 'last';
      const row = this.#sql.remove.get(id, mailbox);
      return row && parseFactor(row);
    });
  }

  async removeAll(mailbox: MailboxAddress): Promise<number> {
    return this.#database.write('synced', () => {
      const held = this.#held(mailbox);
      this.forgetOwner(mailbox);
      return held;
    });
  }

  async claimTimeStep(id: FactorId, step: number, at: Millis): Promise<boolean> {
    return this.#database.write('synced', () => this.#sql.claimTimeStep.run(step, at, id) > 0);
  }

  async keepDraft(draft: Draft, at: Millis): Promise<Draft | 'too-many' | 'exists'> {
    const { mailbox, boundTo, kind, factorId, sealedSecret, destination = null, destinationHash, endsAt } = draft;
    return this.#database.write('relaxed', () => {
      if (this.#held(mailbox) >= MAX_FACTORS_PER_MAILBOX) return 'too-many';
      if (this.#hasDestination(mailbox, destinationHash)) return 'exists';
      const key = [mailbox, boundTo, kind] as const;
      const secret = [factorId, sealedSecret, destination, destinationHash ?? null] as const;
      this.#sql.keepDraft.run(...key, domainOf(mailbox), ...secret, endsAt, at, MAX_TRIES_PER_DRAFT);
      const row = this.#sql.keptDraft.get(...key);
      return row ? parseDraft(row) : draft;
    });
  }

  async findDraft({ mailbox, boundTo, kind }: DraftKey, at: Millis): Promise<Draft | undefined> {
    const row = this.#sql.findDraft.get(mailbox, boundTo, kind, at, MAX_TRIES_PER_DRAFT);
    return row && parseDraft(row);
  }

  async tryDraft({ mailbox, boundTo, kind }: DraftKey, at: Millis): Promise<Draft | undefined> {
    return this.#database.write('relaxed', () => {
      const row = this.#sql.tryDraft.get(mailbox, boundTo, kind, at, MAX_TRIES_PER_DRAFT);
      return row && parseDraft(row);
    });
  }

  async confirmDraft(draft: Draft, confirmation: Confirmation): Promise<Factor | undefined> {
    const { mailbox, boundTo, kind, factorId } = draft;
    const { name, at, step, onlyFirst } = confirmation;
    return this.#database.write('synced', () => {
      if (this.#held(mailbox) >= (onlyFirst ? 1 : MAX_FACTORS_PER_MAILBOX)) return undefined;
      const taken = this.#sql.takeDraft.get(mailbox, boundTo, kind, factorId, at);
      if (taken === undefined) return undefined;
      const kept = parseDraft(taken);
      if (this.#hasDestination(mailbox, kept.destinationHash)) return undefined;
      this.#sql.removeDrafts.run(mailbox);
      this.#sql.removeEnrolmentCode.run(mailbox);
      return this.#insert({ ...kept, id: factorId, name, createdAt: at }, step);
    });
  }

  async replaceRecoveryCodes(mailbox: MailboxAddress, hashes: readonly CodeHash[]): Promise<void> {
    this.#database.write('synced', () => {
      this.#sql.removeRecoveryCodes.run(mailbox);
      for (const hash of hashes) this.#sql.addRecoveryCode.run(mailbox, hash, domainOf(mailbox));
    });
  }

  async consumeRecoveryCode(mailbox: MailboxAddress, hash: CodeHash): Promise<boolean> {
    return this.#database.write('synced', () => this.#sql.consumeRecoveryCode.run(mailbox, hash) > 0);
  }

  async recoveryCodesLeft(mailbox: MailboxAddress): Promise<number> {
    return held(this.#sql.recoveryCodesLeft.get(mailbox));
  }

  async setEnrolmentCode(mailbox: MailboxAddress, hash: CodeHash, endsAt: Millis): Promise<void> {
    this.#database.write('synced', () => this.#sql.setEnrolmentCode.run(mailbox, domainOf(mailbox), hash, endsAt));
  }

  async hasEnrolmentCode(mailbox: MailboxAddress, hash: CodeHash, at: Millis): Promise<boolean> {
    return this.#sql.hasEnrolmentCode.get(mailbox, hash, at) !== undefined;
  }

  async purge(at: Millis): Promise<number> {
    return this.#database.write('relaxed', () => this.#sql.purgeDrafts.run(at) + this.#sql.purgeEnrolmentCodes.run(at));
  }

  /** Removes all that an owner has, within the caller's transaction; says how many records that were. */
  forgetOwner(mailbox: FactorOwner): number {
    const { removeFactors, removeDrafts, removeRecoveryCodes, removeEnrolmentCode } = this.#sql;
    return (
      removeFactors.run(mailbox) +
      removeDrafts.run(mailbox) +
      removeRecoveryCodes.run(mailbox) +
      removeEnrolmentCode.run(mailbox)
    );
  }

  /** Removes all that a domain's mailboxes have, within the caller's transaction. */
  forgetDomain(domain: string): void {
    this.#sql.removeFactorsOfDomain.run(domain);
    this.#sql.removeDraftsOfDomain.run(domain);
    this.#sql.removeRecoveryCodesOfDomain.run(domain);
    this.#sql.removeEnrolmentCodesOfDomain.run(domain);
  }

  #insert(factor: SuppliedFactor, step: number): Factor {
    const { id, mailbox, kind, name, createdAt, sealedSecret, destination, destinationHash, isUnverified } = factor;
    const owner = [id, mailbox, domainOf(mailbox), kind, name] as const;
    const where = [destination ?? null, destinationHash ?? null, isUnverified ? 1 : 0] as const;
    this.#sql.insert.run(...owner, createdAt, step, sealedSecret, ...where);
    return {
      ...{ id, mailbox, kind, name, createdAt },
      ...(destination !== undefined && { destination }),
      ...(isUnverified && { isUnverified }),
    };
  }

  #hasDestination(mailbox: MailboxAddress, hash: DestinationHash | undefined): boolean {
    return hash !== undefined && this.#sql.hasDestination.get(mailbox, hash) !== undefined;
  }

  #held(mailbox: MailboxAddress): number {
    return held(this.#sql.count.get(mailbox));
  }
}

function held(row: Row | undefined): number {
  return row === undefined ? 0 : numeric(row, 'held');
}

function parseFactor(row: Row): Factor {
  const lastUsedAt = optional(row, 'last_used_at', numeric);
  const destination = optional(row, 'destination', text);
  return {
    id: text(row, 'id'),
    mailbox: text(row, 'mailbox'),
    kind: text(row, 'kind') as FactorKind,
    name: text(row, 'name'),
    createdAt: numeric(row, 'created_at'),
    ...(lastUsedAt !== undefined && { lastUsedAt }),
    ...(destination !== undefined && { destination }),
    ...(numeric(row, 'is_default') === 1 && { isDefault: true }),
    ...(numeric(row, 'is_unverified') === 1 && { isUnverified: true }),
  };
}

function parseDraft(row: Row): Draft {
  const destination = optional(row, 'destination', text);
  const destinationHash = optional(row, 'destination_hash', text);
  return {
    mailbox: text(row, 'mailbox'),
    boundTo: text(row, 'bound_to'),
    kind: text(row, 'kind') as FactorKind,
    factorId: text(row, 'factor_id'),
    sealedSecret: octets(row, 'sealed_secret'),
    endsAt: numeric(row, 'ends_at'),
    ...(destination !== undefined && { destination }),
    ...(destinationHash !== undefined && { destinationHash }),
  };
}
