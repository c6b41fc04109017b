// What charts have in common: series that differ by pattern and not by colour alone (WCAG 1.4.1), their legend, and the table
// behind each chart that says the same in numbers.

import type { Words } from '../../pages/i18n/words.ts';
import { html, type Markup, type Renderable } from '../../pages/markup.ts';

/** How a series is drawn: a colour and a pattern. */
export type SeriesLook = 'good' | 'asked' | 'bad' | 'worse' | 'none';

export interface Series {
  readonly name: string;
  readonly look: SeriesLook;
}

/** The patterns of all charts: once on a page, before the first of them. */
export function chartPatterns(): Markup {
  return html`<svg class="unseen" width="0" height="0" aria-hidden="true" focusable="false"><defs>
${pattern('asked', html`<rect class="mark" width="3" height="7"/>`)}
${pattern('bad', html`<circle class="mark" cx="2.5" cy="2.5" r="1.5"/><circle class="mark" cx="6" cy="6" r="1.5"/>`)}
${pattern('worse', html`<rect class="mark" width="7" height="2"/><rect class="mark" width="2" height="7"/>`)}
${pattern('none', html`<rect class="mark" width="7" height="1.5"/>`)}
</defs></svg>`;
}

function pattern(look: Exclude<SeriesLook, 'good'>, mark: Markup): Markup {
  const turned = look === 'asked' && html` patternTransform="rotate(45)"`;
  return html`<pattern id="pattern-${look}" class="${look}" width="7" height="7" patternUnits="userSpaceOnUse"${turned}><rect class="ground" width="7" height="7"/>${mark}</pattern>`;
}

export function legend(series: readonly Series[]): Markup {
  return html`<ul class="legend" aria-hidden="true">${series.map(
    ({ name, look }) =>
      html`<li><svg width="18" height="18" focusable="false"><rect class="part ${look}" width="18" height="18" rx="4"/></svg>${name}</li>`,
  )}</ul>`;
}

/** A row of numbers behind a heading. */
export interface ChartRow {
  readonly name: Renderable;
  readonly values: readonly number[];
}

/** The same figures as a table, folded away. */
export function chartTable(
  words: Words,
  {
    caption,
    headings,
    rows,
  }: { readonly caption: string; readonly headings: readonly string[]; readonly rows: readonly ChartRow[] },
): Markup {
  return html`<details class="figures"><summary>${words.say('console.statistics.table')}</summary><div class="scrolled" tabindex="0" role="region" aria-label="${caption}"><table>
<caption class="unseen">${caption}</caption>
<thead><tr>${headings.map((heading) => html`<th scope="col">${heading}</th>`)}</tr></thead>
<tbody>${rows.map(({ name, values }) => html`<tr><th scope="row">${name}</th>${values.map((value) => html`<td>${words.number(value)}</td>`)}</tr>`)}</tbody>
</table></div></details>`;
}

/** What a column or a bar says to a screen reader, and under the pointer: series without a number are left out. */
export function inWords(words: Words, name: string, series: readonly Series[], values: readonly number[]): string {
  const said = series.flatMap((each, index) => {
    const value = values[index] ?? 0;
    return value === 0 ? [] : [`${each.name} ${words.number(value)}`];
  });
  return words.say('console.statistics.column', {
    name,
    counts: said.length === 0 ? words.number(0) : words.list(said),
  });
}

/** Percent of the whole, as SVG takes it: three digits are finer than any screen. */
export function percent(part: number, whole: number): string {
  return `${whole === 0 ? 0 : Math.round((part / whole) * 100_000) / 1_000}%`;
}
