// When the second step is asked, who says so, and the owner's own choice, which is never laxer than the policy (R1.6).

import { CHALLENGE_MODES, type ChallengeMode } from '../../core/policy/policy.ts';
import { seeOther } from '../pages/answers.ts';
import { button, check, heading, linkButton, postForm } from '../pages/frame/parts.ts';
import type { PlainKey } from '../pages/i18n/words.ts';
import { html, type Markup } from '../pages/markup.ts';
import type { PageAnswer } from '../pages/page-contract.ts';
import type { View } from '../pages/view.ts';
import { notices, type Open, type Visit, withQuery } from '../pages/visit.ts';
import { accountPage, askToConfirm } from './account-page.ts';
import type { ModeView } from './account-services.ts';

const NAMES = {
  never: 'mode.never',
  'new-country': 'mode.new-country',
  'new-ip': 'mode.new-ip',
  always: 'mode.always',
} as const satisfies Record<ChallengeMode, PlainKey>;

const TEXTS = {
  never: 'mode.never-text',
  'new-country': 'mode.new-country-text',
  'new-ip': 'mode.new-ip-text',
  always: 'mode.always-text',
} as const satisfies Record<ChallengeMode, PlainKey>;

export function modeName(mode: ChallengeMode): PlainKey {
  return NAMES[mode];
}

/** Which layer of the policy says what the mode is. */
export function sourceOfMode({ words }: View, mailbox: string, { challenge }: ModeView): string {
  switch (String(challenge.layer)) {
    case 'own choice':
      return words.say('mode.by-own');
    case 'mailbox':
      return words.say('mode.by-mailbox');
    case 'domain':
      return words.say('mode.by-domain', { domain: mailbox.slice(mailbox.lastIndexOf('@') + 1) });
    case 'platform':
      return words.say('mode.by-platform');
    default:
      return words.say('mode.by-group');
  }
}

export async function showMode(visit: Visit<Open>): Promise<PageAnswer> {
  const { parts, presented, view } = visit;
  const { words } = view;
  const { session } = presented;
  const mode = await parts.account.mode(session);
  const { value } = mode.challenge;
  const body = html`${heading(words.say('mode.title'), words.say('mode.text'))}
${notices(visit, { saved: 'mode.saved' })}
<section class="panel stack"><h2>${words.say(NAMES[value])}</h2><p>${words.say(TEXTS[value])}</p><p class="soft small">${sourceOfMode(view, session.mailbox, mode)}</p></section>
${choiceOf(visit, mode)}`;
  return accountPage(visit, { section: 'mode', title: words.say('mode.title'), body });
}

export async function chooseMode(visit: Visit<Open>): Promise<PageAnswer> {
  const { parts, presented, form } = visit;
  const wanted = form.get('mode');
  if (!isChoice(wanted)) return seeOther('/account/mode');
  const detour = askToConfirm(visit, withQuery('/account/mode', { mode: wanted }), { isLapsed: true });
  if (detour) return detour;
  const outcome = await parts.account.chooseMode(presented.session, wanted);
  return seeOther(
    withQuery('/account/mode', outcome.kind === 'done' ? { result: 'saved' } : { refused: outcome.code }),
  );
}

function isChoice(value: string | null | undefined): value is ChallengeMode | 'inherit' {
  return value === 'inherit' || CHALLENGE_MODES.some((mode) => mode === value);
}

function choiceOf(visit: Visit<Open>, mode: ModeView): Markup {
  const { parts, presented, request, view } = visit;
  const { words } = view;
  const isOwn = String(mode.challenge.layer) === 'own choice';
  if (mode.choices.length === 0 && !isOwn) return html`<p class="soft">${words.say('mode.fixed')}</p>`;
  if (!parts.account.isConfirmed(presented.session)) {
    return html`<p class="actions">${linkButton(words.say('mode.change'), withQuery('/account/confirm', { next: '/account/mode' }), { kind: 'primary' })}</p>`;
  }
  const asked = request.query.get('mode');
  const chosen = isChoice(asked) ? asked : isOwn ? mode.challenge.value : 'inherit';
  const inherited = check('radio', {
    name: 'mode',
    value: 'inherit',
    label: words.say('mode.inherit', { mode: words.say(NAMES[mode.byPolicy]) }),
    hint: words.say(TEXTS[mode.byPolicy]),
    isChosen: chosen === 'inherit',
  });
  const choices = mode.choices.map((choice) =>
    check('radio', {
      name: 'mode',
      value: choice,
      label: words.say(NAMES[choice]),
      hint: words.say(TEXTS[choice]),
      isChosen: chosen === choice,
    }),
  );
  const fields = html`<fieldset><legend>${words.say('mode.choose')}</legend><div class="options">${inherited}${choices}</div></fieldset>
<div class="actions">${button(words.say('action.save'), { kind: 'primary' })}</div>`;
  return postForm(view, '/account/mode', fields, { isStack: true });
}
