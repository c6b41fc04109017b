// A week at the doors of an installation, counted: sign-ins at every door, refusals, codes, outages, and own passwords in
// mail programs.

import type { AuditEntry } from '../../src/core/audit/audit-store.ts';
import { Calendar, DAY, HOUR } from '../../src/core/statistics/calendar.ts';
import { countAuditLog } from '../../src/core/statistics/count-audit-log.ts';
import type { DurableStores } from '../../src/core/stores.ts';
import type { Millis } from '../../src/core/units.ts';

const COUNTRIES = ['DE', 'NL', 'FR', 'US', 'JP', 'BR', 'CH', 'AT', 'ES', 'GB'];
const REASONS = ['wrong-secret', 'network-not-permitted', 'throttled', 'app-password-required'];
const DOORS = ['imap', 'pop3', 'smtp', 'sieve'];

/** Records and counts what happened until `now`, the more of it the nearer to noon. */
export async function fillStatistics(stores: DurableStores, now: Millis, mailboxes: readonly string[]): Promise<void> {
  for (let hour = 7 * 24; hour >= 0; hour -= 1) await stores.audit.append(entriesOf(now - hour * HOUR, mailboxes));
  const calendar = new Calendar('Europe/Berlin');
  const ports = { audit: stores.audit, store: stores.statistics, calendar, pause: async () => undefined };
  while ((await countAuditLog(ports)) === 'behind');
}

function entriesOf(at: Millis, mailboxes: readonly string[]): readonly AuditEntry[] {
  const hour = Math.floor((at % DAY) / HOUR);
  const busy = 3 + Math.round(14 * Math.sin((hour / 24) * Math.PI) ** 2);
  return Array.from({ length: busy }, (_, index): AuditEntry => {
    const mailbox = mailboxes[(index + hour) % mailboxes.length];
    const country = COUNTRIES[(index * index) % COUNTRIES.length] ?? 'DE';
    const entry = {
      ...({ at: at - index * 1_000, kind: 'sign-in', remoteAddress: `192.0.2.${index}` } as const),
      ...(mailbox !== undefined && { mailbox }),
    };
    const web = { ...entry, door: 'web' };
    const mail = { ...entry, door: DOORS[index % DOORS.length] ?? 'imap' };
    switch (index % 9) {
      case 0:
        return {
          ...web,
          event: 'web-sign-in.allowed',
          details: { country, secondStep: index % 2 === 0 ? 'totp' : 'sms' },
        };
      case 1:
      case 2:
        return { ...mail, event: 'sign-in.allowed', appPassword: 'ap1', details: { country } };
      case 3:
        return { ...mail, event: 'sign-in.allowed', details: { country, client: 'Old <Phone> & "Mail"' } };
      case 4:
        return { ...web, event: 'web-sign-in.challenged', details: { country, step: 'challenge' } };
      case 5:
        return {
          ...mail,
          event: 'sign-in.refused',
          reason: REASONS[hour % REASONS.length] ?? '',
          details: { country },
        };
      case 6:
        return { ...web, event: 'web-sign-in.code-refused', reason: 'wrong', details: { country } };
      case 7:
        return { ...web, event: 'code.sent', details: { country, kind: hour % 3 === 0 ? 'sms' : 'email' } };
      default:
        return hour === 3
          ? { ...mail, event: 'sign-in.unavailable', reason: 'backend', details: {} }
          : { ...mail, event: 'sign-in.refused', reason: 'wrong-secret', details: { country: 'US' } };
    }
  });
}
