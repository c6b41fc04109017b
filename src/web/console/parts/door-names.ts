// Doors in a person's words.

import type { MailDoor } from '../../../core/decision.ts';
import type { PlainKey, Words } from '../../pages/i18n/words.ts';

export const MAIL_DOORS: readonly MailDoor[] = ['imap', 'pop3', 'smtp', 'sieve'];

const NAMES: Readonly<Record<string, PlainKey>> = {
  imap: 'door.imap',
  pop3: 'door.pop3',
  smtp: 'door.smtp',
  sieve: 'door.sieve',
  web: 'door.web',
  administration: 'console.statistics.door-administration',
  other: 'console.statistics.other',
};

/** One that isn't known is said as it is. */
export function doorName(words: Words, door: string): string {
  const key = Object.hasOwn(NAMES, door) ? NAMES[door] : undefined;
  return key === undefined ? door : words.say(key);
}
