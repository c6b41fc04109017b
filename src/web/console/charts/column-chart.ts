// Stacked columns over time, as SVG that needs no script: as wide as there is room, with text of the page's own size. Each
// column is a link, so that the keyboard reaches what the pointer does.

import type { Words } from '../../pages/i18n/words.ts';
import { html, type Markup } from '../../pages/markup.ts';
import { chartTable, inWords, legend, percent, type Series } from './chart.ts';

export interface ChartColumn {
  /** Whole: `14 March 2026, 09:00`. */
  readonly name: string;
  /** Below the axis, where there is room. */
  readonly tick: string;
  /** What it leads to; absent: nowhere. */
  readonly address?: string;
  /** One for each series. */
  readonly values: readonly number[];
}

export interface ColumnChartOptions {
  /** Of the figure, unique on the page. */
  readonly id: string;
  readonly title: string;
  readonly text: string;
  /** Heading of the columns' names, in the table. */
  readonly heading: string;
  readonly series: readonly Series[];
  readonly columns: readonly ChartColumn[];
}

/** In CSS pixels. */
const PLOT_TOP = 14;
const PLOT_HEIGHT = 190;
const HEIGHT = PLOT_TOP + PLOT_HEIGHT + 28;

/** Room for a digit of the axis. */
const DIGIT = 8;

/** Names below the axis, at most; on a phone every second one of them. */
const TICKS = 8;

export function columnChart(words: Words, options: ColumnChartOptions): Markup {
  const { id, title, text, heading, series, columns } = options;
  const top = topOf(columns);
  const rows = columns.map(({ name, values }) => ({ name, values }));
  const behind = `after-${id}`;
  return html`<figure class="chart" aria-labelledby="${id}-title">
<figcaption><h2 id="${id}-title">${title}</h2><p class="soft small">${text}</p></figcaption>
${legend(series)}
<a class="unseen skip-chart" href="#${behind}">${words.say('console.statistics.skip-chart')}</a>
<div class="plot">${axisOf(words, top)}
<svg class="columns" role="group" aria-labelledby="${id}-title" width="100%" height="${HEIGHT}" focusable="false">
${linesOf(top).map(({ y }) => html`<line class="grid" x1="0" x2="100%" y1="${y}" y2="${y}"/>`)}
${columns.map((column, index) => columnOf(words, series, { column, index, of: columns.length, top: top.value }))}
${ticksOf(columns)}
</svg></div>
<div id="${behind}">${chartTable(words, { caption: title, headings: [heading, ...series.map(({ name }) => name)], rows })}</div>
</figure>`;
}

interface Top {
  readonly value: number;
  readonly step: number;
}

/** The end of the axis: a round number that the highest column reaches in three to five steps. */
function topOf(columns: readonly ChartColumn[]): Top {
  const highest = Math.max(1, ...columns.map(({ values }) => sum(values)));
  const size = 10 ** Math.floor(Math.log10(highest / 4));
  const step = Math.max(1, ([1, 2, 5, 10].find((round) => round * size * 4 >= highest) ?? 10) * size);
  return { step, value: Math.ceil(highest / step) * step };
}

/** From zero up to the end of the axis. */
function linesOf({ value, step }: Top): readonly { readonly value: number; readonly y: number }[] {
  return Array.from({ length: Math.round(value / step) + 1 }, (_, index) => ({
    value: index * step,
    y: rounded(PLOT_TOP + PLOT_HEIGHT * (1 - (index * step) / value)),
  }));
}

/** Beside the columns, so that none hides it. */
function axisOf(words: Words, top: Top): Markup {
  const labels = linesOf(top).map(({ value, y }) => ({ y, text: words.number(value) }));
  const longest = Math.max(...labels.map(({ text }) => text.length));
  return html`<svg width="${rounded(longest * DIGIT + DIGIT)}" height="${HEIGHT}" aria-hidden="true" focusable="false">${labels.map(
    ({ text, y }) => html`<text class="axis end" x="${rounded(longest * DIGIT)}" y="${y + 4}">${text}</text>`,
  )}</svg>`;
}

interface Placed {
  readonly column: ChartColumn;
  readonly index: number;
  readonly of: number;
  readonly top: number;
}

function columnOf(words: Words, series: readonly Series[], { column, index, of, top }: Placed): Markup {
  const said = inWords(words, column.name, series, column.values);
  const gap = of > 60 ? 0.1 : 0.18;
  const [x, width] = [percent(index + gap / 2, of), percent(1 - gap, of)];
  let below = 0;
  const parts = series.map(({ look }, at) => {
    const height = ((column.values[at] ?? 0) / top) * PLOT_HEIGHT;
    below += height;
    return height === 0
      ? undefined
      : html`<rect class="part ${look}" x="${x}" width="${width}" y="${rounded(PLOT_TOP + PLOT_HEIGHT - below)}" height="${rounded(height)}"/>`;
  });
  const drawn = html`<title>${said}</title><rect class="hit" x="${percent(index, of)}" width="${percent(1, of)}" y="${PLOT_TOP}" height="${PLOT_HEIGHT}"/>${parts}`;
  return column.address === undefined
    ? html`<g role="img" tabindex="0" aria-label="${said}">${drawn}</g>`
    : html`<a href="${column.address}" aria-label="${said}">${drawn}</a>`;
}

function ticksOf(columns: readonly ChartColumn[]): readonly Markup[] {
  const every = Math.max(1, Math.ceil(columns.length / TICKS));
  return columns.flatMap(({ tick }, index) => {
    if (index % every !== 0) return [];
    const fine = (index / every) % 2 === 1 && ' fine';
    // The first and the last stay inside.
    const [edge, at] =
      index === 0 ? [' start', 0] : index === columns.length - 1 ? [' end', columns.length] : ['', index + 0.5];
    return [
      html`<text class="axis tick${fine}${edge}" x="${percent(at, columns.length)}" y="${HEIGHT - 8}" aria-hidden="true">${tick}</text>`,
    ];
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

function rounded(length: number): number {
  return Math.round(length * 100) / 100;
}
