// Another authenticator app, one less, and new recovery codes. The secret of an app that isn't confirmed stays on the server:
// a reload shows the same picture.

import {
  beginOwnAuthenticatorOperation,
  finishOwnAuthenticatorOperation,
  listOwnFactorsOperation,
  removeOwnAuthenticatorOperation,
  renewOwnRecoveryCodesOperation,
} from '../../api/routes/own-routes.ts';
import { codeField, typedCode } from '../../challenge/answer-fields.ts';
import { appSteps } from '../../challenge/enrolment-steps.ts';
import { button, field, heading, hidden, notice } from '../../pages/frame/parts.ts';
import { recoveryCodeSheet } from '../../pages/frame/recovery-codes.ts';
import { html } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import { idIn, nameIn } from '../../pages/visit.ts';
import type { ConsoleVisit } from '../console-contract.ts';
import {
  confirmFirst,
  consoleAddress,
  consoleForm,
  consoleLinkButton,
  consolePage,
  toConsole,
  useConsoleFormOnce,
} from '../console-page.ts';
import { confirmationPage } from '../parts/confirmation.ts';
import { refusedPage } from '../parts/problem-notice.ts';
import { factorName, OWN } from './own-page.ts';

const NEW = '/own/authenticators/new';
const REMOVE = '/own/authenticators/remove';

export async function showNewAuthenticator(visit: ConsoleVisit): Promise<PageAnswer> {
  const { view, query } = visit;
  const { words } = view;
  const first = confirmFirst(visit);
  if (first) return first;
  const title = words.say('console.access.add-app');
  const begun = await visit.call(beginOwnAuthenticatorOperation);
  if (begun.kind === 'refused') return refusedPage(visit, { section: 'own', title }, begun.problem);
  const name = field({
    name: 'name',
    label: words.say('enrolment.name'),
    hint: words.say('enrolment.name-hint'),
    autocomplete: 'off',
    maxLength: 100,
    value: query.get('name') ?? words.say('kind.totp'),
  });
  const form = html`${codeField(view, 'code')}${name}<div class="actions">${button(title, { kind: 'primary' })}${consoleLinkButton(words.say('action.cancel'), consoleAddress(OWN), { kind: 'plain' })}</div>`;
  const last = consoleForm(visit, NEW, form, { isStack: true });
  const wrong =
    query.get('result') === 'code' && notice('bad', words.say('enrolment.wrong'), words.say('challenge.clock'));
  const body = html`${heading(title)}${wrong}
<div class="narrow">${appSteps(view, { kind: 'totp', ...begun.value }, { last })}</div>`;
  return consolePage(visit, { section: 'own', title, body });
}

export async function addAuthenticator(visit: ConsoleVisit): Promise<PageAnswer> {
  const { form, view } = visit;
  const name = nameIn(form);
  const code = typedCode(form.get('code'));
  if (code === '') return toConsole(NEW, { name });
  const called = await visit.call(finishOwnAuthenticatorOperation, {
    body: { code, ...(name !== undefined && { name }) },
  });
  if (called.kind === 'done') return toConsole(OWN, { result: 'added' });
  // Begun anew by the page: a code of the old picture is wrong from then on.
  if (called.problem.code === 'invalid' || called.problem.code === 'not-confirmed')
    return toConsole(NEW, { name, result: 'code' });
  return refusedPage(visit, { section: 'own', title: view.words.say('console.access.add-app') }, called.problem);
}

export async function askToRemoveAuthenticator(visit: ConsoleVisit): Promise<PageAnswer> {
  const { view, query } = visit;
  const { words } = view;
  const first = confirmFirst(visit);
  if (first) return first;
  const id = idIn(query.get('id'));
  const factors = await visit.call(listOwnFactorsOperation);
  const factor = factors.kind === 'done' ? factors.value.items.find((each) => each.id === id) : undefined;
  if (factor === undefined) return toConsole(OWN);
  return confirmationPage(visit, {
    section: 'own',
    title: words.say('factors.remove-title', { name: factorName(view, factor) }),
    text: words.say('factors.remove-app'),
    path: REMOVE,
    fields: hidden('id', factor.id),
    button: words.say('action.remove'),
    back: consoleAddress(OWN),
  });
}

export async function removeAuthenticator(visit: ConsoleVisit): Promise<PageAnswer> {
  const { words } = visit.view;
  const called = await visit.call(removeOwnAuthenticatorOperation, {
    params: { id: idIn(visit.form.get('id')) ?? '' },
  });
  if (called.kind === 'done') return toConsole(OWN, { result: 'removed' });
  return refusedPage(visit, { section: 'own', title: words.say('console.frame.own') }, called.problem);
}

/** The codes are in this answer and nowhere else. */
export async function renewRecoveryCodes(visit: ConsoleVisit): Promise<PageAnswer> {
  const { view, clock, session } = visit;
  const { words } = view;
  const use = useConsoleFormOnce(visit);
  if (use.kind === 'again') return toConsole(OWN, { result: 'once' });
  const called = await visit.call(renewOwnRecoveryCodesOperation);
  const title = words.say('codes.title');
  if (called.kind === 'refused') return refusedPage(visit, { section: 'own', title }, called.problem);
  const { codes } = called.value;
  const sheet = { codes, mailbox: session.administrator.name, madeOn: words.day(clock.now()) };
  const body = html`${heading(title, words.say('codes.text'))}
<div class="narrow stack">${recoveryCodeSheet(view, sheet)}</div>
<p class="actions unprinted">${consoleLinkButton(words.say('codes.saved'), consoleAddress(OWN), { kind: 'primary' })}</p>`;
  return consolePage(visit, { section: 'own', title, body, setCookies: [use.remember] });
}
