// The ground of the design: type, colour, focus, and the frame of a page. System fonts only; logical properties only, so
// that a right-to-left language needs nothing more; nothing moves for those who prefer that.

/** Rules that don't depend on the branding. */
export const BASE_STYLES = `
*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }

html {
  font: 100%/1.6 -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, Inter, "Noto Sans", "Hiragino Sans", "Yu Gothic UI",
    "Noto Sans CJK JP", system-ui, sans-serif;
  color: var(--ink);
  background: var(--paper);
  -webkit-text-size-adjust: 100%;
  text-size-adjust: 100%;
  scroll-padding-block: 2rem;
}
html:lang(ja) { line-height: 1.75; line-break: strict; word-break: auto-phrase; }
body { margin: 0; min-block-size: 100vh; min-block-size: 100dvh; display: grid; grid-template-rows: auto 1fr auto; }

h1, h2, h3, p, ul, ol, dl, dd, figure, fieldset { margin: 0; padding: 0; }
ul, ol { list-style: none; }
fieldset { border: 0; min-inline-size: 0; }
h1 { font-size: clamp(1.7rem, 1.4rem + 1.4vw, 2.15rem); line-height: 1.2; font-weight: 650; letter-spacing: -0.022em; text-wrap: balance; }
h2 { font-size: 1.2rem; line-height: 1.35; font-weight: 620; letter-spacing: -0.012em; text-wrap: balance; }
h3 { font-size: 1rem; line-height: 1.4; font-weight: 620; }
html:lang(ja) :is(h1, h2) { letter-spacing: 0; }
p { text-wrap: pretty; }
bdi, p, h1, h2, h3, li, dd { overflow-wrap: anywhere; }
small, .small { font-size: 0.9rem; line-height: 1.55; }
.soft { color: var(--ink-soft); }
.lead { color: var(--ink-soft); font-size: 1.06rem; }
code, .mono { font-family: ui-monospace, "SF Mono", SFMono-Regular, Menlo, Consolas, "Liberation Mono", "DejaVu Sans Mono", monospace; }
svg { display: block; flex: none; }

a { color: var(--accent); text-decoration-thickness: 0.06em; text-underline-offset: 0.2em; }
a:hover { text-decoration-thickness: 0.12em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; border-radius: 0.4rem; }
::selection { background: var(--accent-fill); color: var(--accent-over); }

.skip { position: absolute; inset-inline-start: 1rem; inset-block-start: -6rem; background: var(--surface); padding: 0.75rem 1rem; z-index: 2; }
.skip:focus { inset-block-start: 1rem; }
.unseen:not(:focus):not(:active) { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.top { display: flex; align-items: center; justify-content: space-between; gap: 1rem; padding: 1.1rem clamp(1.1rem, 4vw, 2.5rem); }
.brand { display: inline-flex; align-items: center; gap: 0.7rem; min-block-size: 2.75rem; font-weight: 620; letter-spacing: -0.01em; color: var(--ink); text-decoration: none; }
.brand img { block-size: 2rem; inline-size: auto; max-inline-size: 9rem; object-fit: contain; }
.brand .mark { inline-size: 2.2rem; block-size: 2.2rem; border-radius: 0.7rem; display: grid; place-items: center; background: var(--accent-fill); color: var(--accent-over); }
.brand .mark svg { inline-size: 1.4rem; block-size: 1.4rem; }
.top form { flex: none; }

main { inline-size: 100%; padding: 1rem clamp(1.1rem, 4vw, 2.5rem) 3.5rem; }
main:focus { outline: none; }
.sheet { inline-size: 100%; max-inline-size: 29rem; margin-inline: auto; }
.sheet > * + * { margin-block-start: 1.25rem; }
.sheet.wide { max-inline-size: 34rem; }
.emblem { inline-size: 3.4rem; block-size: 3.4rem; border-radius: 50%; display: grid; place-items: center; background: var(--accent-wash); color: var(--accent); }
.emblem svg { inline-size: 1.7rem; block-size: 1.7rem; }
.stack > * + * { margin-block-start: 1rem; }
.stack > .unseen + * { margin-block-start: 0; }
.stack.loose > * + * { margin-block-start: 1.35rem; }
.row { display: flex; flex-wrap: wrap; align-items: center; gap: 0.75rem; }

.bottom { padding: 1.5rem clamp(1.1rem, 4vw, 2.5rem) 2rem; color: var(--ink-soft); font-size: 0.9rem; }
.bottom > div { display: flex; flex-wrap: wrap; gap: 0.25rem 2rem; justify-content: center; max-inline-size: 64rem; margin-inline: auto; }
.choices { display: flex; flex-wrap: wrap; gap: 0 0.25rem; justify-content: center; }
.choices button { font: inherit; color: inherit; background: none; border: 0; padding: 0 0.55rem; min-block-size: 2.75rem; min-inline-size: 2.75rem; cursor: pointer; border-radius: 0.5rem; }
.choices button:hover { color: var(--ink); text-decoration: underline; text-underline-offset: 0.25em; }
.choices button[aria-pressed="true"] { color: var(--ink); font-weight: 620; }
.help { min-block-size: 2.75rem; display: inline-flex; align-items: center; }

@media (min-width: 40rem) {
  html:has(main.gate) { background: radial-gradient(80rem 34rem at 50% -6rem, var(--accent-wash), var(--paper)) no-repeat var(--paper); }
  main.gate { display: grid; align-items: center; padding-block: 0.5rem 2.5rem; }
  .gate .sheet { background: var(--surface); border: 1px solid var(--line); border-radius: 1.5rem; padding: 2.5rem 2.75rem 2.25rem; box-shadow: var(--shadow); }
}
@media (max-width: 39.99rem) {
  html:has(main.gate) { background: var(--surface); }
}
@media (prefers-reduced-motion: no-preference) {
  .button, .choices button, .tile { transition: background-color 0.15s, border-color 0.15s, color 0.15s; }
}
@media (forced-colors: active) {
  .button, .sheet, .group, .notice, .field input, .field select { border: 1px solid CanvasText; }
}
`;
