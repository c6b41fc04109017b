// The one way to a page of the console: a session reaches the pages of its state and no others, a page of the console only
// with the permission that it names, and a POST only from a page of ours. No page answers a request that didn't pass here.
//
//   no session ──▶ sign-in, code from the host ──▶ challenge │ set-up ──▶ open: the console
//
// Everything else leads to the page where the session has to go on.

import type { ChangeOrigin } from '../../core/administration/change.ts';
import type { PresentedConsoleSession } from '../../core/administrators/administrator-sign-in-contract.ts';
import { leaveFor } from '../pages/answers.ts';
import { hasToken, isFromOurPages } from '../pages/cross-site.ts';
import type { Form } from '../pages/form.ts';
import type { PageAnswer, PageLook, SetCookie } from '../pages/page-contract.ts';
import { changePreferences } from '../pages/preferences.ts';
import type { View } from '../pages/view.ts';
import { ACCESS_ROUTES } from './access/access-routes.ts';
import { STEP_PATHS } from './access/sign-in-page.ts';
import type { AccessMethods, AccessRoute } from './access-visit.ts';
import {
  type ConsoleRequest,
  type ConsoleRoute,
  type ConsoleRoutes,
  type ConsoleVisit,
  MAX_CONSOLE_FORM_OCTETS,
} from './console-contract.ts';
import { readConsoleForm } from './console-form.ts';
import type { ConsoleOutcomes } from './console-outcomes.ts';
import { consoleAddress, toConfirmation, toConsole } from './console-page.ts';
import type { ConsoleParts } from './console-parts.ts';
import { CONSOLE_SECTIONS, NAVIGATION } from './console-sections.ts';
import { ConfirmationNeeded, consoleVisit, isPermitted, routeFor } from './console-visit.ts';

/** One request on its way through. */
export interface Passage {
  readonly request: ConsoleRequest;
  readonly parts: ConsoleParts;
  readonly routes: ConsoleRoutes;
  readonly look: PageLook;
  readonly view: View;
  readonly outcomes: ConsoleOutcomes;
  readonly origin: ChangeOrigin;
  readonly presented: PresentedConsoleSession | undefined;
  /** Goes with the answer to whoever has no session yet. */
  readonly formCookie: SetCookie | undefined;
  readonly isRead: boolean;
}

/** Longest form of the pages beside the console's own, in octets. */
const MAX_ACCESS_OCTETS = 16_384;

type FormGiven =
  | { readonly kind: 'form'; readonly form: Form }
  | { readonly kind: 'refused'; readonly answer: PageAnswer };

export async function pass(passage: Passage): Promise<PageAnswer> {
  const { request, look, outcomes, presented, isRead } = passage;
  if (!isRead && request.method !== 'POST') return outcomes.malformed(405);
  if (!isRead && !isFromOurPages(look)) return outcomes.foreign();
  if (request.path === '/preferences' && !isRead) return preferences(passage);
  const access = Object.hasOwn(ACCESS_ROUTES, request.path) ? ACCESS_ROUTES[request.path] : undefined;
  if (access) return toAccessPage(access, passage);
  return presented?.session.state === 'open' ? toConsolePage(presented, passage) : toOwnState(passage);
}

/** Where a session of this state goes on; nothing was done. */
function toOwnState({ isRead, request, presented, outcomes, routes }: Passage): PageAnswer {
  const state = presented?.session.state ?? 'none';
  if (state !== 'none') return leaveFor(consoleAddress(STEP_PATHS[state]));
  if (!isRead) return outcomes.signInNeeded();
  const isPage = routeFor(routes, request.path)?.get !== undefined && request.path !== '/';
  return toConsole(STEP_PATHS.none, isPage ? { next: addressOf(request) } : {});
}

/** Its own address below the prefix. */
function addressOf({ path, query }: Pick<ConsoleRequest, 'path' | 'query'>): string {
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

async function toAccessPage(route: AccessRoute, passage: Passage): Promise<PageAnswer> {
  const { presented } = passage;
  switch (route.for) {
    case 'none':
      return presented ? toOwnState(passage) : atAccessPage(route, undefined, passage);
    case 'session':
      return presented ? atAccessPage(route, presented, passage) : toOwnState(passage);
    default:
      return presented?.session.state === route.for ? atAccessPage(route, presented, passage) : toOwnState(passage);
  }
}

async function atAccessPage<Presented extends PresentedConsoleSession | undefined>(
  methods: AccessMethods<Presented>,
  presented: Presented,
  passage: Passage,
): Promise<PageAnswer> {
  const { request, parts, view, outcomes, origin, routes, isRead } = passage;
  const handler = isRead ? methods.get : methods.post;
  if (!handler) return outcomes.malformed(405);
  const given = await formOf(passage, MAX_ACCESS_OCTETS, methods.get ? request.path : '/');
  if (given.kind === 'refused') return given.answer;
  const isPage = (path: string) => routeFor(routes, path)?.get !== undefined;
  return handler({ request, presented, parts, view, outcomes, origin, form: given.form, isPage });
}

async function toConsolePage(presented: PresentedConsoleSession, passage: Passage): Promise<PageAnswer> {
  const { request, parts, routes, view, outcomes, origin, isRead } = passage;
  const requester = parts.signIn.requesterOf(presented.session, origin);
  const route = routeFor(routes, request.path);
  const visitWith = (form: Form) => consoleVisit({ request, presented, requester, routes, parts, view, form });
  const formOn = pageOfForm(request.path, route);
  if (!route || !isPermitted(route, requester)) {
    return request.path === '/' ? toFirstPage(visitWith(new Map())) : outcomes.absent();
  }
  const handler = isRead ? route.get : route.post;
  if (!handler) return outcomes.malformed(405);
  const given = await formOf(passage, route.maxOctets ?? MAX_CONSOLE_FORM_OCTETS, formOn);
  if (given.kind === 'refused') return given.answer;
  try {
    return await handler(visitWith(given.form));
  } catch (error) {
    if (!(error instanceof ConfirmationNeeded)) throw error;
    return toConfirmation(backTo(request, { formOn, keeps: route.keeps ?? [], form: given.form }));
  }
}

function pageOfForm(path: string, route: ConsoleRoute | undefined): string {
  return route?.formOn ?? (route?.get ? path : '/');
}

/** The page of the form, with what it was about and what was typed, as far as that may stand in an address. */
function backTo(
  { query }: ConsoleRequest,
  { formOn, keeps, form }: { readonly formOn: string; readonly keeps: readonly string[]; readonly form: Form },
): string {
  const values = new URLSearchParams(query);
  for (const name of keeps) {
    const value = form.get(name);
    if (value !== undefined && value !== '') values.set(name, value);
  }
  return addressOf({ path: formOn, query: values });
}

/** Of those that there are for them: nobody is without one, as everybody has their own. */
function toFirstPage({ mayVisit }: ConsoleVisit): PageAnswer {
  const section = NAVIGATION.flat().find((each) => mayVisit(CONSOLE_SECTIONS[each].path)) ?? 'own';
  return toConsole(CONSOLE_SECTIONS[section].path);
}

/** Language and appearance, which need no session: another site could change them at worst, and is kept from that too. */
async function preferences(passage: Passage): Promise<PageAnswer> {
  const { request, view, outcomes } = passage;
  const read = await readConsoleForm(request, MAX_ACCESS_OCTETS);
  return read.kind === 'form'
    ? changePreferences({ form: read.fields, view })
    : outcomes.malformed(statusOf(read.reason));
}

/** What was posted, when it is from a form of this session; nothing for a GET. */
async function formOf(passage: Passage, maxOctets: number, again: string): Promise<FormGiven> {
  const { request, view, outcomes, isRead } = passage;
  if (isRead) return { kind: 'form', form: new Map() };
  const read = await readConsoleForm(request, maxOctets);
  if (read.kind === 'refused') return { kind: 'refused', answer: outcomes.malformed(statusOf(read.reason)) };
  if (!hasToken(read.fields, view.token ?? '')) return { kind: 'refused', answer: outcomes.stale(again) };
  return { kind: 'form', form: read.fields };
}

function statusOf(reason: 'too-large' | 'not-a-form' | 'malformed'): 400 | 413 | 415 {
  if (reason === 'too-large') return 413;
  return reason === 'not-a-form' ? 415 : 400;
}
