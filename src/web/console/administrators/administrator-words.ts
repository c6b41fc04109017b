// Administrators in a person's words.

import { ROLES, type Role } from '../../../core/administrators/administrator.ts';
import type { AdministratorResource, ConsoleSessionResource } from '../../api/client/administrator-resources.ts';
import { browserName, countryName } from '../../pages/describe.ts';
import { badge, type ChoiceOptions } from '../../pages/frame/parts.ts';
import type { PlainKey } from '../../pages/i18n/words.ts';
import { foreign, html, type Markup } from '../../pages/markup.ts';
import type { View } from '../../pages/view.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import { ROLE_NAMES } from '../console-frame.ts';

const ROLE_TEXTS: Readonly<Record<Role, PlainKey>> = {
  'platform-administrator': 'console.access.role-platform-text',
  'domain-administrator': 'console.access.role-domain-text',
  auditor: 'console.access.role-auditor-text',
};

export function roleName({ words }: View, role: Role): string {
  return words.say(ROLE_NAMES[role]);
}

/** To choose one of. */
export function roleChoices(view: View, chosen: Role): readonly ChoiceOptions[] {
  return ROLES.map((role) => ({
    name: 'role',
    value: role,
    label: roleName(view, role),
    hint: view.words.say(ROLE_TEXTS[role]),
    isChosen: role === chosen,
  }));
}

/** Which of the roles a form names. */
export function roleIn(value: string | undefined): Role | undefined {
  return ROLES.find((role) => role === value);
}

export function domainsText({ words }: View, domains: AdministratorResource['domains']): string {
  return domains === 'all' ? words.say('console.access.all-domains') : words.list(domains);
}

export function stateBadge({ words }: View, { disabled, setUp }: AdministratorResource): Markup {
  if (disabled) return badge(words.say('console.access.state-disabled'), 'bad');
  return setUp
    ? badge(words.say('console.access.state-active'), 'good')
    : badge(words.say('console.access.state-not-set-up'), 'warn');
}

export function lastSignIn({ view: { words }, clock }: ConsoleVisit, at: string | undefined): string {
  return at === undefined ? words.say('console.access.never') : words.ago(Date.parse(at), clock.now());
}

/** Browser and place of a session, and what is particular about it. */
export function sessionBrowser({ view: { words } }: ConsoleVisit, session: ConsoleSessionResource): Markup {
  const name = browserName(words, session.userAgent);
  return html`${foreign(name)} ${session.current && badge(words.say('sessions.this'), 'accent')}${session.breakGlass && badge(words.say('console.access.break-glass'), 'warn')}`;
}

export function sessionPlace({ view: { words }, countries }: ConsoleVisit, session: ConsoleSessionResource): Markup {
  const country = session.country ?? countries.countryOf(session.remoteAddress);
  return foreign(`${countryName(words, country)} · ${session.remoteAddress}`);
}
