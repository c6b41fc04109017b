// The first factor, at sign-in (R2.2): three steps in plain words, then the recovery codes. The secret stays on the
// server; a reload shows the same picture, as the core keeps it with the session (P-07).

import type { EnrolmentRefusal } from '../../core/sign-in/enrolment-contract.ts';
import type { ChallengeView } from '../../core/sign-in/web-sign-in-contract.ts';
import { leaveFor, page, seeOther } from '../pages/answers.ts';
import { button, check, field, notice, postForm } from '../pages/frame/parts.ts';
import { recoveryCodeSheet } from '../pages/frame/recovery-codes.ts';
import { foreign, html, type Markup } from '../pages/markup.ts';
import { outcomePages } from '../pages/outcome-pages.ts';
import type { PageAnswer } from '../pages/page-contract.ts';
import { supportOf } from '../pages/view.ts';
import { nameIn, type Pending, type Visit, withQuery } from '../pages/visit.ts';
import { typedCode } from './answer-fields.ts';
import { ended, openingOf } from './challenge-page.ts';
import { enrolmentResult, enrolmentSteps } from './enrolment-steps.ts';

/** Longest code that an administrator gives out, in characters. */
const MAX_ENROLMENT_CODE = 64;

export async function showEnrolment(visit: Visit<Pending>): Promise<PageAnswer> {
  const { presented, parts, view, request } = visit;
  if (presented.session.step === 'challenge') return seeOther('/challenge');
  const challenge = await parts.signIn.view(presented);
  if ('kind' in challenge) return outcomePages(view).unavailable(challenge);
  const start = await parts.account.enrolment.start(presented, { context: request.context });
  switch (start.kind) {
    case 'started': {
      const { words } = view;
      const body = html`<h1>${words.say('enrolment.title')}</h1>
<p class="lead">${words.rich('enrolment.why', { mailbox: html`<strong>${foreign(challenge.mailbox)}</strong>` })}</p>
${enrolmentResult(visit)}
${enrolmentSteps(visit, start.presentation, { path: '/enrolment', more: trustBox(visit, challenge) })}
${ending(visit, challenge)}`;
      return page(view, { title: words.say('enrolment.title'), body, width: 'wide' });
    }
    case 'refused':
      return refused(visit, start.reason, challenge);
    case 'unavailable':
      return outcomePages(view).unavailable({ decisionId: challenge.decisionId });
  }
}

/** The code that an administrator gave out. */
export async function giveEnrolmentCode({
  presented,
  parts,
  view,
  form,
  request,
}: Visit<Pending>): Promise<PageAnswer> {
  const code = (form.get('enrolment-code') ?? '').normalize('NFKC').trim().slice(0, MAX_ENROLMENT_CODE);
  if (code === '') return seeOther('/enrolment');
  const start = await parts.account.enrolment.start(presented, { context: request.context, code });
  if (start.kind === 'unavailable') return outcomePages(view).unavailable(presented.session);
  if (start.kind === 'started') return seeOther('/enrolment');
  const { reason, wait } = start;
  return seeOther(
    withQuery(
      '/enrolment',
      wait === undefined ? { result: reason } : { result: 'slowed', wait: Math.ceil(wait / 1_000) },
    ),
  );
}

export async function finishEnrolment(visit: Visit<Pending>): Promise<PageAnswer> {
  const { presented, parts, view, form, request } = visit;
  if (presented.session.step === 'challenge') return seeOther('/challenge');
  const name = nameIn(form) ?? view.words.say('enrolment.name-default');
  const code = typedCode(form.get('code'));
  const outcome = await parts.account.enrolment.finishAtSignIn(
    presented,
    { code, name },
    { context: request.context, trustBrowser: form.get('trust') === 'yes' },
  );
  switch (outcome.kind) {
    case 'enrolled':
      return enrolled(visit, outcome);
    case 'not-right':
      return seeOther(
        withQuery('/enrolment', {
          result: outcome.wait === undefined ? 'wrong' : 'slowed',
          wait: outcome.wait === undefined ? undefined : Math.ceil(outcome.wait / 1_000),
          name,
        }),
      );
    case 'slowed':
      return seeOther(withQuery('/enrolment', { result: 'slowed', wait: Math.ceil(outcome.wait / 1_000), name }));
    case 'expired':
      return seeOther(withQuery('/enrolment', { result: 'expired', name }));
    case 'refused':
      return seeOther(withQuery('/enrolment', { result: outcome.reason }));
    case 'ended':
      return ended(visit);
    case 'unavailable':
      return outcomePages(view).unavailable(presented.session);
  }
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

function refused(visit: Visit<Pending>, reason: EnrolmentRefusal, challenge: ChallengeView): PageAnswer {
  const { view } = visit;
  const { words } = view;
  const support = { support: supportOf(view) };
  switch (reason) {
    case 'enrolment-code-needed':
    case 'enrolment-code-wrong':
      return askForCode(
        visit,
        challenge,
        reason === 'enrolment-code-wrong' || visit.request.query.get('result') === 'enrolment-code-wrong',
      );
    case 'outside-trusted-network': {
      const title = words.say('enrolment.outside-title');
      return stop(visit, challenge, { title, text: words.rich('enrolment.outside-text', support) });
    }
    case 'too-many-factors':
      return stop(visit, challenge, {
        title: words.say('enrolment.many-title'),
        text: html`${words.say('enrolment.many-text')}`,
      });
    case 'factor-not-allowed': {
      const title = words.say('enrolment.not-allowed-title');
      return stop(visit, challenge, { title, text: words.rich('enrolment.not-allowed-text', support) });
    }
    case 'factor-exists':
    // Only open sessions are ever asked to confirm; whoever is told so here signs in again all the same.
    case 'not-confirmed': {
      const title = words.say('enrolment.exists-title');
      return stop(visit, challenge, { title, text: words.rich('enrolment.exists-text', support) });
    }
  }
}

function askForCode(visit: Visit<Pending>, challenge: ChallengeView, wasWrong: boolean): PageAnswer {
  const { view } = visit;
  const { words } = view;
  const code = field({
    name: 'enrolment-code',
    label: words.say('enrolment.code-label'),
    autocomplete: 'off',
    look: 'code long',
    maxLength: MAX_ENROLMENT_CODE,
    error: wasWrong ? words.say('enrolment.code-wrong') : undefined,
    hint: words.rich('enrolment.code-help', { support: supportOf(view) }),
    hasFocus: true,
  });
  const title = words.say('enrolment.code-title');
  const body = html`<h1>${title}</h1><p class="lead">${words.say('enrolment.code-text')}</p>
${enrolmentResult(visit)}
${postForm(view, '/enrolment/code', html`${code}${button(words.say('action.continue'), { kind: 'primary', isFull: true })}`, { isStack: true })}
${ending(visit, challenge)}`;
  return page(view, { title, body });
}

function stop(
  visit: Visit<Pending>,
  challenge: ChallengeView,
  { title, text }: { readonly title: string; readonly text: Markup },
): PageAnswer {
  const body = html`<h1>${title}</h1><p class="lead">${text}</p>${ending(visit, challenge)}`;
  return page(visit.view, { title, body }, { status: 403 });
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

function ending({ view }: Visit, { decisionId, endsAt }: ChallengeView): Markup {
  const { words } = view;
  return html`${postForm(view, '/sign-out', button(words.say('challenge.cancel'), { kind: 'plain', isFull: true }))}
<p class="fine"><span>${words.say('challenge.until', { time: words.timeOfDay(endsAt) })}</span><span>${words.say('frame.reference', { id: decisionId })}</span></p>`;
}
