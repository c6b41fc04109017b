// The second steps of a mailbox (R2.8): which there are, and what an administrator can do for somebody who lost one.

import type { FactorResource } from '../../api/client/resources.ts';
import { KIND_ICONS, KIND_NAMES } from '../../challenge/ways.ts';
import { icon } from '../../pages/design/icons.ts';
import { badge, button, field, group, hidden } from '../../pages/frame/parts.ts';
import { foreign, html, type Markup } from '../../pages/markup.ts';
import { consoleAddress, consoleForm, consoleLinkButton, consoleOnceField } from '../console-page.ts';
import { type MailboxSection, may } from './mailbox-visit.ts';

export function factorSection(section: MailboxSection): Markup {
  const { visit, overview, address } = section;
  const { words } = visit.view;
  const { items, recoveryCodesLeft } = overview.factors;
  const rows = items.map((factor) => factorRow(section, factor, items.length));
  const hasAny = items.length + recoveryCodesLeft > 0;
  const code = html`${consoleOnceField(visit)}${button(words.say('console.mailbox.code-make'))}`;
  const link = (text: string, path: string, kind?: 'danger') =>
    consoleLinkButton(text, consoleAddress(path, { address }), { ...(kind && { kind }) });
  const actions = html`<div class="actions">${link(words.say('console.mailbox.supply'), '/mailbox/factors/supply')}
${consoleForm(visit, '/mailbox/enrolment-code', code, { query: { address } })}
${hasAny && link(words.say('console.mailbox.reset-factors'), '/mailbox/factors/reset', 'danger')}</div>`;
  return html`<section class="stack" aria-labelledby="factors"><h2 id="factors">${words.say('console.mailbox.factors')}</h2>
${group(rows, words.say('factors.empty'))}
<p class="soft">${words.say('recovery.title')}: ${words.say('overview.codes', { count: recoveryCodesLeft })}</p>
${may(visit, 'mailboxes:recover') && actions}</section>`;
}

function factorRow(section: MailboxSection, factor: FactorResource, count: number): Markup {
  const { visit, address } = section;
  const { words } = visit.view;
  const { id, kind, name, destination, createdAt, lastUsedAt } = factor;
  const used =
    lastUsedAt === undefined
      ? words.say('time.ago-never')
      : words.say('time.last-used', { ago: words.ago(Date.parse(lastUsedAt), visit.clock.now()) });
  const badges = html`${factor.default && badge(words.say('factors.default'), 'accent')} ${!factor.verified && badge(words.say('factors.unverified'), 'warn')}`;
  const goesTo = destination !== undefined && html`${foreign(destination)}<br>`;
  const remove = consoleLinkButton(
    words.say('action.remove'),
    consoleAddress('/mailbox/factors/remove', { address, id }),
    { says: `${words.say('action.remove')}: ${name}` },
  );
  const change = html`<details><summary>${words.say('factors.change')}<span class="unseen">: ${foreign(name)}</span></summary><div class="stack loose">${changes(section, factor, count)}</div></details>`;
  return html`<li class="item">${icon(KIND_ICONS[kind])}<div class="about"><p class="name"><span class="unseen">${words.say(KIND_NAMES[kind])}: </span>${foreign(name)} ${badges}</p><p>${goesTo}${words.say('time.added', { day: words.day(Date.parse(createdAt)) })} · ${used}</p></div>${may(visit, 'mailboxes:recover') && html`${remove}${change}`}</li>`;
}

function changes({ visit, address }: MailboxSection, factor: FactorResource, count: number): Markup {
  const { words } = visit.view;
  const { id, name } = factor;
  const nameField = field({
    name: 'name',
    id: `name-${id}`,
    label: words.say('factors.name'),
    autocomplete: 'off',
    maxLength: 100,
    value: name,
  });
  const rename = html`${hidden('id', id)}${nameField}<div class="actions">${button(words.say('factors.rename'), { says: `${words.say('factors.rename')}: ${name}` })}</div>`;
  const first = html`${hidden('id', id)}${button(words.say('factors.make-default'), { says: `${words.say('factors.make-default')}: ${name}` })}`;
  const options = { query: { address }, isStack: true };
  return html`${consoleForm(visit, '/mailbox/factors/rename', rename, options)}
${count > 1 && !factor.default && consoleForm(visit, '/mailbox/factors/default', first, { query: { address } })}`;
}
