// The throttle file's schema and statements.

/** From an empty file on. */
export const THROTTLE_MIGRATIONS: readonly string[] = [
  `
CREATE TABLE buckets (key TEXT PRIMARY KEY, level REAL NOT NULL, updated_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX buckets_by_time ON buckets (updated_at);

CREATE TABLE seen_secrets (digest TEXT PRIMARY KEY, seen_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX seen_secrets_by_time ON seen_secrets (seen_at);

CREATE TABLE familiar (
  mailbox TEXT NOT NULL,
  network TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (mailbox, network)
) STRICT, WITHOUT ROWID;
CREATE INDEX familiar_by_time ON familiar (at);
`,
];

/** Each is prepared once. */
export const THROTTLE_SQL = {
  level: 'SELECT level, updated_at FROM buckets WHERE key = ?',
  setLevel: 'INSERT OR REPLACE INTO buckets (key, level, updated_at) VALUES (?, ?, ?)',
  seen: 'SELECT seen_at FROM seen_secrets WHERE digest = ?',
  setSeen: `INSERT INTO seen_secrets (digest, seen_at) VALUES (?, ?)
    ON CONFLICT (digest) DO UPDATE SET seen_at = max(seen_at, excluded.seen_at)`,
  forgetSeen: 'DELETE FROM seen_secrets WHERE digest = ?',
  familiar: 'SELECT at FROM familiar WHERE mailbox = ? AND network = ?',
  setFamiliar: `INSERT INTO familiar (mailbox, network, at) VALUES (?, ?, ?)
    ON CONFLICT (mailbox, network) DO UPDATE SET at = max(at, excluded.at)`,
  // ?1, ?2: what the keys of wrong codes begin with, and its length.
  purgeBuckets: `DELETE FROM buckets
    WHERE updated_at < CASE WHEN substr(key, 1, ?2) = ?1 THEN ?3 ELSE ?4 END AND updated_at < max(?3, ?4)`,
  purgeSeen: 'DELETE FROM seen_secrets WHERE seen_at < ?',
  purgeFamiliar: 'DELETE FROM familiar WHERE at < ?',
} as const;
