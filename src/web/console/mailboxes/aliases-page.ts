// /mailboxes/aliases: the other names of a domain, or of a mailbox.

import type { AliasResource, ProblemResource } from '../../api/client/resources.ts';
import { addAliasOperation, listAliasesOperation, removeAliasOperation } from '../../api/routes/alias-routes.ts';
import { button, field, heading, notice } from '../../pages/frame/parts.ts';
import { foreign, html, type Markup } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import { consoleAddress, consoleForm, consoleLinkButton, consolePage, toConsole } from '../console-page.ts';
import { confirmationPage } from '../parts/confirmation.ts';
import { emptyState } from '../parts/lists.ts';
import { problemNotice, problemOf } from '../parts/problem-notice.ts';
import { dataTable } from '../parts/table.ts';

const PATH = '/mailboxes/aliases';

/** Longest address or name of a domain, in characters. */
const MAX_NAME = 254;

export async function aliasesPage(visit: ConsoleVisit): Promise<PageAnswer> {
  return showAliases(visit);
}

export async function addAlias(visit: ConsoleVisit): Promise<PageAnswer> {
  const of = targetOf(visit);
  const typed = visit.form.get('alias')?.trim() ?? '';
  // The API writes a domain's alias with an @ in front: people write the name.
  const alias = isDomain(of) && !typed.startsWith('@') ? `@${typed}` : typed;
  const added = await visit.call(addAliasOperation, { body: { alias, target: of } });
  return added.kind === 'done' ? toConsole(PATH, { of, result: 'added' }) : showAliases(visit, added.problem);
}

export async function removeAliasPage(visit: ConsoleVisit): Promise<PageAnswer> {
  return confirmRemoval(visit);
}

export async function removeAlias(visit: ConsoleVisit): Promise<PageAnswer> {
  const removed = await visit.call(removeAliasOperation, { params: { alias: visit.query.get('alias') || '-' } });
  if (removed.kind === 'refused') return confirmRemoval(visit, removed.problem);
  return toConsole(PATH, { of: targetOf(visit), result: 'removed' });
}

function confirmRemoval(visit: ConsoleVisit, problem?: ProblemResource): PageAnswer {
  const { words } = visit.view;
  const [of, alias] = [targetOf(visit), visit.query.get('alias') ?? ''];
  return confirmationPage(visit, {
    section: 'mailboxes',
    title: words.say('console.mailboxes.alias-remove-title', { alias }),
    text: words.say('console.mailboxes.alias-remove-text'),
    more: problem && problemNotice(visit, problem),
    ...{ path: `${PATH}/remove`, query: { of, alias }, button: words.say('console.mailboxes.remove') },
    back: consoleAddress(PATH, { of }),
    status: problem?.status ?? 200,
  });
}

async function showAliases(visit: ConsoleVisit, problem?: ProblemResource): Promise<PageAnswer> {
  const { view, mayVisit, query } = visit;
  const { words } = view;
  const of = targetOf(visit);
  const found = await visit.call(listAliasesOperation, { query: { target: of || '-' } });
  const title = words.say('console.mailboxes.aliases-of', { name: of });
  const text = isDomain(of) ? 'console.mailboxes.aliases-text' : 'console.mailboxes.aliases-mailbox-text';
  const result = query.get('result');
  const body = html`${heading(title, words.say(text))}
${!problem && result === 'added' && notice('good', words.say('console.mailboxes.alias-added'))}
${!problem && result === 'removed' && notice('good', words.say('console.mailboxes.alias-removed'))}
${problem && problemNotice(visit, problem, { alias: words.say('console.mailboxes.alias') })}
${found.kind === 'refused' ? problemNotice(visit, found.problem) : tableOf(visit, of, found.value.items)}
${found.kind === 'done' && mayVisit(`${PATH}/remove`) && addForm(visit, of, problem)}`;
  return consolePage(visit, {
    ...{ section: 'mailboxes', title, body },
    status: problem?.status ?? (found.kind === 'refused' ? found.problem.status : 200),
  });
}

function tableOf({ view: { words }, mayVisit }: ConsoleVisit, of: string, items: readonly AliasResource[]): Markup {
  const removal = (alias: string): Markup =>
    consoleLinkButton(words.say('console.mailboxes.remove'), consoleAddress(`${PATH}/remove`, { of, alias }), {
      ...{ kind: 'plain', says: words.say('console.mailboxes.remove-one', { mailbox: alias }) },
    });
  return dataTable({
    caption: words.say('console.mailboxes.aliases'),
    rows: items,
    empty: emptyState(words.say('console.mailboxes.aliases-empty')),
    columns: [
      {
        title: words.say('console.mailboxes.alias'),
        isHeading: true,
        cell: ({ alias }) => foreign(alias.replace(/^@/, '')),
      },
      ...(mayVisit(`${PATH}/remove`)
        ? [
            {
              title: words.say('console.mailboxes.remove'),
              isUntitled: true,
              cell: ({ alias }: AliasResource) => removal(alias),
            },
          ]
        : []),
    ],
  });
}

function addForm(visit: ConsoleVisit, of: string, problem: ProblemResource | undefined): Markup {
  const { words } = visit.view;
  const hint = isDomain(of) ? 'console.mailboxes.alias-domain-hint' : 'console.mailboxes.alias-mailbox-hint';
  const title = words.say('console.mailboxes.alias-add');
  const alias = field({
    ...{ name: 'alias', label: words.say('console.mailboxes.alias'), hint: words.say(hint), autocomplete: 'off' },
    ...{ maxLength: MAX_NAME, value: visit.form.get('alias') ?? visit.query.get('alias') ?? '' },
    error: problemOf(words, problem, 'alias'),
  });
  const form = html`${alias}<div class="actions">${button(title, { kind: 'primary' })}</div>`;
  return html`<section class="stack loose narrow"><h2>${title}</h2>${consoleForm(visit, `${PATH}/add`, form, { query: { of }, isStack: true })}</section>`;
}

function targetOf({ query }: ConsoleVisit): string {
  return query.get('of')?.trim() ?? '';
}

function isDomain(target: string): boolean {
  return !target.includes('@');
}
