// Whether the templates of messages can be used, for `postern doctor`.

import type { Check } from '../cli/doctor/check.ts';
import type { MessagesConfig } from '../config/sections/messages.ts';
import { readMessageTemplates } from './message-templates.ts';

/** Reads them as a node would. Never throws. */
export function checkMessages({ templates }: MessagesConfig): Check {
  if (templates === undefined) return { check: 'messages', result: 'ok', text: 'templates are the built-in ones' };
  const base = { check: 'messages', subject: templates };
  try {
    readMessageTemplates(templates);
    return { ...base, result: 'ok', text: 'templates can be used' };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { ...base, result: 'fail', text, remedy: 'See docs/guides/messages.md.' };
  }
}
