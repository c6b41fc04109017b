// One group: what its policy says, who is in it, and its end.

import type { GroupMemberResource, GroupResource, ProblemResource } from '../../api/client/resources.ts';
import {
  addGroupMemberOperation,
  listGroupMembersOperation,
  removeGroupMemberOperation,
  removeGroupOperation,
  showGroupOperation,
} from '../../api/routes/group-routes.ts';
import { showPolicyLayersOperation } from '../../api/routes/policy-routes.ts';
import { button, field, heading, hidden, notice } from '../../pages/frame/parts.ts';
import { foreign, html, type Markup } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import type { Called, ConsoleVisit } from '../console-contract.ts';
import { consoleAddress, consoleForm, consoleLinkButton, consolePage, toConsole } from '../console-page.ts';
import { confirmationPage } from '../parts/confirmation.ts';
import { emptyState } from '../parts/lists.ts';
import { mailboxLink } from '../parts/mailbox-link.ts';
import { pager } from '../parts/pager.ts';
import { problemNotice } from '../parts/problem-notice.ts';
import { resultNotice } from '../parts/results.ts';
import { dataTable } from '../parts/table.ts';
import { policyTable } from '../policy-form/policy-table.ts';
import { absentPage, crumbOf } from './absent-page.ts';

/** Members of one page. */
const PAGE = '50';

export async function showGroup(visit: ConsoleVisit): Promise<PageAnswer> {
  return groupPage(visit);
}

export async function addMember(visit: ConsoleVisit): Promise<PageAnswer> {
  const mailbox = visit.form.get('mailbox')?.trim() ?? '';
  const name = nameOf(visit);
  const added = await visit.call(addGroupMemberOperation, { params: { name }, body: { mailbox } });
  if (added.kind === 'refused') return groupPage(visit, added.problem);
  return toConsole('/groups/one', { name, joined: added.value.mailbox });
}

export async function removeMember(visit: ConsoleVisit): Promise<PageAnswer> {
  const mailbox = visit.form.get('mailbox') ?? '';
  const name = nameOf(visit);
  const removed = await visit.call(removeGroupMemberOperation, { params: { name, mailbox } });
  if (removed.kind === 'refused') return groupPage(visit, removed.problem);
  return toConsole('/groups/one', { name, left: removed.value.mailbox });
}

export async function askToRemoveGroup(visit: ConsoleVisit): Promise<PageAnswer> {
  const found = await findGroup(visit);
  return found.kind === 'refused' ? absentPage(visit, 'groups', found.problem) : removalPage(visit, found.value.name);
}

export async function removeGroup(visit: ConsoleVisit): Promise<PageAnswer> {
  const name = nameOf(visit);
  const removed = await visit.call(removeGroupOperation, { params: { name } });
  return removed.kind === 'done'
    ? toConsole('/groups', { result: 'removed' })
    : removalPage(visit, name, removed.problem);
}

function nameOf({ query }: ConsoleVisit): string {
  return query.get('name') ?? '';
}

function findGroup(visit: ConsoleVisit): Promise<Called<GroupResource>> {
  return visit.call(showGroupOperation, { params: { name: nameOf(visit) } });
}

async function groupPage(visit: ConsoleVisit, problem?: ProblemResource): Promise<PageAnswer> {
  const { call, query } = visit;
  const { words } = visit.view;
  const found = await findGroup(visit);
  if (found.kind === 'refused') return absentPage(visit, 'groups', found.problem);
  const { name } = found.value;
  const after = query.get('after') ?? undefined;
  const [layers, members] = await Promise.all([
    call(showPolicyLayersOperation, { query: { group: name } }),
    call(listGroupMembersOperation, { params: { name }, query: { limit: PAGE, after } }),
  ]);
  if (layers.kind === 'refused') return absentPage(visit, 'groups', layers.problem);
  if (members.kind === 'refused') return absentPage(visit, 'groups', members.problem);
  const body = html`${heading(foreign(name))}
${resultNotice(visit, { added: 'console.policy.group-added', saved: 'console.policy.saved' })}${memberResult(visit)}
${problem && problemNotice(visit, problem, { mailbox: words.say('console.policy.member') })}
<section class="stack"><h2>${words.say('console.policy.settings')}</h2>${policyTable(visit, layers.value)}${actionsOf(visit, name)}</section>
<section class="stack"><h2>${words.say('console.policy.members')}</h2>
${memberTable(visit, members.value.items)}
${pager({ ...visit, path: '/groups/one', query: pageOf(name, after) }, members.value.next)}
${mayChangeMembers(visit) && additionForm(visit, name)}</section>`;
  return consolePage(visit, { section: 'groups', title: name, body, status: problem ? problem.status : 200 });
}

/** Of this page's address what its following pages need. */
function pageOf(name: string, after: string | undefined): URLSearchParams {
  return new URLSearchParams({ name, ...(after !== undefined && { after }) });
}

/** Addresses come out of the address of this page: they are shown and nothing else. */
function memberResult({ query, view: { words } }: ConsoleVisit): Markup | undefined {
  const [joined, left] = [query.get('joined'), query.get('left')];
  if (joined !== null) return notice('good', words.rich('console.policy.member-added', { mailbox: foreign(joined) }));
  return left === null
    ? undefined
    : notice('good', words.rich('console.policy.member-removed', { mailbox: foreign(left) }));
}

function actionsOf({ mayVisit, view: { words } }: ConsoleVisit, name: string): Markup {
  const links = [
    ['/groups/policy', words.say('console.policy.change'), 'primary'],
    ['/groups/remove', words.say('console.policy.group-remove'), 'danger'],
  ] as const;
  const mine = links.filter(([path]) => mayVisit(path));
  if (mine.length === 0) return html`<p class="soft">${words.say('console.policy.read-only')}</p>`;
  return html`<div class="actions">${mine.map(([path, text, kind]) => consoleLinkButton(text, consoleAddress(path, { name }), { kind }))}</div>`;
}

function mayChangeMembers({ requester }: ConsoleVisit): boolean {
  return requester.permissions.has('mailboxes:write');
}

function memberTable(visit: ConsoleVisit, members: readonly GroupMemberResource[]): Markup {
  const { words } = visit.view;
  const mayRemove = mayChangeMembers(visit);
  const removal = ({ group, mailbox }: GroupMemberResource) =>
    consoleForm(
      visit,
      '/groups/members/remove',
      html`${hidden('mailbox', mailbox)}${button(words.say('action.remove'), { says: words.say('console.policy.member-remove-label', { mailbox }) })}`,
      { query: { name: group } },
    );
  return dataTable<GroupMemberResource>({
    caption: words.say('console.policy.members'),
    columns: [
      {
        title: words.say('console.policy.member'),
        cell: ({ mailbox }) => mailboxLink(visit, mailbox),
        isHeading: true,
      },
      ...(mayRemove ? [{ title: words.say('action.remove'), cell: removal, isUntitled: true }] : []),
    ],
    rows: members,
    empty: emptyState(words.say('console.policy.members-empty')),
  });
}

function additionForm(visit: ConsoleVisit, name: string): Markup {
  const { words } = visit.view;
  const mailbox = field({
    name: 'mailbox',
    label: words.say('console.policy.member-add'),
    value: visit.query.get('mailbox') ?? '',
    type: 'text',
    autocomplete: 'off',
    maxLength: 320,
  });
  const fields = html`${mailbox}<div class="actions">${button(words.say('console.policy.add'))}</div>`;
  return html`<div class="narrow">${consoleForm(visit, '/groups/members/add', fields, { query: { name }, isStack: true })}</div>`;
}

function removalPage(visit: ConsoleVisit, name: string, problem?: ProblemResource): PageAnswer {
  const { words } = visit.view;
  const back = consoleAddress('/groups/one', { name });
  return confirmationPage(visit, {
    section: 'groups',
    way: [crumbOf(back, name)],
    title: words.say('console.policy.remove-title', { name }),
    text: words.say('console.policy.group-remove-text'),
    more: problem && problemNotice(visit, problem),
    path: '/groups/remove',
    query: { name },
    button: words.say('console.policy.group-remove'),
    back,
    status: problem ? problem.status : 200,
  });
}
