// The statements of factors, drafts, recovery codes and enrolment codes.

/** Each is prepared once. */
export const FACTOR_SQL = {
  count: 'SELECT count(*) AS held FROM factors WHERE mailbox = ?',
  list: 'SELECT * FROM factors WHERE mailbox = ? ORDER BY created_at, id',
  find: 'SELECT * FROM factors WHERE id = ? AND mailbox = ?',
  insert: `INSERT INTO factors (id, mailbox, domain, kind, name, created_at, last_step, sealed_secret, destination,
    destination_hash, is_unverified) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING *`,
  hasDestination: 'SELECT 1 FROM factors WHERE mailbox = ? AND destination_hash = ?',
  clearDefault: 'UPDATE factors SET is_default = 0 WHERE mailbox = ? AND is_default = 1',
  makeDefault: 'UPDATE factors SET is_default = 1 WHERE id = ? AND mailbox = ? RETURNING *',
  recordUse: `UPDATE factors SET last_used_at = max(coalesce(last_used_at, 0), ?), is_unverified = 0
    WHERE id = ? AND mailbox = ?`,
  rename: 'UPDATE factors SET name = ? WHERE id = ? AND mailbox = ? RETURNING *',
  remove: 'DELETE FROM factors WHERE id = ? AND mailbox = ? RETURNING *',
  claimTimeStep: 'UPDATE factors SET last_step = ?1, last_used_at = ?2 WHERE id = ?3 AND last_step < ?1',

  keepDraft: `INSERT INTO enrolment_drafts (mailbox, bound_to, kind, domain, factor_id, sealed_secret, destination,
    destination_hash, ends_at, tries) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT DO UPDATE
    SET factor_id = excluded.factor_id, sealed_secret = excluded.sealed_secret, destination = excluded.destination,
      destination_hash = excluded.destination_hash, ends_at = excluded.ends_at, tries = 0
    WHERE ends_at <= ? OR tries >= ? OR destination_hash IS NOT excluded.destination_hash`,
  keptDraft: 'SELECT * FROM enrolment_drafts WHERE mailbox = ? AND bound_to = ? AND kind = ?',
  findDraft: `SELECT * FROM enrolment_drafts
    WHERE mailbox = ? AND bound_to = ? AND kind = ? AND ends_at > ? AND tries < ?`,
  tryDraft: `UPDATE enrolment_drafts SET tries = tries + 1
    WHERE mailbox = ? AND bound_to = ? AND kind = ? AND ends_at > ? AND tries < ? RETURNING *`,
  takeDraft: `DELETE FROM enrolment_drafts
    WHERE mailbox = ? AND bound_to = ? AND kind = ? AND factor_id = ? AND ends_at > ? RETURNING *`,

  addRecoveryCode: 'INSERT INTO recovery_codes (mailbox, hash, domain) VALUES (?, ?, ?)',
  consumeRecoveryCode: 'DELETE FROM recovery_codes WHERE mailbox = ? AND hash = ?',
  recoveryCodesLeft: 'SELECT count(*) AS held FROM recovery_codes WHERE mailbox = ?',

  setEnrolmentCode: `INSERT INTO enrolment_codes (mailbox, domain, hash, ends_at) VALUES (?, ?, ?, ?)
    ON CONFLICT (mailbox) DO UPDATE SET hash = excluded.hash, ends_at = excluded.ends_at`,
  hasEnrolmentCode: 'SELECT 1 FROM enrolment_codes WHERE mailbox = ? AND hash = ? AND ends_at > ?',

  removeFactors: 'DELETE FROM factors WHERE mailbox = ?',
  removeDrafts: 'DELETE FROM enrolment_drafts WHERE mailbox = ?',
  removeRecoveryCodes: 'DELETE FROM recovery_codes WHERE mailbox = ?',
  removeEnrolmentCode: 'DELETE FROM enrolment_codes WHERE mailbox = ?',
  removeFactorsOfDomain: 'DELETE FROM factors WHERE domain = ?',
  removeDraftsOfDomain: 'DELETE FROM enrolment_drafts WHERE domain = ?',
  removeRecoveryCodesOfDomain: 'DELETE FROM recovery_codes WHERE domain = ?',
  removeEnrolmentCodesOfDomain: 'DELETE FROM enrolment_codes WHERE domain = ?',
  purgeDrafts: 'DELETE FROM enrolment_drafts WHERE ends_at < ?',
  purgeEnrolmentCodes: 'DELETE FROM enrolment_codes WHERE ends_at < ?',
} as const;
