// A letter as a message (RFC 5322): machine-made and saying so, text and HTML, 7 bit on the wire, nothing in it that
// tells anybody whether it was read.

import type { SendMailOptions } from 'nodemailer';
import type { OutgoingMail } from '../../../core/messages/carriers.ts';
import type { Millis } from '../../../core/units.ts';
import type { MailPathSettings } from './mail-path-settings.ts';

/** What a message's id may be: it stands in `Message-ID` and in the envelope as it is. */
export const MESSAGE_ID: RegExp = /^[A-Za-z0-9_-]{1,64}$/;

export interface Composition {
  readonly mail: OutgoingMail;
  /** Checked, ASCII. */
  readonly to: string;
  readonly settings: MailPathSettings;
  readonly now: Millis;
}

/** For nodemailer, which makes MIME of it. `Message-ID` is the same whenever the same message is composed again. */
export function compose({ mail, to, settings, now }: Composition): SendMailOptions {
  const { id, language, subject, text, html, endsAt } = mail;
  const { from, envelopeSender, hostname } = settings;
  return {
    envelope: { from: envelopeSender, to: [to] },
    // Into the queue file (the plugin reads it), and no further: RFC 3461 §4.4.
    dsn: { id: `${Math.floor(endsAt)}.${id}`, return: 'headers' },
    from: { name: from.name, address: from.address },
    to: { name: '', address: to },
    subject,
    text,
    html,
    messageId: `<${id}@${hostname}>`,
    date: new Date(now),
    headers: {
      // RFC 3834 §5: nobody's vacation message answers it.
      'Auto-Submitted': 'auto-generated',
      // RFC 3282 §2.
      'Content-Language': language,
    },
    xMailer: false,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
