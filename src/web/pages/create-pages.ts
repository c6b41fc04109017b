// The one way in: finds the page for a path, makes sure that the session is of the state that the page is for and that a
// POST comes from a page of ours, and turns what breaks into an answer. No page answers a request that didn't pass here.

import { isUnavailable } from '../../core/errors.ts';
import type { PresentedSession } from '../../core/sign-in/web-sign-in-contract.ts';
import { ACCOUNT_ROUTES } from '../account/account-routes.ts';
import { SIGN_IN_ROUTES } from '../challenge/sign-in-routes.ts';
import { DISPUTE_ROUTES } from '../dispute/dispute-routes.ts';
import { leaveFor, seeOther } from './answers.ts';
import { formToken, hasToken, isFromOurPages } from './cross-site.ts';
import { type Assets, createAssets } from './design/assets.ts';
import type { Form } from './form.ts';
import { type OutcomePages, outcomePages } from './outcome-pages.ts';
import { PAGES_PREFIX, type PageAnswer, type PageParts, type PageRequest, type Pages } from './page-contract.ts';
import { changePreferences } from './preferences.ts';
import { createView, homeOf, type View, type ViewParts } from './view.ts';
import { isOpen, isPending, type Methods, type Route, type Routes, STEP_PATHS, type Visit } from './visit.ts';

const ROUTES: Routes = {
  '/': { for: 'anybody', get: async ({ presented, view }) => start(presented, view) },
  '/preferences': { for: 'anybody', isOfNoSession: true, post: changePreferences },
  ...SIGN_IN_ROUTES,
  ...DISPUTE_ROUTES,
  ...ACCOUNT_ROUTES,
};

const NO_FIELDS: Form = new Map();

/** What pages and outcome pages share; made once for each configuration. */
export function viewParts({ branding, timeZone }: Pick<PageParts, 'branding' | 'timeZone'>): ViewParts {
  return { prefix: PAGES_PREFIX, branding, timeZone, assets: createAssets(branding, { prefix: PAGES_PREFIX }) };
}

/** Pages never throw: what breaks is logged and answered. `shared` is what `viewParts` made. */
export function createPages(parts: PageParts, shared: ViewParts = viewParts(parts)): Pages {
  return async (request) => {
    const answer = await answerTo(request, parts, shared);
    return request.method === 'HEAD' ? { ...answer, body: '' } : answer;
  };
}

async function answerTo(request: PageRequest, parts: PageParts, shared: ViewParts): Promise<PageAnswer> {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const asset = assetFor(request, isRead, shared.assets);
  if (asset) return asset;
  const view = viewOf(request, parts, shared, isRead);
  const outcomes = outcomePages(view);
  const route = Object.hasOwn(ROUTES, request.path) ? ROUTES[request.path] : undefined;
  if (!route) return outcomes.absent();
  const problem = isRead ? undefined : problemWithPost(request, route, { view, outcomes });
  if (problem) return problem;
  const form = request.form?.kind === 'form' && !isRead ? request.form.fields : NO_FIELDS;
  try {
    return await dispatch(route, { request, presented: request.presented, parts, view, form }, outcomes);
  } catch (error) {
    const reference = request.context.requestId;
    if (isUnavailable(error)) {
      parts.log.warn('page.unavailable', { requestId: reference, path: request.path });
      return outcomes.unavailable({ decisionId: reference });
    }
    parts.log.error('page.broken', error, { requestId: reference, path: request.path });
    return outcomes.broken(reference);
  }
}

function assetFor({ path }: PageRequest, isRead: boolean, assets: Assets): PageAnswer | undefined {
  return isRead ? assets.answer(path) : undefined;
}

function viewOf(request: PageRequest, parts: PageParts, shared: ViewParts, isRead: boolean): View {
  const { presented, path, query } = request;
  return createView(shared, request, {
    ...(presented && { token: formToken(parts.digest, presented.cookie) }),
    // An answer to a form can't be fetched again.
    ...(isRead && { here: query.size === 0 ? path : `${path}?${query.toString()}` }),
  });
}

/** Why a POST isn't looked at. Nothing has been done when one of these is answered. */
function problemWithPost(
  request: PageRequest,
  route: Route,
  { view, outcomes }: { readonly view: View; readonly outcomes: OutcomePages },
): PageAnswer | undefined {
  if (request.method !== 'POST') return outcomes.malformed(405);
  if (!isFromOurPages(request)) return outcomes.foreign();
  // The second step is done, by this form sent twice or in another tab: nothing is left to answer.
  if (route.for === 'pending' && isOpen(request.presented)) return leaveFor(homeOf(view));
  const { form } = request;
  if (form?.kind !== 'form') return outcomes.malformed(statusOf(form?.reason));
  if (route.for === 'anybody' && route.isOfNoSession) return undefined;
  if (request.presented === undefined || view.token === undefined) return undefined;
  if (hasToken(form.fields, view.token)) return undefined;
  return outcomes.stale(route.get ? request.path : '/');
}

function statusOf(reason: 'too-large' | 'not-a-form' | 'malformed' | undefined): 400 | 413 | 415 {
  if (reason === 'too-large') return 413;
  return reason === 'not-a-form' ? 415 : 400;
}

async function dispatch(route: Route, visit: Visit, outcomes: OutcomePages): Promise<PageAnswer> {
  const { presented, view } = visit;
  switch (route.for) {
    case 'anybody':
      return call(route, visit, outcomes);
    case 'pending':
      if (isPending(presented)) return call(route, { ...visit, presented }, outcomes);
      return isOpen(presented) ? leaveFor(homeOf(view)) : outcomes.signedOut('ended');
    case 'open':
      if (isOpen(presented)) return call(route, { ...visit, presented }, outcomes);
      return isPending(presented) ? start(presented, view) : outcomes.signInNeeded();
  }
}

async function call<P extends PresentedSession | undefined>(
  methods: Methods<P>,
  visit: Visit<P>,
  outcomes: OutcomePages,
): Promise<PageAnswer> {
  const handler = visit.request.method === 'POST' ? methods.post : methods.get;
  return handler ? handler(visit) : outcomes.malformed(405);
}

/** Where somebody in this state has to go. */
function start(presented: PresentedSession | undefined, view: View): PageAnswer {
  if (isPending(presented)) return seeOther(STEP_PATHS[presented.session.step]);
  return isOpen(presented) ? seeOther('/account') : leaveFor(homeOf(view));
}
