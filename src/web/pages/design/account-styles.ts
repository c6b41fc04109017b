// The account pages, and what shows secrets: QR codes, keys, lists of codes. Printed, only the codes remain.

export const ACCOUNT_STYLES = `
.rule { display: flex; align-items: center; gap: 1rem; color: var(--ink-soft); font-size: 0.9rem; font-weight: 500; letter-spacing: 0; margin-block: 1.5rem 0.5rem; }
.rule::before, .rule::after { content: ""; flex: 1; border-block-start: 1px solid var(--line); }
.ways { display: grid; gap: 0.25rem; }
.ways a, .way { display: flex; align-items: center; gap: 0.85rem; min-block-size: 2.9rem; padding: 0.35rem 0.75rem; margin-inline: -0.75rem; border-radius: 0.8rem; color: var(--ink); text-decoration: none; font-weight: 550; }
.ways a:hover { background: var(--sunken); }
.ways a > span, .way > span { line-height: 1.4; overflow-wrap: anywhere; }
.ways span > span { display: block; }
.ways .soft { font-weight: 400; }
.ways .way { color: var(--ink-soft); }
.ways.cards { gap: 0.75rem; }
.ways.cards a { margin-inline: 0; padding: 1rem 1.15rem; border: 1.5px solid var(--line); border-radius: 1rem; align-items: start; background: var(--surface); }
.ways.cards a:hover { border-color: var(--edge); background: var(--surface); }
.ways.cards svg { margin-block-start: 0.1rem; }
.ways svg { inline-size: 1.35rem; block-size: 1.35rem; color: var(--accent); }
.fine { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0.15rem 1.5rem; color: var(--ink-soft); font-size: 0.85rem; padding-block-start: 1.1rem; border-block-start: 1px solid var(--line); font-variant-numeric: tabular-nums; }

.steps { counter-reset: step; display: grid; gap: 1.75rem; }
.steps > li { counter-increment: step; display: grid; grid-template-columns: 2.1rem minmax(0, 1fr); column-gap: 0.9rem; }
.steps > li::before { content: counter(step); inline-size: 2.1rem; block-size: 2.1rem; border-radius: 50%; display: grid; place-items: center; background: var(--accent-wash); color: var(--accent); font-weight: 650; font-variant-numeric: tabular-nums; }
.steps > li > * { grid-column: 2; }
.steps:has(h3) > li::before { grid-row: 1 / span 2; }
.steps h2 { font-size: 1.06rem; padding-block-start: 0.3rem; }
.steps .stack { margin-block-start: 0.4rem; }

.qr { background: #fff; border-radius: 1.1rem; padding: 0.9rem; inline-size: fit-content; max-inline-size: 100%; border: 1px solid var(--line); }
.qr svg { inline-size: min(13rem, 60vw); block-size: auto; aspect-ratio: 1; color: #000; }
.secret { display: block; background: var(--sunken); border-radius: 1rem; padding: 1rem 1.1rem; font-size: 1.15rem; line-height: 1.5; letter-spacing: 0.04em; overflow-wrap: break-word; user-select: all; -webkit-user-select: all; }
.secret.large { font-size: clamp(1.2rem, 1rem + 1.4vw, 1.5rem); text-align: center; padding-block: 1.4rem; font-weight: 550; }
.codes { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: 0.5rem 1.5rem; background: var(--sunken); border-radius: 1rem; padding: 1.1rem 1.3rem; font-size: 1.1rem; letter-spacing: 0.03em; text-align: center; }

.account { display: grid; gap: 2.5rem; max-inline-size: 66rem; margin-inline: auto; }
.account > .content { min-inline-size: 0; max-inline-size: 44rem; }
.content > * + * { margin-block-start: 1.75rem; }
.content > section + section { margin-block-start: 2.75rem; }
.content > .crumb + * { margin-block-start: 0.5rem; }
.content > header > * + * { margin-block-start: 0.6rem; }
.account > nav { display: none; }
.account > nav a { display: flex; align-items: center; gap: 0.75rem; min-block-size: 2.75rem; padding: 0.35rem 0.9rem; border-radius: 0.8rem; color: var(--ink-soft); text-decoration: none; font-weight: 550; line-height: 1.3; }
.account > nav a:hover { color: var(--ink); background: var(--sunken); }
.account > nav a[aria-current] { color: var(--ink); background: var(--surface); box-shadow: var(--shadow-small); }
.account > nav svg { inline-size: 1.25rem; block-size: 1.25rem; }
.account > nav a[aria-current] svg { color: var(--accent); }
.account > nav .away { margin-block-start: 0.75rem; padding-block-start: 0.75rem; border-block-start: 1px solid var(--line); }
.crumb { display: inline-flex; align-items: center; gap: 0.4rem; min-block-size: 2.75rem; color: var(--ink-soft); text-decoration: none; font-weight: 550; }
.crumb::before { content: ""; inline-size: 0.5rem; block-size: 0.5rem; border-inline-start: 2px solid; border-block-end: 2px solid; transform: rotate(45deg); margin-inline-start: 0.15rem; }
[dir="rtl"] .crumb::before { transform: rotate(-135deg); }

.tiles { display: grid; gap: 0.9rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 15rem), 1fr)); }
.tile { display: grid; grid-template-columns: auto 1fr; gap: 0.1rem 0.95rem; align-content: start; padding: 1.15rem 1.25rem; background: var(--surface); border: 1px solid var(--line); border-radius: 1.2rem; block-size: 100%; color: var(--ink); text-decoration: none; }
.tile:hover { border-color: var(--edge); }
.tile svg { grid-row: span 2; inline-size: 1.6rem; block-size: 1.6rem; color: var(--accent); margin-block-start: 0.1rem; }
.tile h2 { font-size: 1.02rem; }
.tile p { color: var(--ink-soft); font-size: 0.92rem; line-height: 1.45; }
.tile:focus-visible { border-radius: 1.2rem; }

.group { background: var(--surface); border: 1px solid var(--line); border-radius: 1.2rem; }
.group > li, .group > .pad { padding: 1rem 1.25rem; }
.group > * + * { border-block-start: 1px solid var(--line); }
.item { display: flex; flex-wrap: wrap; gap: 0.6rem 1rem; align-items: center; justify-content: space-between; }
.item > .about { flex: 1 1 14rem; min-inline-size: 0; }
.item:has(> svg) { display: grid; grid-template-columns: auto minmax(0, 1fr) auto; }
.item:has(> svg) > details { grid-column: 2 / -1; margin-block-start: -0.4rem; }
.item > svg { inline-size: 1.5rem; block-size: 1.5rem; color: var(--accent); align-self: start; margin-block-start: 0.1rem; }
.item .name { font-weight: 600; line-height: 1.4; }
.item .name .badge { margin-inline-start: 0.35rem; }
.item .about > p + p { margin-block-start: 0.3rem; color: var(--ink-soft); font-size: 0.9rem; line-height: 1.5; }
.item details { flex-basis: 100%; }
.badge { display: inline-block; font-size: 0.8rem; font-weight: 600; line-height: 1.3; padding: 0.2rem 0.6rem; border-radius: 1rem; background: var(--sunken); color: var(--ink-soft); white-space: nowrap; vertical-align: 0.08em; }
.badge.accent { background: var(--accent-wash); color: var(--accent); }
.badge.bad { background: var(--danger-wash); color: var(--danger); }
.badge.good { background: var(--good-wash); color: var(--good); }
.badge.warn { background: var(--warn-wash); color: var(--warn); }
.empty { background: transparent; border-style: dashed; color: var(--ink-soft); padding: 1.25rem; }
.settings { display: grid; grid-template-columns: minmax(0, auto) minmax(0, 1fr); gap: 0.35rem 1.5rem; }
.settings dt { color: var(--ink-soft); }
.settings dd { font-variant-numeric: tabular-nums; user-select: all; -webkit-user-select: all; }
.facts { background: var(--sunken); border-radius: 1rem; padding: 1rem 1.2rem; }
.panel { background: var(--surface); border: 1px solid var(--line); border-radius: 1.2rem; padding: 1.25rem; }
.beside { display: grid; gap: 1.25rem; align-items: center; }

@media (min-width: 56rem) {
  .account { grid-template-columns: 17rem minmax(0, 1fr); gap: 3.25rem; padding-block-start: 1rem; }
  .account > nav { display: block; }
  .account > nav ul { display: grid; gap: 0.15rem; position: sticky; inset-block-start: 1.5rem; }
  .account .crumb { display: none; }
  .content > .crumb + * { margin-block-start: 0; }
  .beside { grid-template-columns: auto 1fr; }
}
@media (max-width: 30rem) {
  .item:has(> svg) { grid-template-columns: auto minmax(0, 1fr); }
  .item > svg ~ .button { grid-column: 2; justify-self: start; }
  .item:has(> svg) > details { margin-block-start: 0; }
  .settings { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .settings dt { margin-block-start: 0.5rem; font-size: 0.9rem; }
}
@media print {
  :root { --paper: #fff; --surface: #fff; --sunken: #fff; --ink: #000; --ink-soft: #333; }
  .top, .bottom, nav, .actions, .notice, .skip, .unprinted { display: none !important; }
  .gate .sheet { border: 0; box-shadow: none; padding: 0; max-inline-size: none; }
  .codes, .secret { border: 1px solid #999; }
}
`;
