// Forms that make something and show it once: sent again by a reload or the Back button, they must make nothing more.
// Each has a number of its own, and the browser remembers the numbers that it has sent, in a cookie: only the browser
// that sent a form can send it again by accident, and no worker has to know of another's.

import type { Random } from '../../core/ports.ts';
import type { Form } from './form.ts';
import { hidden } from './frame/parts.ts';
import type { Markup } from './markup.ts';
import { PAGE_COOKIES, type PageLook, type SetCookie } from './page-contract.ts';

const FIELD = 'once';

/** Random octets of a number. */
const OCTETS = 9;

/** Numbers that are remembered, oldest first out. */
const REMEMBERED = 8;

const NUMBER = /^[A-Za-z0-9_-]{12}$/;

/** The field that a form of this kind has. */
export function onceField(random: Random): Markup {
  return hidden(FIELD, Buffer.from(random.bytes(OCTETS)).toString('base64url'));
}

export type FormUse = { readonly kind: 'first'; readonly remember: SetCookie } | { readonly kind: 'again' };

/** Whether this form is sent for the first time. The cookie goes with the answer that shows what was made, and only with it. */
export function useOnce({
  form,
  request,
}: {
  readonly form: Form;
  readonly request: Pick<PageLook, 'cookies'>;
}): FormUse {
  const number = form.get(FIELD) ?? '';
  const sent = (request.cookies.usedForms ?? '').split('.').filter((part) => NUMBER.test(part));
  if (!NUMBER.test(number) || sent.includes(number)) return { kind: 'again' };
  return {
    kind: 'first',
    remember: {
      name: PAGE_COOKIES.usedForms,
      value: [...sent, number].slice(-REMEMBERED).join('.'),
      httpOnly: true,
      sameSite: 'Strict',
    },
  };
}
