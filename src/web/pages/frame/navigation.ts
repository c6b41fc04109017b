// The sections of the account, as the navigation and the overview list them.

import { type IconName, icon } from '../design/icons.ts';
import type { PlainKey } from '../i18n/words.ts';
import { html, type Markup } from '../markup.ts';
import { homeOf, type View } from '../view.ts';

export type Section =
  | 'overview'
  | 'app-passwords'
  | 'authenticators'
  | 'recovery-codes'
  | 'mode'
  | 'places'
  | 'sessions';

interface SectionLink {
  readonly section: Section;
  /** Below the prefix. */
  readonly path: string;
  readonly title: PlainKey;
  readonly icon: IconName;
}

/** In the order in which people need them. */
export const SECTIONS: readonly SectionLink[] = [
  { section: 'overview', path: '/account', title: 'overview.title', icon: 'home' },
  { section: 'app-passwords', path: '/account/app-passwords', title: 'app-passwords.title', icon: 'key' },
  { section: 'authenticators', path: '/account/authenticators', title: 'factors.title', icon: 'phone' },
  { section: 'recovery-codes', path: '/account/recovery-codes', title: 'recovery.title', icon: 'lifebuoy' },
  { section: 'mode', path: '/account/mode', title: 'mode.title', icon: 'shield' },
  { section: 'places', path: '/account/places', title: 'places.title', icon: 'globe' },
  { section: 'sessions', path: '/account/sessions', title: 'sessions.title', icon: 'sessions' },
];

export function navigation(view: View, current: Section): Markup {
  const { words } = view;
  const links = SECTIONS.map(
    ({ section, path, title, icon: drawing }) =>
      html`<li><a href="${view.prefix}${path}"${section === current && html` aria-current="page"`}>${icon(drawing)}${words.say(title)}</a></li>`,
  );
  return html`<nav aria-label="${words.say('frame.sections')}"><ul>${links}<li class="away"><a href="${homeOf(view)}">${icon('mail')}${words.say('frame.to-mail')}</a></li></ul></nav>`;
}
