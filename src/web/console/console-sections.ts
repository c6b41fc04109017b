// The sections of the console, as its navigation lists them. Which of them somebody sees is for the pages' permissions to
// say, not for this list.

import type { IconName } from '../pages/design/icons.ts';
import type { PlainKey } from '../pages/i18n/words.ts';
import type { ConsoleSection } from './console-contract.ts';

export interface SectionLink {
  /** Below the console's prefix. */
  readonly path: string;
  readonly title: PlainKey;
  readonly icon: IconName;
}

export const CONSOLE_SECTIONS: Readonly<Record<ConsoleSection, SectionLink>> = {
  dashboard: { path: '/', title: 'console.frame.dashboard', icon: 'chart' },
  mailboxes: { path: '/mailboxes', title: 'console.frame.mailboxes', icon: 'mail' },
  domains: { path: '/domains', title: 'console.frame.domains', icon: 'globe' },
  groups: { path: '/groups', title: 'console.frame.groups', icon: 'people' },
  policy: { path: '/policy', title: 'console.frame.policy', icon: 'rules' },
  providers: { path: '/providers', title: 'console.frame.providers', icon: 'phone' },
  sessions: { path: '/sessions', title: 'console.frame.sessions', icon: 'sessions' },
  audit: { path: '/audit', title: 'console.frame.audit', icon: 'book' },
  explain: { path: '/explain', title: 'console.frame.explain', icon: 'search' },
  administrators: { path: '/administrators', title: 'console.frame.administrators', icon: 'shield' },
  tokens: { path: '/tokens', title: 'console.frame.tokens', icon: 'key' },
  own: { path: '/own', title: 'console.frame.own', icon: 'person' },
};

/** In the order in which people need them: what they look after, how it is ruled, what happens, who may do that. */
export const NAVIGATION: readonly (readonly ConsoleSection[])[] = [
  ['dashboard'],
  ['mailboxes', 'domains', 'groups'],
  ['policy', 'providers', 'explain'],
  ['sessions', 'audit'],
  ['administrators', 'tokens', 'own'],
];
