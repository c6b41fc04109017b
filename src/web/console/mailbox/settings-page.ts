// Changing what a mailbox says for itself: its layer of policy, field by field, with what holds where it says nothing. Nothing
// is saved over what somebody else has saved in the meantime.

import type { MailboxOverviewResource } from '../../api/client/overview-resources.ts';
import type { ProblemResource } from '../../api/client/resources.ts';
import { changeMailboxOperation } from '../../api/routes/mailbox-routes.ts';
import { showMailboxOverviewOperation } from '../../api/routes/overview-routes.ts';
import { button, heading, hidden, notice } from '../../pages/frame/parts.ts';
import { html, type Markup } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import { confirmFirst, consoleForm, consoleLinkButton, consolePage } from '../console-page.ts';
import { mailboxAddress } from '../parts/mailbox-link.ts';
import { problemNotice } from '../parts/problem-notice.ts';
import { changedPart } from '../policy-form/changed-part.ts';
import { type PolicyProblem, policyChangeOf } from '../policy-form/form-values.ts';
import { policyFields } from '../policy-form/policy-fields.ts';
import { policyTable } from '../policy-form/policy-table.ts';
import { fieldName } from '../policy-form/policy-words.ts';
import { absentMailbox, mailboxIn, toMailbox, wayTo } from './mailbox-visit.ts';

export const SETTINGS_PATH = '/mailbox/settings';

/** The hidden field that says which version the form was filled in upon. */
const VERSION_FIELD = 'version';

export async function showSettings(visit: ConsoleVisit): Promise<PageAnswer> {
  const detour = confirmFirst(visit);
  if (detour) return detour;
  const found = await visit.call(showMailboxOverviewOperation, { params: { address: mailboxIn(visit) } });
  return found.kind === 'refused' ? absentMailbox(visit, found.problem) : settingsPage(visit, found.value);
}

export async function saveSettings(visit: ConsoleVisit): Promise<PageAnswer> {
  const params = { address: mailboxIn(visit) };
  const found = await visit.call(showMailboxOverviewOperation, { params });
  if (found.kind === 'refused') return absentMailbox(visit, found.problem);
  const overview = found.value;
  const read = policyChangeOf(visit.form);
  if (read.kind === 'problems') return settingsPage(visit, overview, { problems: read.problems });
  const ifMatch = visit.form.get(VERSION_FIELD) ?? '';
  if (ifMatch !== overview.etag) return settingsPage(visit, overview, { isLost: true });
  const body = changedPart(overview.mailbox, read.change);
  if (Object.keys(body).length === 0) return toMailbox(overview.mailbox.address, 'changed');
  const saved = await visit.call(changeMailboxOperation, { params, body, ifMatch });
  if (saved.kind === 'done') return toMailbox(saved.value.address, 'changed');
  if (saved.problem.code !== 'changed-meanwhile') return settingsPage(visit, overview, { problem: saved.problem });
  const now = await visit.call(showMailboxOverviewOperation, { params });
  return now.kind === 'refused' ? absentMailbox(visit, now.problem) : settingsPage(visit, now.value, { isLost: true });
}

interface FormState {
  readonly problems?: readonly PolicyProblem[];
  readonly problem?: ProblemResource;
  /** It was filled in upon another version than the one that holds now, and is now upon this. */
  readonly isLost?: boolean;
}

function settingsPage(
  visit: ConsoleVisit,
  { mailbox, etag, policy }: MailboxOverviewResource,
  { problems = [], problem, isLost = false }: FormState = {},
): PageAnswer {
  const { words } = visit.view;
  const { address } = mailbox;
  const title = words.say('console.mailbox.settings-of', { mailbox: address });
  const labels = Object.fromEntries((problem?.problems ?? []).map(({ field }) => [field, fieldName(words, field)]));
  // A form that couldn't be saved stays upon the version that whoever filled it in has seen.
  const version = problems.length > 0 ? (visit.form.get(VERSION_FIELD) ?? etag) : etag;
  const back = consoleLinkButton(words.say('action.cancel'), mailboxAddress(address), { kind: 'plain' });
  const fields: Markup | undefined =
    policy &&
    html`${hidden(VERSION_FIELD, version)}${policyFields(visit, policy, problems)}
<div class="actions">${button(words.say('action.save'), { kind: 'primary' })}${back}</div>`;
  const body = html`${heading(title)}
${problems.length > 0 && notice('bad', words.say('console.policy.problems'))}${problem && problemNotice(visit, problem, labels)}
${isLost && policy && html`${notice('bad', words.say('console.mailbox.settings-lost'))}${policyTable(visit, policy)}`}
${fields && consoleForm(visit, SETTINGS_PATH, fields, { query: { address }, isStack: true })}`;
  const status = isLost ? 409 : problems.length > 0 ? 422 : (problem?.status ?? 200);
  return consolePage(visit, { section: 'mailboxes', title, way: wayTo(address), body, status });
}
