// The sessions file's schema, and the statements of browsers' sessions at webmail.

import { CONSOLE_SESSIONS } from './console-session-sql.ts';

/** From an empty file on. */
export const WEB_SESSION_MIGRATIONS: readonly string[] = [
  `
-- facts: what of a session never changes, as JSON.
CREATE TABLE sessions (
  lookup_key BLOB PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,
  network TEXT NOT NULL,
  mailbox TEXT,
  domain TEXT,
  decided_at INTEGER,
  started_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  last_active_at INTEGER NOT NULL,
  tries_left INTEGER,
  version INTEGER NOT NULL,
  facts TEXT NOT NULL,
  vault BLOB NOT NULL
) STRICT;
CREATE INDEX sessions_anonymous ON sessions (started_at) WHERE state = 'anonymous';
CREATE INDEX sessions_anonymous_by_network ON sessions (network, started_at) WHERE state = 'anonymous';
CREATE INDEX sessions_by_mailbox ON sessions (mailbox, state, started_at) WHERE mailbox IS NOT NULL;
CREATE INDEX sessions_by_domain ON sessions (domain) WHERE domain IS NOT NULL;
CREATE INDEX sessions_by_end ON sessions (ends_at);
CREATE INDEX sessions_by_activity ON sessions (last_active_at);

-- Counted as they come and go: there are many, and each new one asks.
CREATE TABLE anonymous_sessions (one INTEGER PRIMARY KEY CHECK (one = 1), held INTEGER NOT NULL) STRICT;
INSERT INTO anonymous_sessions (one, held) VALUES (1, 0);
CREATE TRIGGER anonymous_begun AFTER INSERT ON sessions WHEN new.state = 'anonymous'
  BEGIN UPDATE anonymous_sessions SET held = held + 1; END;
CREATE TRIGGER anonymous_gone AFTER DELETE ON sessions WHEN old.state = 'anonymous'
  BEGIN UPDATE anonymous_sessions SET held = held - 1; END;

CREATE TABLE revocations_seen (one INTEGER PRIMARY KEY CHECK (one = 1), sequence INTEGER NOT NULL) STRICT;
`,
  `
-- Sessions that are gone, and that one worker signs out at the webmail.
CREATE TABLE upstream_ends (id TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT;
`,
  `
-- Of the tries that were taken, those that are being judged.
ALTER TABLE sessions ADD COLUMN tries_open INTEGER NOT NULL DEFAULT 0;
`,
  CONSOLE_SESSIONS,
];

/** Each is prepared once. */
export const WEB_SESSION_SQL = {
  insert: `INSERT INTO sessions (lookup_key, id, state, network, mailbox, domain, decided_at, started_at, ends_at,
    last_active_at, tries_left, version, facts, vault) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  limitAnonymous: `DELETE FROM sessions WHERE rowid IN (
    SELECT rowid FROM sessions WHERE state = 'anonymous' ORDER BY started_at, rowid
    LIMIT max(0, (SELECT held FROM anonymous_sessions) - ?))`,
  limitNetwork: `DELETE FROM sessions WHERE rowid IN (
    SELECT rowid FROM sessions WHERE state = 'anonymous' AND network = ?1 ORDER BY started_at, rowid
    LIMIT max(0, (SELECT count(*) FROM sessions WHERE state = 'anonymous' AND network = ?1) - ?2))`,
  limitMailbox: `DELETE FROM sessions WHERE rowid IN (
    SELECT rowid FROM sessions WHERE mailbox = ?1 AND state = ?2 ORDER BY started_at, rowid
    LIMIT max(0, (SELECT count(*) FROM sessions WHERE mailbox = ?1 AND state = ?2) - ?3))
    RETURNING facts, last_active_at, tries_left`,
  findByLookupKey: 'SELECT facts, last_active_at, tries_left, version, vault FROM sessions WHERE lookup_key = ?',
  look: 'SELECT version, last_active_at FROM sessions WHERE lookup_key = ?',
  find: 'SELECT facts, last_active_at, tries_left FROM sessions WHERE id = ?',
  exists: 'SELECT 1 FROM sessions WHERE lookup_key = ?',
  take: 'DELETE FROM sessions WHERE lookup_key = ? AND version = ?',
  writeVault: 'UPDATE sessions SET vault = ?, version = version + 1 WHERE lookup_key = ? AND version = ?',
  takeTry: `UPDATE sessions SET tries_left = tries_left - 1, tries_open = tries_open + 1
    WHERE id = ? AND tries_left > 0 RETURNING tries_left`,
  giveBackTry: `UPDATE sessions SET tries_left = tries_left + 1, tries_open = tries_open - 1
    WHERE id = ? AND tries_left IS NOT NULL`,
  spendTry: `UPDATE sessions SET tries_open = tries_open - 1
    WHERE id = ? AND tries_left IS NOT NULL RETURNING tries_left, tries_open`,
  touch: 'UPDATE sessions SET last_active_at = max(last_active_at, ?) WHERE id = ?',
  end: 'DELETE FROM sessions WHERE id = ? AND state = ? RETURNING facts, last_active_at, tries_left',
  endMailbox: `DELETE FROM sessions WHERE mailbox = ?1 AND id IS NOT ?2 AND (?3 IS NULL OR decided_at < ?3)
    RETURNING facts, last_active_at, tries_left`,
  endDomain: `DELETE FROM sessions WHERE domain = ?1 AND id IS NOT ?2 AND (?3 IS NULL OR decided_at < ?3)
    RETURNING facts, last_active_at, tries_left`,
  endEverybody: `DELETE FROM sessions WHERE mailbox IS NOT NULL AND id IS NOT ?1 AND (?2 IS NULL OR decided_at < ?2)
    RETURNING facts, last_active_at, tries_left`,
  listMailbox: `SELECT facts, last_active_at, tries_left FROM sessions WHERE mailbox = ?
    ORDER BY started_at DESC, rowid DESC`,
  listAll: `SELECT facts, last_active_at, tries_left FROM sessions WHERE mailbox IS NOT NULL
    ORDER BY started_at DESC, rowid DESC`,
  purge: `DELETE FROM sessions WHERE ends_at <= ? OR last_active_at <= ?
    RETURNING facts, last_active_at, tries_left`,
  claimUpstreamEnd: 'INSERT INTO upstream_ends (id, at) VALUES (?, ?) ON CONFLICT (id) DO NOTHING',
  forgetClaims: 'DELETE FROM upstream_ends WHERE at <= ?',
  seen: 'SELECT sequence FROM revocations_seen',
  markSeen: `INSERT INTO revocations_seen (one, sequence) VALUES (1, ?)
    ON CONFLICT (one) DO UPDATE SET sequence = max(sequence, excluded.sequence)`,
  takeBackSeen: 'UPDATE revocations_seen SET sequence = ? WHERE sequence = ?',
} as const;
