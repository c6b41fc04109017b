// One domain: what its policy says and what comes of it, where its mail is, and its end.

import type { DomainResource, ProblemResource } from '../../api/client/resources.ts';
import { etagOf } from '../../api/etag.ts';
import { changeDomainOperation, removeDomainOperation, showDomainOperation } from '../../api/routes/domain-routes.ts';
import { showPolicyLayersOperation } from '../../api/routes/policy-routes.ts';
import { button, field, heading, hidden } from '../../pages/frame/parts.ts';
import { foreign, html, type Markup } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import type { Called, ConsoleVisit } from '../console-contract.ts';
import {
  confirmFirst,
  consoleAddress,
  consoleForm,
  consoleLinkButton,
  consolePage,
  toConsole,
} from '../console-page.ts';
import { confirmationPage } from '../parts/confirmation.ts';
import { keyValues } from '../parts/lists.ts';
import { problemNotice, problemOf } from '../parts/problem-notice.ts';
import { resultNotice } from '../parts/results.ts';
import { policyTable } from '../policy-form/policy-table.ts';
import { absentPage, crumbOf } from './absent-page.ts';
import { VERSION_FIELD } from './layer-form.ts';
import { countOf } from './listed-counts.ts';

export async function showDomain(visit: ConsoleVisit): Promise<PageAnswer> {
  const { words } = visit.view;
  const found = await findDomain(visit);
  if (found.kind === 'refused') return absentPage(visit, 'domains', found.problem);
  const domain = found.value;
  const { name } = domain;
  const layers = await visit.call(showPolicyLayersOperation, { query: { domain: name } });
  if (layers.kind === 'refused') return absentPage(visit, 'domains', layers.problem);
  const count = await countOf(visit, { domain: name });
  const facts = keyValues([
    ...(count === undefined ? [] : [[words.say('console.policy.table-mailboxes'), count] as const]),
    [words.say('console.policy.domain-backend'), foreign(domain.backend)],
    [words.say('console.policy.domain-source'), foreign(domain.signInSource)],
    [words.say('console.policy.since'), words.day(Date.parse(domain.createdAt))],
  ]);
  const body = html`${heading(foreign(name))}
${resultNotice(visit, RESULTS)}
${facts}
<section class="stack"><h2>${words.say('console.policy.settings')}</h2>${policyTable(visit, layers.value)}
${actionsOf(visit, name)}</section>`;
  return consolePage(visit, { section: 'domains', title: name, body });
}

export async function showDomainPlace(visit: ConsoleVisit): Promise<PageAnswer> {
  const detour = confirmFirst(visit);
  if (detour) return detour;
  const found = await findDomain(visit);
  return found.kind === 'refused' ? absentPage(visit, 'domains', found.problem) : placeForm(visit, found.value);
}

export async function changeDomainPlace(visit: ConsoleVisit): Promise<PageAnswer> {
  const { form, call, query } = visit;
  const params = { name: query.get('name') ?? '' };
  const body = { backend: form.get('backend')?.trim(), signInSource: form.get('signInSource')?.trim() };
  const ifMatch = form.get(VERSION_FIELD) ?? '';
  const changed = await call(changeDomainOperation, { params, body, ifMatch });
  if (changed.kind === 'done') return toConsole('/domains/one', { ...params, result: 'place' });
  const now = await findDomain(visit);
  if (now.kind === 'refused') return absentPage(visit, 'domains', now.problem);
  return placeForm(visit, now.value, changed.problem);
}

export async function askToRemoveDomain(visit: ConsoleVisit): Promise<PageAnswer> {
  const found = await findDomain(visit);
  return found.kind === 'refused' ? absentPage(visit, 'domains', found.problem) : removalPage(visit, found.value.name);
}

export async function removeDomain(visit: ConsoleVisit): Promise<PageAnswer> {
  const name = visit.query.get('name') ?? '';
  const removed = await visit.call(removeDomainOperation, { params: { name } });
  if (removed.kind === 'done') return toConsole('/domains', { result: 'removed' });
  return removalPage(visit, name, removed.problem);
}

const RESULTS = {
  added: 'console.policy.domain-added',
  saved: 'console.policy.saved',
  place: 'console.policy.domain-where-saved',
} as const;

function findDomain({ call, query }: ConsoleVisit): Promise<Called<DomainResource>> {
  return call(showDomainOperation, { params: { name: query.get('name') ?? '' } });
}

function actionsOf({ mayVisit, view: { words } }: ConsoleVisit, name: string): Markup {
  const links = [
    ['/domains/policy', words.say('console.policy.change'), 'primary'],
    ['/domains/where', words.say('console.policy.domain-where'), 'ordinary'],
    ['/domains/remove', words.say('console.policy.domain-remove'), 'danger'],
  ] as const;
  const mine = links.filter(([path]) => mayVisit(path));
  if (mine.length === 0) return html`<p class="soft">${words.say('console.policy.read-only')}</p>`;
  return html`<div class="actions">${mine.map(([path, text, kind]) => consoleLinkButton(text, consoleAddress(path, { name }), { kind }))}</div>`;
}

function placeForm(visit: ConsoleVisit, domain: DomainResource, problem?: ProblemResource): PageAnswer {
  const { form, view } = visit;
  const { words } = view;
  const { name } = domain;
  const input = (of: 'backend' | 'signInSource', label: string) =>
    field({
      name: of,
      label,
      error: problemOf(words, problem, of),
      value: form.get(of) ?? domain[of],
      autocomplete: 'off',
      maxLength: 100,
    });
  const back = consoleLinkButton(words.say('action.cancel'), consoleAddress('/domains/one', { name }), {
    kind: 'plain',
  });
  const fields = html`${hidden(VERSION_FIELD, etagOf(domain))}${input('backend', words.say('console.policy.domain-backend'))}${input('signInSource', words.say('console.policy.domain-source'))}
<div class="actions">${button(words.say('action.save'), { kind: 'primary' })}${back}</div>`;
  const title = words.say('console.policy.domain-where');
  const body = html`${heading(title, words.say('console.policy.domain-where-text'))}${problem && problemNotice(visit, problem, { backend: words.say('console.policy.domain-backend'), signInSource: words.say('console.policy.domain-source') })}
${consoleForm(visit, '/domains/where', fields, { query: { name }, isStack: true })}`;
  const way = [crumbOf(consoleAddress('/domains/one', { name }), name)];
  return consolePage(visit, { section: 'domains', title, way, body, status: problem ? 422 : 200 });
}

function removalPage(visit: ConsoleVisit, name: string, problem?: ProblemResource): PageAnswer {
  const { words } = visit.view;
  const back = consoleAddress('/domains/one', { name });
  return confirmationPage(visit, {
    section: 'domains',
    way: [crumbOf(back, name)],
    title: words.say('console.policy.remove-title', { name }),
    text: words.say('console.policy.domain-remove-text'),
    more: problem && problemNotice(visit, problem),
    path: '/domains/remove',
    query: { name },
    button: words.say('console.policy.domain-remove'),
    back,
    status: problem ? problem.status : 200,
  });
}
