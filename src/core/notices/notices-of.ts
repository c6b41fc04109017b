// What a mailbox's owner must hear of (R7.3): notices are a projection of the audit log, so that no use case knows of
// them, nothing waits for them, and nothing that is recorded is forgotten over a crash.

import { AUDIT_EVENTS, type AuditEvent } from '../audit/audit-events.ts';
import type { AuditEntry, StoredAuditEntry } from '../audit/audit-store.ts';
import type { Notice, NoticeKind, Occasion } from '../messages/message.ts';

/** What an entry means to the owner. */
type Reading = (entry: AuditEntry) => readonly NoticeKind[];

const is =
  (kind: NoticeKind): Reading =>
  () => [kind];

/** A recovery code is used up by being right, whatever came of it then (R2.6). */
const recoveryCode: Reading = ({ details }) =>
  details?.['secondStep'] === 'recovery-code' ? ['recovery-code-used'] : [];

const signIn: Reading = (entry) => [
  ...recoveryCode(entry),
  ...(entry.details?.['newCountry'] === true ? (['new-country'] as const) : []),
];

/** Every event, so that a new one can't be forgotten: its owner hears of it, or it is expressly silent. */
const READINGS = {
  'web-sign-in.allowed': signIn,
  'web-sign-in.code-refused': recoveryCode,
  'web-sign-in.unavailable': recoveryCode,
  'web-session.confirmed': recoveryCode,
  'web-session.not-confirmed': recoveryCode,
  'factor.enrolled': is('factor-added'),
  // An administrator gave it an address or a number.
  'factor.supplied': is('factor-added'),
  'factor.removed': is('factor-removed'),
  'factor.reset': ({ details }) => (details?.['removed'] === 0 ? [] : ['factors-reset']),
  'recovery-codes.renewed': is('recovery-codes-renewed'),
  'app-password.created': is('app-password-made'),
  // The first password of a new mailbox is news to nobody.
  'password.set': ({ details, actor, mailbox }) => {
    if (details?.['replaced'] === false) return [];
    return [actor === mailbox ? 'password-changed' : 'password-reset'];
  },
  'mailbox.password-reset': is('password-reset'),
  'mailbox.locked-down': is('locked-down'),
  // What doesn't get anybody in who couldn't before, what the owner sees at once, or what is about nobody's mailbox.
  'sign-in.allowed': 'silent',
  'sign-in.refused': 'silent',
  'sign-in.unavailable': 'silent',
  'connection.ended': 'silent',
  'connections.ended': 'silent',
  'web-sign-in.challenged': 'silent',
  'web-sign-in.refused': 'silent',
  'web-sign-in.code-slowed': 'silent',
  'sign-in.disputed': 'silent',
  'code.sent': 'silent',
  'code.not-sent': 'silent',
  'web-session.ended': 'silent',
  'web-sessions.ended': 'silent',
  'trusted-browser.added': 'silent',
  'trusted-browser.revoked': 'silent',
  'trusted-browsers.revoked': 'silent',
  'enrolment.refused': 'silent',
  'enrolment.unavailable': 'silent',
  'enrolment-code.issued': 'silent',
  'factor.renamed': 'silent',
  'factor.made-default': 'silent',
  'app-password.revoked': 'silent',
  'app-password.resealed': 'silent',
  'mailbox.added': 'silent',
  'mailbox.changed': 'silent',
  'mailbox.removed': 'silent',
  'mailbox.password-not-reset': 'silent',
  'mode.chosen': 'silent',
  'places.forgotten': 'silent',
  'domain.added': 'silent',
  'domain.changed': 'silent',
  'domain.removed': 'silent',
  'group.added': 'silent',
  'group.changed': 'silent',
  'group.removed': 'silent',
  'group.member-added': 'silent',
  'group.member-removed': 'silent',
  'alias.added': 'silent',
  'alias.removed': 'silent',
  'console-sign-in.allowed': 'silent',
  'console-sign-in.challenged': 'silent',
  'console-sign-in.refused': 'silent',
  'console-sign-in.unavailable': 'silent',
  'console-sign-in.code-refused': 'silent',
  'console-sign-in.code-slowed': 'silent',
  'console-session.confirmed': 'silent',
  'console-session.not-confirmed': 'silent',
  'console-session.ended': 'silent',
  'console-sessions.ended': 'silent',
  'break-glass.issued': 'silent',
  'break-glass.used': 'silent',
  'administrator.added': 'silent',
  'administrator.changed': 'silent',
  'administrator.removed': 'silent',
  'administrator.reset': 'silent',
  'administrator.set-up': 'silent',
  'administrator.password-changed': 'silent',
  'administrator.authenticator-added': 'silent',
  'administrator.authenticator-removed': 'silent',
  'administrator.recovery-codes-renewed': 'silent',
  'token.created': 'silent',
  'token.revoked': 'silent',
  'job.started': 'silent',
  'job.finished': 'silent',
  'job.cancelled': 'silent',
  'backup.made': 'silent',
  'sms.tested': 'silent',
  'notice.refused': 'silent',
  'notice.expired': 'silent',
} as const satisfies Record<AuditEvent, Reading | 'silent'>;

const READING_OF: Readonly<Record<AuditEvent, Reading | 'silent'>> = READINGS;

/** Those of which an owner may hear. */
export const NOTICED_EVENTS: readonly AuditEvent[] = AUDIT_EVENTS.filter((event) => READING_OF[event] !== 'silent');

/**
 * What the mailbox's owner is told of this entry: nothing, one thing, or, for a sign-in with a recovery code from a new
 * country, two.
 */
export function noticesOf(entry: StoredAuditEntry): readonly Notice[] {
  const { mailbox, actor, details } = entry;
  // An event of a newer version's, in a database that went back to this one.
  const reading = Object.hasOwn(READING_OF, entry.event) ? READING_OF[entry.event] : 'silent';
  if (mailbox === undefined || reading === 'silent') return [];
  const occasion = occasionOf(entry, mailbox);
  const name = details?.['name'];
  return reading(entry).map((kind) => ({
    kind,
    occasion,
    ...(typeof name === 'string' && { subject: name }),
    byAdministrator: actor !== undefined && actor !== mailbox,
  }));
}

function occasionOf({ at, remoteAddress, decisionId, details }: StoredAuditEntry, mailbox: string): Occasion {
  const country = details?.['country'];
  const client = details?.['client'];
  return {
    at,
    mailbox,
    ...(remoteAddress !== undefined && { remoteAddress }),
    ...(typeof country === 'string' && { country }),
    ...(typeof client === 'string' && { client }),
    ...(decisionId !== undefined && { decisionId }),
  };
}
