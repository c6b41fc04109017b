// The schema of factors, of what is left unfinished of new ones, and of recovery and enrolment codes.

export const FACTORS = `
CREATE TABLE factors (
  id TEXT PRIMARY KEY,
  mailbox TEXT NOT NULL,
  domain TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  last_used_at INTEGER,
  last_step INTEGER NOT NULL,
  sealed_secret BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX factors_by_mailbox ON factors (mailbox, created_at, id);
CREATE INDEX factors_by_domain ON factors (domain);

CREATE TABLE enrolment_drafts (
  mailbox TEXT NOT NULL,
  bound_to TEXT NOT NULL,
  kind TEXT NOT NULL,
  domain TEXT NOT NULL,
  factor_id TEXT NOT NULL,
  sealed_secret BLOB NOT NULL,
  ends_at INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  PRIMARY KEY (mailbox, bound_to, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX enrolment_drafts_by_domain ON enrolment_drafts (domain);
CREATE INDEX enrolment_drafts_by_end ON enrolment_drafts (ends_at);

CREATE TABLE recovery_codes (
  mailbox TEXT NOT NULL,
  hash TEXT NOT NULL,
  domain TEXT NOT NULL,
  PRIMARY KEY (mailbox, hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX recovery_codes_by_domain ON recovery_codes (domain);

CREATE TABLE enrolment_codes (
  mailbox TEXT PRIMARY KEY,
  domain TEXT NOT NULL,
  hash TEXT NOT NULL,
  ends_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX enrolment_codes_by_domain ON enrolment_codes (domain);
CREATE INDEX enrolment_codes_by_end ON enrolment_codes (ends_at);
`;
