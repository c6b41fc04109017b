// /mailboxes/change: one change for many mailboxes. What it would do is found out by a job that changes nothing, however many
// there are; its page shows it, and leads on.

import { startBulkJobOperation } from '../../api/routes/job-routes.ts';
import { button, heading, notice, select } from '../../pages/frame/parts.ts';
import { html, type Markup } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import { consoleForm, consolePage, toConsole } from '../console-page.ts';
import { problemNotice } from '../parts/problem-notice.ts';
import type { PolicyProblem } from '../policy-form/form-values.ts';
import { changeFields, changeIn } from './change-fields.ts';
import { suggestField } from './filter-fields.ts';
import {
  type ConsoleSelection,
  selectionAddress,
  selectionBody,
  selectionFields,
  selectionIn,
  selectionText,
} from './selection.ts';

const PATH = '/mailboxes/change';

export async function changePage(visit: ConsoleVisit): Promise<PageAnswer> {
  const selection = selectionIn(visit);
  return selection ? formsFor(visit, selection, {}) : toConsole('/mailboxes', { picked: 'none' });
}

/** Of the list: what was picked. Of the forms of this page: what is done with them. */
export async function previewChange(visit: ConsoleVisit): Promise<PageAnswer> {
  const { form, query } = visit;
  const selection = selectionIn(visit);
  if (!selection) return toConsole('/mailboxes', { ...Object.fromEntries(query), picked: 'none' });
  switch (form.get('what')) {
    case 'settings': {
      const read = changeIn(form);
      if (read.kind === 'problems') return formsFor(visit, selection, { problems: read.problems });
      if (read.kind === 'nothing') return formsFor(visit, selection, { isNothing: true });
      return dryRun(visit, selection, { set: read.set });
    }
    case 'groups': {
      const group = form.get('group')?.trim() ?? '';
      if (group === '') return formsFor(visit, selection, { isNothing: true });
      return dryRun(visit, selection, form.get('how') === 'leave' ? { removeFromGroup: group } : { addToGroup: group });
    }
    default:
      return formsFor(visit, selection, {});
  }
}

async function dryRun(visit: ConsoleVisit, selection: ConsoleSelection, action: object): Promise<PageAnswer> {
  const body = { ...selectionBody(selection), ...action, dryRun: true };
  const started = await visit.call(startBulkJobOperation, { body });
  if (started.kind === 'done') return toConsole('/jobs/job', { id: started.value.id });
  return formsFor(visit, selection, { refused: problemNotice(visit, started.problem) });
}

interface Wrong {
  readonly problems?: readonly PolicyProblem[];
  readonly isNothing?: boolean;
  readonly refused?: Markup;
}

function formsFor(visit: ConsoleVisit, selection: ConsoleSelection, wrong: Wrong): PageAnswer {
  const { view, form } = visit;
  const { words } = view;
  const title = words.say('console.mailboxes.change');
  const { problems = [], isNothing, refused } = wrong;
  const isWrong = problems.length > 0 || isNothing === true || refused !== undefined;
  const toForm = (what: 'settings' | 'groups', fields: Markup): Markup =>
    consoleForm(
      visit,
      PATH,
      html`<input type="hidden" name="what" value="${what}">${selectionFields(selection)}${fields}<div class="actions">${button(words.say('console.mailboxes.preview'), { kind: 'primary' })}</div>`,
      { query: selectionAddress(selection), isStack: true },
    );
  const body = html`${heading(title, words.say('console.mailboxes.change-text'))}
<p><strong>${selectionText(visit, selection)}</strong></p>
${problems.length > 0 && notice('bad', words.say('console.frame.problem-fields'))}
${isNothing === true && notice('bad', words.say('console.mailboxes.nothing-chosen'))}
${refused}
<section class="stack loose narrow"><h2>${words.say('console.mailboxes.settings')}</h2>${toForm('settings', changeFields(words, form, problems))}</section>
<section class="stack loose narrow"><h2>${words.say('console.mailboxes.memberships')}</h2>${toForm('groups', groupFields(visit))}</section>`;
  return consolePage(visit, { section: 'mailboxes', title, body, status: isWrong ? 422 : 200 });
}

function groupFields(visit: ConsoleVisit): Markup {
  const { view, form } = visit;
  const { words } = view;
  const how = select({ name: 'how', label: words.say('console.mailboxes.join-what') }, [
    { value: 'join', text: words.say('console.mailboxes.join') },
    { value: 'leave', text: words.say('console.mailboxes.leave-group'), isChosen: form.get('how') === 'leave' },
  ]);
  return html`${how}${suggestField(visit, 'group', form.get('group'), [])}`;
}
