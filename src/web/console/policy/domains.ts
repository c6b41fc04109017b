// The domains, a page of them at a time; adding one.

import type { PolicyLayersResource } from '../../api/client/policy-resources.ts';
import type { DomainResource } from '../../api/client/resources.ts';
import { addDomainOperation, listDomainsOperation } from '../../api/routes/domain-routes.ts';
import { showPolicyLayersOperation } from '../../api/routes/policy-routes.ts';
import { button, field, heading } from '../../pages/frame/parts.ts';
import { foreign, html, type Markup, type Renderable } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import { consoleAddress, consoleForm, consoleLinkButton, consolePage, toConsole } from '../console-page.ts';
import { emptyState } from '../parts/lists.ts';
import { pager } from '../parts/pager.ts';
import { problemNotice, problemOf } from '../parts/problem-notice.ts';
import { resultNotice } from '../parts/results.ts';
import { dataTable } from '../parts/table.ts';
import { layerText, modeName } from '../policy-form/policy-words.ts';
import { absentPage } from './absent-page.ts';
import { countOf } from './listed-counts.ts';

/** Domains of one page: the mailboxes of each are counted. */
const PAGE = 25;

interface Row {
  readonly domain: DomainResource;
  readonly mode: string;
  readonly count: Renderable;
}

export async function showDomains(visit: ConsoleVisit): Promise<PageAnswer> {
  const { call, query, mayVisit } = visit;
  const { words } = visit.view;
  const [found, platform] = await Promise.all([call(listDomainsOperation), call(showPolicyLayersOperation)]);
  if (found.kind === 'refused') return absentPage(visit, 'domains', found.problem);
  if (platform.kind === 'refused') return absentPage(visit, 'domains', platform.problem);
  const after = query.get('after') ?? '';
  const rest = [...found.value.items].sort((one, other) => (one.name < other.name ? -1 : 1));
  const following = rest.filter(({ name }) => name > after);
  const shown = following.slice(0, PAGE);
  const rows: Row[] = [];
  for (const domain of shown) {
    rows.push({
      domain,
      mode: modeOf(visit, domain, platform.value),
      count: await countOf(visit, { domain: domain.name }),
    });
  }
  const next = following.length > shown.length ? shown.at(-1)?.name : undefined;
  const add = mayVisit('/domains/add') && addLink(visit);
  const body = html`<div class="page-head">${heading(words.say('console.policy.domains-title'), words.say('console.policy.domains-text'))}${add}</div>
${resultNotice(visit, { removed: 'console.policy.domain-removed' })}
${domainTable(visit, rows)}
${pager(visit, next)}`;
  return consolePage(visit, { section: 'domains', title: words.say('console.policy.domains-title'), body });
}

export async function showDomainForm(visit: ConsoleVisit): Promise<PageAnswer> {
  return domainForm(visit);
}

export async function addDomain(visit: ConsoleVisit): Promise<PageAnswer> {
  const name = visit.form.get('name')?.trim() ?? '';
  const added = await visit.call(addDomainOperation, { body: { name } });
  if (added.kind === 'refused')
    return domainForm(
      visit,
      problemNotice(visit, added.problem, { name: '' }),
      problemOf(visit.view.words, added.problem, 'name'),
    );
  return toConsole('/domains/one', { name: added.value.name, result: 'added' });
}

function domainTable({ view: { words } }: ConsoleVisit, rows: readonly Row[]): Markup {
  return dataTable<Row>({
    caption: words.say('console.policy.domains-title'),
    columns: [
      {
        title: words.say('console.policy.domain'),
        cell: ({ domain: { name } }) =>
          html`<a href="${consoleAddress('/domains/one', { name })}">${foreign(name)}</a>`,
        isHeading: true,
      },
      { title: words.say('console.policy.mode'), cell: ({ mode }) => mode },
      { title: words.say('console.policy.table-mailboxes'), cell: ({ count }) => count, isNumber: true },
      { title: words.say('console.policy.domain-backend'), cell: ({ domain }) => foreign(domain.backend) },
      { title: words.say('console.policy.domain-source'), cell: ({ domain }) => foreign(domain.signInSource) },
      {
        title: words.say('console.policy.since'),
        cell: ({ domain }) => words.day(Date.parse(domain.createdAt)),
      },
    ],
    rows,
    empty: emptyState(words.say('console.policy.domains-empty')),
  });
}

/** What the domain says, or what holds because it says nothing. */
function modeOf({ view: { words } }: ConsoleVisit, { challenge }: DomainResource, { effective }: PolicyLayersResource) {
  if (challenge !== 'inherit') return modeName(words, challenge);
  return `${modeName(words, effective.challenge.value)} (${layerText(words, 'platform')})`;
}

function addLink({ view: { words } }: ConsoleVisit): Markup {
  return consoleLinkButton(words.say('console.policy.domain-add'), consoleAddress('/domains/add'), { kind: 'primary' });
}

function domainForm(visit: ConsoleVisit, problem?: Markup, error?: string): PageAnswer {
  const { words } = visit.view;
  const name = field({
    name: 'name',
    label: words.say('console.policy.domain'),
    hint: words.say('console.policy.domain-name-hint'),
    error,
    value: visit.form.get('name') ?? '',
    autocomplete: 'off',
    maxLength: 253,
    hasFocus: true,
  });
  const actions = html`<div class="actions">${button(words.say('console.policy.add'), { kind: 'primary' })}${consoleLinkButton(words.say('action.cancel'), consoleAddress('/domains'), { kind: 'plain' })}</div>`;
  const title = words.say('console.policy.domain-add');
  const form = consoleForm(visit, '/domains/add', html`${name}${actions}`, { isStack: true });
  const body = html`${heading(title)}${problem}${form}`;
  return consolePage(visit, { section: 'domains', title, body, status: problem ? 422 : 200 });
}
