// The console: its frame, and lists as wide as the screen, which become cards where there is no room for a table.

import { CHART_STYLES } from './chart-styles.ts';

export const CONSOLE_STYLES: string = `
.console-top { flex-wrap: wrap; padding-block: 0.7rem; border-block-end: 1px solid var(--line); background: var(--surface); }
.who { display: flex; flex-wrap: wrap; align-items: center; gap: 0.25rem 0.75rem; margin-inline-start: auto; }
.who > a { display: inline-flex; align-items: center; gap: 0.6rem; min-block-size: 2.75rem; padding-inline: 0.6rem; border-radius: 0.8rem; color: var(--ink); text-decoration: none; font-weight: 550; }
.who > a:hover { background: var(--sunken); }
.who svg { inline-size: 1.25rem; block-size: 1.25rem; color: var(--accent); }

.console { display: grid; grid-template: auto 1fr / minmax(0, 1fr); }
.console > main { padding-block-start: 1.5rem; }
.console .content { max-inline-size: 100rem; }
.console .content > * + * { margin-block-start: 1.5rem; }
.console .content > .way + * { margin-block-start: 0.5rem; }
.console .content > section + section { margin-block-start: 2.5rem; }
.console .content > header { max-inline-size: 60rem; }
.console .content > :is(form.stack, .notice, .narrow), .console section > form.stack:not(:has(.data)) { max-inline-size: 44rem; }
.console h1 { font-size: clamp(1.5rem, 1.35rem + 0.7vw, 1.85rem); }
.sections.beside-content { display: none; }
.sections ul + ul { margin-block-start: 0.6rem; padding-block-start: 0.6rem; border-block-start: 1px solid var(--line); }
.sections a { display: flex; align-items: center; gap: 0.75rem; min-block-size: 2.75rem; padding: 0.35rem 0.9rem; border-radius: 0.8rem; color: var(--ink-soft); text-decoration: none; font-weight: 550; line-height: 1.3; }
.sections a:hover { color: var(--ink); background: var(--sunken); }
.sections a[aria-current] { color: var(--ink); background: var(--accent-wash); }
.sections svg { inline-size: 1.25rem; block-size: 1.25rem; }
.sections a[aria-current] svg { color: var(--accent); }
.sections.folded { border-block-end: 1px solid var(--line); background: var(--surface); padding-inline: clamp(1.1rem, 4vw, 2.5rem); }
.sections.folded > nav { padding-block: 0.25rem 1rem; }
.way ol { display: flex; flex-wrap: wrap; align-items: center; gap: 0 0.5rem; font-size: 0.95rem; color: var(--ink-soft); }
.way li { display: inline-flex; align-items: center; min-block-size: 2.75rem; min-inline-size: 0; }
.way li + li::before { content: ""; inline-size: 0.45rem; block-size: 0.45rem; flex: none; border-inline-end: 2px solid; border-block-end: 2px solid; transform: rotate(-45deg); margin-inline-end: 0.65rem; }
[dir="rtl"] .way li + li::before { transform: rotate(135deg); }
.way a { display: inline-flex; align-items: center; min-inline-size: 2.75rem; min-block-size: 2.75rem; }

.data { container-type: inline-size; }
.data table { inline-size: 100%; border-collapse: separate; border-spacing: 0; background: var(--surface); border: 1px solid var(--line); border-radius: 1.2rem; }
.data caption { text-align: start; font-weight: 620; padding-block-end: 0.6rem; }
.data :is(th, td) { text-align: start; vertical-align: middle; padding: 0.55rem 0.9rem; min-block-size: 2.75rem; overflow-wrap: anywhere; }
.data :is(th, td):first-child { padding-inline-start: 1.25rem; }
.data :is(th, td):last-child { padding-inline-end: 1.25rem; }
.data thead th { position: sticky; inset-block-start: 0; z-index: 1; font-size: 0.9rem; font-weight: 600; color: var(--ink-soft); background: var(--surface); border-block-end: 1px solid var(--line); overflow-wrap: normal; }
.data thead th:first-child { border-start-start-radius: 1.2rem; }
.data thead th:last-child { border-start-end-radius: 1.2rem; }
.data time { white-space: nowrap; }
.data :is(a, code), .data :is(a, code) bdi { overflow-wrap: break-word; }
.data td:has(bdi):not(.number, .untitled) { min-inline-size: 6.5rem; }
.data tbody tr + tr > * { border-block-start: 1px solid var(--line); }
.data tbody th { font-weight: 600; }
.data tbody tr:hover > * { background: var(--sunken); }
.data tbody tr:last-child > :first-child { border-end-start-radius: 1.15rem; }
.data tbody tr:last-child > :last-child { border-end-end-radius: 1.15rem; }
.data :is(th, td).number { text-align: end; font-variant-numeric: tabular-nums; }
.data td .actions { gap: 0.4rem; flex-wrap: nowrap; justify-content: end; }
.data td.untitled { inline-size: 1%; white-space: nowrap; }
.pick { display: inline-grid; place-items: center; min-inline-size: 2.75rem; min-block-size: 2.75rem; cursor: pointer; }
.pick input { inline-size: 1.25rem; block-size: 1.25rem; margin: 0; accent-color: var(--accent-fill); cursor: pointer; }
@container (max-width: 64rem) {
  .data time { white-space: normal; }
  .data tbody :is(th, td):has(time) { min-inline-size: 9.5rem; }
}
@container (max-width: 44rem) {
  .data table, .data tbody { display: grid; gap: 0.75rem; background: none; border: 0; }
  .data thead { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); }
  .data caption, .data tr { display: block; }
  .data tbody tr { background: var(--surface); border: 1px solid var(--line); border-radius: 1.2rem; padding: 0.85rem 1.15rem; }
  .data tbody tr:hover > * { background: none; }
  .data tbody :is(th, td), .data tbody :is(th, td):is(:first-child, :last-child) { display: block; padding: 0.2rem 0; border: 0; text-align: start; min-block-size: 0; min-inline-size: 0; }
  .data tbody tr + tr > * { border: 0; }
  .data tbody :is(th, td):has(bdi, time):not(.number, .untitled) { min-inline-size: 0; }
  .data tbody :is(a, code), .data tbody :is(a, code) bdi { overflow-wrap: anywhere; }
  .data tbody td[data-title] { display: grid; grid-template-columns: minmax(7rem, 2fr) minmax(0, 3fr); gap: 0.9rem; }
  .data tbody td[data-title]::before { content: attr(data-title); color: var(--ink-soft); font-size: 0.9rem; }
  .data tbody td.untitled { inline-size: auto; white-space: normal; }
  .data tbody tr:has(.pick) { position: relative; padding-inline-start: 3.5rem; }
  .data tbody td.untitled:has(.pick) { position: absolute; inset-block-start: 0.2rem; inset-inline-start: 0.4rem; padding: 0; }
  .data td .actions { flex-wrap: wrap; justify-content: start; margin-block-start: 0.5rem; }
}

.filters { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 12rem), 1fr)); gap: 0.75rem 1rem; align-items: end; background: var(--surface); border: 1px solid var(--line); border-radius: 1.2rem; padding: 1rem 1.25rem 1.15rem; }
.filters .field > label { font-size: 0.9rem; margin-block-end: 0.25rem; }
.filters :is(.field input:not([type="checkbox"], [type="radio"]), .field select) { min-block-size: 2.75rem; padding-block: 0.45rem; }
.filters > .button { justify-self: start; }
.filters > details[open] { grid-column: 1 / -1; }
.filter-fields { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 12rem), 1fr)); gap: 0.75rem 1rem; align-items: end; }
.active-filters { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem; }
.active-filters a { display: inline-flex; align-items: center; gap: 0.4rem; min-block-size: 2.75rem; padding-inline: 1rem; border-radius: 1.5rem; background: var(--accent-wash); color: var(--accent); text-decoration: none; font-weight: 550; }
.active-filters a.clear { background: none; color: var(--ink-soft); text-decoration: underline; }
.pager { display: flex; flex-wrap: wrap; gap: 0.75rem; justify-content: end; }

.key-values { display: grid; background: var(--surface); border: 1px solid var(--line); border-radius: 1.2rem; padding: 0.4rem 1.25rem; }
.key-values > div { display: grid; grid-template-columns: minmax(8rem, 14rem) minmax(0, 1fr); gap: 0 1.5rem; padding-block: 0.65rem; align-items: baseline; }
.key-values > div + div { border-block-start: 1px solid var(--line); }
.key-values dt { color: var(--ink-soft); }
.key-values dd { overflow-wrap: anywhere; }
.tabs ul { display: flex; flex-wrap: wrap; gap: 0.25rem; border-block-end: 1px solid var(--line); }
.tabs a { display: inline-flex; align-items: center; gap: 0.5rem; min-block-size: 2.75rem; padding: 0.35rem 0.9rem; color: var(--ink-soft); text-decoration: none; font-weight: 550; border-block-end: 3px solid transparent; margin-block-end: -1px; }
.tabs a:hover { color: var(--ink); }
.tabs a[aria-current] { color: var(--ink); border-block-end-color: var(--accent); }
.progress p { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0.25rem 1.5rem; }
.progress progress { inline-size: 100%; block-size: 0.75rem; margin-block-start: 0.4rem; appearance: none; border: 0; border-radius: 0.4rem; overflow: hidden; background: var(--sunken); }
.progress progress::-webkit-progress-bar { background: var(--sunken); border: 1px solid var(--edge); border-radius: 0.4rem; }
.progress progress::-webkit-progress-value { background: var(--accent-fill); }
.progress progress::-moz-progress-bar { background: var(--accent-fill); }
.field textarea { inline-size: 100%; padding: 0.6rem 0.9rem; font: inherit; line-height: 1.5; color: var(--ink); background: var(--surface); border: 1.5px solid var(--edge); border-radius: 0.8rem; resize: vertical; }
.field textarea:hover { border-color: var(--ink-soft); }
.field textarea:focus-visible { outline: 3px solid var(--accent); outline-offset: 1px; border-color: transparent; border-radius: 0.8rem; }
.field textarea[aria-invalid="true"] { border-color: var(--danger); }
.page-head { display: flex; flex-wrap: wrap; gap: 1rem; align-items: start; justify-content: space-between; }
.page-head > header { flex: 1 1 20rem; }
.page-head > header > * + * { margin-block-start: 0.6rem; }

@media (min-width: 64rem) {
  .console { grid-template: 1fr / 15.5rem minmax(0, 1fr); }
  .sections.beside-content { display: block; position: sticky; inset-block-start: 0; align-self: start; max-block-size: 100vh; overflow-y: auto; padding: 1.5rem 0.75rem 1.5rem clamp(0.75rem, 2vw, 1.5rem); }
  .sections.folded { display: none; }
  .console > main { padding-inline: clamp(1.5rem, 3vw, 3rem); border-inline-start: 1px solid var(--line); }
}
@media (max-width: 40rem) {
  .console-top .brand { flex: 1 1 0; min-inline-size: 0; }
  .who { display: contents; }
  .who > a { order: 1; flex-basis: 100%; margin-inline: -0.6rem; }
  .key-values > div { grid-template-columns: minmax(0, 1fr); }
  .key-values dt { font-size: 0.9rem; }
}
@media (forced-colors: active) {
  .data table, .key-values, .filters, .tabs a[aria-current] { border: 1px solid CanvasText; }
}
${CHART_STYLES}`;
