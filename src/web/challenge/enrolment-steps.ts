// How an authenticator app is set up, step by step: at sign-in and in the account pages the same.

import type { FactorKind, TotpPresentation } from '../../core/factors/factor.ts';
import { button, copyButton, field, notice, postForm } from '../pages/frame/parts.ts';
import { qrCode } from '../pages/frame/qr-code.ts';
import { html, type Markup } from '../pages/markup.ts';
import type { View } from '../pages/view.ts';
import { type Visit, waitOf } from '../pages/visit.ts';
import { codeField } from './answer-fields.ts';
import { isSentKind } from './sent-code.ts';

/** What the last try came to, as the address says it. */
export function enrolmentResult(visit: Visit, kind: FactorKind): Markup | undefined {
  const { words } = visit.view;
  switch (visit.request.query.get('result')) {
    case 'wrong':
      return isSentKind(kind)
        ? notice('bad', words.say('sent.wrong'))
        : notice('bad', words.say('enrolment.wrong'), words.say('challenge.clock'));
    case 'expired':
      return notice('warn', words.say(isSentKind(kind) ? 'destination.expired' : 'enrolment.expired'));
    case 'slowed':
      return notice('warn', words.say('enrolment.slowed', { duration: words.duration(waitOf(visit)) }));
    default:
      return undefined;
  }
}

/** @param to - Where the form goes, and what stands in it before its button. */
export function enrolmentSteps(
  visit: Visit,
  presentation: TotpPresentation,
  to: { readonly path: string; readonly more?: Markup | undefined },
): Markup {
  const { view, request } = visit;
  const { words } = view;
  const name = field({
    name: 'name',
    label: words.say('enrolment.name'),
    hint: words.say('enrolment.name-hint'),
    autocomplete: 'off',
    maxLength: 100,
    value: request.query.get('name') ?? words.say('kind.totp'),
  });
  const form = html`${codeField(view, 'code')}${name}${to.more}
${button(words.say('enrolment.finish'), { kind: 'primary', isFull: true })}`;
  return appSteps(view, presentation, { last: postForm(view, to.path, form, { isStack: true }) });
}

/** Getting an app, scanning the picture, and what takes its code; `first`: steps before these. */
export function appSteps(
  view: View,
  presentation: TotpPresentation,
  { first, last }: { readonly first?: Markup; readonly last: Markup },
): Markup {
  const { words } = view;
  return html`<ol class="steps">${first}
<li><h2>${words.say('enrolment.step-app')}</h2><div class="stack"><p class="soft">${words.say('enrolment.step-app-text')}</p></div></li>
<li><h2>${words.say('enrolment.step-scan')}</h2><div class="stack"><p class="soft">${words.say('enrolment.step-scan-text')}</p>
${qrCode(presentation.uri, words.say('enrolment.qr'))}
<div class="actions"><a class="button" href="${presentation.uri}" rel="noreferrer">${words.say('enrolment.same-device')}</a></div>
<details><summary>${words.say('enrolment.typed')}</summary><div class="stack"><p class="soft">${words.say('enrolment.typed-text')}</p>
<p><span class="label" id="key-label">${words.say('enrolment.key')}</span><code class="secret" id="key" role="group" aria-labelledby="key-label" data-text="${presentation.typed.replaceAll(' ', '')}">${presentation.typed}</code></p>
${copyButton(view, 'key')}</div></details></div></li>
<li><h2>${words.say('enrolment.step-code')}</h2><div class="stack">${last}</div></li>
</ol>`;
}
