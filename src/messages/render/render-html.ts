// Letters as HTML: elements with their styles on them. Classes are for the dark scheme, which the layout has.

import { escapeHtml } from '../../presentation/escape-html.ts';
import type { Palette } from '../../presentation/palette.ts';
import type { FilledBlock, Runs } from './fill.ts';

const MONOSPACE = "ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace";

/** Blocks as HTML, for the inside of the layout. */
export function htmlBlocks(blocks: readonly FilledBlock[], palette: Palette): string {
  return blocks.map((block) => htmlBlock(block, palette)).join('\n');
}

/** The footer's paragraphs: the layout says how they look. */
export function htmlFooter(blocks: readonly FilledBlock[], palette: Palette): string {
  return blocks
    .map((block) =>
      block.kind === 'paragraph' ? `<p style="margin: 0 0 8px;">${html(block.text)}</p>` : htmlBlock(block, palette),
    )
    .join('\n');
}

function htmlBlock(block: FilledBlock, palette: Palette): string {
  switch (block.kind) {
    case 'title':
      return `<h1 style="margin: 0 0 20px; font-size: 24px; line-height: 31px; font-weight: bold;">${html(block.text)}</h1>`;
    case 'heading':
      return `<h2 style="margin: 28px 0 8px; font-size: 18px; line-height: 26px; font-weight: bold;">${html(block.text)}</h2>`;
    case 'paragraph':
      return `<p style="margin: 0 0 16px;">${html(block.text)}</p>`;
    case 'list':
      return `<ul style="margin: 0 0 16px; padding: 0 0 0 22px;">${block.items.map((item) => `<li style="margin: 0 0 4px;">${html(item)}</li>`).join('')}</ul>`;
    case 'facts':
      return htmlFacts(block.rows, palette);
    case 'code':
      return htmlCode(block.code, palette);
    case 'link':
      return `<p style="margin: 0 0 16px;"><a class="link" href="${escapeHtml(block.url)}" style="color: ${palette.accent}; word-break: break-all;">${escapeHtml(block.url)}</a></p>`;
  }
}

/**
 * Digits in groups of three, for eyes and for screen readers, with nothing but digits in the text: what is copied, or
 * filled in by the device, is the code.
 */
function htmlCode(code: string, palette: Palette): string {
  const groups = code.match(/.{1,3}/g) ?? [];
  const spans = groups.map(
    (group, index) =>
      `<span style="display: inline-block;${index > 0 ? ' margin-left: 0.35em;' : ''}">${escapeHtml(group)}</span>`,
  );
  const style = [
    ...['margin: 0 0 20px', 'padding: 16px 20px', 'border-radius: 10px', 'text-align: center', 'direction: ltr'],
    ...[
      `font-family: ${MONOSPACE}`,
      'font-size: 40px',
      'line-height: 48px',
      'font-weight: bold',
      'letter-spacing: 0.04em',
    ],
    ...[
      `color: ${palette.ink}`,
      `background-color: ${palette['accent-wash']}`,
      '-webkit-user-select: all',
      'user-select: all',
    ],
  ];
  return `<p class="code" style="${style.join('; ')};">${spans.join('')}</p>`;
}

function htmlFacts(rows: readonly { readonly label: string; readonly value: Runs }[], palette: Palette): string {
  const cells = rows.map(
    ({ label, value }) =>
      `<tr><th scope="row" width="28%" align="left" valign="top" class="label soft" style="width: 28%; padding: 6px 16px 6px 0; font-weight: normal; text-align: left; white-space: nowrap; color: ${palette['ink-soft']};">${escapeHtml(label)}</th><td valign="top" class="value ink" style="padding: 6px 0; color: ${palette.ink}; overflow-wrap: anywhere; word-break: break-word;">${html(value)}</td></tr>`,
  );
  return `<table class="facts" cellpadding="0" cellspacing="0" border="0" style="margin: 0 0 18px; border-top: 1px solid ${palette.line}; border-bottom: 1px solid ${palette.line}; width: 100%; font-size: 15px; line-height: 22px;">${cells.join('')}</table>`;
}

function html(runs: Runs): string {
  return runs.map(({ text, isForeign }) => (isForeign ? `<bdi>${escapeHtml(text)}</bdi>` : escapeHtml(text))).join('');
}
