// The text part of a mail. A code stands before everything else, alone on its line: mailboxes and watches show the
// first line, and three taps select it.

import { type FilledBlock, textOf } from './fill.ts';
import { columnsOf, wrap } from './wrap.ts';

/** Longest line, in columns (RFC 5322 §2.1.1 recommends 78, quoting adds two). */
const COLUMNS = 76;

/** Paragraphs with empty lines between them, and a line break at the end. */
export function renderText(content: readonly FilledBlock[], footer: readonly FilledBlock[]): string {
  const paragraphs = textBlocks(withoutTitleOverCode(content));
  // RFC 3676 §4.3: "-- " marks what isn't part of the message.
  return `${[paragraphs, `-- \n${textBlocks(footer)}`].join('\n\n')}\n`;
}

/** Blocks as text, without a line break at the end. */
export function textBlocks(blocks: readonly FilledBlock[]): string {
  return blocks
    .map((block, index) => `${textBlock(block)}${separatorAfter(block, index === blocks.length - 1)}`)
    .join('');
}

/** The subject has said it already. */
function withoutTitleOverCode(blocks: readonly FilledBlock[]): readonly FilledBlock[] {
  return blocks[0]?.kind === 'title' && blocks[1]?.kind === 'code' ? blocks.slice(1) : blocks;
}

function separatorAfter({ kind }: FilledBlock, isLast: boolean): string {
  if (isLast) return '';
  return kind === 'heading' ? '\n' : '\n\n';
}

function textBlock(block: FilledBlock): string {
  switch (block.kind) {
    case 'title':
    case 'heading':
    case 'paragraph':
      return wrap(textOf(block.text), { columns: COLUMNS });
    case 'list':
      return block.items.map((item) => wrap(`- ${textOf(item)}`, { columns: COLUMNS, indent: '  ' })).join('\n');
    case 'facts':
      return textFacts(block.rows.map(({ label, value }) => [label, textOf(value)]));
    case 'code':
      return block.code;
    case 'link':
      return block.url;
  }
}

function textFacts(rows: readonly (readonly [label: string, value: string])[]): string {
  const widest = Math.max(...rows.map(([label]) => columnsOf(label)));
  const indent = ' '.repeat(widest + 3);
  return rows
    .map(([label, value]) => {
      const padding = ' '.repeat(widest - columnsOf(label) + 2);
      return wrap(`${label}:${padding}${value}`, { columns: COLUMNS, indent });
    })
    .join('\n');
}
