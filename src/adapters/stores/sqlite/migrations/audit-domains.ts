// A migration: the audit log by the domains of its mailboxes, for those who administer some domains only. An address has
// one `@` (core/accounts/login-name.ts).

export const AUDIT_DOMAINS = `
ALTER TABLE audit ADD COLUMN domain TEXT AS (substr(mailbox, instr(mailbox, '@') + 1)) VIRTUAL;
CREATE INDEX audit_by_domain ON audit (domain) WHERE domain IS NOT NULL;
`;
