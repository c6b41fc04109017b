// The groups; adding one.

import type { GroupResource } from '../../api/client/resources.ts';
import { addGroupOperation, listGroupsOperation } from '../../api/routes/group-routes.ts';
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
import { modeName } from '../policy-form/policy-words.ts';
import { absentPage } from './absent-page.ts';
import { countOf } from './listed-counts.ts';

/** Groups of one page: the mailboxes of each are counted. */
const PAGE = 25;

interface Row {
  readonly group: GroupResource;
  readonly count: Renderable;
}

export async function showGroups(visit: ConsoleVisit): Promise<PageAnswer> {
  const { call, query, mayVisit } = visit;
  const { words } = visit.view;
  const found = await call(listGroupsOperation);
  if (found.kind === 'refused') return absentPage(visit, 'groups', found.problem);
  const after = query.get('after') ?? '';
  const following = found.value.items.filter(({ name }) => name > after);
  const shown = following.slice(0, PAGE);
  const rows: Row[] = [];
  for (const group of shown) rows.push({ group, count: await countOf(visit, { group: group.name }) });
  const title = words.say('console.policy.groups-title');
  const add =
    mayVisit('/groups/add') &&
    consoleLinkButton(words.say('console.policy.group-add'), consoleAddress('/groups/add'), { kind: 'primary' });
  const body = html`<div class="page-head">${heading(title, words.say('console.policy.groups-text'))}${add}</div>
${resultNotice(visit, { removed: 'console.policy.group-removed' })}
${groupTable(visit, rows)}
${pager(visit, following.length > shown.length ? shown.at(-1)?.name : undefined)}`;
  return consolePage(visit, { section: 'groups', title, body });
}

export async function showGroupForm(visit: ConsoleVisit): Promise<PageAnswer> {
  return groupForm(visit);
}

export async function addGroup(visit: ConsoleVisit): Promise<PageAnswer> {
  const name = visit.form.get('name')?.trim() ?? '';
  const added = await visit.call(addGroupOperation, { body: { name } });
  if (added.kind === 'refused') {
    return groupForm(
      visit,
      problemNotice(visit, added.problem, { name: '' }),
      problemOf(visit.view.words, added.problem, 'name'),
    );
  }
  return toConsole('/groups/one', { name: added.value.name, result: 'added' });
}

function groupTable({ view: { words } }: ConsoleVisit, rows: readonly Row[]): Markup {
  return dataTable<Row>({
    caption: words.say('console.policy.groups-title'),
    columns: [
      {
        title: words.say('console.policy.group'),
        cell: ({ group: { name } }) => html`<a href="${consoleAddress('/groups/one', { name })}">${foreign(name)}</a>`,
        isHeading: true,
      },
      {
        title: words.say('console.policy.mode'),
        cell: ({ group: { challenge } }) =>
          challenge === 'inherit'
            ? html`<span class="soft">${words.say('console.policy.says-nothing')}</span>`
            : modeName(words, challenge),
      },
      { title: words.say('console.policy.table-mailboxes'), cell: ({ count }) => count, isNumber: true },
      { title: words.say('console.policy.since'), cell: ({ group }) => words.day(Date.parse(group.createdAt)) },
    ],
    rows,
    empty: emptyState(words.say('console.policy.groups-empty')),
  });
}

function groupForm(visit: ConsoleVisit, problem?: Markup, error?: string): PageAnswer {
  const { words } = visit.view;
  const name = field({
    name: 'name',
    label: words.say('console.policy.group'),
    hint: words.say('console.policy.group-name-hint'),
    error,
    value: visit.form.get('name') ?? '',
    autocomplete: 'off',
    maxLength: 64,
    hasFocus: true,
  });
  const actions = html`<div class="actions">${button(words.say('console.policy.add'), { kind: 'primary' })}${consoleLinkButton(words.say('action.cancel'), consoleAddress('/groups'), { kind: 'plain' })}</div>`;
  const title = words.say('console.policy.group-add');
  const form = consoleForm(visit, '/groups/add', html`${name}${actions}`, { isStack: true });
  const body = html`${heading(title)}${problem}${form}`;
  return consolePage(visit, { section: 'groups', title, body, status: problem ? 422 : 200 });
}
