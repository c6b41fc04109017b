// A migration: notices, from the entry of the audit log to the letter that was handed over.

export const NOTICES = `
CREATE TABLE notice_cursor (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  sequence INTEGER NOT NULL
) STRICT;

CREATE TABLE notice_mailboxes (
  mailbox TEXT PRIMARY KEY,
  about TEXT NOT NULL -- JSON: language, site, countries told of
) STRICT, WITHOUT ROWID;

CREATE TABLE notice_destinations (
  mailbox TEXT NOT NULL,
  key TEXT NOT NULL,
  sealed BLOB NOT NULL,
  since INTEGER NOT NULL,
  gone_at INTEGER,
  PRIMARY KEY (mailbox, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX notice_destinations_gone ON notice_destinations (gone_at) WHERE gone_at IS NOT NULL;

CREATE TABLE noticed (
  sequence INTEGER PRIMARY KEY, -- of the audit log
  mailbox TEXT NOT NULL,
  at INTEGER NOT NULL,
  notices TEXT NOT NULL
) STRICT;
CREATE INDEX noticed_by_mailbox ON noticed (mailbox, at);

CREATE TABLE notice_letters (
  id TEXT PRIMARY KEY,
  mailbox TEXT NOT NULL,
  batch TEXT NOT NULL,
  recipient TEXT NOT NULL,
  sealed BLOB NOT NULL,
  content TEXT NOT NULL, -- JSON: language, site, notices, more
  created_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  next_try_at INTEGER NOT NULL,
  taken_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX notice_letters_by_mailbox ON notice_letters (mailbox);
CREATE INDEX notice_letters_by_time ON notice_letters (next_try_at);

CREATE TABLE notices_sent (
  mailbox TEXT NOT NULL,
  batch TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (mailbox, batch)
) STRICT, WITHOUT ROWID;
CREATE INDEX notices_sent_by_time ON notices_sent (at);
`;
