// Making an app password (R3.2, R3.8): one form with the wish, the password and, unless it was given lately, a code. What
// was made is shown as the answer to the form, once; sent again, the form makes nothing.

import type { RefusalCode } from '../../core/administration/change.ts';
import type { AppPasswordWish, CreatedAppPassword } from '../../core/app-passwords/create-app-password.ts';
import { answerIn } from '../challenge/answer-fields.ts';
import { seeOther } from '../pages/answers.ts';
import { onceField, useOnce } from '../pages/form-once.ts';
import { button, heading, linkButton, notice, postForm } from '../pages/frame/parts.ts';
import { html, type Markup } from '../pages/markup.ts';
import { outcomePages } from '../pages/outcome-pages.ts';
import type { PageAnswer, SetCookie } from '../pages/page-contract.ts';
import { idIn, type Open, refusalText, type Visit, waitOf, withQuery } from '../pages/visit.ts';
import { accountPage, confirmWith } from './account-page.ts';
import { type Draft, draftIn, draftOf, problemWith, USUAL_DRAFT, valuesOf, wishFields } from './app-password-draft.ts';
import { passwordField } from './confirm-page.ts';
import { madePage } from './made-app-password-page.ts';
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

const HOME = '/account/app-passwords';
const PATH = `${HOME}/new`;

/** Why it wasn't made; in the address of the form that is shown again. */
type Problem = 'name' | 'scopes' | 'read-only' | 'password' | 'code' | 'slowed' | 'lapsed';

export async function showNewAppPassword(visit: Visit<Open>): Promise<PageAnswer> {
  const { parts, presented, view, request } = visit;
  const { words } = view;
  const draft = request.query.has('scopes') ? draftOf(request.query) : USUAL_DRAFT;
  const kept = request.query.has('scopes') ? valuesOf(draft) : {};
  const asked: AskedAgain = parts.account.isConfirmed(presented.session)
    ? { kind: 'nothing' }
    : await askedAgain(visit);
  const form = mustSendFirst(asked)
    ? html`<div class="panel stack">${sendFirst(visit, asked, { path: `${PATH}/send` })}</div>`
    : html`${sendingNoticesFor(visit, asked)}${postForm(view, PATH, formFields(visit, draft, asked), { isStack: true })}`;
  const body = html`${heading(words.say('new-app-password.title'), words.say('new-app-password.text'))}
${problemNotice(visit)}${form}
${waysBeside(visit, asked, (method) => withQuery(PATH, { ...kept, method }))}`;
  return accountPage(visit, { section: 'app-passwords', title: words.say('new-app-password.title'), body });
}

function formFields(visit: Visit<Open>, draft: Draft, asked: AskedAgain): Markup {
  const { parts, presented, view, request } = visit;
  const { words } = view;
  const problem = request.query.get('result');
  const code = secondStepFields(visit, asked, problem === 'code' ? words.say('confirm.code-wrong') : undefined);
  const password = passwordField(view, presented.session.mailbox, {
    label: words.say('new-app-password.password'),
    hint: words.say('new-app-password.password-hint'),
    error: problem === 'password' ? words.say('confirm.password-wrong') : undefined,
  });
  const doors = parts.account.serverSettings.doors.map(({ protocol }) => protocol);
  return html`${onceField(parts.random)}${wishFields(view, draft, { doors, isNameWrong: problem === 'name' })}
<fieldset class="panel stack"><legend class="unseen">${words.say('new-app-password.confirm')}</legend><h2 aria-hidden="true">${words.say('new-app-password.confirm')}</h2>${password}${code}</fieldset>
<div class="actions">${button(words.say('new-app-password.make'), { kind: 'primary' })}${linkButton(words.say('action.cancel'), HOME, { kind: 'plain' })}</div>
${againButton(visit, asked, `${PATH}/send`)}`;
}

/** A code by e-mail or text message, to confirm with: what was filled in stays, but for the secrets. */
export async function sendForAppPassword(visit: Visit<Open>): Promise<PageAnswer> {
  const kept = visit.form.has('name') ? valuesOf(draftIn(visit.form)) : {};
  return sendAndReturn(visit, (values) => withQuery(PATH, { ...kept, ...values }));
}

export async function makeAppPassword(visit: Visit<Open>): Promise<PageAnswer> {
  const use = useOnce(visit);
  if (use.kind === 'again') return seeOther(withQuery(HOME, { result: 'once' }));
  const { parts, form } = visit;
  const draft = draftIn(form);
  const wrong = problemWith(draft, form);
  if (wrong) return again(visit, draft, wrong);
  const password = form.get('password') ?? '';
  const confirmed = await confirmedSession(visit, draft, password);
  if ('status' in confirmed) return confirmed;
  const wish: AppPasswordWish = {
    name: draft.name,
    scopes: draft.scopes,
    readOnly: draft.readOnly,
    mailboxPassword: password,
    ...(draft.expires !== 'default' && { expires: draft.expires }),
  };
  const outcome = await parts.account.createAppPassword(confirmed.session, wish, visit.request.context);
  if (outcome.kind === 'done') return show(visit, outcome.value, [...confirmed.setCookies, use.remember]);
  const isPassword = outcome.code === 'mailbox-password-refused' || outcome.code === 'mailbox-password-needed';
  return again(visit, draft, isPassword ? 'password' : { refused: outcome.code }, confirmed.setCookies);
}

interface Confirmed {
  readonly session: Open['session'];
  readonly setCookies: readonly SetCookie[];
}

/** The session as it is when password and code were given lately, or with this form; else the answer that says why not. */
async function confirmedSession(visit: Visit<Open>, draft: Draft, password: string): Promise<Confirmed | PageAnswer> {
  const { parts, presented, form, view } = visit;
  if (parts.account.isConfirmed(presented.session)) return { session: presented.session, setCookies: [] };
  const answer = answerIn(form);
  // The form had no field for a code: it was made while the last confirmation still counted.
  if (!answer && !form.has('method') && (await parts.account.factors(presented.session)).length > 0) {
    return again(visit, draft, 'lapsed');
  }
  const confirmation = await confirmWith(visit, { password, answer });
  switch (confirmation.kind) {
    case 'confirmed':
      return {
        session: confirmation.presented.session,
        setCookies: parts.gate.carrying(confirmation.presented),
      };
    case 'not-right':
      return again(visit, draft, confirmation.which);
    case 'slowed':
      return again(visit, draft, { wait: Math.ceil(confirmation.wait / 1_000) });
    case 'unavailable':
      return outcomePages(view).unavailable(presented.session);
  }
}

function show(visit: Visit<Open>, made: CreatedAppPassword, setCookies: readonly SetCookie[]): PageAnswer {
  const { view, presented } = visit;
  const title = view.words.say('made.title');
  return accountPage(visit, {
    section: 'app-passwords',
    title,
    body: madePage(visit, made, presented.session.mailbox),
    setCookies,
  });
}

/** Back to the form with everything that was entered but the secrets. */
function again(
  { form }: Visit,
  draft: Draft,
  why: Problem | { readonly refused: RefusalCode } | { readonly wait: number },
  setCookies: readonly SetCookie[] = [],
): PageAnswer {
  const reason = typeof why === 'string' ? { result: why } : 'wait' in why ? { result: 'slowed', wait: why.wait } : why;
  const values = { ...valuesOf(draft), method: idIn(form.get('method')), ...reason };
  return seeOther(withQuery(PATH, values), setCookies);
}

/** What is wrong with the form as a whole; what is wrong with a field stands at the field. */
function problemNotice(visit: Visit): Markup | undefined {
  const { request, view } = visit;
  const { words } = view;
  const refused = request.query.get('refused');
  if (refused !== null) return notice('bad', words.say(refusalText(refused)));
  switch (request.query.get('result')) {
    case 'scopes':
      return notice('bad', words.say('new-app-password.scopes-wrong'));
    case 'read-only':
      return notice('bad', words.say('new-app-password.read-only-wrong'));
    case 'slowed':
      return notice('warn', words.say('confirm.slowed', { duration: words.duration(waitOf(visit)) }));
    case 'lapsed':
      return notice('warn', words.say('confirm.lapsed'));
    default:
      return undefined;
  }
}
