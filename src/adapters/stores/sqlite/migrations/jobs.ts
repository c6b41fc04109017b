// A migration: long work, as far as it came.

export const JOBS = `
CREATE TABLE jobs (
  id TEXT PRIMARY KEY,
  started_at INTEGER NOT NULL,
  is_running INTEGER NOT NULL,
  job TEXT NOT NULL -- JSON
) STRICT, WITHOUT ROWID;
CREATE INDEX jobs_by_start ON jobs (started_at, id);
`;
