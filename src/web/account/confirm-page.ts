// Asks again for password and second step before something sensitive (R3.8, P-21), then goes back to where that is done.

import { answerIn } from '../challenge/answer-fields.ts';
import { page, seeOther } from '../pages/answers.ts';
import { button, field, hidden, linkButton, notice, postForm } from '../pages/frame/parts.ts';
import { html, type Markup } from '../pages/markup.ts';
import { outcomePages } from '../pages/outcome-pages.ts';
import type { PageAnswer } from '../pages/page-contract.ts';
import type { View } from '../pages/view.ts';
import { idIn, type Open, refusalNotice, type Visit, waitOf, withQuery } from '../pages/visit.ts';
import { confirmWith, returnPath } from './account-page.ts';
import {
  type AskedAgain,
  againButton,
  askedAgain,
  mustSendFirst,
  secondStepFields,
  sendAndReturn,
  sendFirst,
  sendingNoticesFor,
  waysBeside,
} from './second-step-again.ts';

/** Longest password, in characters, that a form takes. */
const MAX_PASSWORD = 1_024;

const PATH = '/account/confirm';

export async function showConfirmation(visit: Visit<Open>): Promise<PageAnswer> {
  const { parts, presented, request, view } = visit;
  const next = returnPath(request.query.get('next')) ?? '/account';
  if (parts.account.isConfirmed(presented.session)) return seeOther(next);
  const asked = await askedAgain(visit);
  const { words } = view;
  const isFirst = mustSendFirst(asked);
  const question = isFirst
    ? sendFirst(visit, asked, { path: `${PATH}/send`, fields: hidden('next', next) })
    : confirmationForm(visit, asked, next);
  const body = html`<h1>${words.say('confirm.title')}</h1>
${resultOf(visit)}
${!isFirst && html`<p class="lead">${words.say(asked.kind === 'nothing' ? 'confirm.text-password' : 'confirm.text')}</p>`}
${question}
${waysBeside(visit, asked, (method) => withQuery(PATH, { next, method }))}
${isFirst && html`<p class="actions">${linkButton(words.say('action.cancel'), '/account', { kind: 'plain', isFull: true })}</p>`}`;
  return page(view, { title: words.say('confirm.title'), body });
}

function confirmationForm(visit: Visit<Open>, asked: AskedAgain, next: string): Markup {
  const { presented, request, view } = visit;
  const { words } = view;
  const result = request.query.get('result');
  const password = passwordField(view, presented.session.mailbox, {
    error: result === 'password' ? words.say('confirm.password-wrong') : undefined,
    hasFocus: true,
  });
  const code = secondStepFields(visit, asked, result === 'code' ? words.say('confirm.code-wrong') : undefined);
  const fields = html`${hidden('next', next)}${password}${code}
<div class="actions">${button(words.say('action.continue'), { kind: 'primary' })}${linkButton(words.say('action.cancel'), '/account', { kind: 'plain' })}</div>
${againButton(visit, asked, `${PATH}/send`)}`;
  return html`${sendingNoticesFor(visit, asked)}${postForm(view, PATH, fields, { isStack: true })}`;
}

/** A code by e-mail or text message, to confirm with. */
export async function sendToConfirm(visit: Visit<Open>): Promise<PageAnswer> {
  const next = returnPath(visit.form.get('next')) ?? '/account';
  return sendAndReturn(visit, (values) => withQuery(PATH, { next, ...values }));
}

export async function confirmAgain(visit: Visit<Open>): Promise<PageAnswer> {
  const { parts, presented, view, form } = visit;
  const next = returnPath(form.get('next')) ?? '/account';
  const method = idIn(form.get('method'));
  const retry = (result: string, wait?: number) => seeOther(withQuery(PATH, { next, result, wait, method }));
  const password = form.get('password') ?? '';
  if (password === '') return retry('password');
  const given = { password: password.slice(0, MAX_PASSWORD), answer: answerIn(form) };
  const confirmation = await confirmWith(visit, given);
  switch (confirmation.kind) {
    case 'confirmed':
      return seeOther(next, parts.gate.carrying(confirmation.presented));
    case 'not-right':
      return retry(confirmation.which);
    case 'slowed':
      return retry('slowed', Math.ceil(confirmation.wait / 1_000));
    case 'unavailable':
      return outcomePages(view).unavailable(presented.session);
  }
}

/** The mailbox's own password; with the name that goes with it, for password managers. */
export function passwordField(
  { words }: View,
  mailbox: string,
  more: {
    readonly error?: string | undefined;
    readonly hint?: string;
    readonly label?: string;
    readonly hasFocus?: boolean;
  } = {},
): Markup {
  return html`<input type="text" name="username" value="${mailbox}" autocomplete="username" readonly hidden>
${field({
  name: 'password',
  label: words.say('confirm.password'),
  type: 'password',
  autocomplete: 'current-password',
  maxLength: MAX_PASSWORD,
  ...more,
})}`;
}

function resultOf(visit: Visit): Markup | undefined {
  const { words } = visit.view;
  switch (visit.request.query.get('result')) {
    case 'slowed':
      return notice('warn', words.say('confirm.slowed', { duration: words.duration(waitOf(visit)) }));
    case 'lapsed':
      return notice('warn', words.say('confirm.lapsed'));
    default:
      return refusalNotice(visit);
  }
}
