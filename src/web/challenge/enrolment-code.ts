// The code that an administrator gives out, where policy wants one before a first factor is set up (P-07).

import type { Form } from '../pages/form.ts';
import { button, field, postForm } from '../pages/frame/parts.ts';
import { html, type Markup } from '../pages/markup.ts';
import type { PageAnswer } from '../pages/page-contract.ts';
import { supportOf } from '../pages/view.ts';
import type { Enrolling, EnrolmentPlace } from './enrolment-place.ts';
import { enrolmentResult } from './enrolment-steps.ts';

/** Name of its field, in whichever form. */
export const ENROLMENT_CODE = 'enrolment-code';

/** Longest one, in characters. */
const MAX_ENROLMENT_CODE = 64;

/** Empty: none. */
export function typedEnrolmentCode(form: Form): string {
  return (form.get(ENROLMENT_CODE) ?? '').normalize('NFKC').trim().slice(0, MAX_ENROLMENT_CODE);
}

export function enrolmentCodeField(
  { view }: Enrolling,
  more: { readonly isWrong: boolean; readonly hasFocus?: boolean },
): Markup {
  const { words } = view;
  return field({
    name: ENROLMENT_CODE,
    label: words.say('enrolment.code-label'),
    autocomplete: 'off',
    look: 'code long',
    maxLength: MAX_ENROLMENT_CODE,
    error: more.isWrong ? words.say('enrolment.code-wrong') : undefined,
    hint: words.rich('enrolment.code-help', { support: supportOf(view) }),
    hasFocus: more.hasFocus ?? false,
  });
}

/** Asks for it by itself, before an app's picture is shown. */
export function enrolmentCodePage(
  visit: Enrolling,
  place: EnrolmentPlace,
  more: { readonly isWrong: boolean; readonly others: Markup | undefined },
): PageAnswer {
  const { view } = visit;
  const { words } = view;
  const isWrong = more.isWrong || visit.request.query.get('result') === 'enrolment-code-wrong';
  const fields = html`${enrolmentCodeField(visit, { isWrong, hasFocus: true })}${button(words.say('action.continue'), { kind: 'primary', isFull: true })}`;
  return place.frame({
    title: words.say('enrolment.code-title'),
    lead: html`${words.say('enrolment.code-text')}`,
    body: html`${enrolmentResult(visit, 'totp')}${postForm(view, `${place.path}/code`, fields, { isStack: true })}${more.others}`,
  });
}
