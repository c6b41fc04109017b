// A migration: tokens, by which programs ask the administration API.

export const TOKENS = `
CREATE TABLE tokens (
  id TEXT PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE, -- keyed
  name TEXT NOT NULL,
  maker TEXT, -- none: the operator
  made_by TEXT, -- another token's id
  permissions TEXT NOT NULL,
  domains TEXT, -- none: all
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  revoked_at INTEGER,
  last_used_at INTEGER,
  last_used_from TEXT
) STRICT;
CREATE INDEX tokens_by_maker ON tokens (maker, expires_at);
CREATE INDEX tokens_by_token ON tokens (made_by) WHERE made_by IS NOT NULL;
CREATE INDEX tokens_by_end ON tokens (min(expires_at, coalesce(revoked_at, expires_at)));
`;
