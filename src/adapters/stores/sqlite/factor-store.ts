// Factors, drafts, recovery codes and enrolment codes in SQLite. All but the drafts of enrolments is synced to the disk
// first: a power cut must not give a used code back.

import { domainOf } from '../../../core/accounts/account-store.ts';
import type { MailboxAddress } from '../../../core/decision.ts';
import type { Factor, FactorId, FactorKind } from '../../../core/factors/factor.ts';
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
import { numeric, octets, optional, text } from '../../drivers/row.ts';
import type { Row, SqliteDatabase, Statement } from '../../drivers/sqlite.ts';

const SQL = {
  count: 'SELECT count(*) AS held FROM factors WHERE mailbox = ?',
  list: 'SELECT * FROM factors WHERE mailbox = ? ORDER BY created_at, id',
  find: 'SELECT * FROM factors WHERE id = ? AND mailbox = ?',
  insert: `INSERT INTO factors (id, mailbox, domain, kind, name, created_at, last_step, sealed_secret)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING *`,
  rename: 'UPDATE factors SET name = ? WHERE id = ? AND mailbox = ? RETURNING *',
  remove: 'DELETE FROM factors WHERE id = ? AND mailbox = ? RETURNING *',
  claimTimeStep: 'UPDATE factors SET last_step = ?1, last_used_at = ?2 WHERE id = ?3 AND last_step < ?1',

  keepDraft: `INSERT INTO enrolment_drafts (mailbox, bound_to, kind, domain, factor_id, sealed_secret, ends_at, tries)
    VALUES (?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT DO UPDATE
    SET factor_id = excluded.factor_id, sealed_secret = excluded.sealed_secret, ends_at = excluded.ends_at, tries = 0
    WHERE ends_at <= ? OR tries >= ${MAX_TRIES_PER_DRAFT}`,
  findDraft: 'SELECT * FROM enrolment_drafts WHERE mailbox = ? AND bound_to = ? AND kind = ?',
  hasDraft: `SELECT 1 FROM enrolment_drafts
    WHERE mailbox = ? AND bound_to = ? AND kind = ? AND ends_at > ? AND tries < ${MAX_TRIES_PER_DRAFT}`,
  tryDraft: `UPDATE enrolment_drafts SET tries = tries + 1
    WHERE mailbox = ? AND bound_to = ? AND kind = ? AND ends_at > ? AND tries < ${MAX_TRIES_PER_DRAFT} RETURNING *`,
  takeDraft: `DELETE FROM enrolment_drafts
    WHERE mailbox = ? AND bound_to = ? AND kind = ? AND factor_id = ? AND ends_at > ? RETURNING *`,

  addRecoveryCode: 'INSERT INTO recovery_codes (mailbox, hash, domain) VALUES (?, ?, ?)',
  consumeRecoveryCode: 'DELETE FROM recovery_codes WHERE mailbox = ? AND hash = ?',
  recoveryCodesLeft: 'SELECT count(*) AS held FROM recovery_codes WHERE mailbox = ?',

  setEnrolmentCode: `INSERT INTO enrolment_codes (mailbox, domain, hash, ends_at) VALUES (?, ?, ?, ?)
    ON CONFLICT (mailbox) DO UPDATE SET hash = excluded.hash, ends_at = excluded.ends_at`,
  hasEnrolmentCode: 'SELECT 1 FROM enrolment_codes WHERE mailbox = ? AND hash = ? AND ends_at > ?',

  removeFactors: 'DELETE FROM factors WHERE mailbox = ?',
  removeDrafts: 'DELETE FROM enrolment_drafts WHERE mailbox = ?',
  removeRecoveryCodes: 'DELETE FROM recovery_codes WHERE mailbox = ?',
  removeEnrolmentCode: 'DELETE FROM enrolment_codes WHERE mailbox = ?',
  removeFactorsOfDomain: 'DELETE FROM factors WHERE domain = ?',
  removeDraftsOfDomain: 'DELETE FROM enrolment_drafts WHERE domain = ?',
  removeRecoveryCodesOfDomain: 'DELETE FROM recovery_codes WHERE domain = ?',
  removeEnrolmentCodesOfDomain: 'DELETE FROM enrolment_codes WHERE domain = ?',
  purgeDrafts: 'DELETE FROM enrolment_drafts WHERE ends_at < ?',
  purgeEnrolmentCodes: 'DELETE FROM enrolment_codes WHERE ends_at < ?',
} as const;

export class SqliteFactorStore implements FactorStore {
  readonly #database: SqliteDatabase;
  readonly #sql: Readonly<Record<keyof typeof SQL, Statement>>;

  constructor(database: SqliteDatabase) {
    this.#database = database;
    this.#sql = database.prepareAll(SQL);
  }

  async list(mailbox: MailboxAddress): Promise<readonly Factor[]> {
    return this.#sql.list.all(mailbox).map(parseFactor);
  }

  async find(mailbox: MailboxAddress, id: FactorId): Promise<StoredFactor | undefined> {
    const row = this.#sql.find.get(id, mailbox);
    return row && { ...parseFactor(row), sealedSecret: octets(row, 'sealed_secret') };
  }

  async rename(mailbox: MailboxAddress, id: FactorId, name: string): Promise<Factor | undefined> {
    return this.#database.write('synced', () => {
      const row = this.#sql.rename.get(name, id, mailbox);
      return row && parseFactor(row);
    });
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
      this.forgetMailbox(mailbox);
      return held;
    });
  }

  async claimTimeStep(id: FactorId, step: number, at: Millis): Promise<boolean> {
    return this.#database.write('synced', () => this.#sql.claimTimeStep.run(step, at, id) > 0);
  }

  async keepDraft(draft: Draft, at: Millis): Promise<Draft | 'too-many'> {
    const { mailbox, boundTo, kind, factorId, sealedSecret, endsAt } = draft;
    return this.#database.write('relaxed', () => {
      if (this.#held(mailbox) >= MAX_FACTORS_PER_MAILBOX) return 'too-many';
      this.#sql.keepDraft.run(mailbox, boundTo, kind, domainOf(mailbox), factorId, sealedSecret, endsAt, at);
      const row = this.#sql.findDraft.get(mailbox, boundTo, kind);
      return row ? parseDraft(row) : draft;
    });
  }

  async hasDraft({ mailbox, boundTo, kind }: DraftKey, at: Millis): Promise<boolean> {
    return this.#sql.hasDraft.get(mailbox, boundTo, kind, at) !== undefined;
  }

  async tryDraft({ mailbox, boundTo, kind }: DraftKey, at: Millis): Promise<Draft | undefined> {
    return this.#database.write('relaxed', () => {
      const row = this.#sql.tryDraft.get(mailbox, boundTo, kind, at);
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
      const secret = octets(taken, 'sealed_secret');
      const row = this.#sql.insert.get(factorId, mailbox, domainOf(mailbox), kind, name, at, step, secret);
      this.#sql.removeDrafts.run(mailbox);
      this.#sql.removeEnrolmentCode.run(mailbox);
      return row && parseFactor(row);
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

  /** Removes all that a mailbox has, within the caller's transaction; says how many records that were. */
  forgetMailbox(mailbox: MailboxAddress): number {
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

  #held(mailbox: MailboxAddress): number {
    return held(this.#sql.count.get(mailbox));
  }
}

function held(row: Row | undefined): number {
  return row === undefined ? 0 : numeric(row, 'held');
}

function parseFactor(row: Row): Factor {
  const lastUsedAt = optional(row, 'last_used_at', numeric);
  return {
    id: text(row, 'id'),
    mailbox: text(row, 'mailbox'),
    kind: text(row, 'kind') as FactorKind,
    name: text(row, 'name'),
    createdAt: numeric(row, 'created_at'),
    ...(lastUsedAt !== undefined && { lastUsedAt }),
  };
}

function parseDraft(row: Row): Draft {
  return {
    mailbox: text(row, 'mailbox'),
    boundTo: text(row, 'bound_to'),
    kind: text(row, 'kind') as FactorKind,
    factorId: text(row, 'factor_id'),
    sealedSecret: octets(row, 'sealed_secret'),
    endsAt: numeric(row, 'ends_at'),
  };
}
