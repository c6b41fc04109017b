// Horizontal bars, the longest first: each with its name, which leads to what it counts, and its number.

import type { Words } from '../../pages/i18n/words.ts';
import { html, type Markup, type Renderable } from '../../pages/markup.ts';
import { chartTable, inWords, legend, percent, type Series } from './chart.ts';

export interface ChartBar {
  readonly name: string;
  /** How the name is shown, where that is more than text. */
  readonly shown?: Renderable;
  readonly address?: string;
  /** One for each series. */
  readonly values: readonly number[];
}

export interface BarChartOptions {
  /** Of the figure, unique on the page. */
  readonly id: string;
  readonly title: string;
  readonly heading: string;
  readonly series: readonly Series[];
  /** The longest first. */
  readonly bars: readonly ChartBar[];
  /** In place of a chart without bars. */
  readonly empty: string;
}

/** Bars that are drawn; the table has all. */
const DRAWN = 8;

export function barChart(words: Words, { id, title, heading, series, bars, empty }: BarChartOptions): Markup {
  const longest = Math.max(0, ...bars.map(({ values }) => lengthOf(values)));
  const hidden = bars.length - DRAWN;
  return html`<figure class="chart" aria-labelledby="${id}-title">
<figcaption><h2 id="${id}-title">${title}</h2></figcaption>
${bars.length === 0 && html`<p class="soft">${empty}</p>`}
${bars.length > 0 && series.length > 1 && legend(series)}
${bars.length > 0 && html`<ul class="bars">${bars.slice(0, DRAWN).map((bar) => barOf(words, series, bar, longest))}</ul>`}
${hidden > 0 && html`<p class="soft small">${words.say('console.statistics.more-bars', { count: hidden })}</p>`}
${bars.length > 0 && chartTable(words, { caption: title, headings: [heading, ...series.map(({ name }) => name)], rows: bars.map(({ name, shown, values }) => ({ name: shown ?? name, values })) })}
</figure>`;
}

function barOf(
  words: Words,
  series: readonly Series[],
  { name, shown, address, values }: ChartBar,
  longest: number,
): Markup {
  const text = shown ?? name;
  const said = inWords(words, name, series, values);
  return html`<li><span class="name">${address === undefined ? text : html`<a href="${address}">${text}</a>`}</span><span class="number">${words.number(lengthOf(values))}</span>
${stack(series, values, { said, longest })}</li>`;
}

/** One bar of several parts; its length is its share of `longest`. */
export function stack(
  series: readonly Series[],
  values: readonly number[],
  { said, longest }: { readonly said: string; readonly longest: number },
): Markup {
  let before = 0;
  const parts = series.map(({ look }, index) => {
    const value = values[index] ?? 0;
    const x = before;
    before += value;
    return value === 0
      ? undefined
      : html`<rect class="part ${look}" x="${percent(x, longest)}" width="${percent(value, longest)}" y="0" height="100%"/>`;
  });
  return html`<svg class="bar" role="img" aria-label="${said}" width="100%" height="14" focusable="false"><title>${said}</title>${parts}</svg>`;
}

function lengthOf(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
