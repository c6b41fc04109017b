// Other addresses of a mailbox, and the groups that it is in.

import { button, field, group, hidden, item } from '../../pages/frame/parts.ts';
import { foreign, html, type Markup } from '../../pages/markup.ts';
import { consoleForm } from '../console-page.ts';
import { type MailboxSection, may } from './mailbox-visit.ts';

/** Longest address, in characters, and longest name of a group (RFC 5321 §4.5.3.1.3 has 254). */
const LONGEST = { alias: 254, group: 64 } as const;

export function namesSection(section: MailboxSection): Markup {
  const { visit, overview } = section;
  const { words } = visit.view;
  const { aliases, groups } = overview.mailbox;
  return html`<section class="stack" aria-labelledby="names"><h2 id="names">${words.say('console.mailbox.names')}</h2>
<h3>${words.say('console.mailbox.aliases')}</h3>
${group(
  aliases.map((alias) => row(section, 'alias', alias)),
  words.say('console.mailbox.aliases-empty'),
)}${overview.mailbox.listed && addForm(section, 'alias')}
<h3>${words.say('console.mailbox.groups')}</h3>
${group(
  groups.map((name) => row(section, 'group', name)),
  words.say('console.mailbox.groups-empty'),
)}${addForm(section, 'group')}</section>`;
}

const PATHS = { alias: '/mailbox/aliases', group: '/mailbox/groups' } as const;

function row({ visit, address }: MailboxSection, what: keyof typeof PATHS, name: string): Markup {
  const { words } = visit.view;
  const text = words.say(what === 'alias' ? 'action.remove' : 'console.mailbox.leave');
  const remove = html`${hidden(what, name)}${button(text, { says: `${text}: ${name}` })}`;
  return item(
    foreign(name),
    '',
    may(visit, 'mailboxes:write') && consoleForm(visit, `${PATHS[what]}/remove`, remove, { query: { address } }),
  );
}

function addForm({ visit, address }: MailboxSection, what: keyof typeof PATHS): Markup | false {
  const { words } = visit.view;
  const text = words.say('console.mailbox.add');
  const label = words.say(what === 'alias' ? 'console.mailbox.alias' : 'console.mailbox.group');
  // What was typed when something stood in its way, or when both steps were asked for first.
  const value = visit.form.get(what) ?? visit.query.get(what) ?? '';
  const input = field({ name: what, label, value, autocomplete: 'off', maxLength: LONGEST[what] });
  const add = html`${input}<div class="actions">${button(text, { says: `${text}: ${label}` })}</div>`;
  return (
    may(visit, 'mailboxes:write') &&
    consoleForm(visit, `${PATHS[what]}/add`, add, { query: { address }, isStack: true })
  );
}
