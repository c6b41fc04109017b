// Another password for whoever is signed in. Both steps were given just before, so the old one isn't asked again here.

import type { ProblemResource } from '../../api/client/resources.ts';
import { changeOwnPasswordOperation } from '../../api/routes/own-routes.ts';
import { button, heading } from '../../pages/frame/parts.ts';
import { html } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import { nameForManagers, newPasswordFields, newPasswordIn } from '../access/access-fields.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import {
  confirmFirst,
  consoleAddress,
  consoleForm,
  consoleLinkButton,
  consolePage,
  toConsole,
} from '../console-page.ts';
import { problemNotice } from '../parts/problem-notice.ts';
import { OWN } from './own-page.ts';

const PATH = '/own/password';

export async function showPasswordChange(visit: ConsoleVisit): Promise<PageAnswer> {
  return confirmFirst(visit) ?? passwordChange(visit, {});
}

interface Wrong {
  /** What is wrong with the password itself. */
  readonly text?: string;
  readonly problem?: ProblemResource;
}

function passwordChange(visit: ConsoleVisit, { text, problem }: Wrong): PageAnswer {
  const { view, session } = visit;
  const { words } = view;
  const title = words.say('console.access.change-password');
  const fields = html`${nameForManagers(session.administrator.name)}${newPasswordFields(view, text)}
<div class="actions">${button(words.say('password.save'), { kind: 'primary' })}${consoleLinkButton(words.say('action.cancel'), consoleAddress(OWN), { kind: 'plain' })}</div>`;
  const body = html`${heading(title, words.say('console.access.change-password-text'))}
${problem && problemNotice(visit, problem)}
${consoleForm(visit, PATH, fields, { isStack: true })}`;
  return consolePage(visit, { section: 'own', title, body, ...((text !== undefined || problem) && { status: 422 }) });
}

export async function changePassword(visit: ConsoleVisit): Promise<PageAnswer> {
  const { words } = visit.view;
  const password = newPasswordIn(visit.form);
  if (password === undefined) return passwordChange(visit, { text: words.say('password.different') });
  const called = await visit.call(changeOwnPasswordOperation, { body: { password } });
  if (called.kind === 'done') return toConsole(OWN, { result: 'password' });
  return called.problem.code === 'invalid'
    ? passwordChange(visit, { text: words.say('console.access.not-taken') })
    : passwordChange(visit, { problem: called.problem });
}
