// The second step: choose a factor, enter its code, or give up. A wrong code leads back here by a redirection, so that
// a reload costs no try (P-37); what is left of them comes from the core each time.

import type { Factor } from '../../core/factors/factor.ts';
import type { ChallengeView, SecondStepOutcome } from '../../core/sign-in/web-sign-in-contract.ts';
import { leaveFor, page, seeOther } from '../pages/answers.ts';
import { icon } from '../pages/design/icons.ts';
import { button, check, hidden, notice, postForm } from '../pages/frame/parts.ts';
import type { PlainKey } from '../pages/i18n/words.ts';
import { foreign, html, type Markup } from '../pages/markup.ts';
import { outcomePages } from '../pages/outcome-pages.ts';
import { PAGES_PREFIX, type PageAnswer } from '../pages/page-contract.ts';
import { supportOf } from '../pages/view.ts';
import { type Pending, type Visit, waitOf, withQuery } from '../pages/visit.ts';
import { answerIn, codeField, RECOVERY_CODE } from './answer-fields.ts';

/** How the answer is given: by a factor, or by a recovery code in its place. */
type Way = { readonly kind: 'factor'; readonly factor: Factor } | { readonly kind: 'recovery-code' };

const PROMPTS = {
  totp: 'challenge.totp',
  email: 'challenge.email',
  sms: 'challenge.sms',
  passkey: 'challenge.passkey',
} as const satisfies Record<Factor['kind'], string>;

export async function showChallenge(visit: Visit<Pending>): Promise<PageAnswer> {
  const { presented, parts, view, request } = visit;
  if (presented.session.step === 'enrolment') return seeOther('/enrolment');
  const challenge = await parts.signIn.view(presented);
  if ('kind' in challenge) return outcomePages(view).unavailable(challenge);
  const { words } = view;
  const way = wayOf(challenge, request.query.get('use'));
  const body = html`<h1>${words.say('challenge.title')}</h1>
${resultOf(visit, challenge, way)}
${way ? questionOf(visit, challenge, way) : html`<p>${words.rich('challenge.none', { support: supportOf(view) })}</p>`}
${otherWays(visit, challenge, way)}
${postForm(view, '/sign-out', button(words.say('challenge.cancel'), { kind: 'plain', isFull: true }))}
<p class="fine"><span>${words.say('challenge.until', { time: words.timeOfDay(challenge.endsAt) })}</span><span>${words.say('frame.reference', { id: challenge.decisionId })}</span></p>`;
  return page(view, { title: words.say('challenge.title'), body });
}

export async function answerChallenge(visit: Visit<Pending>): Promise<PageAnswer> {
  const { presented, parts, view, form, request } = visit;
  if (presented.session.step === 'enrolment') return seeOther('/enrolment');
  const answer = answerIn(form);
  if (!answer) return seeOther('/challenge');
  const outcome = await parts.signIn.answer(presented, answer, {
    context: request.context,
    trustBrowser: form.get('trust') === 'yes',
  });
  const use = form.get('method');
  switch (outcome.kind) {
    case 'open':
      return open(visit, outcome);
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

/** The gate's cookies, the trusted browser's, and on to the webmail. */
function open(visit: Visit<Pending>, opened: Extract<SecondStepOutcome, { kind: 'open' }>): PageAnswer {
  const { location, setCookies } = openingOf(visit, opened);
  return leaveFor(location, setCookies);
}

/** Where an opened session goes on, with every cookie of it. */
export function openingOf(
  { parts: { gate } }: Visit,
  { presented, trustedBrowser }: Extract<SecondStepOutcome, { kind: 'open' }>,
): ReturnType<Visit['parts']['gate']['opening']> {
  const opening = gate.opening(presented);
  const trust = trustedBrowser ? [gate.trusting(trustedBrowser)] : [];
  return { location: opening.location, setCookies: [...opening.setCookies, ...trust] };
}

/** The half-open session is gone, at the upstream too (P-04). */
export function ended({ parts: { gate }, presented }: Visit<Pending>): PageAnswer {
  gate.endUpstream(presented);
  return seeOther('/signed-out?why=ended', gate.forgetting());
}

function wayOf({ factors, hasRecoveryCodes }: ChallengeView, wanted: string | null): Way | undefined {
  if (wanted === RECOVERY_CODE && hasRecoveryCodes) return { kind: 'recovery-code' };
  const factor = factors.find(({ id }) => id === wanted) ?? latestUsed(factors);
  if (factor) return { kind: 'factor', factor };
  return hasRecoveryCodes ? { kind: 'recovery-code' } : undefined;
}

function latestUsed(factors: readonly Factor[]): Factor | undefined {
  return factors.toSorted((one, other) => (other.lastUsedAt ?? 0) - (one.lastUsedAt ?? 0))[0];
}

function questionOf({ view }: Visit, { mailbox, trustedBrowserDays }: ChallengeView, way: Way): Markup {
  const { words } = view;
  const address = { mailbox: html`<strong>${foreign(mailbox)}</strong>` };
  const isFactor = way.kind === 'factor';
  const prompt = isFactor ? promptOf(view, way.factor, address) : words.rich('challenge.recovery', address);
  const code = isFactor
    ? codeField(view, 'code', {
        hint: words.rich('challenge.code-hint', { name: foreign(way.factor.name) }),
        hasFocus: true,
      })
    : codeField(view, 'recovery-code', { hasFocus: true });
  const trust =
    trustedBrowserDays > 0 &&
    check('checkbox', {
      name: 'trust',
      value: 'yes',
      label: words.say('challenge.trust', { count: trustedBrowserDays }),
      hint: words.say('challenge.trust-hint'),
    });
  const fields = html`${hidden('method', isFactor ? way.factor.id : RECOVERY_CODE)}${code}${trust}
${button(words.say('action.continue'), { kind: 'primary', isFull: true })}`;
  return html`<p class="lead">${prompt}</p>${postForm(view, '/challenge', fields, { isStack: true })}`;
}

function promptOf({ words }: Visit['view'], { kind }: Factor, address: { readonly mailbox: Markup }): Markup {
  const key = PROMPTS[kind];
  return key === 'challenge.totp' ? words.rich(key, address) : html`${words.say(key)}`;
}

function otherWays({ view }: Visit, { factors, hasRecoveryCodes }: ChallengeView, way: Way | undefined): Markup {
  const { words } = view;
  const others = factors.filter(({ id }) => way?.kind !== 'factor' || id !== way.factor.id);
  const links = [
    ...others.map(({ id, name }) => ({
      id,
      text: words.rich('challenge.use-factor', { name: foreign(name) }),
      drawing: icon('phone'),
    })),
    ...(hasRecoveryCodes && way?.kind === 'factor'
      ? [{ id: RECOVERY_CODE, text: words.say('challenge.use-recovery'), drawing: icon('lifebuoy') }]
      : []),
  ];
  if (links.length === 0) return html``;
  return html`<nav aria-labelledby="other-ways"><h2 class="rule" id="other-ways">${words.say('challenge.others')}</h2><div class="ways">${links.map(
    ({ id, text, drawing }) =>
      html`<a href="${PAGES_PREFIX}${withQuery('/challenge', { use: id })}">${drawing}<span>${text}</span></a>`,
  )}</div></nav>`;
}

/** What the last answer came to, and how many are left. */
function resultOf(visit: Visit, { triesLeft }: ChallengeView, way: Way | undefined): Markup | undefined {
  const { words } = visit.view;
  const tries = words.say('challenge.tries', { count: triesLeft });
  const wrong: PlainKey = way?.kind === 'recovery-code' ? 'challenge.recovery-wrong' : 'challenge.wrong';
  switch (visit.request.query.get('result')) {
    case 'wrong':
      return notice('bad', words.say(wrong), tries, way?.kind === 'factor' && words.say('challenge.clock'));
    case 'used':
      return notice('bad', words.say(way?.kind === 'recovery-code' ? wrong : 'challenge.used'), tries);
    case 'slowed':
      return notice('warn', words.say('challenge.slowed', { duration: words.duration(waitOf(visit)) }), tries);
    default:
      return undefined;
  }
}
