// What a change of a domain's or a group's policy would change, for people and programs.

import type { PolicyPreviewResource } from '../../web/api/client/resources.ts';
import { table } from '../table.ts';

/** The shape of a preview in JSON. */
export const PREVIEW_JSON =
  'with --dry-run: { mailboxes, affected, fields: [{ field, from, to, mailboxes, examples: [address] }] }';

export function previewText({ mailboxes, affected, fields }: PolicyPreviewResource): string {
  const rows = fields.map(({ field, from, to, mailboxes }) => [field, from, to, String(mailboxes)]);
  const sum = `${affected} of ${mailboxes} known mailboxes would have another value in the end; nothing was changed\n`;
  return `${table(['FIELD', 'FROM', 'TO', 'MAILBOXES'], rows)}${sum}`;
}
