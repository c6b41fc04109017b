// A migration: known places and trusted browsers.

export const PLACES = `
CREATE TABLE known_places (
  mailbox TEXT NOT NULL,
  domain TEXT NOT NULL,
  kind TEXT NOT NULL, -- network or country
  value TEXT NOT NULL,
  country TEXT, -- of a network, as of its last use
  known_since INTEGER NOT NULL,
  last_used_at INTEGER NOT NULL,
  PRIMARY KEY (mailbox, kind, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX known_places_by_domain ON known_places (domain);
CREATE INDEX known_places_by_time ON known_places (last_used_at);

CREATE TABLE last_places (
  mailbox TEXT PRIMARY KEY,
  domain TEXT NOT NULL,
  network TEXT,
  country TEXT,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX last_places_by_domain ON last_places (domain);
CREATE INDEX last_places_by_time ON last_places (at);

CREATE TABLE trusted_browsers (
  id TEXT PRIMARY KEY,
  mailbox TEXT NOT NULL,
  domain TEXT NOT NULL,
  secret_digest TEXT NOT NULL,
  user_agent TEXT NOT NULL,
  trusted_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  last_used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX trusted_browsers_by_mailbox ON trusted_browsers (mailbox, last_used_at);
CREATE INDEX trusted_browsers_by_domain ON trusted_browsers (domain);
CREATE INDEX trusted_browsers_by_end ON trusted_browsers (ends_at);
`;
