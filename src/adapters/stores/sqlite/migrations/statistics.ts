// A migration: statistics, in the file of the audit log that they are counted from.

export const STATISTICS = `
CREATE TABLE statistics_cursor (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  sequence INTEGER NOT NULL
) STRICT;

CREATE TABLE statistics (
  span TEXT NOT NULL, -- hour, day
  domain TEXT NOT NULL, -- empty: everywhere
  at INTEGER NOT NULL,
  counts TEXT NOT NULL, -- JSON: numbers by aspect, value and outcome
  PRIMARY KEY (span, domain, at)
) STRICT, WITHOUT ROWID;
CREATE INDEX statistics_by_time ON statistics (span, at);

CREATE TABLE own_password_uses (
  mailbox TEXT PRIMARY KEY,
  domain TEXT NOT NULL,
  at INTEGER NOT NULL,
  used TEXT NOT NULL -- JSON: door, address, country, client
) STRICT, WITHOUT ROWID;
CREATE INDEX own_password_uses_by_time ON own_password_uses (at, mailbox);
CREATE INDEX own_password_uses_by_domain ON own_password_uses (domain, at);
`;
