// Mailboxes, domains and aliases: the nouns, and the store that keeps them.

import type { MailboxAddress } from '../decision.ts';
import type { PolicyLayer } from '../policy/policy.ts';
import type { Millis } from '../units.ts';

/** A domain whose mailboxes Postern protects. A domain that isn't here has no mailboxes (P-14). */
export interface Domain {
  /** Lower-case, as A-labels. */
  readonly name: string;
  /** Names of a backend and a sign-in source in the configuration; `default` unless said otherwise. */
  readonly backend: string;
  readonly signInSource: string;
  readonly policy: PolicyLayer;
  readonly createdAt: Millis;
}

/** A mailbox that Postern knows by itself. Others of a known domain follow that domain (R1.1). */
export interface Mailbox {
  readonly address: MailboxAddress;
  readonly policy: PolicyLayer;
  /** R5.3: refused at every door until enabled again. */
  readonly disabled: boolean;
  readonly createdAt: Millis;
}

/** An address, or a whole domain (`@old.example`), that stands for another. */
export interface Alias {
  readonly alias: string;
  readonly target: string;
}

/** What a canonical-looking address stands for. */
export interface ResolvedAccount {
  readonly address: MailboxAddress;
  readonly domain: Domain;
  /** Absent: the domain is known, the mailbox isn't. */
  readonly mailbox?: Mailbox;
}

export interface MailboxFilter {
  readonly domain?: string;
  readonly challenge?: PolicyLayer['challenge'];
  readonly disabled?: boolean;
  /** Part of the address. */
  readonly search?: string;
}

/** A page of a list, in a stable order; `next` goes into the following call, absent on the last page. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

/**
 * Durable. Writers and readers may be in several processes; each call is atomic.
 * Every call may throw PosternError `ERR_STORE_UNAVAILABLE`.
 */
export interface AccountStore {
  /**
   * Follows one alias (an exact one before a domain's), then finds mailbox and domain in one read.
   * `undefined` when the domain isn't known.
   */
  resolve(address: MailboxAddress): Promise<ResolvedAccount | undefined>;

  findDomain(name: string): Promise<Domain | undefined>;
  listDomains(): Promise<readonly Domain[]>;
  /** Adds or replaces. */
  putDomain(domain: Domain): Promise<void>;
  /** Says false, and removes nothing, while the domain has mailboxes or isn't there. */
  removeDomain(name: string): Promise<boolean>;

  findMailbox(address: MailboxAddress): Promise<Mailbox | undefined>;
  listMailboxes(
    filter: MailboxFilter,
    page: { readonly limit: number; readonly after?: string },
  ): Promise<Page<Mailbox>>;
  /** Adds; says false when the address is a mailbox or an alias already, or its domain isn't known. */
  addMailbox(mailbox: Mailbox): Promise<boolean>;
  /** Replaces policy and `disabled`; says false when there is none. Disabling appends to the revocation log at once. */
  updateMailbox(mailbox: Mailbox): Promise<boolean>;
  /** Removes with aliases, app passwords and local password, and appends to the revocation log, all at once. */
  removeMailbox(address: MailboxAddress, at: Millis): Promise<boolean>;

  listAliases(target: string): Promise<readonly Alias[]>;
  /** Says false when the alias is taken, or its target isn't a mailbox (a domain, for a domain alias). */
  addAlias(alias: Alias): Promise<boolean>;
  removeAlias(alias: string): Promise<boolean>;
}
