// Line drawings of 24 by 24. They adorn what is said in words beside them, and are silent to screen readers.

import { html, Markup } from '../markup.ts';

const DRAWINGS = {
  gate: '<path d="M5 21V10a7 7 0 0 1 14 0v11"/><path d="M2.5 21h19"/><path d="M12 3v18M5 13h14"/>',
  shield:
    '<path d="M12 3l7.5 2.8v5.4c0 4.6-3 7.9-7.5 9.8-4.5-1.9-7.5-5.2-7.5-9.8V5.8z"/><path d="M8.8 11.8l2.3 2.3 4.2-4.4"/>',
  phone: '<rect x="7" y="2.5" width="10" height="19" rx="2.5"/><path d="M11 18.5h2"/>',
  message:
    '<path d="M4 5.5h16a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-8.5L7 20.5v-4H4a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1z"/><path d="M8 11h.1M12 11h.1M16 11h.1"/>',
  lifebuoy:
    '<circle cx="12" cy="12" r="9"/><circle cx="12" cy="12" r="3.6"/><path d="M5.7 5.7l3.7 3.7m5.2 5.2l3.7 3.7m0-12.6l-3.7 3.7m-5.2 5.2l-3.7 3.7"/>',
  globe:
    '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c2.6 2.6 3.9 5.6 3.9 9s-1.3 6.4-3.9 9c-2.6-2.6-3.9-5.6-3.9-9S9.4 5.6 12 3z"/>',
  key: '<circle cx="8" cy="15.5" r="4.5"/><path d="M11.3 12.3L20 3.5m-3.4 3.4l2.9 2.9m-5.6-.2l2 2"/>',
  sessions: '<rect x="3" y="4.5" width="18" height="12" rx="2"/><path d="M8.5 20.5h7M12 16.5v4"/>',
  home: '<path d="M4 11l8-7 8 7"/><path d="M6 9.5V20h12V9.5"/><path d="M10 20v-5.5h4V20"/>',
  mail: '<rect x="3" y="5" width="18" height="14" rx="2.5"/><path d="M3.5 7.5L12 13.5l8.5-6"/>',
  clock: '<circle cx="12" cy="12" r="9"/><path d="M12 6.8V12l3.4 2.2"/>',
  alert: '<circle cx="12" cy="12" r="9"/><path d="M12 7.5v5.2M12 16.2v.1"/>',
  chart: '<path d="M4 4v16h16"/><path d="M8.5 16v-4.5M13 16V8M17.5 16v-6"/>',
  people:
    '<circle cx="9" cy="8.5" r="3.5"/><path d="M2.8 19.5c.6-3.4 3-5.3 6.2-5.3s5.6 1.9 6.2 5.3"/><path d="M15.8 5.4a3.2 3.2 0 0 1 0 6.2M17.6 14.6c2 .7 3.2 2.4 3.6 4.9"/>',
  person: '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.7-4 3.6-6.3 7.5-6.3s6.8 2.3 7.5 6.3"/>',
  rules:
    '<path d="M4 7h9M17 7h3M4 12h3M11 12h9M4 17h11M19 17h1"/><circle cx="15" cy="7" r="1.8"/><circle cx="9" cy="12" r="1.8"/><circle cx="17" cy="17" r="1.8"/>',
  book: '<path d="M6 3.5h12.5v17H6a2 2 0 0 1-2-2v-13a2 2 0 0 1 2-2z"/><path d="M4.2 17.5a2 2 0 0 1 1.8-1h12.5M8.5 8h6"/>',
  search: '<circle cx="10.8" cy="10.8" r="6.8"/><path d="M16 16l4.5 4.5"/>',
  good: '<circle cx="12" cy="12" r="9"/><path d="M8 12.3l2.8 2.8L16.2 9.4"/>',
} as const;

export type IconName = keyof typeof DRAWINGS;

const ICONS: Readonly<Record<string, Markup>> = Object.fromEntries(
  Object.entries(DRAWINGS).map(([name, drawing]) => [
    name,
    html`<svg viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">${Markup.of(drawing)}</svg>`,
  ]),
);

export function icon(name: IconName): Markup {
  return ICONS[name] ?? html``;
}
