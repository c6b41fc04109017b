// What goes into a page of the console and what comes out. A page never touches a store: all that it shows and does are
// operations of the API, performed as the administrator who is signed in (R6.1).

import type { ConsoleSession } from '../../core/administrators/administrator-sign-in-contract.ts';
import type { Permission } from '../../core/administrators/permissions.ts';
import type { Requester } from '../../core/administrators/requester.ts';
import type { Clock, Random } from '../../core/ports.ts';
import type { Country, CountryProvider } from '../../core/web-context.ts';
import type { ProblemResource } from '../api/client/resources.ts';
import type { Operation } from '../api/operation.ts';
import type { Form } from '../pages/form.ts';
import type { PageAnswer, PageLook } from '../pages/page-contract.ts';
import type { View } from '../pages/view.ts';

/** Below this path of the administration listener are the console's pages. */
export const CONSOLE_PREFIX = '/console';

/** A request as the administration listener hands it over: HTTP is read, nothing of it is judged. */
export interface ConsoleRequest {
  readonly method: string;
  /** Below {@link CONSOLE_PREFIX}, canonical, with its leading slash: `/mailboxes`; the prefix alone is `/`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: {
    readonly acceptLanguage?: string | undefined;
    readonly origin?: string | undefined;
    readonly secFetchSite?: string | undefined;
    readonly contentType?: string | undefined;
  };
  /** By name; values are untrusted. */
  readonly cookies: ReadonlyMap<string, string>;
  /**
   * The body, asked for once at most and only when it will be looked at: strangers can't make anybody read much. `too-large`:
   * it is longer than this many octets; the rest of it is dropped. `broken`: it ended early.
   */
  readBody(maxOctets: number): Promise<Uint8Array | 'too-large' | 'broken'>;
  /** The client's true address, never `::ffff:` mapped. */
  readonly remoteAddress: string;
  /** Printable, at most 256 characters, possibly empty. */
  readonly userAgent: string;
  /** Absent: unknown. */
  readonly country?: Country;
  /** A token for the logs. */
  readonly requestId: string;
}

/**
 * Everything below {@link CONSOLE_PREFIX}. Never throws. Answers to HEAD have no body. Cookies are written as
 * `writeCookie` of the gate does: `Secure` wherever the listener's origin is `https`.
 */
export type Console = (request: ConsoleRequest) => Promise<PageAnswer>;

export type Called<Answer> =
  | { readonly kind: 'done'; readonly value: Answer }
  | { readonly kind: 'refused'; readonly problem: ProblemResource };

/** What an operation is asked with, as its schemas read it: text where a query has text. */
export interface CallInput {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: object;
  /** As `If-Match`: see `etagOf`. */
  readonly ifMatch?: string;
}

/** One request as a page's handler sees it: signed in, permitted, and, for a POST, from a page of ours. */
export interface ConsoleVisit {
  readonly requester: Requester;
  readonly session: ConsoleSession;
  readonly view: View;
  /** Below {@link CONSOLE_PREFIX}: `/mailboxes`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** What was posted; empty for a GET. */
  readonly form: Form;
  /** Of the pages: language, appearance, forms that were sent. */
  readonly cookies: PageLook['cookies'];
  readonly clock: Clock;
  readonly random: Random;
  readonly countries: Pick<CountryProvider, 'countryOf'>;
  /** Whether this page is there for whoever asks: links to others aren't shown. Below {@link CONSOLE_PREFIX}, without a query. */
  mayVisit(path: string): boolean;
  /**
   * Performs an operation, with everything that the API would look at. Where both steps must be given again first, the
   * handler is left here: whoever asks is led through that, and back to the page of the form. Else it throws only what a
   * store throws.
   */
  call<Params, Query, Body, Answer>(
    operation: Operation<Params, Query, Body, Answer>,
    input?: CallInput,
  ): Promise<Called<Answer>>;
}

export type ConsoleHandler = (visit: ConsoleVisit) => Promise<PageAnswer>;

export interface ConsoleRoute {
  /** Who lacks it doesn't see the page, nor a link to it. `own`: it is about whoever is signed in. */
  readonly permission: Permission | 'own';
  /** As for operations within `platform`: it is there for administrators of all domains only. */
  readonly takesAllDomains?: boolean;
  readonly get?: ConsoleHandler;
  readonly post?: ConsoleHandler;
  /** Largest body of `post`, in octets. Default: {@link MAX_CONSOLE_FORM_OCTETS}. */
  readonly maxOctets?: number;
  /** The page that the form of `post` stands on. Default: this very path, or the first page where it has no `get`. */
  readonly formOn?: string;
  /**
   * Fields of the form that may stand in the address of its page, which fills them in: what was typed isn't lost when both
   * steps must be given again first. Never a secret.
   */
  readonly keeps?: readonly string[];
}

/** Largest form of the console, in octets: what the API takes, and what encoding makes of it. */
export const MAX_CONSOLE_FORM_OCTETS = 1_048_576;

/** Most fields of a form: a page of lists has at most a thousand rows to pick from. */
export const MAX_CONSOLE_FIELDS = 1_200;

/** By path, below {@link CONSOLE_PREFIX}; what a page is about stands in its query. */
export type ConsoleRoutes = Readonly<Record<string, ConsoleRoute>>;

/** Where the navigation shows a page. */
export type ConsoleSection =
  | 'dashboard'
  | 'mailboxes'
  | 'domains'
  | 'groups'
  | 'policy'
  | 'providers'
  | 'sessions'
  | 'audit'
  | 'explain'
  | 'administrators'
  | 'tokens'
  | 'own';
