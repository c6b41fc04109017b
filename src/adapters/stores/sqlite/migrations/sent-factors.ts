// A migration: factors whose codes are sent, and the one of a mailbox that is asked for first.

export const SENT_FACTORS = `
ALTER TABLE factors ADD COLUMN destination TEXT; -- masked
ALTER TABLE factors ADD COLUMN destination_hash TEXT;
ALTER TABLE factors ADD COLUMN is_default INTEGER NOT NULL DEFAULT 0;
ALTER TABLE factors ADD COLUMN is_unverified INTEGER NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX factors_by_destination ON factors (mailbox, destination_hash) WHERE destination_hash IS NOT NULL;
CREATE UNIQUE INDEX factors_by_default ON factors (mailbox) WHERE is_default = 1;

ALTER TABLE enrolment_drafts ADD COLUMN destination TEXT;
ALTER TABLE enrolment_drafts ADD COLUMN destination_hash TEXT;
`;
