// The app passwords of a mailbox: what opens its mail without a second step.

import type { AppPasswordResource } from '../../api/client/resources.ts';
import { placeOf } from '../../pages/describe.ts';
import { badge, group, item } from '../../pages/frame/parts.ts';
import { foreign, html, type Markup, type Renderable } from '../../pages/markup.ts';
import { consoleAddress, consoleLinkButton } from '../console-page.ts';
import { type MailboxSection, may } from './mailbox-visit.ts';

export function accessSection(section: MailboxSection): Markup {
  const { visit, overview, address } = section;
  const { words } = visit.view;
  const make =
    may(visit, 'mailboxes:recover') &&
    html`<p class="actions">${consoleLinkButton(words.say('app-passwords.new'), consoleAddress('/mailbox/app-passwords/new', { address }))}</p>`;
  return html`<section class="stack" aria-labelledby="app-passwords"><h2 id="app-passwords">${words.say('console.mailbox.app-passwords')}</h2>
${group(
  overview.appPasswords.map((appPassword) => appPasswordRow(section, appPassword)),
  words.say('console.mailbox.app-password-empty'),
)}${make}</section>`;
}

function appPasswordRow({ visit, address }: MailboxSection, appPassword: AppPasswordResource): Markup {
  const { words } = visit.view;
  const { id, name, state, scopes, readOnly, networks, createdAt, expiresAt, lastUse } = appPassword;
  const day = (at: string): string => words.day(Date.parse(at));
  const used = lastUse
    ? html`${words.say('time.last-used', { ago: words.ago(Date.parse(lastUse.at), visit.clock.now()) })} · ${placeOf(words, lastUse.remoteAddress, visit.countries)}`
    : words.say('time.ago-never');
  const lines: readonly Renderable[] = [
    words.list(scopes.map((scope) => words.say(`door.${scope}`))),
    readOnly && words.say('app-passwords.read-only'),
    networks.length > 0 && html`<span class="mono">${foreign(networks.join(', '))}</span>`,
    words.say('time.added', { day: day(createdAt) }),
    state !== 'expired' && expiresAt !== undefined && words.say('time.expires', { day: day(expiresAt) }),
    used,
  ];
  const shown = lines.filter((line) => line !== false).flatMap((line, at) => (at === 0 ? [line] : [' · ', line]));
  const about = html`${shown}${state === 'stale' && html`<br>${words.say('app-passwords.stale')}`}`;
  const expired =
    state === 'expired' &&
    expiresAt !== undefined &&
    badge(words.say('app-passwords.expired', { day: day(expiresAt) }), 'warn');
  const revoke = consoleLinkButton(
    words.say('app-passwords.revoke'),
    consoleAddress('/mailbox/app-passwords/revoke', { address, id, name }),
    { says: `${words.say('app-passwords.revoke')}: ${name}` },
  );
  return item(html`${foreign(name)} ${expired}`, about, may(visit, 'mailboxes:recover') && revoke);
}
