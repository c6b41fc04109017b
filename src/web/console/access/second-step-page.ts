// The second step, without which nobody administers anything (R6.2), and both steps once more before something that opens or
// destroys (P-21). What isn't right leads back by a redirection.

import type {
  ConsoleSecondStep,
  ConsoleSignInAnswer,
  PresentedConsoleSession,
} from '../../../core/administrators/administrator-sign-in-contract.ts';
import { RECOVERY_CODE } from '../../challenge/answer-fields.ts';
import { leaveFor, page } from '../../pages/answers.ts';
import { icon } from '../../pages/design/icons.ts';
import { button, hidden, notice, postForm } from '../../pages/frame/parts.ts';
import { foreign, html, type Markup } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import { type AccessVisit, carrying, ended, nextOf, toStep } from '../access-visit.ts';
import { consoleAddress } from '../console-page.ts';
import {
  MAX_PASSWORD,
  nameForManagers,
  passwordField,
  secondStepField,
  secondStepIn,
  secondStepKind,
} from './access-fields.ts';
import { onward, slowed } from './sign-in-page.ts';

type Present = AccessVisit<PresentedConsoleSession>;

const CHALLENGE = '/challenge';
const CONFIRM = '/confirm';

export async function showChallenge(visit: Present): Promise<PageAnswer> {
  const { view, presented, request } = visit;
  const { words } = view;
  const { administrator, endsAt } = presented.session;
  const kind = secondStepKind(request.query);
  const name = { name: html`<strong>${foreign(administrator.name)}</strong>` };
  const lead =
    kind === 'totp'
      ? words.rich('console.access.challenge', name)
      : words.rich('console.access.challenge-recovery', name);
  const fields = html`${hidden('next', nextOf(visit))}${secondStepField(view, kind, { hasFocus: true })}${button(words.say('action.continue'), { kind: 'primary', isFull: true })}`;
  const body = html`<h1>${words.say('challenge.title')}</h1>
${resultOf(visit, kind)}
<p class="lead">${lead}</p>
${postForm(view, CHALLENGE, fields, { isStack: true })}
${otherWay(visit, CHALLENGE, kind)}
${postForm(view, '/sign-out', button(words.say('challenge.cancel'), { kind: 'plain', isFull: true }))}
<p class="fine"><span>${words.say('challenge.until', { time: words.timeOfDay(endsAt) })}</span></p>`;
  return page(view, { title: words.say('challenge.title'), body });
}

export async function answerChallenge(visit: Present): Promise<PageAnswer> {
  const { parts, presented, form, origin } = visit;
  const given = secondStepIn(form);
  const next = nextOf(visit);
  if (!given) return toStep(CHALLENGE, { next });
  const answer = await parts.signIn.answer(presented, given, origin);
  return answer.kind === 'session'
    ? onward(visit, answer.presented, next)
    : notRight(visit, answer, { path: CHALLENGE, next, given });
}

/** Both steps again, then back to where they were needed. */
export async function showConfirmation(visit: Present): Promise<PageAnswer> {
  const { view, presented, request } = visit;
  const { words } = view;
  const { name } = presented.session.administrator;
  const kind = secondStepKind(request.query);
  const next = nextOf(visit);
  const fields = html`${hidden('next', next)}${nameForManagers(name)}${passwordField(view)}${secondStepField(view, kind)}
<div class="actions">${button(words.say('action.continue'), { kind: 'primary' })}<a class="button plain" href="${consoleAddress('/')}">${words.say('action.cancel')}</a></div>`;
  const body = html`<h1>${words.say('confirm.title')}</h1>
${resultOf(visit, kind)}
<p class="lead">${words.say('console.access.confirm-text')}</p>
${postForm(view, CONFIRM, fields, { isStack: true })}
${otherWay(visit, CONFIRM, kind)}`;
  return page(view, { title: words.say('confirm.title'), body });
}

export async function confirm(visit: Present): Promise<PageAnswer> {
  const { parts, presented, form, origin } = visit;
  const given = secondStepIn(form);
  const next = nextOf(visit);
  if (!given) return toStep(CONFIRM, { next });
  const password = (form.get('password') ?? '').slice(0, MAX_PASSWORD);
  const answer = await parts.signIn.confirm(presented, { password, answer: given }, origin);
  return answer.kind === 'session'
    ? leaveFor(consoleAddress(next), carrying(visit, answer.presented))
    : notRight(visit, answer, { path: CONFIRM, next, given });
}

async function notRight(
  visit: Present,
  answer: Exclude<ConsoleSignInAnswer, { readonly kind: 'session' }>,
  { path, next, given }: { readonly path: string; readonly next: string; readonly given: ConsoleSecondStep },
): Promise<PageAnswer> {
  const use = given.kind === 'recovery-code' ? RECOVERY_CODE : undefined;
  switch (answer.kind) {
    case 'wrong':
      await visit.parts.pause(answer.delay);
      return toStep(path, { next, use, result: 'wrong', left: answer.triesLeft });
    case 'used':
      return toStep(path, { next, use, result: 'used' });
    case 'throttled':
      return toStep(path, { next, use, result: 'slowed', wait: Math.ceil(answer.retryAfter / 1_000) });
    case 'not-permitted':
      return visit.outcomes.notPermitted(visit.request.requestId);
    case 'ended':
      return { ...visit.outcomes.signedOut('ended'), setCookies: ended(visit) };
  }
}

function resultOf(visit: Present, kind: ConsoleSecondStep['kind']): Markup | undefined {
  const { view, request } = visit;
  const { words } = view;
  const left = request.query.get('left') ?? '';
  const tries = /^[0-9]{1,2}$/.test(left) && words.say('challenge.tries', { count: Number(left) });
  switch (request.query.get('result')) {
    case 'wrong':
      return notice('bad', wrongText(visit, kind), ...(tries === false ? [] : [tries]));
    case 'used':
      return notice('bad', words.say(kind === 'totp' ? 'challenge.used' : 'challenge.recovery-wrong'));
    default:
      return slowed(visit);
  }
}

function wrongText({ request, view: { words } }: Present, kind: ConsoleSecondStep['kind']): string {
  if (request.path === CONFIRM) return words.say('console.access.confirm-wrong');
  return words.say(kind === 'totp' ? 'challenge.wrong' : 'challenge.recovery-wrong');
}

function otherWay(visit: Present, path: string, kind: ConsoleSecondStep['kind']): Markup {
  const { words } = visit.view;
  const next = nextOf(visit);
  const query = { next: next === '/' ? undefined : next, use: kind === 'totp' ? RECOVERY_CODE : undefined };
  const [drawing, text] =
    kind === 'totp'
      ? (['lifebuoy', words.say('challenge.use-recovery')] as const)
      : (['phone', words.say('console.access.use-app')] as const);
  return html`<h2 class="rule">${words.say('challenge.others')}</h2><nav class="ways" aria-label="${words.say('challenge.others')}"><a href="${consoleAddress(path, query)}">${icon(drawing)}<span>${text}</span></a></nav>`;
}
