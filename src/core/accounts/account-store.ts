// Mailboxes, domains and aliases: the nouns, and the store that keeps them. Groups are in group-store.ts.

import type { MailboxAddress } from '../decision.ts';
import type { ChallengeMode, GroupLayer, PolicyLayer } from '../policy/policy.ts';
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

/** An address that stands for a mailbox, or a domain (`@old.example`) that stands for another (`new.example`). */
export interface Alias {
  readonly alias: string;
  readonly target: string;
}

/** What to change about a mailbox. A field left out stays, so that two changes at once don't undo one another. */
export interface MailboxChange {
  readonly policy?: PolicyLayer;
  readonly disabled?: boolean;
}

/** What a canonical-looking address stands for. */
export interface ResolvedAccount {
  readonly address: MailboxAddress;
  readonly domain: Domain;
  /** Absent: the domain is known, the mailbox isn't. */
  readonly mailbox?: Mailbox;
  /** What the mailbox's groups say, by name; an unlisted mailbox may have some too. */
  readonly groups: readonly GroupLayer[];
  /** What the mailbox's owner chose (R1.6), listed or not; whether it counts is policy's business. */
  readonly ownChoice?: ChallengeMode;
  /** Its password was set by somebody else, and opens nothing before its owner has chosen another one (R6.4). */
  readonly passwordChangeDue?: PasswordChangeDue;
}

export interface PasswordChangeDue {
  readonly since: Millis;
  /** Who wants it. */
  readonly by: string;
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
   * Follows an exact alias; failing that a domain's, and then an exact one of the address that this gives, so that no
   * spelling of a mailbox escapes its policy (P-14). All of it, mailbox, domain and groups included, is one atomic read.
   * `undefined` when the domain isn't known.
   */
  resolve(address: MailboxAddress): Promise<ResolvedAccount | undefined>;

  findDomain(name: string): Promise<Domain | undefined>;
  listDomains(): Promise<readonly Domain[]>;
  /** Adds or replaces (but for `createdAt`, which stays); says false when the name is an alias of another domain. */
  putDomain(domain: Domain): Promise<boolean>;
  /**
   * Says false, and removes nothing, while the domain has mailboxes or isn't there. Removes with its aliases and with
   * what mailboxes of it that Postern doesn't list have (app passwords, local passwords, factors, memberships of
   * groups, own choices, known places, trusted browsers), takes it from its administrators, and appends to the revocation log, all
   * at once.
   */
  removeDomain(name: string, at: Millis): Promise<boolean>;

  findMailbox(address: MailboxAddress): Promise<Mailbox | undefined>;
  /**
   * Adds; says false when the address is a mailbox or an alias already, or its domain isn't known. A disabled one is
   * appended to the revocation log at `createdAt`: it may have been in use, unlisted, until now.
   */
  addMailbox(mailbox: Mailbox): Promise<boolean>;
  /** Says false when there is none. Disabling one that wasn't disabled appends to the revocation log at once. */
  updateMailbox(address: MailboxAddress, change: MailboxChange, at: Millis): Promise<boolean>;
  /**
   * Removes with aliases, app passwords, local password, factors, memberships of groups, own choice, known places and
   * trusted browsers, and appends to the revocation log, all at once. Says false when there was nothing of all this; what an unlisted mailbox has is
   * removed like a listed one's.
   */
  removeMailbox(address: MailboxAddress, at: Millis): Promise<boolean>;
  /** Keeps what the owner of a mailbox, listed or not, chose; `undefined` forgets it. Says false when its domain isn't known. */
  setOwnChoice(address: MailboxAddress, choice: ChallengeMode | undefined, at: Millis): Promise<boolean>;
  /**
   * Keeps that a mailbox's password, listed or not, must be changed; `undefined`: it was, or needn't any more. Says false
   * when its domain isn't known.
   */
  setPasswordChangeDue(address: MailboxAddress, due: PasswordChangeDue | undefined): Promise<boolean>;

  /** Those of a mailbox, or of a domain by its name. */
  listAliases(target: string): Promise<readonly Alias[]>;
  /**
   * Says false when the alias is a mailbox, a domain or an alias already, or its target isn't a listed mailbox (for a
   * domain alias: a domain).
   */
  addAlias(alias: Alias): Promise<boolean>;
  removeAlias(alias: string): Promise<boolean>;
}

/** Who was meant, as traces say it. */
export function describeAccount(account: ResolvedAccount | undefined): string {
  if (!account) return 'nobody has this name';
  return account.mailbox ? `mailbox ${account.address}` : `mailbox ${account.address} (by its domain)`;
}

/** The domain of a canonical address; of an administrator's name, which has no `@`: none, as no domain is called. */
export function domainOf(address: MailboxAddress): string {
  const at = address.lastIndexOf('@');
  return at === -1 ? '' : address.slice(at + 1);
}
