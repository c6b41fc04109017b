// One request before or beside the console itself: signing in, the second step, setting up, confirming, signing out. Each of
// these pages is of one state of the session, and is there in no other.

import type { ChangeOrigin } from '../../core/administration/change.ts';
import type { PresentedConsoleSession } from '../../core/administrators/administrator-sign-in-contract.ts';
import type { ConsoleSessionState } from '../../core/administrators/console-session-store.ts';
import type { Millis } from '../../core/units.ts';
import { leaveFor } from '../pages/answers.ts';
import type { Form } from '../pages/form.ts';
import type { PageAnswer, SetCookie } from '../pages/page-contract.ts';
import type { View } from '../pages/view.ts';
import { withQuery } from '../pages/visit.ts';
import type { ConsoleRequest } from './console-contract.ts';
import { sessionCookie } from './console-cookies.ts';
import type { ConsoleOutcomes } from './console-outcomes.ts';
import { consoleAddress, type QueryValues } from './console-page.ts';
import type { ConsoleParts } from './console-parts.ts';

export interface AccessVisit<Presented extends PresentedConsoleSession | undefined> {
  readonly request: ConsoleRequest;
  readonly presented: Presented;
  readonly parts: ConsoleParts;
  readonly view: View;
  readonly outcomes: ConsoleOutcomes;
  readonly origin: ChangeOrigin;
  /** What was posted; empty for a GET. */
  readonly form: Form;
  /** Whether somebody who is signed in could go there: below the prefix, without a query. */
  isPage(path: string): boolean;
}

export type AccessHandler<Presented extends PresentedConsoleSession | undefined> = (
  visit: AccessVisit<Presented>,
) => Promise<PageAnswer>;

export interface AccessMethods<Presented extends PresentedConsoleSession | undefined> {
  readonly get?: AccessHandler<Presented>;
  readonly post?: AccessHandler<Presented>;
}

/** A path and what answers it, by the state that it is for; `none`: no session; `session`: one of any state. */
export type AccessRoute =
  | ({ readonly for: 'none' } & AccessMethods<undefined>)
  | ({ readonly for: ConsoleSessionState | 'session' } & AccessMethods<PresentedConsoleSession>);

export type AccessRoutes = Readonly<Record<string, AccessRoute>>;

/** Longest address that is gone back to, in characters. */
const LONGEST_NEXT = 2_000;

/** Where it goes on after a step, as the form or the address says it: a page of the console and nothing else; else its first one. */
export function nextOf({ request, form, isPage }: AccessVisit<PresentedConsoleSession | undefined>): string {
  const given = form.get('next') ?? request.query.get('next') ?? '';
  if (given.length > LONGEST_NEXT) return '/';
  const cut = given.indexOf('?');
  const path = cut < 0 ? given : given.slice(0, cut);
  if (!isPage(path)) return '/';
  return withQuery(path, Object.fromEntries(new URLSearchParams(cut < 0 ? '' : given.slice(cut + 1))));
}

/** To a page of this kind, with where it goes on afterwards. */
export function toStep(
  path: string,
  { next, ...query }: QueryValues & { readonly next: string },
  setCookies: readonly SetCookie[] = [],
): PageAnswer {
  return leaveFor(consoleAddress(path, { next: next === '/' ? undefined : next, ...query }), setCookies);
}

/** The session is another from now on, or the same under another cookie. */
export function carrying(
  { parts }: AccessVisit<PresentedConsoleSession | undefined>,
  { cookie }: PresentedConsoleSession,
): readonly SetCookie[] {
  return [sessionCookie(cookie, parts.origin)];
}

/** The session has ended: the browser forgets it. */
export function ended({ parts }: AccessVisit<PresentedConsoleSession | undefined>): readonly SetCookie[] {
  return [sessionCookie(undefined, parts.origin)];
}

/** Longest wait that an address may claim, in seconds. */
const LONGEST_WAIT = 86_400;

/** A wait out of the address: shown and nothing else. */
export function waitIn({ request }: AccessVisit<PresentedConsoleSession | undefined>): Millis {
  const seconds = request.query.get('wait') ?? '';
  return /^[0-9]{1,5}$/.test(seconds) ? Math.min(Number(seconds), LONGEST_WAIT) * 1_000 : 0;
}
