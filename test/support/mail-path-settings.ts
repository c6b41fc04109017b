// Settings and letters for tests of the mail path; also for children, which have no test runner.

import type { MailPathSettings } from '../../src/adapters/channels/haraka/mail-path-settings.ts';
import type { OutgoingMail } from '../../src/core/messages/carriers.ts';
import type { Log } from '../../src/core/ports.ts';

export const MAIL_PATH_SETTINGS: MailPathSettings = {
  hostname: 'mail.example.test',
  from: { name: 'Example Mail', address: 'security@example.test' },
  envelopeSender: 'security@example.test',
  localMxOk: false,
  prefer: 'default',
};

/** A letter with a code in it, good for ten minutes. */
export function letter(id: string, fields: Partial<OutgoingMail> = {}): OutgoingMail {
  return {
    id,
    to: 'anna@elsewhere.test',
    language: 'en',
    subject: 'Your code is 123456',
    text: 'Your code is 123456.\n',
    html: '<p>Your code is <b>123456</b>.</p>',
    endsAt: Date.now() + 600_000,
    ...fields,
  };
}

export const SILENT_LOG: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
