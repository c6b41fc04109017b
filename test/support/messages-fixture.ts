// Messages for tests: a writer with the built-in templates, and what a template file would be.

import { LANGUAGES, type Language } from '../../src/core/language.ts';
import type { MessageWriter } from '../../src/core/messages/carriers.ts';
import type { CodeMessage, Message, Notice, NoticesMessage } from '../../src/core/messages/message.ts';
import { createMessageWriter, type MessageWriterSettings } from '../../src/messages/message-writer.ts';
import { sampleMessage } from '../../src/messages/sample-messages.ts';
import { LETTER_KINDS, type LetterKind } from '../../src/messages/templates/placeholders.ts';
import {
  type ReadTemplates,
  readTemplates,
  type TemplateFile,
  type Templates,
} from '../../src/messages/templates/template-set.ts';

export const ALL_LANGUAGES = Object.keys(LANGUAGES) as readonly Language[];

/** 21 November 2026, 22:49 in UTC, 23:49 in Berlin. */
export const SENT_AT: number = Date.UTC(2026, 10, 21, 22, 49);

export const ORIGIN = 'https://webmail.example.com';

export const SAMPLES: readonly (readonly [LetterKind, Message])[] = LETTER_KINDS.map((kind) => [
  kind,
  sampleMessage(kind, { at: SENT_AT, origin: ORIGIN }),
]);

/** Throws with everything that is wrong. */
export function templatesOf(files: readonly TemplateFile[] = []): Templates {
  const read = readTemplates(files);
  if (read.kind === 'invalid') throw new Error(JSON.stringify(read.problems, null, 2));
  return read.templates;
}

export function problemsOf(read: ReadTemplates): readonly string[] {
  return read.kind === 'invalid' ? read.problems.map(({ path, line, reason }) => `${path}:${line}: ${reason}`) : [];
}

export function writerOf(settings: Partial<MessageWriterSettings> = {}): MessageWriter {
  return createMessageWriter({
    branding: {
      name: 'Example Mail',
      accent: '#1f6f5c',
      support: { text: 'the service desk', url: 'https://help.example.com/' },
    },
    timeZone: 'Europe/Berlin',
    templates: settings.templates ?? templatesOf(),
    ...settings,
  });
}

export function codeMessage(differing: Partial<CodeMessage> = {}): CodeMessage {
  return {
    kind: 'sign-in-code',
    code: '482913',
    endsAt: SENT_AT + 600_000,
    occasion: {
      ...{
        at: SENT_AT,
        mailbox: 'alice@example.com',
        remoteAddress: '192.0.2.7',
        country: 'DE',
        decisionId: '7K3MQ9ZTXB2RV',
      },
      client: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    },
    origin: ORIGIN,
    disputeUrl: `${ORIGIN}/.postern/dispute?token=abc-DEF_123`,
    ...differing,
  };
}

export function noticesMessage(...notices: readonly Partial<Notice>[]): NoticesMessage {
  const { occasion } = codeMessage();
  return {
    kind: 'notices',
    mailbox: occasion.mailbox,
    notices: notices.map((notice) => ({ kind: 'factor-added', occasion, byAdministrator: false, ...notice })),
    accountUrl: `${ORIGIN}/.postern/account`,
  };
}
