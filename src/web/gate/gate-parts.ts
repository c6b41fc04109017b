// What the gate of one site is made of, and what its parts have in common.

import type { Clock, Log, LogFields } from '../../core/ports.ts';
import type { PresentedSession, WebSessions, WebSignIn } from '../../core/sign-in/web-sign-in-contract.ts';
import type { Bytes, Millis } from '../../core/units.ts';
import type { WebContext } from '../../core/web-context.ts';
import { chooseLocale } from '../pages/i18n/language.ts';
import { PAGE_COOKIES, type PageAnswer } from '../pages/page-contract.ts';
import { ownCookieName, TRUSTED_BROWSER_COOKIE } from './browser-cookie.ts';
import type { Exchange, HeaderList, OwnAnswer, SiteIdentity, Upstream, UpstreamAnswer } from './exchange.ts';
import { type Notice, type Notices, noticeStatus, noticeWait } from './notices.ts';
import { cookieField, type UpstreamJar } from './session/upstream-jar.ts';
import type { UpstreamSessions } from './session/upstream-sessions.ts';
import type { WebmailProfile } from './webmail-profile.ts';

/** Everything below `/.postern`. */
export type GatePages = (
  exchange: Exchange,
  presented: PresentedSession | undefined,
  context: WebContext,
) => Promise<PageAnswer>;

export interface GateParts {
  readonly site: SiteIdentity;
  readonly profile: WebmailProfile;
  readonly upstream: Upstream;
  readonly sessions: WebSessions;
  readonly signIn: Pick<WebSignIn, 'tryPassword' | 'mayGoOn'>;
  /** Of the same site, profile and upstream. Shared with the pages. */
  readonly upstreamSessions: UpstreamSessions;
  readonly pages: GatePages;
  readonly notices: Notices;
  readonly clock: Clock;
  /** Resolves after this long. */
  readonly pause: (millis: Millis) => Promise<void>;
  readonly log: Log;
}

/** Where the request comes from, with the trust in the browser that it claims. */
export function contextOf(exchange: Exchange): WebContext {
  const trustedBrowser = exchange.cookies.get(ownCookieName(TRUSTED_BROWSER_COOKIE, exchange.site));
  return { ...exchange.context, ...(trustedBrowser !== undefined && { trustedBrowser }) };
}

/** As {@link contextOf}, with the person's language: for sign-ins and pages, as it takes longer than most requests need. */
export function contextOfPerson(exchange: Exchange): WebContext {
  const { language } = chooseLocale(exchange.cookies.get(PAGE_COOKIES.language), exchange.header('accept-language'));
  return { ...contextOf(exchange), language };
}

/** Values of preferences: nothing that could end a field or a pair. */
const PREFERENCE = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]{0,1024}$/;

/** The `cookie` field for the upstream: the jar, and the browser's own preferences. `undefined`: none. */
export function upstreamCookies(
  exchange: Exchange,
  jar: UpstreamJar,
  { profile, clock, path = exchange.target.path }: Pick<GateParts, 'profile' | 'clock'> & { readonly path?: string },
): string | undefined {
  const preferences = profile.passedCookies.flatMap((name) => {
    const value = exchange.cookies.get(name);
    return value === undefined || !PREFERENCE.test(value) ? [] : [`${name}=${value}`];
  });
  const own = cookieField(
    jar.filter(({ name }) => !profile.passedCookies.includes(name)),
    { path, now: clock.now() },
  );
  const pairs = [...(own === undefined ? [] : [own]), ...preferences];
  return pairs.length === 0 ? undefined : pairs.join('; ');
}

/** Says a notice, as a page. */
export async function noticeAnswer(exchange: Exchange, notices: Notices, notice: Notice): Promise<OwnAnswer> {
  const page = await notices.page(exchange, notice);
  const wait = noticeWait(notice);
  const own = page.headers.filter(([name]) => name !== 'retry-after');
  const more: HeaderList = wait === undefined ? [] : [['retry-after', String(Math.ceil(wait / 1_000))]];
  return { ...page, status: noticeStatus(notice), headers: [...own, ...more] };
}

/** Longest rest of a dropped answer that is waited for. */
const MAX_DROPPED_OCTETS: Bytes = 1_048_576;

/**
 * Drops an answer by which a session began, but hears it out: a webmail may store the session last, and what is not
 * stored yet can't be signed out.
 */
export async function finish(answer: UpstreamAnswer): Promise<void> {
  await answer.body.read(MAX_DROPPED_OCTETS);
}

/** What every log line of the gate has. */
export function logFields(exchange: Exchange): LogFields {
  const { site, requestId, remoteAddress } = exchange.context;
  return { site, request: requestId, address: remoteAddress };
}
