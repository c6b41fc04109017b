// The file of codes that were sent: schema and statements.

/** From an empty file on. */
export const SENT_CODE_MIGRATIONS: readonly string[] = [
  `
CREATE TABLE sent_codes (
  id TEXT PRIMARY KEY,
  mailbox TEXT NOT NULL,
  bound_to TEXT NOT NULL,
  factor_id TEXT NOT NULL,
  purpose TEXT NOT NULL,
  sealed_code BLOB NOT NULL,
  ends_at INTEGER NOT NULL,
  sent_at INTEGER NOT NULL,
  sendings INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  delivery TEXT NOT NULL,
  UNIQUE (bound_to, factor_id, purpose, mailbox)
) STRICT, WITHOUT ROWID;
CREATE INDEX sent_codes_by_end ON sent_codes (ends_at);

-- One row for each sending and each key that it counts under, as long as it counts.
CREATE TABLE sendings (
  key TEXT NOT NULL,
  ends_at INTEGER NOT NULL,
  message TEXT NOT NULL
) STRICT;
CREATE INDEX sendings_by_key ON sendings (key, ends_at);
CREATE INDEX sendings_by_message ON sendings (message);
CREATE INDEX sendings_by_end ON sendings (ends_at);

CREATE TABLE disputes (
  hash TEXT PRIMARY KEY,
  ends_at INTEGER NOT NULL,
  facts TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX disputes_by_end ON disputes (ends_at);
`,
];

/** Each is prepared once. */
export const SENT_CODE_SQL = {
  find: `SELECT * FROM sent_codes
    WHERE mailbox = ? AND bound_to = ? AND factor_id = ? AND purpose = ? AND ends_at > ? AND tries < ?`,
  // One that is no good any more gives way: each key has one code.
  insert: `INSERT OR REPLACE INTO sent_codes (id, mailbox, bound_to, factor_id, purpose, sealed_code, ends_at, sent_at,
    sendings, tries, delivery) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, 0, 'under-way')`,
  sendAgain: "UPDATE sent_codes SET sent_at = ?, sendings = sendings + 1, delivery = 'under-way' WHERE id = ?",
  // The sending whose end makes room: the last but as many as there may be. ?3 is that number less one.
  fullUntil: 'SELECT ends_at FROM sendings WHERE key = ? AND ends_at > ? ORDER BY ends_at DESC LIMIT 1 OFFSET ?',
  count: 'INSERT INTO sendings (key, ends_at, message) VALUES (?, ?, ?)',
  uncount: 'DELETE FROM sendings WHERE message = ?',
  undoFirst: 'DELETE FROM sent_codes WHERE id = ? AND sendings = ?',
  undoAgain: 'UPDATE sent_codes SET sent_at = ?, delivery = ? WHERE id = ? AND sendings = ?',
  takeTry: `UPDATE sent_codes SET tries = tries + 1
    WHERE mailbox = ? AND bound_to = ? AND factor_id = ? AND purpose = ? AND ends_at > ? AND tries < ? RETURNING *`,
  consume: 'DELETE FROM sent_codes WHERE id = ?',
  recordDelivery: `UPDATE sent_codes SET delivery = ?
    WHERE id = ? AND sendings = ? AND delivery IN ('under-way', 'delayed')`,
  addDispute: 'INSERT INTO disputes (hash, ends_at, facts) VALUES (?, ?, ?)',
  removeDispute: 'DELETE FROM disputes WHERE hash = ?',
  findDispute: 'SELECT facts FROM disputes WHERE hash = ? AND ends_at > ?',
  purgeCodes: 'DELETE FROM sent_codes WHERE ends_at <= ?',
  purgeSendings: 'DELETE FROM sendings WHERE ends_at <= ?',
  purgeDisputes: 'DELETE FROM disputes WHERE ends_at <= ?',
} as const;
