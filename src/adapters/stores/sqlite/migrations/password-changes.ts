// The schema of passwords that their owners must change, listed mailboxes' or not.

export const PASSWORD_CHANGES = `
CREATE TABLE password_changes_due (
  mailbox TEXT PRIMARY KEY,
  domain TEXT NOT NULL REFERENCES domains (name) ON DELETE CASCADE,
  since INTEGER NOT NULL,
  by TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX password_changes_due_by_domain ON password_changes_due (domain);
`;
