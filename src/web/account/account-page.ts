// What the account pages have in common: the frame with the mailbox's name, and the going back and forth between a
// sensitive page and the one that asks for password and code again (P-21, P-37).

import type { SecondStepAnswer } from '../../core/sign-in/web-sign-in-contract.ts';
import { page, seeOther } from '../pages/answers.ts';
import type { Section } from '../pages/frame/navigation.ts';
import type { Markup } from '../pages/markup.ts';
import type { PageAnswer, SetCookie } from '../pages/page-contract.ts';
import { idIn, type Open, type Visit, withQuery } from '../pages/visit.ts';
import type { Confirmation } from './account-services.ts';

export interface AccountContent {
  readonly section: Section;
  readonly title: string;
  readonly body: Markup;
  readonly setCookies?: readonly SetCookie[];
  /** Default: 200. */
  readonly status?: number;
}

export function accountPage(
  { view, presented }: Visit<Open>,
  { setCookies, status, ...content }: AccountContent,
): PageAnswer {
  const more = { ...(setCookies && { setCookies }), ...(status !== undefined && { status }) };
  return page(view, { ...content, mailbox: presented.session.mailbox }, more);
}

/** Pages that a confirmation may lead back to, and what their addresses may hold. Nothing else is ever returned to. */
const RETURNS: Readonly<Record<string, readonly string[]>> = {
  '/account': [],
  '/account/mode': ['mode'],
  '/account/authenticators': [],
  '/account/authenticators/new': ['kind'],
  '/account/authenticators/remove': ['id'],
  '/account/recovery-codes/new': [],
};

/** A path of {@link RETURNS} with what its address may hold, put together anew; `undefined` for anything else. */
export function returnPath(value: string | null | undefined): string | undefined {
  const [path = '', query = ''] = (value ?? '').split('?', 2);
  const names = Object.hasOwn(RETURNS, path) ? RETURNS[path] : undefined;
  if (!names) return undefined;
  const given = new URLSearchParams(query);
  return withQuery(path, Object.fromEntries(names.map((name) => [name, idIn(given.get(name))])));
}

/** Asks again with what a form holds; after a wrong password it takes as long as the core wants (R9.1). */
export async function confirmWith(
  { parts, presented, request }: Visit<Open>,
  given: { readonly password: string; readonly answer: SecondStepAnswer | undefined },
): Promise<Confirmation> {
  const { password, answer } = given;
  const confirmation = await parts.account.confirm(presented, { password, ...(answer && { answer }) }, request.context);
  if (confirmation.kind === 'not-right' && confirmation.delay !== undefined) await parts.pause(confirmation.delay);
  return confirmation;
}

/** To the page that asks again, unless that was done lately. `lapsed`: it was, but isn't any more. */
export function askToConfirm(
  { parts, presented }: Visit<Open>,
  next: string,
  more: { readonly isLapsed?: boolean } = {},
): PageAnswer | undefined {
  if (parts.account.isConfirmed(presented.session)) return undefined;
  return seeOther(withQuery('/account/confirm', { next, result: more.isLapsed ? 'lapsed' : undefined }));
}
