// A new password, before a sign-in goes on whose password somebody else has set (R6.4). What was typed is never shown again:
// a password that isn't taken leads back here by a redirection that says why.

import { MAX_PASSWORD_CHARACTERS, MIN_PASSWORD_CHARACTERS } from '../../core/accounts/password-rules.ts';
import { page, seeOther } from '../pages/answers.ts';
import { button, field, notice, postForm } from '../pages/frame/parts.ts';
import type { PlainKey } from '../pages/i18n/words.ts';
import { foreign, html, type Markup } from '../pages/markup.ts';
import { outcomePages } from '../pages/outcome-pages.ts';
import type { PageAnswer } from '../pages/page-contract.ts';
import type { Pending, Visit } from '../pages/visit.ts';
import { withQuery } from '../pages/visit.ts';
import { ended } from './leaving.ts';

/** Why a password wasn't taken, as the address says it. */
const RESULTS: Readonly<Record<string, PlainKey>> = {
  different: 'password.different',
  'too-short': 'password.too-short',
  'too-long': 'password.too-long',
  controls: 'password.refused',
  name: 'password.name',
  same: 'password.same',
  refused: 'password.refused',
};

export async function showPasswordChange(visit: Visit<Pending>): Promise<PageAnswer> {
  const { presented, view } = visit;
  const { mailbox, step, endsAt, decisionId } = presented.session;
  if (step !== 'password-change') return seeOther('/challenge');
  const { words } = view;
  const fields = html`<input type="text" name="username" value="${mailbox}" autocomplete="username" readonly hidden>
${newPasswordField(visit, 'password', { label: 'password.new', isFirst: true })}
${newPasswordField(visit, 'again', { label: 'password.again', isFirst: false })}
${button(words.say('password.save'), { kind: 'primary', isFull: true })}`;
  const body = html`<h1>${words.say('password.title')}</h1>
${resultOf(visit)}
<p class="lead">${words.rich('password.why', { mailbox: html`<strong>${foreign(mailbox)}</strong>` })}</p>
${postForm(view, '/password', fields, { isStack: true })}
${postForm(view, '/sign-out', button(words.say('challenge.cancel'), { kind: 'plain', isFull: true }))}
<p class="fine"><span>${words.say('challenge.until', { time: words.timeOfDay(endsAt) })}</span><span>${words.say('frame.reference', { id: decisionId })}</span></p>`;
  return page(view, { title: words.say('password.title'), body });
}

export async function changePassword(visit: Visit<Pending>): Promise<PageAnswer> {
  const { presented, parts, view, form, request } = visit;
  if (presented.session.step !== 'password-change') return seeOther('/challenge');
  const password = form.get('password') ?? '';
  if (form.get('again') !== password) return seeOther(withQuery('/password', { result: 'different' }));
  const outcome = await parts.signIn.changePassword(presented, password, request.context);
  switch (outcome.kind) {
    case 'changed':
      parts.gate.endUpstream(presented);
      return seeOther('/signed-out?why=password', parts.gate.forgetting());
    case 'not-taken':
      return seeOther(withQuery('/password', { result: outcome.why }));
    case 'ended':
      return ended(visit);
    case 'unavailable':
      return outcomePages(view).unavailable(outcome);
  }
}

function newPasswordField(
  { view: { words } }: Visit,
  name: string,
  { label, isFirst }: { readonly label: 'password.new' | 'password.again'; readonly isFirst: boolean },
): Markup {
  return field({
    name,
    label: words.say(label),
    type: 'password',
    autocomplete: 'new-password',
    maxLength: MAX_PASSWORD_CHARACTERS,
    hasFocus: isFirst,
    ...(isFirst && { hint: words.say('password.hint', { least: String(MIN_PASSWORD_CHARACTERS) }) }),
  });
}

function resultOf({ request, view }: Visit): Markup | undefined {
  const result = request.query.get('result') ?? '';
  const key = Object.hasOwn(RESULTS, result) ? RESULTS[result] : undefined;
  return key && notice('bad', view.words.say(key));
}
