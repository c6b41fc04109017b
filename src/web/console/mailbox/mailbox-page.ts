// One mailbox in full (R6.3): what it is, what holds for it and why, everything that opens it, and what can be done about it.
// Who may not do something doesn't see its button.

import type { ProblemResource } from '../../api/client/resources.ts';
import { showMailboxOverviewOperation } from '../../api/routes/overview-routes.ts';
import { badge, button, heading, notice } from '../../pages/frame/parts.ts';
import { foreign, html, type Markup } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import { consoleAddress, consoleForm, consoleLinkButton, consolePage } from '../console-page.ts';
import { keyValues } from '../parts/lists.ts';
import { problemNotice } from '../parts/problem-notice.ts';
import { resultNotice } from '../parts/results.ts';
import { policyTable } from '../policy-form/policy-table.ts';
import { layerText, modeName } from '../policy-form/policy-words.ts';
import { accessSection } from './access-section.ts';
import { factorSection } from './factor-section.ts';
import { absentMailbox, type MailboxSection, mailboxIn, may, RESULTS } from './mailbox-visit.ts';
import { namesSection } from './names-section.ts';
import { placeSection } from './place-section.ts';
import { historySection, sessionSection } from './session-section.ts';

/** @param problem - Why what a form of the page wanted wasn't done. */
export async function mailboxPage(visit: ConsoleVisit, problem?: ProblemResource): Promise<PageAnswer> {
  const found = await visit.call(showMailboxOverviewOperation, { params: { address: mailboxIn(visit) } });
  if (found.kind === 'refused') return absentMailbox(visit, found.problem);
  const overview = found.value;
  const { address } = overview.mailbox;
  const section: MailboxSection = { visit, overview, address };
  const body = html`${heading(foreign(address), badges(section))}
${problem ? problemNotice(visit, problem) : resultNotice(visit, RESULTS)}
${!overview.mailbox.listed && unlistedNotice(section)}
<section class="stack">${keyValues(facts(section))}${actions(section)}</section>
${settings(section)}
${factorSection(section)}
${accessSection(section)}
${placeSection(section)}
${sessionSection(section)}
${historySection(section)}
${namesSection(section)}`;
  return consolePage(visit, {
    section: 'mailboxes',
    title: address,
    body,
    ...(problem && { status: problem.status }),
  });
}

/** Its state, where it isn't the usual one. */
function badges({ visit: { view }, overview: { mailbox } }: MailboxSection): Markup | undefined {
  const { words } = view;
  const all = [
    mailbox.disabled && badge(words.say('console.mailbox.badge-disabled'), 'bad'),
    mailbox.passwordChangeDueSince !== undefined && badge(words.say('console.mailbox.badge-must-change'), 'warn'),
    !mailbox.listed && badge(words.say('console.mailbox.badge-unlisted')),
  ].filter((each) => each !== false);
  return all.length === 0 ? undefined : html`${all.map((each) => html`${each} `)}`;
}

function unlistedNotice({ visit, address }: MailboxSection): Markup {
  const { words } = visit.view;
  const list = consoleForm(visit, '/mailbox/add', button(words.say('console.mailbox.list-it')), { query: { address } });
  return html`${notice('plain', words.say('console.mailbox.unlisted'))}${may(visit, 'mailboxes:write') && list}`;
}

function facts({ visit, overview, address }: MailboxSection): readonly (readonly [string, Markup])[] {
  const { words } = visit.view;
  const { mailbox } = overview;
  const { challenge } = mailbox.effective;
  const clear =
    mailbox.ownChoice !== undefined &&
    may(visit, 'mailboxes:write') &&
    html` <a href="${consoleAddress('/mailbox/choice/clear', { address })}">${words.say('console.mailbox.clear-choice')}</a>`;
  const own =
    mailbox.ownChoice === undefined ? words.say('console.mailbox.own-choice-none') : modeName(words, mailbox.ownChoice);
  const rows: readonly (readonly [string, Markup] | false)[] = [
    [
      words.say('console.mailbox.mode'),
      html`${modeName(words, challenge.value)} (${layerText(words, challenge.layer)})`,
    ],
    [words.say('console.mailbox.own-choice'), html`${own}${clear}`],
    mailbox.passwordChangeDueSince !== undefined && [
      words.say('console.mailbox.password'),
      html`${words.say('console.mailbox.password-due', { time: words.time(Date.parse(mailbox.passwordChangeDueSince)) })}`,
    ],
    [words.say('console.mailbox.domain'), foreign(mailbox.domain)],
    [words.say('console.mailbox.backend'), foreign(mailbox.backend)],
    [words.say('console.mailbox.source'), foreign(mailbox.signInSource)],
    mailbox.createdAt !== undefined && [
      words.say('console.mailbox.added'),
      html`${words.day(Date.parse(mailbox.createdAt))}`,
    ],
  ];
  return rows.filter((row) => row !== false);
}

function actions({ visit, overview, address }: MailboxSection): Markup {
  const { words } = visit.view;
  const { mailbox } = overview;
  const link = (text: string, path: string, kind?: 'danger' | 'plain') =>
    visit.mayVisit(path) && consoleLinkButton(text, consoleAddress(path, { address }), { ...(kind && { kind }) });
  return html`<div class="actions" role="group" aria-label="${words.say('console.mailbox.actions')}">
${link(words.say('console.mailbox.reset-password'), '/mailbox/password')}
${mailbox.disabled ? link(words.say('console.mailbox.enable'), '/mailbox/enable') : mailbox.listed && link(words.say('console.mailbox.disable'), '/mailbox/disable')}
${link(words.say('console.mailbox.lock-down'), '/mailbox/lock-down', 'danger')}
${mailbox.listed && link(words.say('console.mailbox.remove'), '/mailbox/remove')}
${visit.mayVisit('/explain') && consoleLinkButton(words.say('console.mailbox.explain'), consoleAddress('/explain', { mailbox: address }), { kind: 'plain' })}
${visit.mayVisit('/audit') && consoleLinkButton(words.say('console.mailbox.audit'), consoleAddress('/audit', { mailbox: address }), { kind: 'plain' })}
</div>`;
}

function settings({ visit, overview: { policy, mailbox }, address }: MailboxSection): Markup | undefined {
  const { words } = visit.view;
  if (policy === undefined) return undefined;
  const change =
    mailbox.listed &&
    may(visit, 'mailboxes:write') &&
    html`<p class="actions">${consoleLinkButton(words.say('console.mailbox.change-settings'), consoleAddress('/mailbox/settings', { address }))}</p>`;
  return html`<section class="stack" aria-labelledby="settings"><h2 id="settings">${words.say('console.mailbox.settings')}</h2>${policyTable(visit, policy)}${change}</section>`;
}
