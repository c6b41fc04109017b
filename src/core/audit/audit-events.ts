// What the audit log tells of, by name: a closed set, so that nothing is recorded of which nobody has decided whether
// its mailbox's owner must hear of it (core/notices). Names are stable: searches and exports depend on them.

/** Every event, by what it concerns. */
export const AUDIT_EVENTS = [
  // Mail clients
  'sign-in.allowed',
  'sign-in.refused',
  'sign-in.unavailable',
  'connection.ended',
  'connections.ended',
  // Browsers
  'web-sign-in.allowed',
  'web-sign-in.challenged',
  'web-sign-in.refused',
  'web-sign-in.unavailable',
  'web-sign-in.code-refused',
  'web-sign-in.code-slowed',
  'sign-in.disputed',
  'code.sent',
  'code.not-sent',
  'web-session.confirmed',
  'web-session.not-confirmed',
  'web-session.ended',
  'web-sessions.ended',
  'trusted-browser.added',
  'trusted-browser.revoked',
  'trusted-browsers.revoked',
  // Second factors
  'enrolment.refused',
  'enrolment.unavailable',
  'enrolment-code.issued',
  'factor.enrolled',
  'factor.supplied',
  'factor.renamed',
  'factor.made-default',
  'factor.removed',
  'factor.reset',
  'recovery-codes.renewed',
  // Passwords
  'app-password.created',
  'app-password.revoked',
  'app-password.resealed',
  'password.set',
  // Mailboxes
  'mailbox.added',
  'mailbox.changed',
  'mailbox.removed',
  'mailbox.password-reset',
  'mailbox.password-not-reset',
  'mailbox.locked-down',
  'mode.chosen',
  'places.forgotten',
  // Domains, groups, aliases
  'domain.added',
  'domain.changed',
  'domain.removed',
  'group.added',
  'group.changed',
  'group.removed',
  'group.member-added',
  'group.member-removed',
  'alias.added',
  'alias.removed',
  // Many changes as one
  'job.started',
  'job.finished',
  'job.cancelled',
  // The node
  'backup.made',
  'sms.tested',
  'notice.refused',
  'notice.expired',
] as const;

export type AuditEvent = (typeof AUDIT_EVENTS)[number];
