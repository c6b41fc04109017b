// The first step: name and password, or a code that was made on the host. What isn't right leads back by a redirection, so
// that a reload tries nothing (P-37), and says the same whatever it was.

import type {
  ConsoleSignInAnswer,
  PresentedConsoleSession,
} from '../../../core/administrators/administrator-sign-in-contract.ts';
import type { ConsoleSessionState } from '../../../core/administrators/console-session-store.ts';
import { leaveFor, page } from '../../pages/answers.ts';
import { button, field, hidden, notice, postForm } from '../../pages/frame/parts.ts';
import { html, type Markup } from '../../pages/markup.ts';
import type { PageAnswer } from '../../pages/page-contract.ts';
import { type AccessVisit, carrying, ended, nextOf, toStep, waitIn } from '../access-visit.ts';
import { consoleAddress } from '../console-page.ts';
import { MAX_CODE, MAX_NAME, MAX_PASSWORD, passwordField } from './access-fields.ts';

/** Where each state goes on, below the prefix. */
export const STEP_PATHS: Readonly<Record<ConsoleSessionState | 'none', string>> = {
  none: '/sign-in',
  challenge: '/challenge',
  'set-up': '/set-up',
  open: '/',
};

type Stranger = AccessVisit<undefined>;

export async function showSignIn(visit: Stranger): Promise<PageAnswer> {
  const { view, request } = visit;
  const { words } = view;
  const next = nextOf(visit);
  const name = field({
    name: 'name',
    label: words.say('console.access.name'),
    autocomplete: 'username',
    maxLength: MAX_NAME,
    hasFocus: true,
  });
  const fields = html`${hidden('next', next)}${name}${passwordField(view)}${button(words.say('action.sign-in'), { kind: 'primary', isFull: true })}`;
  const wrong = request.query.get('result') === 'wrong' && notice('bad', words.say('console.access.wrong'));
  const body = html`<h1>${words.say('console.access.sign-in')}</h1>
${wrong}${slowed(visit)}
<p class="lead">${words.say('console.access.sign-in-text')}</p>
${postForm(view, STEP_PATHS.none, fields, { isStack: true })}
<p class="actions"><a class="button plain full" href="${consoleAddress('/code')}">${words.say('console.access.to-code')}</a></p>`;
  return page(view, { title: words.say('console.access.sign-in'), body });
}

export async function signIn(visit: Stranger): Promise<PageAnswer> {
  const { parts, form, origin } = visit;
  const name = (form.get('name') ?? '').slice(0, MAX_NAME);
  const password = (form.get('password') ?? '').slice(0, MAX_PASSWORD);
  const next = nextOf(visit);
  const answer = await parts.signIn.tryPassword({ name, password }, origin);
  return afterFirstStep(visit, answer, { path: STEP_PATHS.none, next });
}

export async function showHostCode(visit: Stranger): Promise<PageAnswer> {
  const { view, request } = visit;
  const { words } = view;
  const code = field({
    name: 'code',
    label: words.say('console.access.code-label'),
    hint: words.say('console.access.code-hint'),
    autocomplete: 'off',
    look: 'code long',
    maxLength: MAX_CODE,
    hasFocus: true,
  });
  const result = request.query.get('result');
  const body = html`<h1>${words.say('console.access.code-title')}</h1>
${result === 'wrong' && notice('bad', words.say('console.access.code-wrong'))}${result === 'used' && notice('bad', words.say('console.access.code-used'))}${slowed(visit)}
<p class="lead">${words.say('console.access.code-text')}</p>
${postForm(view, '/code', html`${code}${button(words.say('action.continue'), { kind: 'primary', isFull: true })}`, { isStack: true })}
<p class="actions"><a class="button plain full" href="${consoleAddress(STEP_PATHS.none)}">${words.say('console.access.to-sign-in')}</a></p>`;
  return page(view, { title: words.say('console.access.code-title'), body });
}

export async function useHostCode(visit: Stranger): Promise<PageAnswer> {
  const { parts, form, origin } = visit;
  const code = (form.get('code') ?? '').normalize('NFKC').replaceAll(/\s/g, '').slice(0, MAX_CODE);
  return afterFirstStep(visit, await parts.signIn.useCode(code, origin), { path: '/code', next: '/' });
}

async function afterFirstStep(
  visit: Stranger,
  answer: ConsoleSignInAnswer,
  { path, next }: { readonly path: string; readonly next: string },
): Promise<PageAnswer> {
  switch (answer.kind) {
    case 'session':
      return onward(visit, answer.presented, next);
    case 'wrong':
      await visit.parts.pause(answer.delay);
      return toStep(path, { next, result: 'wrong' });
    case 'used':
      return toStep(path, { next, result: 'used' });
    case 'throttled':
      return toStep(path, { next, result: 'slowed', wait: Math.ceil(answer.retryAfter / 1_000) });
    case 'not-permitted':
      return visit.outcomes.notPermitted(visit.request.requestId);
    case 'ended':
      return visit.outcomes.signedOut('ended');
  }
}

/** To where a session that has just come into being goes on, with its cookie. */
export function onward(
  visit: AccessVisit<PresentedConsoleSession | undefined>,
  presented: PresentedConsoleSession,
  next: string,
): PageAnswer {
  const { state } = presented.session;
  const setCookies = carrying(visit, presented);
  return state === 'open'
    ? leaveFor(consoleAddress(next), setCookies)
    : toStep(STEP_PATHS[state], { next }, setCookies);
}

/** That it went too fast, as the address says it. */
export function slowed(visit: AccessVisit<PresentedConsoleSession | undefined>): Markup | undefined {
  const { words } = visit.view;
  if (visit.request.query.get('result') !== 'slowed') return undefined;
  return notice('warn', words.say('console.access.slowed', { duration: words.duration(waitIn(visit)) }));
}

export async function showSignedOut({ outcomes }: Stranger): Promise<PageAnswer> {
  return outcomes.signedOut('asked');
}

/** Of any state. The page that says so can be loaded again. */
export async function signOut(visit: AccessVisit<PresentedConsoleSession>): Promise<PageAnswer> {
  const { parts, presented } = visit;
  await parts.signIn.end(presented);
  return leaveFor(consoleAddress('/signed-out'), ended(visit));
}
