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
      domains.policy AS domain_policy, domains.created_at AS domain_created_at,
      own_choices.challenge AS own_choice, due.since AS due_since, due.by AS due_by,
      CASE WHEN EXISTS (SELECT 1 FROM group_members WHERE mailbox = named.address) THEN (
        SELECT json_group_array(json_object('name', name, 'policy', json(policy)) ORDER BY name)
        FROM group_members JOIN mailbox_groups ON name = group_name WHERE mailbox = named.address
      ) END AS groups
    FROM named
    LEFT JOIN mailboxes ON mailboxes.address = named.address
    LEFT JOIN own_choices ON own_choices.mailbox = named.address
    LEFT JOIN password_changes_due AS due ON due.mailbox = named.address
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
  removeKnownPlacesOfDomain: 'DELETE FROM known_places WHERE domain = ?',
  removeLastPlacesOfDomain: 'DELETE FROM last_places WHERE domain = ?',
  removeTrustedBrowsersOfDomain: 'DELETE FROM trusted_browsers WHERE domain = ?',

  findMailbox: 'SELECT * FROM mailboxes WHERE address = ?',
  addMailbox: `INSERT INTO mailboxes (address, domain, policy, challenge, disabled, created_at)
    VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (address) DO NOTHING`,
  updateMailbox: 'UPDATE mailboxes SET policy = ?, challenge = ?, disabled = ? WHERE address = ?',
  removeMailbox: 'DELETE FROM mailboxes WHERE address = ?',
  removeAppPasswords: 'DELETE FROM app_passwords WHERE mailbox = ?',
  removePasswordVerifier: 'DELETE FROM password_verifiers WHERE mailbox = ?',
  removeLocalPassword: 'DELETE FROM local_passwords WHERE mailbox = ?',
  removeKnownPlaces: 'DELETE FROM known_places WHERE mailbox = ?',
  removeLastPlace: 'DELETE FROM last_places WHERE mailbox = ?',
  removeTrustedBrowsers: 'DELETE FROM trusted_browsers WHERE mailbox = ?',
  removeSignInTime: 'DELETE FROM sign_in_times WHERE mailbox = ?',
  removeMemberships: 'DELETE FROM group_members WHERE mailbox = ?',
  removePasswordChangeDue: 'DELETE FROM password_changes_due WHERE mailbox = ?',
  setPasswordChangeDue: `INSERT INTO password_changes_due (mailbox, domain, since, by) VALUES (?, ?, ?, ?)
    ON CONFLICT (mailbox) DO UPDATE SET since = excluded.since, by = excluded.by`,
  removeOwnChoice: 'DELETE FROM own_choices WHERE mailbox = ?',
  setOwnChoice: `INSERT INTO own_choices (mailbox, domain, challenge, chosen_at) VALUES (?, ?, ?, ?)
    ON CONFLICT (mailbox) DO UPDATE SET challenge = excluded.challenge, chosen_at = excluded.chosen_at`,

  mailboxAliasExists: 'SELECT 1 FROM mailbox_aliases WHERE alias = ?',
  domainAliasExists: 'SELECT 1 FROM domain_aliases WHERE alias = ?',
  listMailboxAliases: 'SELECT alias, target FROM mailbox_aliases WHERE target = ? ORDER BY alias',
  listDomainAliases: `SELECT '@' || alias AS alias, target FROM domain_aliases WHERE target = ? ORDER BY alias`,
  addMailboxAlias: 'INSERT INTO mailbox_aliases (alias, target) VALUES (?, ?) ON CONFLICT (alias) DO NOTHING',
  addDomainAlias: 'INSERT INTO domain_aliases (alias, target) VALUES (?, ?) ON CONFLICT (alias) DO NOTHING',
  removeMailboxAlias: 'DELETE FROM mailbox_aliases WHERE alias = ?',
  removeDomainAlias: 'DELETE FROM domain_aliases WHERE alias = ?',
} as const;
