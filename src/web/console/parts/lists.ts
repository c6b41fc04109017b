// Smaller parts of pages: facts about one thing, tabs, what stands where there is nothing yet, how far work has come.

import { html, type Markup, type Renderable } from '../../pages/markup.ts';
import type { ConsoleVisit } from '../console-contract.ts';

/** What is known of one thing: names and values. */
export function keyValues(rows: readonly (readonly [name: Renderable, value: Renderable])[]): Markup {
  return html`<dl class="key-values">${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

export interface Tab {
  readonly text: Renderable;
  readonly address: string;
  readonly isCurrent?: boolean;
}

/** Pages about the same thing, as links: each can be kept and opened beside another. */
export function tabs(label: string, all: readonly Tab[]): Markup {
  return html`<nav class="tabs" aria-label="${label}"><ul>${all.map(
    ({ text, address, isCurrent }) =>
      html`<li><a href="${address}"${isCurrent && html` aria-current="page"`}>${text}</a></li>`,
  )}</ul></nav>`;
}

/** In place of an empty list: why there is nothing, and what to do about it. */
export function emptyState(text: Renderable, action?: Markup): Markup {
  return html`<div class="group empty stack"><p>${text}</p>${action}</div>`;
}

/** How far a piece of work has come. */
export function progressBar(
  { view: { words } }: Pick<ConsoleVisit, 'view'>,
  label: string,
  { done, all }: { readonly done: number; readonly all: number },
): Markup {
  const text = words.say('console.frame.progress', { done: words.number(done), all: words.number(all) });
  return html`<div class="progress"><p><span>${label}</span><span class="soft">${text}</span></p><progress aria-label="${label}" max="${Math.max(1, all)}" value="${done}">${text}</progress></div>`;
}
