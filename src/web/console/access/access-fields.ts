// Fields of the pages on which administrators prove who they are.

import { MAX_PASSWORD_CHARACTERS, MIN_PASSWORD_CHARACTERS } from '../../../core/accounts/password-rules.ts';
import type { ConsoleSecondStep } from '../../../core/administrators/administrator-sign-in-contract.ts';
import { codeField, RECOVERY_CODE, typedCode } from '../../challenge/answer-fields.ts';
import type { Form } from '../../pages/form.ts';
import { field, hidden } from '../../pages/frame/parts.ts';
import { html, type Markup } from '../../pages/markup.ts';
import type { View } from '../../pages/view.ts';

/** Longest of each that a form takes, in characters. */
export const MAX_NAME = 64;
export const MAX_PASSWORD = 1_024;
export const MAX_CODE = 128;

/** The password that there is. */
export function passwordField({ words }: View): Markup {
  return field({
    name: 'password',
    label: words.say('confirm.password'),
    type: 'password',
    autocomplete: 'current-password',
    maxLength: MAX_PASSWORD,
  });
}

/** Tells a password manager whose password it is. */
export function nameForManagers(name: string): Markup {
  return html`<input type="text" name="username" value="${name}" autocomplete="username" readonly hidden>`;
}

/** A new one, typed twice; `problem` is said with the first. */
export function newPasswordFields({ words }: View, problem?: string): Markup {
  const common = { type: 'password', autocomplete: 'new-password', maxLength: MAX_PASSWORD_CHARACTERS } as const;
  return html`${field({ ...common, name: 'new-password', label: words.say('password.new'), error: problem, hint: words.say('password.hint', { least: String(MIN_PASSWORD_CHARACTERS) }) })}
${field({ ...common, name: 'again', label: words.say('password.again') })}`;
}

/** `undefined`: the two aren't the same. */
export function newPasswordIn(form: Form): string | undefined {
  const password = form.get('new-password') ?? '';
  return form.get('again') === password ? password.slice(0, MAX_PASSWORD) : undefined;
}

/** The second step of an administrator: a code of the app, or a recovery code. */
export function secondStepField(
  view: View,
  kind: ConsoleSecondStep['kind'],
  more: { readonly hasFocus?: boolean } = {},
): Markup {
  return kind === 'totp'
    ? html`${hidden('method', 'totp')}${codeField(view, 'code', more)}`
    : html`${hidden('method', RECOVERY_CODE)}${codeField(view, 'recovery-code', more)}`;
}

/** The way that the address names: the app unless it says recovery code. */
export function secondStepKind(query: URLSearchParams): ConsoleSecondStep['kind'] {
  return query.get('use') === RECOVERY_CODE ? RECOVERY_CODE : 'totp';
}

/** `undefined`: nothing was typed that could be one. */
export function secondStepIn(form: Form): ConsoleSecondStep | undefined {
  const code = typedCode(form.get('code'));
  if (code === '') return undefined;
  return { kind: form.get('method') === RECOVERY_CODE ? 'recovery-code' : 'totp', code };
}
