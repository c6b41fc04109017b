// The second step: choose a factor, enter its code, or give up. A wrong code leads back here by a redirection, so that
// a reload costs no try (P-37); what is left of them comes from the core each time. The first look at a factor whose
// codes are sent sends one, which no reload repeats.

import type { FactorKind } from '../../core/factors/factor.ts';
import type { ChallengeView } from '../../core/sign-in/web-sign-in-contract.ts';
import { page, seeOther } from '../pages/answers.ts';
import { button, check, hidden, notice, postForm } from '../pages/frame/parts.ts';
import type { PlainKey } from '../pages/i18n/words.ts';
import { foreign, html, type Markup } from '../pages/markup.ts';
import { outcomePages } from '../pages/outcome-pages.ts';
import type { PageAnswer } from '../pages/page-contract.ts';
import { supportOf } from '../pages/view.ts';
import { type Pending, type Visit, waitOf, withQuery } from '../pages/visit.ts';
import { answerIn, codeField, RECOVERY_CODE } from './answer-fields.ts';
import { type AppWay, lookAt, type RecoveryWay, type SentWay, type Way } from './challenge-way.ts';
import { ended, opened, passwordNext, stepElsewhere } from './leaving.ts';
import { againForm, destinationOf, isSentKind, sendingNotices, sentHint, sentLead } from './sent-code.ts';
import { isAnyUsable, otherWays, waysBut } from './ways.ts';

export async function showChallenge(visit: Visit<Pending>): Promise<PageAnswer> {
  const { presented, parts, view } = visit;
  const elsewhere = stepElsewhere(presented.session, 'challenge');
  if (elsewhere) return elsewhere;
  const challenge = await parts.signIn.view(presented);
  if ('kind' in challenge) return outcomePages(view).unavailable(challenge);
  const way = await lookAt(visit, challenge);
  if (way?.kind === 'ended') return ended(visit);
  if (way?.kind === 'unavailable') return outcomePages(view).unavailable(way);
  const { words } = view;
  const body = html`<h1>${words.say('challenge.title')}</h1>
${resultOf(visit, challenge, way)}
${way ? questionOf(visit, challenge, way) : html`<p>${words.rich('challenge.none', { support: supportOf(view) })}</p>`}
${otherWays(view, waysBut(challenge, methodOf(way)), (id) => withQuery('/challenge', { use: id }))}
${postForm(view, '/sign-out', button(words.say('challenge.cancel'), { kind: 'plain', isFull: true }))}
<p class="fine"><span>${words.say('challenge.until', { time: words.timeOfDay(challenge.endsAt) })}</span><span>${words.say('frame.reference', { id: challenge.decisionId })}</span></p>`;
  return page(view, { title: words.say('challenge.title'), body });
}

export async function answerChallenge(visit: Visit<Pending>): Promise<PageAnswer> {
  const { presented, parts, view, form, request } = visit;
  const elsewhere = stepElsewhere(presented.session, 'challenge');
  if (elsewhere) return elsewhere;
  const answer = answerIn(form);
  if (!answer) return seeOther('/challenge');
  const outcome = await parts.signIn.answer(presented, answer, {
    context: request.context,
    trustBrowser: form.get('trust') === 'yes',
  });
  const use = form.get('method');
  switch (outcome.kind) {
    case 'open':
      return opened(visit, outcome);
    case 'password-change':
      return passwordNext(visit, outcome);
    case 'not-right':
      return seeOther(withQuery('/challenge', { use, result: outcome.verdict }));
    case 'slowed':
      return seeOther(withQuery('/challenge', { use, result: 'slowed', wait: Math.ceil(outcome.wait / 1_000) }));
    case 'ended':
      return ended(visit);
    case 'unavailable':
      return outcomePages(view).unavailable(outcome);
  }
}

/** What the answer's form names: a factor's id, or that it is a recovery code. */
function methodOf(way: Way | undefined): string | undefined {
  return way?.kind === 'recovery-code' ? RECOVERY_CODE : way?.factor.id;
}

function questionOf(visit: Visit<Pending>, challenge: ChallengeView, way: Way): Markup {
  switch (way.kind) {
    case 'sent':
      return sentQuestion(visit, challenge, way);
    case 'unsent':
    case 'not-sent':
    case 'slowed':
      return withoutCode(visit, challenge, way);
    case 'app':
    case 'recovery-code':
      return ownQuestion(visit, challenge, way);
  }
}

/** A code that the person has already: of an app, or of the list that was saved. */
function ownQuestion(visit: Visit, challenge: ChallengeView, way: AppWay | RecoveryWay): Markup {
  const { view } = visit;
  const { words } = view;
  const address = { mailbox: html`<strong>${foreign(challenge.mailbox)}</strong>` };
  if (way.kind === 'recovery-code') {
    const code = codeField(view, 'recovery-code', { hasFocus: true });
    return html`<p class="lead">${words.rich('challenge.recovery', address)}</p>${answerForm(visit, challenge, { method: RECOVERY_CODE, code })}`;
  }
  const { id, kind, name } = way.factor;
  const prompt = kind === 'passkey' ? words.say('challenge.passkey') : words.rich('challenge.totp', address);
  const code = codeField(view, 'code', {
    hint: words.rich('challenge.code-hint', { name: foreign(name) }),
    hasFocus: true,
  });
  return html`<p class="lead">${prompt}</p>${answerForm(visit, challenge, { method: id, code })}`;
}

function sentQuestion(visit: Visit<Pending>, challenge: ChallengeView, { factor, sending, sentKind }: SentWay): Markup {
  const { view } = visit;
  const code = codeField(view, 'code', { hint: sentHint(visit, sending), hasFocus: true });
  return html`<p class="lead">${sentLead(view, sentKind, destinationOf(factor))}</p>
${sendingNotices(visit, sending)}
${answerForm(visit, challenge, { method: factor.id, code })}
${againForm(visit, { kind: sentKind, sending }, { path: '/challenge/send', fields: hidden('method', factor.id) })}`;
}

function answerForm(
  { view }: Visit,
  { trustedBrowserDays }: ChallengeView,
  { method, code }: { readonly method: string; readonly code: Markup },
): Markup {
  const { words } = view;
  const trust =
    trustedBrowserDays > 0 &&
    check('checkbox', {
      name: 'trust',
      value: 'yes',
      label: words.say('challenge.trust', { count: trustedBrowserDays }),
      hint: words.say('challenge.trust-hint'),
    });
  const fields = html`${hidden('method', method)}${code}${trust}
${button(words.say('action.continue'), { kind: 'primary', isFull: true })}`;
  return postForm(view, '/challenge', fields, { isStack: true });
}

/** No code is under way: nobody has asked for it yet, or it couldn't be sent. Then there is nothing to enter here. */
function withoutCode(
  visit: Visit,
  challenge: ChallengeView,
  way: Exclude<Way, SentWay | AppWay | RecoveryWay>,
): Markup {
  const { view } = visit;
  const { words } = view;
  const { factor } = way;
  const destination = { destination: destinationOf(factor) };
  const send = (text: PlainKey, kind: 'primary' | 'ordinary') =>
    postForm(
      view,
      '/challenge/send',
      html`${hidden('method', factor.id)}${button(words.say(text), { kind, isFull: true })}`,
    );
  if (way.kind === 'unsent') {
    return html`<p class="lead">${words.rich('sent.ready', destination)}</p>${send('sent.send', 'primary')}`;
  }
  const advice = isAnyUsable(waysBut(challenge, factor.id))
    ? words.say('sent.use-other')
    : words.rich('sent.no-other', { support: supportOf(view) });
  const why =
    way.kind === 'slowed'
      ? notice('warn', words.say('sent.slowed', { duration: words.duration(way.wait) }), advice)
      : notice('bad', words.rich('sent.not-sent', destination), advice);
  return html`${why}${send('action.try-again', 'ordinary')}`;
}

/** What the last answer came to, and how many are left. */
function resultOf(visit: Visit, { triesLeft }: ChallengeView, way: Way | undefined): Markup | undefined {
  const { words } = visit.view;
  const tries = words.say('challenge.tries', { count: triesLeft });
  const kind = way === undefined || way.kind === 'recovery-code' ? 'recovery-code' : way.factor.kind;
  const { wrong, used } = verdictsFor(kind);
  switch (visit.request.query.get('result')) {
    case 'wrong':
      return notice('bad', words.say(wrong), tries, kind === 'totp' && words.say('challenge.clock'));
    case 'used':
      return notice('bad', words.say(used), tries);
    case 'slowed':
      return notice('warn', words.say('challenge.slowed', { duration: words.duration(waitOf(visit)) }), tries);
    default:
      return undefined;
  }
}

function verdictsFor(kind: FactorKind | 'recovery-code'): { readonly wrong: PlainKey; readonly used: PlainKey } {
  if (kind === 'recovery-code') return { wrong: 'challenge.recovery-wrong', used: 'challenge.recovery-wrong' };
  return isSentKind(kind)
    ? { wrong: 'sent.wrong', used: 'sent.used' }
    : { wrong: 'challenge.wrong', used: 'challenge.used' };
}
