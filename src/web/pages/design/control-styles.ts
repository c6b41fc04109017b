// Controls: fields, buttons, choices. Everything that can be pressed is at least 44 by 44 pixels (WCAG 2.2, 2.5.5).

export const CONTROL_STYLES = `
.field { display: block; }
.field > label, legend, .label { display: block; font-weight: 600; margin-block-end: 0.4rem; padding: 0; }
.field .hint { display: block; color: var(--ink-soft); font-size: 0.9rem; margin-block-start: 0.4rem; overflow-wrap: anywhere; }
.field .error { display: flex; gap: 0.5rem; color: var(--danger); font-size: 0.95rem; margin-block-start: 0.45rem; font-weight: 550; }
.field input:not([type="checkbox"], [type="radio"]), .field select {
  inline-size: 100%; min-block-size: 3rem; padding: 0.6rem 0.9rem; font: inherit; color: var(--ink);
  background: var(--surface); border: 1.5px solid var(--edge); border-radius: 0.8rem; appearance: none;
}
.field select {
  padding-inline-end: 2.5rem;
  background-image: linear-gradient(45deg, transparent 50%, var(--ink-soft) 50%), linear-gradient(-45deg, transparent 50%, var(--ink-soft) 50%);
  background-size: 0.4rem 0.4rem; background-repeat: no-repeat;
  background-position: right 1.35rem center, right 0.98rem center;
}
[dir="rtl"] .field select { background-position: left 1.35rem center, left 0.98rem center; }
.field input:hover, .field select:hover { border-color: var(--ink-soft); }
.field :is(input, select):focus-visible { outline: 3px solid var(--accent); outline-offset: 1px; border-color: transparent; border-radius: 0.8rem; }
.field input[aria-invalid="true"] { border-color: var(--danger); }
.field input.code { font-size: 1.7rem; line-height: 1.2; min-block-size: 3.75rem; text-align: center; letter-spacing: 0.28em; padding-inline-end: 0.6rem; font-variant-numeric: tabular-nums; }
.field input.code.long { font-size: 1.2rem; letter-spacing: 0.12em; }

.check { display: grid; grid-template-columns: 1.5rem 1fr; gap: 0.1rem 0.75rem; align-items: start; padding-block: 0.6rem; min-block-size: 2.75rem; cursor: pointer; }
.check input { inline-size: 1.35rem; block-size: 1.35rem; margin: 0.1rem 0 0; accent-color: var(--accent-fill); cursor: pointer; }
.check .hint { grid-column: 2; color: var(--ink-soft); font-size: 0.9rem; line-height: 1.5; }
.checks { display: grid; }
.options { display: grid; gap: 0.6rem; }
.options .check { border: 1.5px solid var(--line); border-radius: 1rem; padding: 0.85rem 1rem; background: var(--surface); }
.options .check:has(input:checked) { border-color: var(--accent); background: var(--accent-wash); }
.options .check:has(input:focus-visible) { outline: 3px solid var(--accent); outline-offset: 3px; }
.options input:focus-visible { outline: none; }

.button {
  display: inline-flex; align-items: center; justify-content: center; gap: 0.5rem; min-block-size: 2.75rem; min-inline-size: 2.75rem;
  padding: 0.5rem 1.15rem; font: inherit; font-weight: 600; line-height: 1.3; text-align: center; text-decoration: none; cursor: pointer;
  color: var(--ink); background: transparent; border: 1.5px solid var(--line); border-radius: 0.8rem;
}
.button:hover { border-color: var(--edge); background: var(--sunken); }
.button.primary { color: var(--accent-over); background: var(--accent-fill); border-color: var(--accent-fill); min-block-size: 3rem; padding-inline: 1.5rem; }
.button.primary:hover { background: color-mix(in srgb, var(--accent-fill) 88%, var(--ink)); border-color: transparent; }
.button.danger { color: var(--danger); border-color: var(--danger); }
.button.danger:hover { background: var(--danger-wash); }
.button.plain { border-color: transparent; color: var(--ink-soft); padding-inline: 0.75rem; }
.button.plain:hover { color: var(--ink); background: var(--sunken); }
.button.full { inline-size: 100%; }
.button:disabled { color: var(--ink-soft); border-style: dashed; cursor: default; background: transparent; }
.again { display: flex; flex-wrap: wrap; align-items: center; gap: 0.25rem 0.9rem; }
.button:focus-visible { border-radius: 0.9rem; }
.actions { display: flex; flex-wrap: wrap; gap: 0.75rem; align-items: center; }
.actions > .grow { flex: 1; }

.notice { display: grid; grid-template-columns: auto 1fr; gap: 0.75rem; padding: 0.9rem 1.1rem; border-radius: 1rem; background: var(--accent-wash); }
.notice svg { inline-size: 1.35rem; block-size: 1.35rem; margin-block-start: 0.15rem; color: var(--accent); }
.notice.bad { background: var(--danger-wash); }
.notice.bad svg { color: var(--danger); }
.notice.good { background: var(--good-wash); }
.notice.good svg { color: var(--good); }
.notice.warn { background: var(--warn-wash); }
.notice.warn svg { color: var(--warn); }
.notice a { color: inherit; }
.notice p + p { margin-block-start: 0.35rem; }

details > summary { cursor: pointer; min-block-size: 2.75rem; display: flex; align-items: center; gap: 0.6rem; color: var(--accent); font-weight: 550; list-style: none; }
details > summary::-webkit-details-marker { display: none; }
details > summary::before { content: ""; inline-size: 0.5rem; block-size: 0.5rem; border-inline-end: 2px solid; border-block-end: 2px solid; transform: rotate(-45deg); margin-inline-start: 0.15rem; flex: none; }
[dir="rtl"] details > summary::before { transform: rotate(135deg); }
details[open] > summary::before { transform: rotate(45deg); }
details > div { padding-block: 0.25rem 0.75rem; }
`;
