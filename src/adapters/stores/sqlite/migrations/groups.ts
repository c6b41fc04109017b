// Groups with their members, and what owners of mailboxes chose for themselves. Members and owners are addresses that
// `mailboxes` may not have, so that only their domain is referred to.

export const GROUPS = `
CREATE TABLE mailbox_groups (
  name TEXT PRIMARY KEY,
  policy TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE group_members (
  mailbox TEXT NOT NULL,
  group_name TEXT NOT NULL REFERENCES mailbox_groups (name) ON DELETE CASCADE,
  domain TEXT NOT NULL REFERENCES domains (name) ON DELETE CASCADE,
  PRIMARY KEY (mailbox, group_name)
) STRICT, WITHOUT ROWID;
CREATE INDEX group_members_by_group ON group_members (group_name, mailbox);
CREATE INDEX group_members_by_domain ON group_members (domain);

CREATE TABLE own_choices (
  mailbox TEXT PRIMARY KEY,
  domain TEXT NOT NULL REFERENCES domains (name) ON DELETE CASCADE,
  challenge TEXT NOT NULL,
  chosen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX own_choices_by_domain ON own_choices (domain);
`;
