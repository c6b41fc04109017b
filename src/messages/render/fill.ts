// A letter with its gaps filled: what both HTML and text are made of.

import { filledWith, gapsOf, type Inline, type Values } from '../templates/inline.ts';
import type { Block } from '../templates/letter.ts';
import type { Placeholders } from '../templates/placeholders.ts';

/** A stretch of text; `isForeign`: a value, which is kept apart from what surrounds it. */
export interface Run {
  readonly text: string;
  readonly isForeign: boolean;
}

export type Runs = readonly Run[];

export type FilledBlock =
  | { readonly kind: 'title' | 'heading' | 'paragraph'; readonly text: Runs }
  | { readonly kind: 'list'; readonly items: readonly Runs[] }
  | { readonly kind: 'facts'; readonly rows: readonly { readonly label: string; readonly value: Runs }[] }
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'link'; readonly url: string };

export interface Filling {
  readonly values: Values;
  readonly placeholders: Placeholders;
  /** What stands where a block is named. */
  readonly blocks?: Readonly<Record<string, readonly FilledBlock[]>>;
}

/** Whatever has a gap for which there is nothing to say is left out: a row, an item, a paragraph. */
export function fillBlocks(blocks: readonly Block[], filling: Filling): readonly FilledBlock[] {
  return blocks.flatMap((block) => fillBlock(block, filling));
}

function fillBlock(block: Block, filling: Filling): readonly FilledBlock[] {
  const { values } = filling;
  switch (block.kind) {
    case 'title':
    case 'heading':
    case 'paragraph':
      return runsOf(block.text, values).map((text) => ({ kind: block.kind, text }));
    case 'list': {
      const items = block.items.flatMap((item) => runsOf(item, values));
      return items.length > 0 ? [{ kind: 'list', items }] : [];
    }
    case 'facts': {
      const rows = block.rows.flatMap(({ label, value }) =>
        runsOf(value, values).map((runs) => ({ label, value: runs })),
      );
      return rows.length > 0 ? [{ kind: 'facts', rows }] : [];
    }
    case 'lone':
      return fillLone(block.name, filling);
  }
}

function fillLone(name: string, { values, placeholders, blocks = {} }: Filling): readonly FilledBlock[] {
  const form = placeholders[name]?.form;
  if (form === 'block') return blocks[name] ?? [];
  const value = filledWith(values, name);
  if (value === '') return [];
  return form === 'code' ? [{ kind: 'code', code: value }] : [{ kind: 'link', url: value }];
}

/** None where a value is missing. */
function runsOf(inline: Inline, values: Values): readonly Runs[] {
  if (gapsOf(inline).some((name) => filledWith(values, name) === '')) return [];
  return [
    inline.map((part) =>
      typeof part === 'string'
        ? { text: part, isForeign: false }
        : { text: filledWith(values, part.name), isForeign: true },
    ),
  ];
}

export function textOf(runs: Runs): string {
  return runs.map(({ text }) => text).join('');
}
