// What text of others may do in a page: nothing.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeHtml } from '../../../../src/presentation/escape-html.ts';
import { foreign, html } from '../../../../src/web/pages/markup.ts';
import { runs } from '../../../support/runs.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 200 });

describe('html', () => {
  it('escapes text, and leaves markup as it is', () => {
    const inner = html`<b>${'<script>'}</b>`;
    expect(String(html`<p title="${'"><x'}">${inner}</p>`)).toBe(
      '<p title="&quot;&gt;&lt;x"><b>&lt;script&gt;</b></p>',
    );
  });

  it('joins lists, and shows nothing for what is absent', () => {
    expect(String(html`<p>${[1, 'a', [html`<i></i>`]]}${false}${undefined}</p>`)).toBe('<p>1a<i></i></p>');
  });

  it('shows zero', () => {
    expect(String(html`${0}`)).toBe('0');
  });

  // Negative control: fails without the escaping of any one of the characters.
  it('never lets any text out of an element or an attribute in double quotes', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const escaped = escapeHtml(text);
        expect(escaped).not.toMatch(/[<>"'`\0-\x08\x0b-\x1f\x7f-\x9f]/);
        expect(escaped).not.toMatch(/&(?!(?:amp|lt|gt|quot|#39|#96);)/);
        expect(escaped.isWellFormed()).toBe(true);
      }),
      { numRuns: runs(500) },
    );
  });

  it('keeps the direction of foreign text to itself', () => {
    expect(String(foreign('\u202Eevil'))).toBe('<bdi>\u202Eevil</bdi>');
  });
});
