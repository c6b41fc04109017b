// Adding a factor in the account (R2.8): as at sign-in, after password and code were given again.

import { sendToDestination } from '../challenge/destination-page.ts';
import { answerAt, giveEnrolmentCodeAt, notFinishedAt, showEnrolmentAt } from '../challenge/enrolment-flow.ts';
import type { EnrolmentContent, EnrolmentPlace } from '../challenge/enrolment-place.ts';
import { seeOther } from '../pages/answers.ts';
import { heading, linkButton } from '../pages/frame/parts.ts';
import { recoveryCodeSheet } from '../pages/frame/recovery-codes.ts';
import { html } from '../pages/markup.ts';
import type { PageAnswer } from '../pages/page-contract.ts';
import { idIn, type Open, type Visit, withQuery } from '../pages/visit.ts';
import { accountPage, askToConfirm } from './account-page.ts';

const HOME = '/account/authenticators';
const PATH = `${HOME}/new`;

export async function showNewFactor(visit: Visit<Open>): Promise<PageAnswer> {
  const next = withQuery(PATH, { kind: idIn(visit.request.query.get('kind')) });
  return askToConfirm(visit, next) ?? showEnrolmentAt(visit, placeOf(visit));
}

export async function sendNewFactorCode(visit: Visit<Open>): Promise<PageAnswer> {
  return lapsed(visit) ?? sendToDestination(visit, placeOf(visit));
}

/** The code that an administrator gave out, where policy wants one for the first. */
export async function giveNewFactorCode(visit: Visit<Open>): Promise<PageAnswer> {
  return lapsed(visit) ?? giveEnrolmentCodeAt(visit, placeOf(visit));
}

export async function addFactor(visit: Visit<Open>): Promise<PageAnswer> {
  const detour = lapsed(visit);
  if (detour) return detour;
  const { parts, presented, request } = visit;
  const answer = await answerAt(visit);
  if (!answer) return seeOther(PATH);
  const outcome = await parts.account.enrolment.finish(presented, answer, request.context);
  if (outcome.kind !== 'enrolled') return notFinishedAt(visit, placeOf(visit), answer, outcome);
  return outcome.recoveryCodes?.length
    ? showCodes(visit, outcome.recoveryCodes)
    : seeOther(withQuery(HOME, { result: 'added' }));
}

/** To the confirmation, when the last one is too long ago by the time that a form comes. */
function lapsed(visit: Visit<Open>): PageAnswer | undefined {
  return askToConfirm(visit, withQuery(PATH, { kind: idIn(visit.form.get('kind')) }), { isLapsed: true });
}

function placeOf(visit: Visit<Open>): EnrolmentPlace {
  const { words } = visit.view;
  return {
    path: PATH,
    title: words.say('factors.add'),
    leads: { choice: html`${words.say('choice.add')}` },
    frame: (content) => frame(visit, content),
    confirmFirst: () => seeOther(withQuery('/account/confirm', { next: PATH, result: 'lapsed' })),
  };
}

function frame(visit: Visit<Open>, { title, lead, body, status, isFramed }: EnrolmentContent): PageAnswer {
  const { words } = visit.view;
  const whole = html`${heading(title, lead)}
${isFramed ? body : html`<div class="panel stack loose">${body}</div>`}
<p class="actions">${linkButton(words.say('action.cancel'), HOME, { kind: 'plain' })}</p>`;
  return accountPage(visit, { section: 'authenticators', title, body: whole, ...(status !== undefined && { status }) });
}

/** The first factor of an account comes with recovery codes. */
function showCodes(visit: Visit<Open>, codes: readonly string[]): PageAnswer {
  const { view, presented, parts } = visit;
  const { words } = view;
  const shown = { codes, mailbox: presented.session.mailbox, madeOn: words.day(parts.clock.now()) };
  const body = html`${heading(words.say('codes.title'), words.say('codes.text'))}${recoveryCodeSheet(view, shown)}
<p class="actions">${linkButton(words.say('codes.saved'), HOME, { kind: 'primary' })}</p>`;
  return accountPage(visit, { section: 'recovery-codes', title: words.say('codes.title'), body });
}
