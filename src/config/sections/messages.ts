// What Postern writes to people: codes and notices (R7.2).

import { z } from 'zod';
import { LANGUAGES, type Language } from '../../core/language.ts';
import { group, optional, withDefault } from '../schema/setting.ts';
import { absolutePath, oneOf } from '../schema/values.ts';

export interface MessagesConfig {
  /** Absolute path of a folder. Absent: the built-in templates. */
  readonly templates?: string;
  /** For people whose language isn't known. */
  readonly language: Language;
  /** IANA: `Europe/Berlin`. Absent: the machine's. */
  readonly timeZone?: string;
}

export const messages: z.ZodType<MessagesConfig> = withDefault(
  group<MessagesConfig>({
    templates: optional(absolutePath(), {
      doc: 'A folder with own templates, each in place of the built-in one of the same name. `postern notices templates` writes the built-in ones out, `postern notices preview` shows what comes of them. Read at the start and at each reload; with a mistake in it nothing starts, and a running node goes on with what it had.',
      example: '/etc/postern/messages',
    }),
    language: withDefault(oneOf(Object.keys(LANGUAGES) as [Language, ...Language[]]), 'en', {
      doc: 'For people who never signed in with a browser; others are written to in the language that they last read.',
    }),
    'time-zone': optional(timeZone(), {
      doc: 'The time zone in which messages and pages say when something happened. Without it: that of the machine.',
      example: 'Europe/Berlin',
    }),
  }),
  {},
  { doc: 'How codes and notices are worded. The name, colour and support in them are those of `branding`.' },
);

function timeZone(): z.ZodType<string> {
  const error = 'must be a time zone such as Europe/Berlin';
  return z
    .string({ error: ({ input }) => (input === undefined || input === null ? undefined : error) })
    .refine(isTimeZone, { error })
    .meta({ title: 'time zone' });
}

function isTimeZone(name: string): boolean {
  try {
    // Offsets such as +01:00 are taken too, but know no summer.
    return (
      /^[A-Za-z]/.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
    );
  } catch {
    return false; // no such zone
  }
}
