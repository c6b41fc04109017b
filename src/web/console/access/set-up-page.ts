// Setting up, after a code from the host: the own password and an authenticator app at once, then the recovery codes, which
// are in the answer to the form and nowhere else (R6.7). A reload of the page shows the same picture.

import type { Refusal } from '../../../core/administration/change.ts';
import type { PresentedConsoleSession } from '../../../core/administrators/administrator-sign-in-contract.ts';
import { codeField, typedCode } from '../../challenge/answer-fields.ts';
import { appSteps } from '../../challenge/enrolment-steps.ts';
import { page } from '../../pages/answers.ts';
import { button, notice, postForm } from '../../pages/frame/parts.ts';
import { recoveryCodeSheet } from '../../pages/frame/recovery-codes.ts';
import type { PlainKey } from '../../pages/i18n/words.ts';
import { foreign, html, type Markup } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import { homeOf } from '../../pages/view.ts';
import { type AccessVisit, carrying, ended, toStep } from '../access-visit.ts';
import { nameForManagers, newPasswordFields, newPasswordIn } from './access-fields.ts';

type Present = AccessVisit<PresentedConsoleSession>;

const PATH = '/set-up';

/** Why it wasn't taken, as the address says it. */
const RESULTS: Readonly<Record<string, PlainKey>> = {
  different: 'password.different',
  password: 'console.access.not-taken',
  code: 'enrolment.wrong',
  other: 'console.access.not-set-up',
};

export async function showSetUp(visit: Present): Promise<PageAnswer> {
  const { parts, presented, view } = visit;
  const { words } = view;
  const { administrator, endsAt } = presented.session;
  const presentation = await parts.signIn.setUp(presented);
  const first = html`<li><h2>${words.say('console.access.password-title')}</h2><div class="stack">${nameForManagers(administrator.name)}${newPasswordFields(view)}</div></li>`;
  const last = html`${codeField(view, 'code')}${button(words.say('action.save'), { kind: 'primary', isFull: true })}`;
  const body = html`<h1>${words.say('console.access.set-up')}</h1>
${resultOf(visit)}
<p class="lead">${words.rich('console.access.set-up-text', { name: html`<strong>${foreign(administrator.name)}</strong>` })}</p>
${postForm(view, PATH, appSteps(view, presentation, { first, last }))}
${postForm(view, '/sign-out', button(words.say('challenge.cancel'), { kind: 'plain', isFull: true }))}
<p class="fine"><span>${words.say('challenge.until', { time: words.timeOfDay(endsAt) })}</span></p>`;
  return page(view, { title: words.say('console.access.set-up'), body, width: 'wide' });
}

export async function finishSetUp(visit: Present): Promise<PageAnswer> {
  const { parts, presented, form, origin } = visit;
  const password = newPasswordIn(form);
  if (password === undefined) return toStep(PATH, { next: '/', result: 'different' });
  const outcome = await parts.signIn.finishSetUp(presented, { password, code: typedCode(form.get('code')) }, origin);
  if (outcome.kind === 'done') return done(visit, outcome.value);
  // It took too long, or somebody was reset meanwhile: another code from the host is needed.
  if (outcome.code === 'not-confirmed') return { ...visit.outcomes.signedOut('ended'), setCookies: ended(visit) };
  return toStep(PATH, { next: '/', result: resultFor(outcome) });
}

function resultFor({ problems }: Refusal): string {
  const field = problems?.[0]?.field ?? 'other';
  return Object.hasOwn(RESULTS, field) ? field : 'other';
}

/** Signed in with this answer. */
function done(
  visit: Present,
  {
    presented,
    recoveryCodes,
  }: { readonly presented: PresentedConsoleSession; readonly recoveryCodes: readonly string[] },
): PageAnswer {
  const { view, parts } = visit;
  const { words } = view;
  const codes = {
    codes: recoveryCodes,
    mailbox: presented.session.administrator.name,
    madeOn: words.day(parts.clock.now()),
  };
  const body = html`${notice('good', words.say('console.access.set-up-done'))}
<h1>${words.say('codes.title')}</h1>
<p class="lead">${words.say('codes.text')}</p>
${recoveryCodeSheet(view, codes)}
<p class="actions"><a class="button primary full" href="${homeOf(view)}">${words.say('codes.saved')}</a></p>`;
  return page(
    view,
    { title: words.say('codes.title'), body, width: 'wide' },
    { setCookies: carrying(visit, presented) },
  );
}

function resultOf({ request, view }: Present): Markup | undefined {
  const result = request.query.get('result') ?? '';
  const key = Object.hasOwn(RESULTS, result) ? RESULTS[result] : undefined;
  if (key === undefined) return undefined;
  return notice('bad', view.words.say(key), ...(result === 'code' ? [view.words.say('challenge.clock')] : []));
}
