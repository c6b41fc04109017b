// Long names in narrow columns: addresses, events. They break where a person would, not in the middle of a word.

import { html, type Markup } from '../../pages/markup.ts';

/** Characters that fit into a narrow column without a break. */
const FITTING = 26;

/** Text that others wrote, see `foreign`. Short text isn't broken at all. */
export function breakable(text: string): Markup {
  const pieces = text.length <= FITTING ? [text] : text.split(/(?<=[.\-_])|(?=@)/).flatMap(inPieces);
  return html`<bdi>${pieces.map((piece, index) => html`${index > 0 && html`<wbr>`}${piece}`)}</bdi>`;
}

/** Nobody's name is so long; whoever types one into a sign-in doesn't widen the table. */
function inPieces(text: string): readonly string[] {
  return text.match(new RegExp(`.{1,${FITTING}}`, 'gsu')) ?? [];
}
