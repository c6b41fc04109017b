// Charts of the console, drawn as SVG: colours of the scheme, and patterns beside them.

export const CHART_STYLES = `
.chart { background: var(--surface); border: 1px solid var(--line); border-radius: 1.2rem; padding: 1.1rem 1.25rem; min-inline-size: 0; }
.chart > * + * { margin-block-start: 0.75rem; }
.chart svg { overflow: visible; }
.charts { display: grid; gap: 1.5rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); align-items: start; }
.legend { display: flex; flex-wrap: wrap; gap: 0.3rem 1.25rem; font-size: 0.9rem; }
.legend li { display: inline-flex; align-items: center; gap: 0.5rem; }
.legend a { display: inline-flex; align-items: center; gap: 0.3rem; flex-wrap: wrap; min-block-size: 2.75rem; }
.part { stroke: var(--surface); stroke-width: 1; }
.part.good, .good > .ground { fill: var(--good); }
.part.asked { fill: url(#pattern-asked); }
.part.bad { fill: url(#pattern-bad); }
.part.worse { fill: url(#pattern-worse); }
.part.none { fill: url(#pattern-none); }
.asked > .ground { fill: var(--accent); }
.bad > .ground { fill: var(--danger); }
.worse > .ground { fill: var(--warn); }
.none > .ground { fill: var(--sunken); }
pattern .mark { fill: var(--surface); fill-opacity: 0.55; }
.none > .mark { fill: var(--edge); fill-opacity: 1; }
.part.none { stroke: var(--edge); }
.chart .grid { stroke: var(--line); stroke-width: 1; }
.chart .axis { fill: var(--ink-soft); font-size: 0.8rem; font-variant-numeric: tabular-nums; }
.chart .tick { text-anchor: middle; }
.chart .start { text-anchor: start; }
.chart .end { text-anchor: end; }
.chart .plot { display: flex; }
.chart .plot .columns { flex: 1; inline-size: 0; }
.chart .hit { fill: transparent; }
.columns :is(a, g):hover > .hit { fill: var(--sunken); }
.columns :is(a, g):focus-visible { outline: none; }
.columns :is(a, g):focus-visible > .hit { fill: var(--accent-wash); stroke: var(--accent); stroke-width: 3; }
.skip-chart:focus { display: inline-flex; align-items: center; min-block-size: 2.75rem; }
.bars { display: grid; gap: 0.65rem; }
.bars > li { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0.2rem 1rem; align-items: baseline; }
.bars .name { overflow-wrap: anywhere; }
.bars .name a { display: inline-block; min-block-size: 1.75rem; }
.bars .number { font-variant-numeric: tabular-nums; font-weight: 600; }
.bars .bar { grid-column: 1 / -1; border-block-end: 1px solid var(--line); }
.shares > * + * { margin-block-start: 0.5rem; }
.figures .scrolled { overflow-x: auto; max-block-size: 24rem; overflow-y: auto; padding: 0; }
.figures table { border-collapse: collapse; inline-size: 100%; font-size: 0.95rem; }
.figures :is(th, td) { padding: 0.35rem 0.75rem; text-align: end; border-block-end: 1px solid var(--line); font-variant-numeric: tabular-nums; white-space: nowrap; }
.figures :is(th, td):first-child { text-align: start; padding-inline-start: 0; white-space: normal; }
.figures thead th { color: var(--ink-soft); font-weight: 600; }
.figures tbody th { font-weight: 500; }

.numbers { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 8.5rem), 1fr)); gap: 0.75rem; }
.numbers > li { background: var(--surface); border: 1px solid var(--line); border-radius: 1.2rem; padding: 0.8rem 1.1rem; }
.numbers a { color: var(--ink); text-decoration: none; display: block; min-block-size: 2.75rem; }
.numbers a:hover span { text-decoration: underline; text-underline-offset: 0.2em; }
.numbers strong { display: block; font-size: 1.8rem; line-height: 1.25; font-weight: 650; letter-spacing: -0.02em; font-variant-numeric: tabular-nums; }
.numbers span { color: var(--ink-soft); font-size: 0.95rem; }
.health { display: flex; flex-wrap: wrap; gap: 0.5rem 0.75rem; }
.health li { display: inline-flex; align-items: center; gap: 0.5rem; min-block-size: 2.25rem; padding: 0.25rem 0.5rem 0.25rem 0.9rem; border: 1px solid var(--line); border-radius: 1.2rem; background: var(--surface); }
.scope { display: flex; flex-wrap: wrap; gap: 0.75rem 1.5rem; align-items: end; justify-content: space-between; }
.scope form { display: flex; flex-wrap: wrap; gap: 0.75rem; align-items: end; }
.scope .field input { min-block-size: 2.75rem; }

@media (max-width: 40rem) {
  .chart { padding-inline: 0.9rem; }
  .chart .tick.fine { display: none; }
}
@media (forced-colors: active) {
  .part { stroke: CanvasText; }
  .chart .axis { fill: CanvasText; }
}
`;
