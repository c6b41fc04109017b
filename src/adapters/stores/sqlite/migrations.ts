// The durable file's schema, one migration a version. Append; never edit what was released.
// Times are milliseconds since the epoch, lists and policies JSON; `domain` repeats the address's domain for an index.

import { ADMINISTRATORS } from './migrations/administrators.ts';
import { AUDIT_CHAIN } from './migrations/audit-chain.ts';
import { AUDIT_DOMAINS } from './migrations/audit-domains.ts';
import { FACTORS } from './migrations/factors.ts';
import { GROUPS } from './migrations/groups.ts';
import { JOBS } from './migrations/jobs.ts';
import { NOTICES } from './migrations/notices.ts';
import { PASSWORD_CHANGES } from './migrations/password-changes.ts';
import { PASSWORD_VERIFIERS } from './migrations/password-verifiers.ts';
import { PLACES } from './migrations/places.ts';
import { SENT_FACTORS } from './migrations/sent-factors.ts';
import { SIGN_IN_TIMES } from './migrations/sign-in-times.ts';
import { STATISTICS } from './migrations/statistics.ts';
import { TOKENS } from './migrations/tokens.ts';

export const MIGRATIONS: readonly string[] = [
  `
CREATE TABLE domains (
  name TEXT PRIMARY KEY,
  backend TEXT NOT NULL,
  sign_in_source TEXT NOT NULL,
  policy TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE mailboxes (
  address TEXT PRIMARY KEY,
  domain TEXT NOT NULL REFERENCES domains (name),
  policy TEXT NOT NULL,
  challenge TEXT,
  disabled INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX mailboxes_by_domain ON mailboxes (domain, address);
CREATE INDEX mailboxes_by_challenge ON mailboxes (challenge, address) WHERE challenge IS NOT NULL;
CREATE INDEX mailboxes_disabled ON mailboxes (address) WHERE disabled = 1;

CREATE TABLE mailbox_aliases (
  alias TEXT PRIMARY KEY,
  target TEXT NOT NULL REFERENCES mailboxes (address) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX mailbox_aliases_by_target ON mailbox_aliases (target, alias);

CREATE TABLE domain_aliases (
  alias TEXT PRIMARY KEY,
  target TEXT NOT NULL REFERENCES domains (name) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX domain_aliases_by_target ON domain_aliases (target, alias);

CREATE TABLE local_passwords (
  mailbox TEXT PRIMARY KEY,
  domain TEXT NOT NULL,
  phc TEXT NOT NULL,
  set_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX local_passwords_by_domain ON local_passwords (domain);

CREATE TABLE app_passwords (
  id TEXT NOT NULL UNIQUE,
  lookup_key BLOB NOT NULL UNIQUE,
  mailbox TEXT NOT NULL,
  domain TEXT NOT NULL,
  name TEXT NOT NULL,
  scopes TEXT NOT NULL,
  read_only INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  networks TEXT,
  revoked_at INTEGER,
  last_use_at INTEGER,
  last_use TEXT,
  public_key BLOB,
  wrapped_private_key BLOB,
  sealed_password BLOB,
  sealed_at INTEGER,
  stale_since INTEGER
) STRICT;
CREATE INDEX app_passwords_by_mailbox ON app_passwords (mailbox, created_at, id);
CREATE INDEX app_passwords_by_domain ON app_passwords (domain);
CREATE INDEX app_passwords_revoked ON app_passwords (revoked_at) WHERE revoked_at IS NOT NULL;

CREATE TABLE revocations (
  sequence INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  target TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT;

CREATE TABLE audit (
  -- AUTOINCREMENT: a cursor never meets a sequence again, even when everything was purged.
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  event TEXT NOT NULL,
  mailbox TEXT,
  decision_id TEXT,
  remote_address TEXT,
  entry TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_time ON audit (at);
CREATE INDEX audit_by_kind ON audit (kind);
CREATE INDEX audit_by_event ON audit (event);
CREATE INDEX audit_by_mailbox ON audit (mailbox) WHERE mailbox IS NOT NULL;
CREATE INDEX audit_by_decision ON audit (decision_id) WHERE decision_id IS NOT NULL;
CREATE INDEX audit_by_remote_address ON audit (remote_address) WHERE remote_address IS NOT NULL;
`,
  FACTORS,
  PLACES,
  GROUPS,
  PASSWORD_VERIFIERS,
  NOTICES,
  SENT_FACTORS,
  AUDIT_CHAIN,
  SIGN_IN_TIMES,
  PASSWORD_CHANGES,
  TOKENS,
  ADMINISTRATORS,
  AUDIT_DOMAINS,
  STATISTICS,
  JOBS,
];
