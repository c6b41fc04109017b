// The small markup that letters are written in, so that mail as HTML, mail as text and SMS come from one file:
//
//     subject: …            one line each, then an empty line
//     preview: …
//     sms: …                may be repeated: the first that fits into one SMS is sent, else the last
//
//     # Title               ## Heading            - item of a list
//     | Label | value       a row of facts        {{code}}, {{dispute-url}} alone: shown big, made a link
//     Anything else is a paragraph. Empty lines part them.
//
// It is read strictly: whatever it might have meant otherwise is an error.

import { gapsOf, type Inline, type Report, readInline } from './inline.ts';
import type { Placeholders } from './placeholders.ts';

export interface Fact {
  readonly label: string;
  readonly value: Inline;
}

export type Block =
  | { readonly kind: 'title' | 'heading' | 'paragraph'; readonly text: Inline }
  | { readonly kind: 'list'; readonly items: readonly Inline[] }
  | { readonly kind: 'facts'; readonly rows: readonly Fact[] }
  /** A placeholder on its own: a code, an address, blocks made elsewhere. */
  | { readonly kind: 'lone'; readonly name: string };

export interface Letter {
  readonly subject: Inline;
  readonly preview: Inline;
  /** At least one, longest first. */
  readonly sms: readonly Inline[];
  readonly blocks: readonly Block[];
}

const FIELDS = ['subject', 'preview', 'sms'] as const;

type Field = (typeof FIELDS)[number];

/** Longest line of a letter, in characters: a paragraph may be one. */
const LONGEST_LINE = 2_000;

/** Longest subject or SMS as written, in characters. */
const LONGEST_FIELD = 300;

interface Line {
  readonly number: number;
  readonly text: string;
}

interface Context {
  readonly placeholders: Placeholders;
  readonly report: Report;
}

/** Reads a letter. What is wrong is reported; the letter is then of no use. */
export function readLetter(text: string, context: Context): Letter {
  const lines = linesOf(text, context.report);
  const end = lines.findIndex((line) => line.text === '');
  const head = end === -1 ? lines : lines.slice(0, end);
  const fields = readFields(head, context);
  const blocks = readBlocks(end === -1 ? [] : lines.slice(end), context);
  checkTitle(blocks, context.report);
  checkRequired(blocks, fields, context);
  const one = (field: Field): Inline => fields.get(field)?.[0] ?? [];
  return { subject: one('subject'), preview: one('preview'), sms: fields.get('sms') ?? [[]], blocks };
}

/** Reads what stands below every mail: paragraphs without fields and titles. */
export function readFooter(text: string, context: Context): readonly Block[] {
  const blocks = readBlocks(linesOf(text, context.report), context);
  if (blocks.some(({ kind }) => kind === 'title' || kind === 'heading')) {
    context.report(1, 'a footer has no title and no heading');
  }
  return blocks;
}

function linesOf(text: string, report: Report): readonly Line[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line, index) => {
      const number = index + 1;
      if (/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069\uFFFD]/u.test(line)) {
        report(number, 'a control character, or something that is no UTF-8');
      }
      if (line.length > LONGEST_LINE) report(number, `longer than ${LONGEST_LINE} characters`);
      if (/<[/!?a-z]/i.test(line)) report(number, 'letters are text; HTML goes into a file that ends with .html');
      return { number, text: line.trimEnd() };
    });
}

function readFields(head: readonly Line[], context: Context): ReadonlyMap<Field, readonly Inline[]> {
  const { report } = context;
  const fields = new Map<Field, readonly Inline[]>();
  for (const { number, text } of head) {
    const [, name = '', value = ''] = /^([a-z]+): +(\S.*)$/.exec(text) ?? [];
    const field = FIELDS.find((known) => known === name);
    if (field === undefined) {
      report(number, `must be one of ${FIELDS.join(', ')}, a colon and a text; an empty line ends these`);
      continue;
    }
    const before = fields.get(field) ?? [];
    if (before.length > 0 && field !== 'sms') report(number, `${field} stands twice`);
    if (value.length > LONGEST_FIELD) report(number, `${field} is longer than ${LONGEST_FIELD} characters`);
    fields.set(field, [...before, readField(value, field, { ...context, line: number })]);
  }
  for (const field of FIELDS) if (!fields.has(field)) report(1, `${field} is missing`);
  return fields;
}

function readField(value: string, field: Field, context: Context & { readonly line: number }): Inline {
  const { placeholders, report, line } = context;
  const inline = readInline(value, context);
  for (const name of gapsOf(inline)) {
    const { form, isOptional } = placeholders[name] ?? { form: 'text' };
    if (isOptional) report(line, `{{${name}}} may be empty, for which it can't stand in ${field}`);
    if (form === 'block' || (form === 'address' && field !== 'sms'))
      report(line, `{{${name}}} can't stand in ${field}`);
  }
  return inline;
}

function readBlocks(lines: readonly Line[], context: Context): readonly Block[] {
  const groups: (readonly Line[])[] = [];
  let group: readonly Line[] = [];
  for (const line of [...lines, { number: 0, text: '' }]) {
    if (line.text !== '') group = [...group, line];
    else if (group.length > 0) {
      groups.push(group);
      group = [];
    }
  }
  return groups.flatMap((each) => readBlock(each, context));
}

function readBlock(lines: readonly Line[], context: Context): readonly Block[] {
  const [first] = lines;
  if (!first) return [];
  const [, mark = '', rest = ''] = /^(##?|\||-)(?: +(.*))?$/.exec(first.text) ?? [];
  switch (mark) {
    case '#':
    case '##':
      if (lines.length > 1) context.report(first.number + 1, 'an empty line must stand after a title or heading');
      return [{ kind: mark === '#' ? 'title' : 'heading', text: sentence({ ...first, text: rest }, context) }];
    case '|':
      return [{ kind: 'facts', rows: lines.flatMap((line) => readFact(line, context)) }];
    case '-':
      return [{ kind: 'list', items: lines.map((line) => readItem(line, context)) }];
    default:
      return [readParagraph(lines, context)];
  }
}

function readFact({ number, text }: Line, context: Context): readonly Fact[] {
  const [, label, value] = /^\| +([^|{}]+?) +\| +([^|]+?)(?: +\|)?$/.exec(text) ?? [];
  if (label !== undefined && value !== undefined) return [{ label, value: sentence({ number, text: value }, context) }];
  context.report(number, 'a row is written | Label | value, and stands among rows only');
  return [];
}

function readItem({ number, text }: Line, context: Context): Inline {
  const [, item] = /^- +(.+)$/.exec(text) ?? [];
  if (item === undefined) context.report(number, 'an item is written - item, and stands among items only');
  return sentence({ number, text: item ?? '' }, context);
}

function readParagraph(lines: readonly Line[], context: Context): Block {
  const { placeholders, report } = context;
  const [first, ...more] = lines;
  for (const { number, text } of lines) {
    if (/^[#|]/.test(text))
      report(number, 'a line that begins with # or | is a title, a heading or a row, with a blank after it');
  }
  const [, alone] = /^\{\{([a-z-]+)\}\}$/.exec(first?.text ?? '') ?? [];
  if (alone !== undefined && more.length === 0 && isLone(placeholders, alone)) return { kind: 'lone', name: alone };
  for (const { number, text } of more) {
    if (/^- /.test(text)) report(number, 'an empty line must stand before a list');
  }
  const text = lines.flatMap((line, index) => [...(index > 0 ? [' '] : []), ...sentence(line, context)]);
  return { kind: 'paragraph', text };
}

function isLone(placeholders: Placeholders, name: string): boolean {
  return Object.hasOwn(placeholders, name) && placeholders[name]?.form !== 'text';
}

/** Text in which nothing stands that must stand alone. */
function sentence({ number, text }: Line, context: Context): Inline {
  const inline = readInline(text, { ...context, line: number });
  for (const name of gapsOf(inline)) {
    if (isLone(context.placeholders, name)) context.report(number, `{{${name}}} must stand alone in its paragraph`);
  }
  if (text.trim() === '') context.report(number, 'is empty');
  return inline;
}

function checkTitle(blocks: readonly Block[], report: Report): void {
  const titles = blocks.filter(({ kind }) => kind === 'title');
  if (titles.length !== 1 || blocks[0]?.kind !== 'title') {
    report(1, 'a letter begins with one title: an empty line below the fields, then # and the title');
  }
}

function checkRequired(
  blocks: readonly Block[],
  fields: ReadonlyMap<Field, readonly Inline[]>,
  { placeholders, report }: Context,
): void {
  const required = Object.keys(placeholders).filter((name) => placeholders[name]?.isRequired);
  for (const name of required) {
    const times = blocks.filter((block) => block.kind === 'lone' && block.name === name).length;
    if (times !== 1) report(1, `{{${name}}} must stand once, alone in a paragraph; it does ${times} times`);
    // Of what is required, an SMS needs the code: the rest doesn't fit.
    if (placeholders[name]?.form !== 'code') continue;
    const isMissing = fields.get('sms')?.some((text) => !gapsOf(text).includes(name));
    if (isMissing) report(1, `{{${name}}} is missing in sms`);
  }
}
