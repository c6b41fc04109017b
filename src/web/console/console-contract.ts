// What goes into a page of the console and what comes out. A page never touches a store: all that it shows and does are
// operations of the API, performed as the administrator who is signed in (R6.1).

import type { Permission } from '../../core/administrators/permissions.ts';
import type { Requester } from '../../core/administrators/requester.ts';
import type { Clock } from '../../core/ports.ts';
import type { CountryProvider } from '../../core/web-context.ts';
import type { ProblemResource } from '../api/client/resources.ts';
import type { Operation } from '../api/operation.ts';
import type { Form } from '../pages/form.ts';
import type { PageAnswer } from '../pages/page-contract.ts';
import type { View } from '../pages/view.ts';

/** Below this path of the administration listener are the console's pages. */
export const CONSOLE_PREFIX = '/console';

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
  readonly view: View;
  /** Below {@link CONSOLE_PREFIX}: `/mailboxes`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** What was posted; empty for a GET. */
  readonly form: Form;
  readonly clock: Clock;
  readonly countries: Pick<CountryProvider, 'countryOf'>;
  /** Performs an operation, with everything that the API would look at. Throws only what a store throws. */
  call<Params, Query, Body, Answer>(
    operation: Operation<Params, Query, Body, Answer>,
    input?: CallInput,
  ): Promise<Called<Answer>>;
}

export type ConsoleHandler = (visit: ConsoleVisit) => Promise<PageAnswer>;

export interface ConsoleRoute {
  /** Who lacks it doesn't see the page, nor a link to it. */
  readonly permission: Permission;
  readonly get?: ConsoleHandler;
  readonly post?: ConsoleHandler;
}

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
