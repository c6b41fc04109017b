// What a person answers a second step with, on the challenge page and wherever it is asked again.

import type { Factor } from '../../core/factors/factor.ts';
import type { SecondStepAnswer } from '../../core/sign-in/web-sign-in-contract.ts';
import type { Form } from '../pages/form.ts';
import { type FieldOptions, field, select } from '../pages/frame/parts.ts';
import { html, type Markup } from '../pages/markup.ts';
import type { View } from '../pages/view.ts';
import { idIn } from '../pages/visit.ts';

/** Stands for recovery codes where factors are named. No factor's id is a word of letters and a dash only. */
export const RECOVERY_CODE = 'recovery-code';

/** Longest code, in characters: a recovery code with its dashes, typed with spaces. */
const MAX_CODE = 64;

/** A field for a code of an app, or for a recovery code. */
export function codeField(
  { words }: View,
  kind: 'code' | 'recovery-code',
  more: Pick<FieldOptions, 'error' | 'hint' | 'hasFocus'> = {},
): Markup {
  return field({
    name: 'code',
    label: words.say(kind === 'code' ? 'challenge.code' : 'challenge.recovery-code'),
    autocomplete: kind === 'code' ? 'one-time-code' : 'off',
    look: kind === 'code' ? 'code' : 'code long',
    maxLength: MAX_CODE,
    ...more,
  });
}

/** Choice and code in one, where there is room for one form only. Nothing for somebody without a factor. */
export function secondStepFields(
  view: View,
  factors: readonly Factor[],
  more: {
    readonly hasRecoveryCodes: boolean;
    readonly chosen?: string | undefined;
    readonly error?: string | undefined;
  },
): Markup {
  const { words } = view;
  const [first] = factors;
  if (!first) return html``;
  const options = [
    ...factors.map(({ id, name }) => ({ value: id, text: name, isChosen: id === more.chosen })),
    ...(more.hasRecoveryCodes
      ? [{ value: RECOVERY_CODE, text: words.say('confirm.method-recovery'), isChosen: more.chosen === RECOVERY_CODE }]
      : []),
  ];
  const code = field({
    name: 'code',
    label: words.say('challenge.code'),
    autocomplete: 'one-time-code',
    look: options.length > 1 ? 'code long' : 'code',
    maxLength: MAX_CODE,
    error: more.error,
  });
  const choice =
    options.length > 1
      ? select({ name: 'method', label: words.say('confirm.method') }, options)
      : html`<input type="hidden" name="method" value="${first.id}">`;
  return html`${choice}${code}`;
}

/** `undefined`: nothing that could be an answer. */
export function answerIn(form: Form): SecondStepAnswer | undefined {
  const method = idIn(form.get('method'));
  const code = typedCode(form.get('code'));
  if (method === undefined || code === '') return undefined;
  return method === RECOVERY_CODE ? { kind: 'recovery-code', code } : { kind: 'factor', factorId: method, code };
}

/** A code as it was meant: full-width digits of an input method are digits, and spaces don't count. */
export function typedCode(typed: string | undefined): string {
  return (typed ?? '').normalize('NFKC').replaceAll(/\s/g, '').slice(0, MAX_CODE);
}
