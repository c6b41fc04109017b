// Domains, mailboxes and aliases in SQLite.

import {
  type AccountStore,
  type Alias,
  type Domain,
  domainOf,
  type Mailbox,
  type MailboxChange,
  type PasswordChangeDue,
  type ResolvedAccount,
} from '../../../core/accounts/account-store.ts';

import type { MailboxAddress } from '../../../core/decision.ts';
import type { ChallengeMode, GroupLayer } from '../../../core/policy/policy.ts';
import type { Millis } from '../../../core/units.ts';
import { numeric, optional, parseJson, text } from '../../drivers/row.ts';
import type { Row, SqliteDatabase, Statement } from '../../drivers/sqlite.ts';
import { ACCOUNT_SQL } from './account-sql.ts';
import type { SqliteFactorStore } from './factor-store.ts';
import type { SqliteRevocationLog } from './revocation-log.ts';

/** Shared by the many accounts that are in none. */
const NO_GROUPS: readonly GroupLayer[] = [];

/** What goes with a mailbox, within the transaction that removes it. */
export interface SqliteAccountCompanions {
  readonly revocations: SqliteRevocationLog;
  readonly factors: SqliteFactorStore;
}

export class SqliteAccountStore implements AccountStore {
  readonly #database: SqliteDatabase;
  readonly #revocations: SqliteRevocationLog;
  readonly #factors: SqliteFactorStore;
  readonly #sql: Readonly<Record<keyof typeof ACCOUNT_SQL, Statement>>;

  constructor(database: SqliteDatabase, { revocations, factors }: SqliteAccountCompanions) {
    this.#database = database;
    this.#revocations = revocations;
    this.#factors = factors;
    this.#sql = database.prepareAll(ACCOUNT_SQL);
  }

  async resolve(address: MailboxAddress): Promise<ResolvedAccount | undefined> {
    const domain = domainOf(address);
    const localPart = address.slice(0, -domain.length - 1);
    const row = this.#sql.resolve.get(address, localPart, domain);
    if (row === undefined) return undefined;
    const ownChoice = optional(row, 'own_choice', text);
    const since = optional(row, 'due_since', numeric);
    return {
      address: text(row, 'address'),
      domain: {
        name: text(row, 'domain'),
        backend: text(row, 'backend'),
        signInSource: text(row, 'sign_in_source'),
        policy: parseJson(row, 'domain_policy'),
        createdAt: numeric(row, 'domain_created_at'),
      },
      ...(row['policy'] !== null && { mailbox: parseMailbox(row) }),
      groups: row['groups'] === null ? NO_GROUPS : parseJson(row, 'groups'),
      ...(ownChoice !== undefined && { ownChoice: ownChoice as ChallengeMode }),
      ...(since !== undefined && { passwordChangeDue: { since, by: text(row, 'due_by') } }),
    };
  }

  async findDomain(name: string): Promise<Domain | undefined> {
    const row = this.#sql.findDomain.get(name);
    return row && parseDomain(row);
  }

  async listDomains(): Promise<readonly Domain[]> {
    return this.#sql.listDomains.all().map(parseDomain);
  }

  async putDomain(domain: Domain): Promise<boolean> {
    const { name, backend, signInSource, policy, createdAt } = domain;
    return this.#database.write('synced', () => {
      if (this.#sql.domainAliasExists.get(name)) return false;
      this.#sql.putDomain.run(name, backend, signInSource, JSON.stringify(policy), createdAt);
      return true;
    });
  }

  async removeDomain(name: string, at: Millis): Promise<boolean> {
    return this.#database.write('synced', () => {
      if (this.#sql.domainHasMailboxes.get(name)) return false;
      if (this.#sql.removeDomain.run(name) === 0) return false;
      // Aliases, memberships of groups, own choices and what administrators administer go with their domain (ON DELETE CASCADE).
      this.#sql.removeAppPasswordsOfDomain.run(name);
      this.#sql.removeLocalPasswordsOfDomain.run(name);
      this.#sql.removePasswordVerifiersOfDomain.run(name);
      this.#factors.forgetDomain(name);
      this.#sql.removeKnownPlacesOfDomain.run(name);
      this.#sql.removeLastPlacesOfDomain.run(name);
      this.#sql.removeTrustedBrowsersOfDomain.run(name);
      this.#revocations.record({ at, target: { kind: 'domain', name }, reason: 'removed' });
      return true;
    });
  }

  async findMailbox(address: MailboxAddress): Promise<Mailbox | undefined> {
    const row = this.#sql.findMailbox.get(address);
    return row && parseMailbox(row);
  }

  async addMailbox(mailbox: Mailbox): Promise<boolean> {
    const { address, policy, disabled, createdAt } = mailbox;
    const domain = domainOf(address);
    return this.#database.write('synced', () => {
      if (this.#sql.mailboxAliasExists.get(address) || !this.#sql.findDomain.get(domain)) return false;
      const { challenge = null } = policy;
      const row = [address, domain, JSON.stringify(policy), challenge, disabled ? 1 : 0, createdAt];
      if (this.#sql.addMailbox.run(...row) === 0) return false;
      if (disabled) this.#endConnections(address, 'disabled', createdAt);
      return true;
    });
  }

  async updateMailbox(address: MailboxAddress, change: MailboxChange, at: Millis): Promise<boolean> {
    return this.#database.write('synced', () => {
      const row = this.#sql.findMailbox.get(address);
      if (row === undefined) return false;
      const before = parseMailbox(row);
      const { policy, disabled } = { ...before, ...change };
      this.#sql.updateMailbox.run(JSON.stringify(policy), policy.challenge ?? null, disabled ? 1 : 0, address);
      if (disabled && !before.disabled) this.#endConnections(address, 'disabled', at);
      return true;
    });
  }

  async removeMailbox(address: MailboxAddress, at: Millis): Promise<boolean> {
    return this.#database.write('synced', () => {
      this.#sql.removePasswordVerifier.run(address);
      // Aliases go with their mailbox (ON DELETE CASCADE).
      const removed =
        this.#sql.removeMailbox.run(address) +
        this.#sql.removeAppPasswords.run(address) +
        this.#sql.removeLocalPassword.run(address) +
        this.#sql.removeKnownPlaces.run(address) +
        this.#sql.removeLastPlace.run(address) +
        this.#sql.removeTrustedBrowsers.run(address) +
        this.#sql.removeMemberships.run(address) +
        this.#sql.removeOwnChoice.run(address) +
        this.#sql.removePasswordChangeDue.run(address) +
        this.#factors.forgetOwner(address);
      this.#sql.removeSignInTime.run(address);
      if (removed > 0) this.#endConnections(address, 'removed', at);
      return removed > 0;
    });
  }

  async setOwnChoice(address: MailboxAddress, choice: ChallengeMode | undefined, at: Millis): Promise<boolean> {
    const domain = domainOf(address);
    return this.#database.write('synced', () => {
      if (!this.#sql.findDomain.get(domain)) return false;
      if (choice === undefined) this.#sql.removeOwnChoice.run(address);
      else this.#sql.setOwnChoice.run(address, domain, choice, at);
      return true;
    });
  }

  async setPasswordChangeDue(address: MailboxAddress, due: PasswordChangeDue | undefined): Promise<boolean> {
    const domain = domainOf(address);
    return this.#database.write('synced', () => {
      if (!this.#sql.findDomain.get(domain)) return false;
      if (due === undefined) this.#sql.removePasswordChangeDue.run(address);
      else this.#sql.setPasswordChangeDue.run(address, domain, due.since, due.by);
      return true;
    });
  }

  async listAliases(target: string): Promise<readonly Alias[]> {
    const statement = target.includes('@') ? this.#sql.listMailboxAliases : this.#sql.listDomainAliases;
    return statement.all(target).map((row) => ({ alias: text(row, 'alias'), target: text(row, 'target') }));
  }

  async addAlias({ alias, target }: Alias): Promise<boolean> {
    return this.#database.write('synced', () => {
      if (alias.startsWith('@')) {
        const name = alias.slice(1);
        if (this.#sql.findDomain.get(name) || !this.#sql.findDomain.get(target)) return false;
        return this.#sql.addDomainAlias.run(name, target) > 0;
      }
      if (this.#sql.findMailbox.get(alias) || !this.#sql.findMailbox.get(target)) return false;
      return this.#sql.addMailboxAlias.run(alias, target) > 0;
    });
  }

  async removeAlias(alias: string): Promise<boolean> {
    return this.#database.write('synced', () =>
      alias.startsWith('@')
        ? this.#sql.removeDomainAlias.run(alias.slice(1)) > 0
        : this.#sql.removeMailboxAlias.run(alias) > 0,
    );
  }

  #endConnections(address: MailboxAddress, reason: 'disabled' | 'removed', at: Millis): void {
    this.#revocations.record({ at, target: { kind: 'mailbox', address }, reason });
  }
}

/** A row of `domains`. */
export function parseDomain(row: Row): Domain {
  return {
    name: text(row, 'name'),
    backend: text(row, 'backend'),
    signInSource: text(row, 'sign_in_source'),
    policy: parseJson(row, 'policy'),
    createdAt: numeric(row, 'created_at'),
  };
}

/** A row of `mailboxes`. */
export function parseMailbox(row: Row): Mailbox {
  return {
    address: text(row, 'address'),
    policy: parseJson(row, 'policy'),
    disabled: numeric(row, 'disabled') !== 0,
    createdAt: numeric(row, 'created_at'),
  };
}
