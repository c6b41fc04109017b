// Messages that nobody gets, for whoever words them: written with the configuration's templates and branding.

import MailComposer from 'nodemailer/lib/mail-composer';
import { compose } from '../adapters/channels/haraka/compose.ts';
import type { MessageActions, MessagePreview } from '../cli/command-line-actions.ts';
import { BUILT_IN_FILES } from '../messages/languages/built-in-files.ts';
import { sampleMessage } from '../messages/sample-messages.ts';
import { isLetterKind, LETTER_KINDS } from '../messages/templates/placeholders.ts';
import { createConfiguredWriter } from './message-templates.ts';
import { readConfig } from './read-config.ts';

export const messageActions: MessageActions = { kinds: LETTER_KINDS, templates: BUILT_IN_FILES, preview };

async function preview({ configPath, kind, language, format, at }: MessagePreview): Promise<string> {
  const { config } = readConfig(configPath);
  if (!isLetterKind(kind)) throw new TypeError(`no message is called ${kind}`);
  const [site] = Object.values(config.sites);
  const origin = site?.origin ?? `https://${config.hostname}`;
  const writer = createConfiguredWriter(config);
  const message = sampleMessage(kind, { at, origin });
  const chosen = language ?? config.messages.language;
  if (format === 'sms') return `${writer.sms(message, chosen)}\n`;
  const mail = writer.mail(message, chosen);
  if (format === 'html') return mail.html;
  if (format === 'text') return `${mail.subject}\n\n${mail.text}`;
  const from = config.mailPath?.from ?? { name: config.branding.name, address: `postern@${config.hostname}` };
  const to = 'somebody@example.org';
  const travelling = compose({
    mail: { ...mail, id: 'preview', to, language: chosen, endsAt: at },
    ...{ to, now: at },
    settings: {
      ...{ hostname: config.hostname, from, envelopeSender: from.address },
      localMxOk: false,
      prefer: 'default',
    },
  });
  const composer = new MailComposer({ ...travelling, newline: 'windows' });
  return (await composer.compile().build()).toString('utf8');
}
