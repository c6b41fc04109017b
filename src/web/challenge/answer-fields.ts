// What a person answers a second step with, on the challenge page and wherever it is asked again.

import type { SecondStepAnswer } from '../../core/sign-in/web-sign-in-contract.ts';
import type { Form } from '../pages/form.ts';
import { type FieldOptions, field } from '../pages/frame/parts.ts';
import type { Markup } from '../pages/markup.ts';
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
  more: Pick<FieldOptions, 'error' | 'hint' | 'hasFocus' | 'look'> = {},
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
