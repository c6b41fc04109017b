// Administrators, the domains that some of them administer, and the codes that let them in for the first time.

export const ADMINISTRATORS = `
-- every_domain: the domains are all that there are; else those of administrator_domains.
CREATE TABLE administrators (
  name TEXT PRIMARY KEY,
  role TEXT NOT NULL,
  every_domain INTEGER NOT NULL,
  disabled INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  last_sign_in_at INTEGER,
  phc TEXT,
  stamp TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE administrator_domains (
  name TEXT NOT NULL REFERENCES administrators (name) ON DELETE CASCADE,
  domain TEXT NOT NULL REFERENCES domains (name) ON DELETE CASCADE,
  PRIMARY KEY (name, domain)
) STRICT, WITHOUT ROWID;
CREATE INDEX administrator_domains_by_domain ON administrator_domains (domain);

-- Of break-glass the name need not be an administrator's.
CREATE TABLE administrator_codes (
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  ends_at INTEGER NOT NULL,
  session_for INTEGER,
  PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;
`;
