// Mail to the outside, as text for the terminal: the demo sends nothing away, and whoever tries it wants to see the code.

import type { OutboxMail } from './mail-server/demo-mail-server.ts';
import { headerValues, mimeTreeOf, plainText } from './mail-server/mime.ts';

/** Who would get it, its subject and its text. */
export function showMail({ to, raw }: OutboxMail): string {
  const tree = mimeTreeOf(raw);
  const subject = headerValues(tree, 'subject').join(' ');
  const lines = [`Mail to ${to.join(', ')}: ${subject.trim()}`, ...plainText(tree).trim().split(/\r?\n/)];
  return `\n${lines.map((line) => `  | ${line}`).join('\n')}\n`;
}
