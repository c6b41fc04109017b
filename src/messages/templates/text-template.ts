// A whole text file that stands in for the text part of one letter. Its lines are sent as they are written.

import { gapsOf, type Inline, type Report, readInline } from './inline.ts';
import type { Placeholders } from './placeholders.ts';

/** Longest line, in characters: with its values filled in it stays below the 998 octets of RFC 5322 §2.1.1. */
const LONGEST_LINE = 200;

/** Reads a file. What is wrong is reported; the template is then of no use. */
export function readText(
  text: string,
  { placeholders, report }: { readonly placeholders: Placeholders; readonly report: Report },
): Inline {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const parts = lines.flatMap((line, index): Inline => {
    const number = index + 1;
    if (/[^\P{Cc}\t]|[\uFFFD\u202A-\u202E\u2066-\u2069]/u.test(line)) {
      report(number, 'a control character, or something that is no UTF-8');
    }
    if (line.length > LONGEST_LINE) report(number, `longer than ${LONGEST_LINE} characters`);
    const inline = readInline(line, { placeholders, report, line: number });
    for (const name of gapsOf(inline)) checkForm(name, inline, { placeholders, report: (why) => report(number, why) });
    return index === 0 ? inline : ['\n', ...inline];
  });
  const names = new Set(gapsOf(parts));
  for (const [name, { isRequired }] of Object.entries(placeholders)) {
    if (isRequired && !names.has(name)) report(1, `{{${name}}} is missing`);
  }
  return parts;
}

function checkForm(
  name: string,
  inline: Inline,
  { placeholders, report }: { readonly placeholders: Placeholders; readonly report: (reason: string) => void },
): void {
  const form = placeholders[name]?.form;
  if (form === 'colour') report(`{{${name}}} is for HTML`);
  if (form === 'block' && inline.length > 1) report(`{{${name}}} must stand alone on its line`);
}
