// Mail to the outside, for people at the terminal and for programs: the demo sends nothing away, and whoever tries it
// wants to see the code.

import type { OutboxMail } from './mail-server/demo-mail-server.ts';
import { headerValues, mimeTreeOf, plainText } from './mail-server/mime.ts';

export interface ShownMail {
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

/** What its recipient would read. */
export function readMail({ to, raw }: OutboxMail): ShownMail {
  const tree = mimeTreeOf(raw);
  return { to, subject: headerValues(tree, 'subject').join(' ').trim(), text: plainText(tree).trim() };
}

/** The same as a few lines for a terminal. */
export function showMail({ to, subject, text }: ShownMail): string {
  const lines = [`Mail to ${to.join(', ')}: ${subject}`, ...text.split(/\r?\n/)];
  return `\n${lines.map((line) => `  | ${line}`).join('\n')}\n`;
}
