// The schema of what recognizes the password that a mailbox's app passwords hold.

export const PASSWORD_VERIFIERS = `
CREATE TABLE password_verifiers (
  mailbox TEXT PRIMARY KEY,
  domain TEXT NOT NULL,
  verifier TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX password_verifiers_by_domain ON password_verifiers (domain);
`;
