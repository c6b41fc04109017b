// A migration: when each mailbox, listed or not, signed in last. What the audit log still knows is where it begins.

export const SIGN_IN_TIMES = `
CREATE TABLE sign_in_times (
  mailbox TEXT PRIMARY KEY,
  domain TEXT NOT NULL REFERENCES domains (name) ON DELETE CASCADE,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_times_by_domain ON sign_in_times (domain);
CREATE INDEX sign_in_times_by_time ON sign_in_times (at, mailbox);
INSERT INTO sign_in_times (mailbox, domain, at)
  SELECT mailbox, name, max(at) FROM audit JOIN domains ON substr(mailbox, -length(name) - 1) = '@' || name
  WHERE event IN ('sign-in.allowed', 'web-sign-in.allowed') AND mailbox IS NOT NULL
  GROUP BY mailbox;

CREATE INDEX factors_by_kind ON factors (kind, mailbox);
CREATE INDEX factors_unverified ON factors (mailbox) WHERE is_unverified = 1;
CREATE INDEX own_choices_by_challenge ON own_choices (challenge, mailbox);
`;
