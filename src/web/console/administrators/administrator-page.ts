// One administrator: what they may do, what they have open, and what can be done about them. Nobody changes themselves here.

import type { AdministratorResource } from '../../api/client/administrator-resources.ts';
import type { ProblemResource } from '../../api/client/resources.ts';
import {
  changeAdministratorOperation,
  listConsoleSessionsOperation,
  removeAdministratorOperation,
  resetAdministratorOperation,
  showAdministratorOperation,
} from '../../api/routes/administrator-routes.ts';
import { button, check, heading, notice } from '../../pages/frame/parts.ts';
import { foreign, html, type Markup } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import {
  confirmFirst,
  consoleAddress,
  consoleForm,
  consoleLinkButton,
  consoleOnceField,
  consolePage,
  toConsole,
  useConsoleFormOnce,
} from '../console-page.ts';
import { confirmationPage } from '../parts/confirmation.ts';
import { checkSet, linesIn, versionField, versionIn } from '../parts/fields.ts';
import { keyValues } from '../parts/lists.ts';
import { problemNotice, refusedPage } from '../parts/problem-notice.ts';
import { resultNotice } from '../parts/results.ts';
import { onceNotice } from '../parts/shown-once.ts';
import { domainsText, lastSignIn, roleChoices, roleIn, roleName, stateBadge } from './administrator-words.ts';
import { sessionTable } from './administrators-page.ts';
import { domainsField, withCode } from './new-administrator-page.ts';

const PATH = '/administrator';
const CHANGE = '/administrator/change';
const RESET = '/administrator/reset';
const REMOVE = '/administrator/remove';

export async function showAdministrator(visit: ConsoleVisit): Promise<PageAnswer> {
  return administrator(visit);
}

async function administrator(visit: ConsoleVisit, problem?: ProblemResource): Promise<PageAnswer> {
  const { view, requester } = visit;
  const { words } = view;
  const name = nameOf(visit);
  const [found, sessions] = [
    await visit.call(showAdministratorOperation, { params: { name } }),
    await visit.call(listConsoleSessionsOperation, { query: { administrator: name } }),
  ];
  if (found.kind === 'refused') return refusedPage(visit, { section: 'administrators', title: name }, found.problem);
  const isOther = requester.administrator !== found.value.name;
  const mayChange = requester.permissions.has('administrators:write') && isOther;
  const body = html`<div class="page-head">${heading(foreign(found.value.name))}${mayChange && actions(visit, name)}</div>
${resultNotice(visit, { saved: 'console.access.saved' })}${onceNotice(visit)}${problem && problemNotice(visit, problem, { domains: words.say('console.access.domains') })}
${!isOther && notice('plain', html`${words.say('console.access.yourself')} <a href="${consoleAddress('/own')}">${words.say('console.frame.own')}</a>`)}
${facts(visit, found.value)}
${mayChange && changeForm(visit, found.value)}
<section class="stack" aria-labelledby="sessions"><h2 id="sessions">${words.say('console.access.sessions')}</h2>${sessions.kind === 'done' && sessionTable(visit, sessions.value.items)}</section>`;
  const more = problem && { status: problem.status };
  return consolePage(visit, { section: 'administrators', title: found.value.name, body, ...more });
}

function actions({ view: { words } }: ConsoleVisit, name: string): Markup {
  return html`<p class="actions">${consoleLinkButton(words.say('console.access.reset'), consoleAddress(RESET, { name }))}${consoleLinkButton(words.say('action.remove'), consoleAddress(REMOVE, { name }), { kind: 'danger' })}</p>`;
}

function facts(visit: ConsoleVisit, found: AdministratorResource): Markup {
  const { view } = visit;
  const { words } = view;
  return keyValues([
    [words.say('console.access.role'), roleName(view, found.role)],
    [words.say('console.access.domains'), domainsText(view, found.domains)],
    [words.say('console.access.state'), stateBadge(view, found)],
    [words.say('console.access.last-sign-in'), lastSignIn(visit, found.lastSignInAt)],
    [words.say('console.access.created'), words.time(Date.parse(found.createdAt))],
  ]);
}

function changeForm(visit: ConsoleVisit, found: AdministratorResource): Markup {
  const { view } = visit;
  const { words } = view;
  const disabled = check('checkbox', {
    name: 'disabled',
    value: 'yes',
    label: words.say('console.access.state-disabled'),
    hint: words.say('console.access.disabled-text'),
    isChosen: found.disabled,
  });
  const fields = html`${versionField(found)}
${checkSet('radio', { legend: words.say('console.access.role') }, roleChoices(view, found.role))}
${domainsField(visit, { value: found.domains === 'all' ? '' : found.domains.join('\n') })}
${disabled}
<div class="actions">${button(words.say('action.save'), { kind: 'primary' })}</div>`;
  return html`<section class="stack narrow" aria-labelledby="change"><h2 id="change">${words.say('console.access.change')}</h2>${consoleForm(visit, CHANGE, fields, { isStack: true, query: { name: found.name } })}</section>`;
}

export async function changeAdministrator(visit: ConsoleVisit): Promise<PageAnswer> {
  const { form } = visit;
  const name = nameOf(visit);
  const role = roleIn(form.get('role'));
  const lines = linesIn(form, 'domains');
  const domains = lines.length === 0 && role !== 'domain-administrator' ? 'all' : lines;
  const called = await visit.call(changeAdministratorOperation, {
    params: { name },
    body: { role, domains, disabled: form.get('disabled') === 'yes' },
    ...versionIn(form),
  });
  return called.kind === 'refused' ? administrator(visit, called.problem) : toConsole(PATH, { name, result: 'saved' });
}

export async function askToReset(visit: ConsoleVisit): Promise<PageAnswer> {
  const { words } = visit.view;
  const name = nameOf(visit);
  return (
    confirmFirst(visit) ??
    confirmationPage(visit, {
      section: 'administrators',
      way: [{ text: foreign(name), address: consoleAddress(PATH, { name }) }],
      title: words.say('console.access.reset-title', { name }),
      text: words.say('console.access.reset-text', { name }),
      path: RESET,
      query: { name },
      fields: consoleOnceField(visit),
      button: words.say('console.access.reset'),
      back: consoleAddress(PATH, { name }),
    })
  );
}

export async function resetAdministrator(visit: ConsoleVisit): Promise<PageAnswer> {
  const { words } = visit.view;
  const name = nameOf(visit);
  const use = useConsoleFormOnce(visit);
  if (use.kind === 'again') return toConsole(PATH, { name, result: 'once' });
  const called = await visit.call(resetAdministratorOperation, { params: { name }, body: {} });
  if (called.kind === 'refused') return administrator(visit, called.problem);
  return withCode(visit, called.value, {
    title: words.say('console.access.reset-done', { name: called.value.name }),
    setCookies: [use.remember],
  });
}

export async function askToRemove(visit: ConsoleVisit): Promise<PageAnswer> {
  const { words } = visit.view;
  const name = nameOf(visit);
  return (
    confirmFirst(visit) ??
    confirmationPage(visit, {
      section: 'administrators',
      way: [{ text: foreign(name), address: consoleAddress(PATH, { name }) }],
      title: words.say('console.access.remove-title', { name }),
      text: words.say('console.access.remove-text'),
      path: REMOVE,
      query: { name },
      button: words.say('action.remove'),
      back: consoleAddress(PATH, { name }),
    })
  );
}

export async function removeAdministrator(visit: ConsoleVisit): Promise<PageAnswer> {
  const called = await visit.call(removeAdministratorOperation, { params: { name: nameOf(visit) } });
  return called.kind === 'refused'
    ? administrator(visit, called.problem)
    : toConsole('/administrators', { result: 'removed' });
}

/** As the address says it; whoever it is, or nobody. */
function nameOf({ query }: ConsoleVisit): string {
  return query.get('name') ?? '';
}
