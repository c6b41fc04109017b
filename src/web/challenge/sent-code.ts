// A code that is sent, as pages show it: where it went, how it is doing, and the button by which it is sent again. The
// same at the challenge, at enrolment and wherever a code is asked for once more.

import type { CodeSending, Factor, FactorKind, SentKind } from '../../core/factors/factor.ts';
import type { CodeSent, PresentedSession } from '../../core/sign-in/web-sign-in-contract.ts';
import { button, hidden, notice, postForm } from '../pages/frame/parts.ts';
import { foreign, html, type Markup } from '../pages/markup.ts';
import type { View } from '../pages/view.ts';
import { type Visit, waitOf } from '../pages/visit.ts';

const LEADS = { email: 'sent.email', sms: 'sent.sms' } as const satisfies Record<SentKind, string>;

export function isSentKind(kind: FactorKind): kind is SentKind {
  return kind === 'email' || kind === 'sms';
}

/** Where a factor's codes go, as it may be shown. */
export function destinationOf({ destination, name }: Factor): Markup {
  return html`<strong>${foreign(destination ?? name)}</strong>`;
}

/** "We sent a code to …". */
export function sentLead({ words }: View, kind: SentKind, destination: Markup): Markup {
  return words.rich(LEADS[kind], { destination });
}

/** How long it is good, below the field for it: no longer than the session that asked for it. */
export function sentHint({ view: { words }, presented }: Visit<PresentedSession>, { endsAt }: CodeSending): string {
  return words.say('sent.hint', { time: words.timeOfDay(Math.min(endsAt, presented.session.endsAt)) });
}

/** What became of it, and of the wish to have it again. Nothing while all is as it should be. */
export function sendingNotices(visit: Visit, { delivery }: CodeSending): readonly (Markup | undefined)[] {
  const { words } = visit.view;
  return [
    resultOf(visit),
    delivery === 'failed' ? notice('bad', words.say('sent.failed')) : undefined,
    delivery === 'delayed' ? notice('warn', words.say('sent.delayed')) : undefined,
  ];
}

function resultOf(visit: Visit): Markup | undefined {
  const { words } = visit.view;
  switch (visit.request.query.get('result')) {
    case 'sent':
      return notice('good', words.say('sent.once-more'));
    case 'not-sent':
      return notice('bad', words.say('sent.not-again'));
    case 'too-soon':
      return notice('warn', words.say('sent.too-soon', { duration: words.duration(waitOf(visit)) }));
    default:
      return undefined;
  }
}

/** Says in the address what a wish for a code came to; {@link sendingNotices} reads it. */
export function sendingValues(
  sent: Extract<CodeSent, { kind: 'sent' | 'slowed' | 'not-sent' }>,
  isAgain: boolean,
): Readonly<Record<string, string | number | undefined>> {
  switch (sent.kind) {
    case 'sent':
      return { result: isAgain ? 'sent' : undefined };
    case 'slowed':
      return { result: 'too-soon', wait: Math.ceil(sent.wait / 1_000) };
    case 'not-sent':
      return { result: 'not-sent' };
  }
}

/**
 * A button beside which stands when it may be pressed. It works whenever it is pressed: the core says no when it is too
 * soon (R2.7), and counting down is the script's.
 */
export function againRow({ view: { words }, parts }: Visit, againAt: number, pressed: Markup): Markup {
  const wait = againAt - parts.clock.now();
  const counted = html`<span data-countdown="${Math.ceil(wait / 1_000)}">${words.duration(wait)}</span>`;
  const when = html`<span class="when soft small">${words.rich('sent.again-in', { duration: counted })}</span>`;
  return html`<div class="again">${pressed}${wait > 0 && when}</div>`;
}

/** A form that sends the code again. `fields`: whose, or where to. */
export function againForm(
  visit: Visit,
  { kind, sending }: { readonly kind: SentKind; readonly sending: CodeSending },
  to: { readonly path: string; readonly fields: Markup },
): Markup {
  const { view } = visit;
  const { words } = view;
  const row = againRow(visit, sending.againAt, button(words.say('sent.again')));
  const advice = kind === 'email' && html`<p class="soft small">${words.say('sent.spam')}</p>`;
  return postForm(view, to.path, html`${to.fields}${hidden('again', 'yes')}<div class="stack">${advice}${row}</div>`);
}
