// The first factor, at sign-in (R2.2): in plain words, then the recovery codes. The secret stays on the server; a reload
// shows the same picture, as the core keeps it with the session (P-07).

import type { ChallengeView } from '../../core/sign-in/web-sign-in-contract.ts';
import { leaveFor, page, seeOther } from '../pages/answers.ts';
import { button, check, notice, postForm } from '../pages/frame/parts.ts';
import { recoveryCodeSheet } from '../pages/frame/recovery-codes.ts';
import { foreign, html, type Markup } from '../pages/markup.ts';
import { outcomePages } from '../pages/outcome-pages.ts';
import type { PageAnswer } from '../pages/page-contract.ts';
import type { Pending, Visit } from '../pages/visit.ts';
import { sendToDestination } from './destination-page.ts';
import { answerAt, giveEnrolmentCodeAt, notFinishedAt, showEnrolmentAt } from './enrolment-flow.ts';
import type { EnrolmentContent, EnrolmentPlace } from './enrolment-place.ts';
import { ended, openingOf, stepElsewhere } from './leaving.ts';

const PATH = '/enrolment';

export async function showEnrolment(visit: Visit<Pending>): Promise<PageAnswer> {
  return atSignIn(visit, (place) => showEnrolmentAt(visit, place));
}

export async function sendEnrolmentCode(visit: Visit<Pending>): Promise<PageAnswer> {
  return atSignIn(visit, (place) => sendToDestination(visit, place));
}

/** The code that an administrator gave out. */
export async function giveEnrolmentCode(visit: Visit<Pending>): Promise<PageAnswer> {
  return atSignIn(visit, (place) => giveEnrolmentCodeAt(visit, place));
}

export async function finishEnrolment(visit: Visit<Pending>): Promise<PageAnswer> {
  const { presented, parts, form, request } = visit;
  return atSignIn(visit, async (place) => {
    const answer = await answerAt(visit);
    if (!answer) return seeOther(PATH);
    const outcome = await parts.account.enrolment.finishAtSignIn(presented, answer, {
      context: request.context,
      trustBrowser: form.get('trust') === 'yes',
    });
    if (outcome.kind === 'enrolled') return enrolled(visit, outcome);
    return outcome.kind === 'ended' ? ended(visit) : notFinishedAt(visit, place, answer, outcome);
  });
}

/** Only while the first one is missing; whoever has one answers with it. */
async function atSignIn(
  visit: Visit<Pending>,
  answer: (place: EnrolmentPlace) => Promise<PageAnswer>,
): Promise<PageAnswer> {
  const { presented, parts, view } = visit;
  const elsewhere = stepElsewhere(presented.session, 'enrolment');
  if (elsewhere) return elsewhere;
  const challenge = await parts.signIn.view(presented);
  if ('kind' in challenge) return outcomePages(view).unavailable(challenge);
  return answer(placeOf(visit, challenge));
}

function placeOf(visit: Visit<Pending>, challenge: ChallengeView): EnrolmentPlace {
  const { words } = visit.view;
  const mailbox = { mailbox: html`<strong>${foreign(challenge.mailbox)}</strong>` };
  return {
    path: PATH,
    title: words.say('enrolment.title'),
    leads: { choice: words.rich('choice.why', mailbox), app: words.rich('enrolment.why', mailbox) },
    more: trustBox(visit, challenge),
    frame: (content) => frame(visit, challenge, content),
  };
}

function frame(
  { view }: Visit<Pending>,
  challenge: ChallengeView,
  { title, lead, body, status, isWide }: EnrolmentContent,
): PageAnswer {
  const whole = html`<h1>${title}</h1>${lead && html`<p class="lead">${lead}</p>`}
${body}
${ending(view, challenge)}`;
  return page(
    view,
    { title, body: whole, ...(isWide && { width: 'wide' }) },
    { ...(status !== undefined && { status }) },
  );
}

type Enrolled = Extract<
  Awaited<ReturnType<Visit['parts']['account']['enrolment']['finishAtSignIn']>>,
  { kind: 'enrolled' }
>;

/** The session is open with this answer, and the codes are in it and nowhere else. */
function enrolled(visit: Visit<Pending>, { opened, recoveryCodes }: Enrolled): PageAnswer {
  const { location, setCookies } = openingOf(visit, opened);
  if (recoveryCodes.length === 0) return leaveFor(location, setCookies);
  const { view, parts } = visit;
  const { words } = view;
  const codes = {
    codes: recoveryCodes,
    mailbox: opened.presented.session.mailbox,
    madeOn: words.day(parts.clock.now()),
  };
  const body = html`${notice('good', words.say('codes.enrolled'))}
<h1>${words.say('codes.title')}</h1>
<p class="lead">${words.say('codes.text')}</p>
${recoveryCodeSheet(view, codes)}
<p class="actions"><a class="button primary full" href="${location}">${words.say('codes.saved')}</a></p>`;
  return page(view, { title: words.say('codes.title'), body, width: 'wide' }, { setCookies });
}

function trustBox({ view: { words } }: Visit, { trustedBrowserDays }: ChallengeView): Markup | undefined {
  if (trustedBrowserDays === 0) return undefined;
  return check('checkbox', {
    name: 'trust',
    value: 'yes',
    label: words.say('challenge.trust', { count: trustedBrowserDays }),
    hint: words.say('challenge.trust-hint'),
  });
}

function ending(view: Visit['view'], { decisionId, endsAt }: ChallengeView): Markup {
  const { words } = view;
  return html`${postForm(view, '/sign-out', button(words.say('challenge.cancel'), { kind: 'plain', isFull: true }))}
<p class="fine"><span>${words.say('challenge.until', { time: words.timeOfDay(endsAt) })}</span><span>${words.say('frame.reference', { id: decisionId })}</span></p>`;
}
