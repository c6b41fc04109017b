// The services as a requester of some domains finds them: with what lies in these domains, and nothing else. Whatever is
// of another domain isn't there, so that use cases answer as they do to a name that nobody has, and a handler that forgets
// to ask whose something is gives nothing away (P-34).

import { type AccountStore, type Alias, domainOf } from '../../core/accounts/account-store.ts';
import type { GroupStore } from '../../core/accounts/group-store.ts';
import type { MailboxListing } from '../../core/accounts/mailbox-listing.ts';
import type { AppPasswordStore } from '../../core/app-passwords/app-password-store.ts';
import type { AuditFilter, AuditStore } from '../../core/audit/audit-store.ts';
import type { MailboxAddress } from '../../core/decision.ts';
import type { WebSessionStore } from '../../core/sessions/web-session-store.ts';
import type { AdministrationServices } from './administration-services.ts';

/** @param domains - Canonical names. */
export function servicesWithin(domains: ReadonlySet<string>, services: AdministrationServices): AdministrationServices {
  const own: Own = { names: [...domains], has: (mailbox) => domains.has(domainOf(mailbox)) };
  return {
    ...services,
    accounts: accountsWithin(domains, own, services.accounts),
    groups: groupsWithin(own, services.groups),
    listing: listingWithin(domains, own, services.listing),
    appPasswords: appPasswordsWithin(own, services.appPasswords),
    webSessions: webSessionsWithin(own, services.webSessions),
    auditStore: auditWithin(own, services.auditStore),
    connections: async () => (await services.connections()).filter(({ mailbox }) => own.has(mailbox)),
  };
}

interface Own {
  readonly names: readonly string[];
  /** Whether a mailbox, by its canonical address, is of one of the domains. */
  has(mailbox: MailboxAddress): boolean;
}

/** A store that has these methods only: whoever calls another one has made a mistake, and nothing comes of it. */
function only<Store extends object>(store: Store, methods: Partial<Store>): Store {
  return new Proxy(store, {
    get(_store, name) {
      const method: unknown = Reflect.get(methods, name);
      if (method === undefined) throw new TypeError(`${String(name)} is for requesters of all domains`);
      return method;
    },
  });
}

function accountsWithin(domains: ReadonlySet<string>, own: Own, accounts: AccountStore): AccountStore {
  const resolve: AccountStore['resolve'] = async (address) => {
    const account = await accounts.resolve(address);
    return account && own.has(account.address) ? account : undefined;
  };
  /** An alias of a domain would bring another domain in. */
  const isOwnAlias = async (alias: string): Promise<boolean> =>
    !alias.startsWith('@') && own.has(alias) && (await resolve(alias)) !== undefined;
  return only(accounts, {
    resolve,
    findDomain: async (name) => (domains.has(name) ? accounts.findDomain(name) : undefined),
    listDomains: async () => (await accounts.listDomains()).filter(({ name }) => domains.has(name)),
    putDomain: async (domain) => domains.has(domain.name) && accounts.putDomain(domain),
    findMailbox: async (address) => (own.has(address) ? accounts.findMailbox(address) : undefined),
    addMailbox: async (mailbox) => own.has(mailbox.address) && accounts.addMailbox(mailbox),
    updateMailbox: async (address, ...change) => own.has(address) && accounts.updateMailbox(address, ...change),
    removeMailbox: async (address, at) => own.has(address) && accounts.removeMailbox(address, at),
    setOwnChoice: async (address, ...choice) => own.has(address) && accounts.setOwnChoice(address, ...choice),
    setPasswordChangeDue: async (address, due) => own.has(address) && accounts.setPasswordChangeDue(address, due),
    listAliases: async (target) => (domains.has(domainOf(target)) ? accounts.listAliases(target) : []),
    addAlias: async (alias: Alias) =>
      own.has(alias.target) && (await isOwnAlias(alias.alias)) && accounts.addAlias(alias),
    removeAlias: async (alias) => (await isOwnAlias(alias)) && accounts.removeAlias(alias),
  });
}

/** Definitions are everybody's to see; members of other domains aren't. */
function groupsWithin(own: Own, groups: GroupStore): GroupStore {
  return only(groups, {
    find: (name) => groups.find(name),
    list: () => groups.list(),
    members: (name, page) => groups.members(name, { ...page, domains: own.names }),
    addMember: async (name, mailbox) => (own.has(mailbox) ? groups.addMember(name, mailbox) : 'unknown-domain'),
    removeMember: async (name, mailbox) => own.has(mailbox) && groups.removeMember(name, mailbox),
  });
}

function listingWithin(domains: ReadonlySet<string>, own: Own, listing: MailboxListing): MailboxListing {
  return only(listing, {
    list: (filter, ...more) => listing.list({ ...filter, domains: own.names }, ...more),
    count: (filter, ...more) => listing.count({ ...filter, domains: own.names }, ...more),
    // Those of all domains, or of a group, are asked for by whoever may change the layer of the platform, or of groups.
    combinations: async (scope, page) =>
      scope.domain !== undefined && domains.has(scope.domain) ? listing.combinations(scope, page) : { items: [] },
  });
}

function appPasswordsWithin(own: Own, appPasswords: AppPasswordStore): AppPasswordStore {
  const find: AppPasswordStore['find'] = async (id) => {
    const record = await appPasswords.find(id);
    return record && own.has(record.mailbox) ? record : undefined;
  };
  return only(appPasswords, {
    find,
    list: async (mailbox, options) => (own.has(mailbox) ? appPasswords.list(mailbox, options) : []),
    insert: (record, lookupKey) => appPasswords.insert(record, lookupKey),
    revoke: async (id, at) => (await find(id)) !== undefined && appPasswords.revoke(id, at),
    markStale: async (id, ...times) => void ((await find(id)) && (await appPasswords.markStale(id, ...times))),
    replaceSealed: async (mailbox, ...sealed) =>
      own.has(mailbox) ? appPasswords.replaceSealed(mailbox, ...sealed) : 0,
    findVerifier: async (mailbox) => (own.has(mailbox) ? appPasswords.findVerifier(mailbox) : undefined),
  });
}

function webSessionsWithin(own: Own, webSessions: WebSessionStore): WebSessionStore {
  const find: WebSessionStore['find'] = async (id) => {
    const session = await webSessions.find(id);
    return session && session.state !== 'anonymous' && own.has(session.mailbox) ? session : undefined;
  };
  return only(webSessions, {
    find,
    list: async (mailbox) => (await webSessions.list(mailbox)).filter((session) => own.has(session.mailbox)),
    end: async (id, state) => ((await find(id)) ? webSessions.end(id, state) : undefined),
    endAll: async (of, but) =>
      typeof of === 'object' && 'mailbox' in of && own.has(of.mailbox) ? webSessions.endAll(of, but) : [],
  });
}

function auditWithin(own: Own, auditStore: AuditStore): AuditStore {
  return only(auditStore, {
    search: (filter, page) => auditStore.search(filterWithin(own, filter), page),
    export: (filter, page) => auditStore.export(filterWithin(own, filter), page),
  });
}

/** Domains that are asked for and aren't own ones have no entries here. */
function filterWithin({ names }: Own, filter: AuditFilter): AuditFilter {
  return { ...filter, domains: filter.domains ? names.filter((name) => filter.domains?.includes(name)) : names };
}
