// The account store's statements.

export const ACCOUNT_SQL = {
  // ?1 address, ?2 its local part, ?3 its domain. One statement, one snapshot: between two reads an alias could become
  // a mailbox, and be seen as neither. An alias is never a mailbox or a domain too, so that the order of looking
  // changes nothing but speed.
  resolve: `
    WITH
      renamed AS (SELECT coalesce((SELECT target FROM domain_aliases WHERE alias = ?3), ?3) AS domain),
      named AS (
        SELECT domain, coalesce(
          (SELECT target FROM mailbox_aliases WHERE alias = ?1),
          (SELECT target FROM mailbox_aliases WHERE alias = ?2 || '@' || domain),
          ?2 || '@' || domain
        ) AS address FROM renamed
      )
    SELECT named.address, mailboxes.policy, mailboxes.disabled, mailboxes.created_at,
      domains.name AS domain, domains.backend, domains.sign_in_source,
      domains.policy AS domain_policy, domains.created_at AS domain_created_at
    FROM named
    LEFT JOIN mailboxes ON mailboxes.address = named.address
    JOIN domains ON domains.name = coalesce(mailboxes.domain, named.domain)`,

  findDomain: 'SELECT * FROM domains WHERE name = ?',
  listDomains: 'SELECT * FROM domains ORDER BY name',
  putDomain: `INSERT INTO domains (name, backend, sign_in_source, policy, created_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (name) DO UPDATE
    SET backend = excluded.backend, sign_in_source = excluded.sign_in_source, policy = excluded.policy`,
  removeDomain: 'DELETE FROM domains WHERE name = ?',
  domainHasMailboxes: 'SELECT 1 FROM mailboxes WHERE domain = ? LIMIT 1',
  removeAppPasswordsOfDomain: 'DELETE FROM app_passwords WHERE domain = ?',
  removePasswordVerifiersOfDomain: 'DELETE FROM password_verifiers WHERE domain = ?',
  removeLocalPasswordsOfDomain: 'DELETE FROM local_passwords WHERE domain = ?',

  findMailbox: 'SELECT * FROM mailboxes WHERE address = ?',
  addMailbox: `INSERT INTO mailboxes (address, domain, policy, challenge, disabled, created_at)
    VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (address) DO NOTHING`,
  updateMailbox: 'UPDATE mailboxes SET policy = ?, challenge = ?, disabled = ? WHERE address = ?',
  removeMailbox: 'DELETE FROM mailboxes WHERE address = ?',
  removeAppPasswords: 'DELETE FROM app_passwords WHERE mailbox = ?',
  removePasswordVerifier: 'DELETE FROM password_verifiers WHERE mailbox = ?',
  removeLocalPassword: 'DELETE FROM local_passwords WHERE mailbox = ?',

  mailboxAliasExists: 'SELECT 1 FROM mailbox_aliases WHERE alias = ?',
  domainAliasExists: 'SELECT 1 FROM domain_aliases WHERE alias = ?',
  listMailboxAliases: 'SELECT alias, target FROM mailbox_aliases WHERE target = ? ORDER BY alias',
  listDomainAliases: `SELECT '@' || alias AS alias, target FROM domain_aliases WHERE target = ? ORDER BY alias`,
  addMailboxAlias: 'INSERT INTO mailbox_aliases (alias, target) VALUES (?, ?) ON CONFLICT (alias) DO NOTHING',
  addDomainAlias: 'INSERT INTO domain_aliases (alias, target) VALUES (?, ?) ON CONFLICT (alias) DO NOTHING',
  removeMailboxAlias: 'DELETE FROM mailbox_aliases WHERE alias = ?',
  removeDomainAlias: 'DELETE FROM domain_aliases WHERE alias = ?',
} as const;
