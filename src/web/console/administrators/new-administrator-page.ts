// A new administrator: name, role and domains; then the code with which they set up their own password and second step.

import type { AdministratorWithCodeResource } from '../../api/client/administrator-resources.ts';
import type { ProblemResource } from '../../api/client/resources.ts';
import { addAdministratorOperation } from '../../api/routes/administrator-routes.ts';
import { button, field, heading } from '../../pages/frame/parts.ts';
import { html, type Markup } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import { confirmFirst, consoleAddress, consoleForm, consoleLinkButton, consolePage } from '../console-page.ts';
import { areaField, checkSet, linesIn } from '../parts/fields.ts';
import { problemNotice, problemOf } from '../parts/problem-notice.ts';
import { shownOncePage } from '../parts/shown-once.ts';
import { roleChoices, roleIn } from './administrator-words.ts';

const PATH = '/administrators/new';

/** Longest list of domains that a form takes, in characters. */
export const MAX_DOMAINS_TEXT = 100_000;

export async function showNewAdministrator(visit: ConsoleVisit): Promise<PageAnswer> {
  return confirmFirst(visit) ?? newAdministrator(visit);
}

function newAdministrator(visit: ConsoleVisit, problem?: ProblemResource): PageAnswer {
  const { view, form } = visit;
  const { words } = view;
  const title = words.say('console.access.add');
  const labels = { name: words.say('console.access.name'), domains: words.say('console.access.domains') };
  const name = field({
    name: 'name',
    label: labels.name,
    hint: words.say('console.access.name-hint'),
    error: problemOf(words, problem, 'name'),
    autocomplete: 'off',
    maxLength: 64,
    value: form.get('name') ?? '',
  });
  const fields = html`${name}
${checkSet('radio', { legend: words.say('console.access.role') }, roleChoices(view, roleIn(form.get('role')) ?? 'domain-administrator'))}
${domainsField(visit, { value: form.get('domains') ?? '', problem })}
<div class="actions">${button(title, { kind: 'primary' })}${consoleLinkButton(words.say('action.cancel'), consoleAddress('/administrators'), { kind: 'plain' })}</div>`;
  const body = html`${heading(title, words.say('console.access.add-text'))}
${problem && problemNotice(visit, problem, labels)}
${consoleForm(visit, PATH, fields, { isStack: true })}`;
  return consolePage(visit, { section: 'administrators', title, body, ...(problem && { status: problem.status }) });
}

/** Domains of an administrator, one in each line. */
export function domainsField(
  { view: { words } }: ConsoleVisit,
  { value, problem }: { readonly value: string; readonly problem?: ProblemResource | undefined },
): Markup {
  return areaField({
    name: 'domains',
    label: words.say('console.access.domains'),
    hint: words.say('console.access.domains-hint'),
    error: problemOf(words, problem, 'domains'),
    value,
    maxLength: MAX_DOMAINS_TEXT,
    isOptional: true,
  });
}

export async function addAdministrator(visit: ConsoleVisit): Promise<PageAnswer> {
  const { form, view } = visit;
  const { words } = view;
  const domains = linesIn(form, 'domains');
  const called = await visit.call(addAdministratorOperation, {
    body: { name: form.get('name') ?? '', role: form.get('role'), ...(domains.length > 0 && { domains }) },
  });
  if (called.kind === 'refused') return newAdministrator(visit, called.problem);
  return withCode(visit, called.value, {
    title: words.say('console.access.added-title', { name: called.value.name }),
    setCookies: [],
  });
}

/** The code is in this answer and nowhere else. */
export function withCode(
  visit: ConsoleVisit,
  { name, code, codeEndsAt, console: address }: AdministratorWithCodeResource,
  { title, setCookies }: Pick<Parameters<typeof shownOncePage>[1], 'title' | 'setCookies'>,
): PageAnswer {
  const { words } = visit.view;
  return shownOncePage(visit, {
    section: 'administrators',
    title,
    text: words.say('console.access.code-once', { name }),
    label: words.say('console.access.code-label'),
    secret: code,
    more: html`<p class="soft">${words.say('console.access.code-until', { time: words.time(Date.parse(codeEndsAt)) })}</p>
${address !== undefined && html`<p class="soft">${words.say('console.access.code-where', { address })}</p>`}`,
    back: { text: words.say('console.frame.administrators'), address: consoleAddress('/administrators') },
    setCookies,
  });
}
