// One request as a page's handler sees it: a session of the right state, words, and, for a POST, a form that came from
// a page of ours.

import type { OpenSession, PendingSession } from '../../core/sessions/web-session.ts';
import type { PresentedSession } from '../../core/sign-in/web-sign-in-contract.ts';
import type { Form } from './form.ts';
import { type NoticeKind, notice } from './frame/parts.ts';
import type { PlainKey } from './i18n/words.ts';
import type { Markup } from './markup.ts';
import type { PageAnswer, PageParts, PageRequest } from './page-contract.ts';
import type { View } from './view.ts';

export type Pending = PresentedSession<PendingSession>;
export type Open = PresentedSession<OpenSession>;

/** Where a half-open session goes on, below the prefix. */
export const STEP_PATHS: Readonly<Record<PendingSession['step'], string>> = {
  challenge: '/challenge',
  enrolment: '/enrolment',
  'password-change': '/password',
};

export interface Visit<P extends PresentedSession | undefined = PresentedSession | undefined> {
  readonly request: PageRequest;
  readonly presented: P;
  readonly parts: PageParts;
  readonly view: View;
  /** What was posted; empty for a GET. */
  readonly form: Form;
}

export type Handler<P extends PresentedSession | undefined> = (visit: Visit<P>) => Promise<PageAnswer>;

export interface Methods<P extends PresentedSession | undefined> {
  readonly get?: Handler<P>;
  readonly post?: Handler<P>;
}

/** A path and what answers it, by the state of the session that it is for. */
export type Route =
  | ({ readonly for: 'pending' } & Methods<Pending>)
  | ({ readonly for: 'open' } & Methods<Open>)
  | ({
      readonly for: 'anybody';
      /** Its forms need no token of the session: they do nothing that another site could want, or have a secret of their own. */
      readonly isOfNoSession?: boolean;
    } & Methods<PresentedSession | undefined>);

export type Routes = Readonly<Record<string, Route>>;

export function isPending(presented: PresentedSession | undefined): presented is Pending {
  return presented?.session.state === 'pending';
}

export function isOpen(presented: PresentedSession | undefined): presented is Open {
  return presented?.session.state === 'open';
}

/** The notice of what a form came to, as `result` in the address says it. Unknown ones say nothing. */
export function resultNotice(
  { request, view }: Visit,
  results: Readonly<Record<string, readonly [NoticeKind, PlainKey]>>,
): Markup | undefined {
  const result = request.query.get('result') ?? '';
  const found = Object.hasOwn(results, result) ? results[result] : undefined;
  return found && notice(found[0], view.words.say(found[1]));
}

/** A path with a query, whose empty values are left out. */
export function withQuery(path: string, values: Readonly<Record<string, string | number | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== '') query.set(name, String(value));
  }
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

/** Longest wait that an address may claim, in seconds. */
const LONGEST_WAIT = 86_400;

/** A wait out of the address, in milliseconds: shown and nothing else. */
export function waitOf({ request }: Visit): number {
  const seconds = request.query.get('wait') ?? '';
  return /^[0-9]{1,5}$/.test(seconds) ? Math.min(Number(seconds), LONGEST_WAIT) * 1_000 : 0;
}

/** Refusals of the core, in a person's words. */
const REFUSALS: Readonly<Record<string, PlainKey>> = {
  invalid: 'refusal.invalid',
  'unknown-app-password': 'refusal.gone',
  'unknown-connection': 'refusal.gone',
  'unknown-factor': 'refusal.gone',
  'unknown-session': 'refusal.gone',
  'unknown-trusted-browser': 'refusal.gone',
  'unknown-place': 'refusal.gone',
  'last-factor': 'refusal.last-factor',
  'not-permitted': 'refusal.not-permitted',
  'too-many-app-passwords': 'new-app-password.too-many',
  'no-app-passwords': 'new-app-password.none-here',
  'mailbox-password-refused': 'confirm.password-wrong',
  throttled: 'refused.throttled',
  unavailable: 'refusal.unavailable',
};

export function refusalText(code: string): PlainKey {
  return (Object.hasOwn(REFUSALS, code) ? REFUSALS[code] : undefined) ?? 'refusal.other';
}

/** The notice of a refusal that came back by a redirection (`refused` in the address). */
export function refusalNotice({ request, view }: Visit): Markup | undefined {
  const code = request.query.get('refused');
  return code === null ? undefined : notice('bad', view.words.say(refusalText(code)));
}

/** Everything that the page says of what happened before it. */
export function notices(visit: Visit, results: Readonly<Record<string, PlainKey>>): readonly (Markup | undefined)[] {
  const good = Object.fromEntries(Object.entries(results).map(([name, key]) => [name, ['good', key] as const]));
  return [resultNotice(visit, good), refusalNotice(visit)];
}

/** A name as its owner wrote it, or nothing when it can't be one: 1 to 100 printable characters. */
export function nameIn(form: Form, field = 'name'): string | undefined {
  const name = form.get(field)?.trim() ?? '';
  const { length } = Array.from(name);
  return length >= 1 && length <= 100 && !/\p{Cc}/u.test(name) ? name : undefined;
}

/** The names of things in addresses and forms: nothing else is looked for. */
export function idIn(value: string | null | undefined): string | undefined {
  return value !== null && value !== undefined && /^[A-Za-z0-9_.:-]{1,128}$/.test(value) ? value : undefined;
}
