// Domains, mailboxes and aliases in memory.

import {
  type AccountStore,
  type Alias,
  type Domain,
  domainOf,
  type Mailbox,
  type MailboxChange,
  type MailboxFilter,
  type PasswordChangeDue,
  type ResolvedAccount,
} from '../../../core/accounts/account-store.ts';

import type { MailboxAddress } from '../../../core/decision.ts';
import type { ChallengeMode } from '../../../core/policy/policy.ts';
import type { Millis } from '../../../core/units.ts';
import { groupsOf, type MemoryState, recordRevocation, removeBelongings } from './state.ts';

export class MemoryAccountStore implements AccountStore {
  readonly #state: MemoryState;

  constructor(state: MemoryState) {
    this.#state = state;
  }

  async resolve(given: MailboxAddress): Promise<ResolvedAccount | undefined> {
    const { aliases, domains, mailboxes, ownChoices, passwordChangesDue } = this.#state;
    const domainName = domainOf(given);
    const renamed = given.slice(0, -domainName.length) + (aliases.get(`@${domainName}`) ?? domainName);
    const address = aliases.get(given) ?? aliases.get(renamed) ?? renamed;
    const domain = domains.get(domainOf(address));
    const mailbox = mailboxes.get(address);
    const groups = groupsOf(this.#state, address);
    const ownChoice = ownChoices.get(address);
    const passwordChangeDue = passwordChangesDue.get(address);
    const extras = { ...(mailbox && { mailbox }), ...(passwordChangeDue && { passwordChangeDue }) };
    return domain && { address, domain, ...extras, groups, ...(ownChoice && { ownChoice }) };
  }

  async findDomain(name: string): Promise<Domain | undefined> {
    return this.#state.domains.get(name);
  }

  async listDomains(): Promise<readonly Domain[]> {
    return [...this.#state.domains.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async putDomain(domain: Domain): Promise<boolean> {
    const { aliases, domains } = this.#state;
    if (aliases.has(`@${domain.name}`)) return false;
    const createdAt = domains.get(domain.name)?.createdAt ?? domain.createdAt;
    domains.set(domain.name, { ...domain, createdAt });
    return true;
  }

  async removeDomain(name: string, at: Millis): Promise<boolean> {
    const { domains, mailboxes } = this.#state;
    const belongs = (address: string): boolean => domainOf(address) === name;
    if ([...mailboxes.keys()].some(belongs) || !domains.delete(name)) return false;
    this.#removeAliases(name);
    removeBelongings(this.#state, belongs);
    this.#removeFromAdministrators(name);
    recordRevocation(this.#state, { at, target: { kind: 'domain', name }, reason: 'removed' });
    return true;
  }

  async findMailbox(address: MailboxAddress): Promise<Mailbox | undefined> {
    return this.#state.mailboxes.get(address);
  }

  async addMailbox(mailbox: Mailbox): Promise<boolean> {
    const { aliases, domains, mailboxes } = this.#state;
    const { address, disabled, createdAt } = mailbox;
    if (mailboxes.has(address) || aliases.has(address) || !domains.has(domainOf(address))) return false;
    mailboxes.set(address, mailbox);
    if (disabled) this.#endConnections(address, 'disabled', createdAt);
    return true;
  }

  async updateMailbox(address: MailboxAddress, change: MailboxChange, at: Millis): Promise<boolean> {
    const before = this.#state.mailboxes.get(address);
    if (before === undefined) return false;
    const after = { ...before, ...change };
    this.#state.mailboxes.set(address, after);
    if (after.disabled && !before.disabled) this.#endConnections(address, 'disabled', at);
    return true;
  }

  async removeMailbox(address: MailboxAddress, at: Millis): Promise<boolean> {
    const listed = this.#state.mailboxes.delete(address);
    const removed = removeBelongings(this.#state, (mailbox) => mailbox === address) > 0 || listed;
    if (!removed) return false;
    this.#removeAliases(address);
    this.#endConnections(address, 'removed', at);
    return true;
  }

  async setOwnChoice(address: MailboxAddress, choice: ChallengeMode | undefined): Promise<boolean> {
    const { domains, ownChoices } = this.#state;
    if (!domains.has(domainOf(address))) return false;
    if (choice === undefined) ownChoices.delete(address);
    else ownChoices.set(address, choice);
    return true;
  }

  async setPasswordChangeDue(address: MailboxAddress, due: PasswordChangeDue | undefined): Promise<boolean> {
    const { domains, passwordChangesDue } = this.#state;
    if (!domains.has(domainOf(address))) return false;
    if (due === undefined) passwordChangesDue.delete(address);
    else passwordChangesDue.set(address, due);
    return true;
  }

  async listAliases(target: string): Promise<readonly Alias[]> {
    const all = [...this.#state.aliases].map(([alias, its]) => ({ alias, target: its }));
    return all.filter((entry) => entry.target === target).sort((a, b) => (a.alias < b.alias ? -1 : 1));
  }

  async addAlias({ alias, target }: Alias): Promise<boolean> {
    const { aliases, domains, mailboxes } = this.#state;
    const [taken, known] = alias.startsWith('@')
      ? [domains.has(alias.slice(1)), domains.has(target)]
      : [mailboxes.has(alias), mailboxes.has(target)];
    if (taken || !known || aliases.has(alias)) return false;
    aliases.set(alias, target);
    return true;
  }

  async removeAlias(alias: string): Promise<boolean> {
    return this.#state.aliases.delete(alias);
  }

  #removeAliases(target: string): void {
    const { aliases } = this.#state;
    for (const [alias, its] of aliases) if (its === target) aliases.delete(alias);
  }

  #removeFromAdministrators(domain: string): void {
    for (const [name, administrator] of this.#state.administrators) {
      if (administrator.domains === 'all') continue;
      const domains = new Set([...administrator.domains].filter((its) => its !== domain));
      this.#state.administrators.set(name, { ...administrator, domains });
    }
  }

  #endConnections(address: MailboxAddress, reason: 'disabled' | 'removed', at: Millis): void {
    recordRevocation(this.#state, { at, target: { kind: 'mailbox', address }, reason });
  }
}

/** Whether a mailbox is what a filter asks for. */
export function matches(mailbox: Mailbox, filter: MailboxFilter): boolean {
  const { domain, challenge, disabled, search } = filter;
  return (
    (domain === undefined || domainOf(mailbox.address) === domain) &&
    (challenge === undefined || mailbox.policy.challenge === challenge) &&
    (disabled === undefined || mailbox.disabled === disabled) &&
    (search === undefined || mailbox.address.includes(search.toLowerCase()))
  );
}
