// How a whole is divided: one bar, and below it each part with its number, which leads to what it counts.

import type { Words } from '../../pages/i18n/words.ts';
import { html, type Markup } from '../../pages/markup.ts';
import { stack } from './bar-chart.ts';
import { inWords, type Series } from './chart.ts';

export interface Share extends Series {
  readonly value: number;
  readonly address?: string;
}

/** @param title - What the whole is. */
export function shareChart(words: Words, title: string, shares: readonly Share[]): Markup {
  const whole = shares.reduce((all, { value }) => all + value, 0);
  const values = shares.map(({ value }) => value);
  return html`<div class="shares">${stack(shares, values, { said: inWords(words, title, shares, values), longest: whole })}
<ul class="legend">${shares.map(({ name, look, value, address }) => {
    const text = html`<strong>${words.number(value)}</strong> ${name} <span class="soft">(${words.percent(value, whole)})</span>`;
    return html`<li><svg width="18" height="18" focusable="false" aria-hidden="true"><rect class="part ${look}" width="18" height="18" rx="4"/></svg>${address === undefined || value === 0 ? html`<span>${text}</span>` : html`<a href="${address}">${text}</a>`}</li>`;
  })}</ul></div>`;
}
