// The second step where it is asked once more (R3.8), beside a password: a code of an app or of the saved list is entered
// at once; a code that is sent needs a button first, which works without JavaScript. Shared by all forms that ask so.

import type { CodeSending, Factor, SentKind } from '../../core/factors/factor.ts';
import { codeField, RECOVERY_CODE } from '../challenge/answer-fields.ts';
import {
  againRow,
  destinationOf,
  isSentKind,
  sendingNotices,
  sendingValues,
  sentHint,
  sentLead,
} from '../challenge/sent-code.ts';
import { otherWays, type Ways, waysBut } from '../challenge/ways.ts';
import { seeOther } from '../pages/answers.ts';
import { button, elsewhereButton, hidden, notice, postForm, select } from '../pages/frame/parts.ts';
import { html, type Markup } from '../pages/markup.ts';
import { outcomePages } from '../pages/outcome-pages.ts';
import type { PageAnswer } from '../pages/page-contract.ts';
import { idIn, type Open, type Visit, waitOf } from '../pages/visit.ts';

/** How it is asked. */
export type AskedAgain =
  /** The mailbox has no factor: the password alone. */
  | { readonly kind: 'nothing' }
  /** A code that is there already: the form has a choice of these. */
  | { readonly kind: 'own'; readonly ways: Ways; readonly chosen: string | undefined }
  /** `sending`: the code under way; without it, the form is one step on. */
  | {
      readonly kind: 'sent';
      readonly ways: Ways;
      readonly factor: Factor;
      readonly sentKind: SentKind;
      readonly sending?: CodeSending | undefined;
    };

/** By what the address chooses, else by the factor that is asked first. Sends nothing. */
export async function askedAgain({ parts, presented, request }: Visit<Open>): Promise<AskedAgain> {
  const { session } = presented;
  const [factors, codesLeft] = await Promise.all([
    parts.account.factors(session),
    parts.account.recoveryCodesLeft(session),
  ]);
  const [first] = factors;
  if (!first) return { kind: 'nothing' };
  const ways = { factors, hasRecoveryCodes: codesLeft > 0 };
  const wanted = idIn(request.query.get('method'));
  if (wanted === RECOVERY_CODE && ways.hasRecoveryCodes) return { kind: 'own', ways, chosen: wanted };
  const factor = factors.find(({ id }) => id === wanted) ?? factors.find(({ isDefault }) => isDefault) ?? first;
  if (!isSentKind(factor.kind)) return { kind: 'own', ways, chosen: factor.id };
  const sending = await parts.account.sending(session, factor.id);
  return { kind: 'sent', ways, factor, sentKind: factor.kind, sending };
}

/** Whether a code must be sent before there is anything to fill in. */
export function mustSendFirst(asked: AskedAgain): asked is Extract<AskedAgain, { kind: 'sent' }> {
  return asked.kind === 'sent' && asked.sending === undefined;
}

/**
 * The step before the form: a button that has the code sent.
 *
 * @param to - `path`: where the button goes; `fields`: what comes back in the address of the form.
 */
export function sendFirst(
  visit: Visit,
  { factor }: Extract<AskedAgain, { kind: 'sent' }>,
  to: { readonly path: string; readonly fields?: Markup },
): Markup {
  const { view, request } = visit;
  const { words } = view;
  const destination = { destination: destinationOf(factor) };
  const result = request.query.get('result');
  const fields = html`${hidden('method', factor.id)}${to.fields}${button(words.say('sent.send'), { kind: 'primary', isFull: true })}`;
  return html`${result === 'not-sent' && notice('bad', words.rich('sent.not-sent', destination))}
${result === 'too-soon' && notice('warn', words.say('sent.slowed', { duration: words.duration(waitOf(visit)) }))}
<p class="lead">${words.rich('confirm.send', destination)}</p>${postForm(view, to.path, fields)}`;
}

/** The fields of a form that asks for it. */
export function secondStepFields(visit: Visit<Open>, asked: AskedAgain, error: string | undefined): Markup {
  const { view } = visit;
  const { words } = view;
  if (asked.kind === 'nothing') return html``;
  if (asked.kind === 'sent') {
    const { factor, sentKind, sending } = asked;
    const lead = sentLead(view, sentKind, destinationOf(factor));
    const hint = html`${lead}${sending && html` ${sentHint(visit, sending)}`}`;
    return html`${hidden('method', factor.id)}${codeField(view, 'code', { error, hint })}`;
  }
  const { ways, chosen } = asked;
  const options = [
    ...ownFactors(ways).map(({ id, name }) => ({ value: id, text: name, isChosen: id === chosen })),
    ...(ways.hasRecoveryCodes
      ? [{ value: RECOVERY_CODE, text: words.say('confirm.method-recovery'), isChosen: chosen === RECOVERY_CODE }]
      : []),
  ];
  const choice =
    options.length > 1
      ? select({ name: 'method', label: words.say('confirm.method') }, options)
      : hidden('method', chosen ?? '');
  return html`${choice}${codeField(view, 'code', { error, ...(ways.hasRecoveryCodes && { look: 'code long' as const }) })}`;
}

/** What became of the code that was sent, above the form. */
export function sendingNoticesFor(visit: Visit, asked: AskedAgain): readonly (Markup | undefined)[] {
  return asked.kind === 'sent' && asked.sending ? sendingNotices(visit, asked.sending) : [];
}

/** Below the form's own buttons: the code once more, with all that is filled in kept but the secrets. */
export function againButton(visit: Visit, asked: AskedAgain, path: string): Markup | undefined {
  if (asked.kind !== 'sent' || !asked.sending) return undefined;
  const pressed = elsewhereButton(visit.view.words.say('sent.again'), path, { name: 'again', value: 'yes' });
  return againRow(visit, asked.sending.againAt, pressed);
}

/** The ways that the form doesn't offer itself. */
export function waysBeside(
  { view }: Visit,
  asked: AskedAgain,
  addressOf: (method: string) => string,
): Markup | undefined {
  if (asked.kind === 'nothing') return undefined;
  const { ways } = asked;
  const others =
    asked.kind === 'sent'
      ? waysBut(ways, asked.factor.id)
      : { factors: ways.factors.filter(({ kind }) => isSentKind(kind)), hasRecoveryCodes: false };
  return otherWays(view, others, addressOf);
}

/** Sends a code to confirm with, and goes back to the form. `back` makes its path of what happened. */
export async function sendAndReturn(
  { parts, presented, form, request, view }: Visit<Open>,
  back: (values: Readonly<Record<string, string | number | undefined>>) => string,
): Promise<PageAnswer> {
  const method = idIn(form.get('method'));
  if (method === undefined) return seeOther(back({}));
  const again = form.get('again') === 'yes';
  const wish = { context: request.context, language: view.words.locale.language, again };
  const sent = await parts.account.sendCode(presented.session, method, wish);
  switch (sent.kind) {
    case 'sent':
    case 'slowed':
    case 'not-sent':
      return seeOther(back({ method, ...sendingValues(sent, again) }));
    case 'ended':
      return seeOther(back({ refused: 'unknown-factor' }));
    case 'unavailable':
      return outcomePages(view).unavailable(sent);
  }
}

function ownFactors({ factors }: Ways): readonly Factor[] {
  return factors.filter(({ kind }) => !isSentKind(kind));
}
