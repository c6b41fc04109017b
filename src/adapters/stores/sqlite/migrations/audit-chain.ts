// A migration: the audit log's chain, and what it can be searched by besides. Entries that are there keep NULL: they are
// covered all together by the mark that the first start sets.

export const AUDIT_CHAIN = `
ALTER TABLE audit ADD COLUMN chain TEXT;
CREATE TABLE audit_chain (
  kind TEXT PRIMARY KEY, -- begin, purge, head
  sequence INTEGER NOT NULL,
  chain TEXT NOT NULL,
  entries INTEGER NOT NULL,
  at INTEGER NOT NULL,
  set_by TEXT NOT NULL,
  seal TEXT NOT NULL
) STRICT, WITHOUT ROWID;

ALTER TABLE audit ADD COLUMN door TEXT AS (json_extract(entry, '$.door')) VIRTUAL;
ALTER TABLE audit ADD COLUMN reason TEXT AS (json_extract(entry, '$.reason')) VIRTUAL;
ALTER TABLE audit ADD COLUMN actor TEXT AS (json_extract(entry, '$.actor')) VIRTUAL;
ALTER TABLE audit ADD COLUMN country TEXT AS (json_extract(entry, '$.details.country')) VIRTUAL;
CREATE INDEX audit_by_door ON audit (door) WHERE door IS NOT NULL;
CREATE INDEX audit_by_reason ON audit (reason) WHERE reason IS NOT NULL;
CREATE INDEX audit_by_actor ON audit (actor) WHERE actor IS NOT NULL;
CREATE INDEX audit_by_country ON audit (country) WHERE country IS NOT NULL;
`;
