// What an audit entry counts as. Values come from closed sets or are the program's own words: nothing that a client sent
// becomes a number of its own.

import { domainOf } from '../accounts/account-store.ts';
import type { AuditEvent } from '../audit/audit-events.ts';
import type { AuditEntry } from '../audit/audit-store.ts';
import { type Counted, type CountedOutcome, OTHER } from './counts.ts';
import type { OwnPasswordUse } from './statistics-store.ts';

interface Reading {
  readonly outcome: CountedOutcome;
  readonly reason: (entry: AuditEntry) => unknown;
}

const why = ({ reason }: AuditEntry): unknown => reason;

/** Of a code that wasn't sent, whose reason may be a carrier's own words. */
const whyNotSent = ({ reason, details }: AuditEntry): string =>
  `${word(details?.['kind'])}-${reason?.startsWith('limit:') ? 'limited' : 'failed'}`;

const byBrowser = {
  allowed: { outcome: 'allowed', reason: ({ details }) => details?.['secondStep'] },
  // The console's first step leads to a second one always.
  challenged: { outcome: 'challenged', reason: ({ details }) => details?.['step'] ?? 'challenge' },
  refused: { outcome: 'refused', reason: why },
  unavailable: { outcome: 'unavailable', reason: why },
  codeRefused: { outcome: 'code-refused', reason: why },
  codeSlowed: { outcome: 'code-refused', reason: () => 'slowed' },
} satisfies Readonly<Record<string, Reading>>;

/** All else isn't counted. */
const READINGS: Readonly<Partial<Record<AuditEvent, Reading>>> = {
  'sign-in.allowed': {
    outcome: 'allowed',
    reason: ({ appPassword }) => (appPassword === undefined ? 'own-password' : 'app-password'),
  },
  'sign-in.refused': { outcome: 'refused', reason: why },
  'sign-in.unavailable': { outcome: 'unavailable', reason: why },
  'web-sign-in.allowed': byBrowser.allowed,
  'web-sign-in.challenged': byBrowser.challenged,
  'web-sign-in.refused': byBrowser.refused,
  'web-sign-in.unavailable': byBrowser.unavailable,
  'web-sign-in.code-refused': byBrowser.codeRefused,
  'web-sign-in.code-slowed': byBrowser.codeSlowed,
  'console-sign-in.allowed': byBrowser.allowed,
  'console-sign-in.challenged': byBrowser.challenged,
  'console-sign-in.refused': byBrowser.refused,
  'console-sign-in.unavailable': byBrowser.unavailable,
  'console-sign-in.code-refused': byBrowser.codeRefused,
  'console-sign-in.code-slowed': byBrowser.codeSlowed,
  'code.sent': { outcome: 'code-sent', reason: ({ details }) => details?.['kind'] },
  'code.not-sent': { outcome: 'code-not-sent', reason: whyNotSent },
};

const DOORS: ReadonlySet<string | undefined> = new Set(['imap', 'pop3', 'smtp', 'sieve', 'web', 'administration']);

/** Where it came from isn't known. */
export const UNKNOWN_PLACE = 'unknown';

/** `undefined`: it isn't counted. */
export function countedEntry(entry: AuditEntry): Counted | undefined {
  const reading = READINGS[entry.event];
  if (!reading) return undefined;
  const { at, door, mailbox, details } = entry;
  const country = details?.['country'];
  return {
    at,
    outcome: reading.outcome,
    door: door !== undefined && DOORS.has(door) ? door : OTHER,
    country: typeof country === 'string' && /^[A-Z]{2}$/.test(country) ? country : UNKNOWN_PLACE,
    reason: word(reading.reason(entry)),
    ...(mailbox !== undefined && { domain: domainOf(mailbox) }),
  };
}

/** The use of a mailbox's own password at a mail door, which an app password should take the place of (R3). */
export function ownPasswordUse(entry: AuditEntry): OwnPasswordUse | undefined {
  const { event, at, mailbox, door, appPassword, remoteAddress, details } = entry;
  if (event !== 'sign-in.allowed' || appPassword !== undefined || mailbox === undefined) return undefined;
  const [country, client] = [details?.['country'], details?.['client']];
  return {
    ...{ mailbox, at, door: door ?? OTHER },
    ...(remoteAddress !== undefined && { remoteAddress }),
    ...(typeof country === 'string' && { country }),
    ...(typeof client === 'string' && { client }),
  };
}

/** The mailbox, or the domain behind an `@`, that went away with an entry. */
export function goneWith({ event, mailbox, details }: AuditEntry): string | undefined {
  if (event === 'mailbox.removed') return mailbox;
  return event === 'domain.removed' ? `@${String(details?.['domain'])}` : undefined;
}

function word(value: unknown): string {
  return typeof value === 'string' && /^[a-z][a-z0-9-]{0,39}$/.test(value) ? value : OTHER;
}
