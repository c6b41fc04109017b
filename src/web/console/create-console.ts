// The console: everything below its path of the administration listener. Each request is given its session, its words and the
// token of its forms, and then passes the dispatch; what breaks becomes an answer.

import { isUnavailable } from '../../core/errors.ts';
import { createAssets } from '../pages/design/assets.ts';
import { CONSOLE_STYLES } from '../pages/design/console-styles.ts';
import type { PageAnswer, PageLook, PageSite } from '../pages/page-contract.ts';
import { createView, type View, type ViewParts } from '../pages/view.ts';
import { CONSOLE_PREFIX, type Console, type ConsoleRequest, type ConsoleRoutes } from './console-contract.ts';
import { type ConsoleCookies, namedFor, newFormCookie, readCookies, sessionCookie } from './console-cookies.ts';
import { consoleFormToken } from './console-form.ts';
import { consoleOutcomes } from './console-outcomes.ts';
import type { ConsoleParts } from './console-parts.ts';
import { CONSOLE_ROUTES } from './console-routes.ts';
import { type Passage, pass } from './passage.ts';

/** What the consoles of all origins have in common: made once for a configuration. */
export function consoleViewParts({ branding, timeZone }: Pick<ConsoleParts, 'branding' | 'timeZone'>): ViewParts {
  const assets = createAssets(branding, { prefix: CONSOLE_PREFIX, styles: CONSOLE_STYLES });
  return { prefix: CONSOLE_PREFIX, branding, timeZone, assets };
}

/** Everything below the console's prefix. `shared` is what {@link consoleViewParts} made. */
export function createConsole(
  parts: ConsoleParts,
  routes: ConsoleRoutes = CONSOLE_ROUTES,
  shared: ViewParts = consoleViewParts(parts),
): Console {
  const { assets } = shared;
  return async (request) => {
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const asset = isRead ? assets.answer(request.path) : undefined;
    const answer = asset ?? (await answerTo(request, { parts, routes, shared, isRead }));
    return request.method === 'HEAD' ? { ...answer, body: '' } : answer;
  };
}

interface Surroundings {
  readonly parts: ConsoleParts;
  readonly routes: ConsoleRoutes;
  readonly shared: ViewParts;
  readonly isRead: boolean;
}

async function answerTo(request: ConsoleRequest, { parts, routes, shared, isRead }: Surroundings): Promise<PageAnswer> {
  const cookies = readCookies(request.cookies, parts.origin);
  const look = lookOf(request, parts, cookies);
  const stranger = { look, view: viewFor(request, shared, { look, isRead }) };
  try {
    const { remoteAddress, userAgent, country } = request;
    const origin = { remoteAddress, userAgent, ...(country !== undefined && { country }) };
    const presented = cookies.session === undefined ? undefined : await parts.signIn.present(cookies.session, origin);
    const formCookie =
      presented === undefined && cookies.form === undefined ? newFormCookie(parts.random, parts.origin) : undefined;
    const secret = presented?.cookie ?? formCookie?.value ?? cookies.form ?? '';
    const view = { ...stranger.view, token: consoleFormToken(parts.digest, secret) };
    const outcomes = consoleOutcomes(view);
    const passage = { request, parts, routes, look, view, outcomes, origin, presented, formCookie, isRead };
    return withCookies(await pass(passage), passage);
  } catch (error) {
    const fields = { requestId: request.requestId, path: request.path };
    const outcomes = consoleOutcomes(stranger.view);
    if (isUnavailable(error)) {
      parts.log.warn('console.unavailable', fields);
      return outcomes.unavailable(request.requestId);
    }
    parts.log.error('console.broken', error, fields);
    return outcomes.broken(request.requestId);
  }
}

/** Cookies that a request brought or must get: of a browser without a session, of one whose session has a new cookie. */
function withCookies(answer: PageAnswer, { parts, request, presented, formCookie }: Passage): PageAnswer {
  const sent = readCookies(request.cookies, parts.origin).session;
  const moved =
    presented !== undefined && presented.cookie !== sent ? [sessionCookie(presented.cookie, parts.origin)] : [];
  const setCookies = [...moved, ...(formCookie ? [formCookie] : []), ...answer.setCookies];
  return { ...answer, setCookies: setCookies.map((cookie) => namedFor(cookie, parts.origin)) };
}

function lookOf({ headers }: ConsoleRequest, { origin }: ConsoleParts, { look: cookies }: ConsoleCookies): PageLook {
  return { site: { name: 'console', origin, home: CONSOLE_PREFIX }, headers, cookies };
}

function viewFor(
  { path, query }: ConsoleRequest,
  shared: ViewParts,
  { look, isRead }: { readonly look: PageLook; readonly isRead: boolean },
): View {
  // An answer to a form can't be fetched again.
  const here = isRead ? { here: query.size === 0 ? path : `${path}?${query.toString()}` } : {};
  const view = createView(shared, look, here);
  const site: PageSite = {
    ...look.site,
    title: view.words.say('console.frame.name', { site: shared.branding.name }),
  };
  return { ...view, site };
}
