// Administrators' sessions in the sessions file: a table of their own, with keys of their own (P-17).

export const CONSOLE_SESSIONS = `
-- facts: what of a session never changes, as JSON.
CREATE TABLE console_sessions (
  lookup_key BLOB PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,
  administrator TEXT NOT NULL,
  stamp TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  last_active_at INTEGER NOT NULL,
  tries_left INTEGER NOT NULL,
  facts TEXT NOT NULL
) STRICT;
CREATE INDEX console_sessions_by_administrator ON console_sessions (administrator, state, started_at);
`;

/** Each is prepared once. */
export const CONSOLE_SESSION_SQL = {
  insert: `INSERT INTO console_sessions (lookup_key, id, state, administrator, stamp, started_at, ends_at,
    last_active_at, tries_left, facts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  limit: `DELETE FROM console_sessions WHERE rowid IN (
    SELECT rowid FROM console_sessions WHERE administrator = ?1 AND state = ?2 ORDER BY started_at, rowid
    LIMIT max(0, (SELECT count(*) FROM console_sessions WHERE administrator = ?1 AND state = ?2) - ?3))
    RETURNING *`,
  find: 'SELECT * FROM console_sessions WHERE lookup_key = ?',
  take: 'DELETE FROM console_sessions WHERE lookup_key = ?',
  touch: 'UPDATE console_sessions SET last_active_at = max(last_active_at, ?) WHERE lookup_key = ?',
  takeTry: `UPDATE console_sessions SET tries_left = tries_left - 1 WHERE lookup_key = ? AND tries_left > 0
    RETURNING tries_left`,
  giveBackTry: 'UPDATE console_sessions SET tries_left = tries_left + 1 WHERE lookup_key = ?',
  end: 'DELETE FROM console_sessions WHERE id = ? RETURNING *',
  endAll: 'DELETE FROM console_sessions WHERE administrator = ? AND id IS NOT ? RETURNING *',
  restamp: 'UPDATE console_sessions SET stamp = ? WHERE id = ?',
  list: `SELECT * FROM console_sessions WHERE ?1 IS NULL OR administrator = ?1
    ORDER BY started_at DESC, rowid DESC`,
  purge: 'DELETE FROM console_sessions WHERE ends_at <= ? OR last_active_at <= ? RETURNING *',
} as const;
