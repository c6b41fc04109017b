// What goes into Postern's own pages and what comes out. The gate parses requests and writes answers; a page never sees a
// socket, a raw header or a raw cookie.

import type { Disputes } from '../../core/challenge/disputes.ts';
import type { Clock, KeyedDigest, Log, Random } from '../../core/ports.ts';
import type { AccountSession, OpenSession } from '../../core/sessions/web-session.ts';
import type { PresentedSession, WebSessions, WebSignIn } from '../../core/sign-in/web-sign-in-contract.ts';
import type { Millis } from '../../core/units.ts';
import type { CountryProvider, WebContext } from '../../core/web-context.ts';
import type { AccountServices } from '../account/account-services.ts';
import type { Branding } from './design/branding.ts';
import type { FormRead } from './form.ts';

/** Below this path everything is Postern's own; nothing of it reaches the webmail. */
export const PAGES_PREFIX = '/.postern';

/** The pages' own cookies: names that the gate must read for them, and must never pass on to the webmail. */
export const PAGE_COOKIES = {
  language: '__Host-postern-language',
  theme: '__Host-postern-theme',
  usedForms: '__Host-postern-forms',
} as const;

export type PageCookieName = keyof typeof PAGE_COOKIES;

/** The site that a request came to. */
export interface PageSite {
  /** Its name in the configuration. */
  readonly name: string;
  /** As the browser sees it: `https://webmail.example.com`. */
  readonly origin: string;
  /** What people call it; default: the name in the branding. */
  readonly title?: string;
  /** Where the webmail begins: an absolute path. Default: `/`. */
  readonly home?: string;
}

/** What a page needs to look right for the person who asked. */
export interface PageLook {
  readonly site: PageSite;
  readonly headers: {
    readonly acceptLanguage?: string | undefined;
    readonly origin?: string | undefined;
    readonly secFetchSite?: string | undefined;
    /** `Sec-Purpose`, or `Purpose` of older browsers: `prefetch` when nobody looks at the page yet. */
    readonly purpose?: string | undefined;
  };
  /** By {@link PAGE_COOKIES}; values are untrusted. */
  readonly cookies: Readonly<Partial<Record<PageCookieName, string>>>;
}

/** A request for a page. */
export interface PageRequest extends PageLook {
  readonly method: string;
  /** Below {@link PAGES_PREFIX}, canonical, with its leading slash: `/account`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** The body, as `readForm` read it. Absent: there was none. */
  readonly form?: FormRead | undefined;
  readonly context: WebContext;
  /** The session that the browser's cookie stands for. */
  readonly presented: PresentedSession | undefined;
}

/** A cookie to be set, always with `Path=/; Secure`. `maxAge` 0 removes it; without it, it lasts as long as the browser. */
export interface SetCookie {
  readonly name: string;
  readonly value: string;
  readonly maxAge?: Millis;
  readonly httpOnly: boolean;
  readonly sameSite: 'Lax' | 'Strict';
}

/** An answer, complete but for what every HTTP answer has (date, length). */
export interface PageAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly setCookies: readonly SetCookie[];
  readonly body: string | Uint8Array;
}

/** What pages ask of the gate, which owns the session's cookie and the upstream's. */
export interface GateForPages {
  /** Where a session that has just opened goes on, and every cookie that must reach the browser with that answer. */
  opening(presented: PresentedSession<OpenSession>): {
    readonly location: string;
    readonly setCookies: readonly SetCookie[];
  };
  /** The cookies that carry a session whose cookie was changed (after a confirmation, before a new password). */
  carrying(presented: PresentedSession<AccountSession>): readonly SetCookie[];
  /** The cookies that make the browser forget its session. */
  forgetting(): readonly SetCookie[];
  /** The cookie by which a browser is trusted from now on. */
  trusting(trusted: { readonly cookie: string; readonly maxAge: Millis }): SetCookie;
  /** Signs out at the upstream, in the background. Never throws. */
  endUpstream(presented: PresentedSession): void;
}

/** Everything that the pages are made of. */
export interface PageParts {
  readonly branding: Branding;
  readonly signIn: Pick<WebSignIn, 'view' | 'sendCode' | 'answer' | 'changePassword'>;
  readonly sessions: Pick<WebSessions, 'end'>;
  readonly account: AccountServices;
  readonly disputes: Disputes;
  readonly gate: GateForPages;
  /** Under a key of this installation: makes the tokens of forms. */
  readonly digest: KeyedDigest;
  readonly random: Random;
  readonly clock: Clock;
  /** Resolves after this long. */
  readonly pause: (millis: Millis) => Promise<void>;
  readonly log: Log;
  /** For showing where an address is. */
  readonly countries: Pick<CountryProvider, 'countryOf'>;
  /** IANA name of the zone in which times are shown. */
  readonly timeZone: string;
}

/** Makes pages. */
export type Pages = (request: PageRequest) => Promise<PageAnswer>;
