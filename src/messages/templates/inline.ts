// A line of a template: text with placeholders. Braces mean placeholders and nothing else, so that a slip of the
// keyboard is found when templates are read and not by whoever gets the message.

import type { Placeholders } from './placeholders.ts';

/** What is wrong with a template, and where: lines count from 1. */
export type Report = (line: number, reason: string) => void;

export interface Gap {
  readonly name: string;
}

/** Text, and gaps for values. */
export type Inline = readonly (string | Gap)[];

/** Reads a text; what is wrong in it is reported and left out. */
export function readInline(
  text: string,
  {
    placeholders,
    report,
    line,
  }: { readonly placeholders: Placeholders; readonly report: Report; readonly line: number },
): Inline {
  return text.split(/(\{\{[^{}]*\}\})/).flatMap((part): Inline => {
    const [, name] = /^\{\{(.*)\}\}$/.exec(part) ?? [];
    if (name !== undefined) {
      if (Object.hasOwn(placeholders, name)) return [{ name }];
      report(line, `unknown placeholder {{${name}}}; here are: ${Object.keys(placeholders).join(', ')}`);
      return [];
    }
    if (/[{}]/.test(part)) report(line, 'a brace that is no placeholder; those are written {{code}}');
    return part === '' ? [] : [part];
  });
}

export function gapsOf(inline: Inline): readonly string[] {
  return inline.flatMap((part) => (typeof part === 'string' ? [] : [part.name]));
}

/** By name; a name without a value says nothing. */
export type Values = Readonly<Record<string, string>>;

export function filledWith(values: Values, name: string): string {
  return Object.hasOwn(values, name) ? (values[name] ?? '') : '';
}

/** Filled in as plain text. */
export function fillText(inline: Inline, values: Values): string {
  return inline.map((part) => (typeof part === 'string' ? part : filledWith(values, part.name))).join('');
}
