// An operation of the administration API as a value: what it is called, who may ask for it, what it takes and gives, and
// what it does. HTTP, the console and the description of the API (OpenAPI) are all made of these.

import { z } from 'zod';
import type { Permission } from '../../core/administrators/permissions.ts';
import type { Bytes } from '../../core/units.ts';
import type { RouteServices } from './administration-services.ts';

/**
 * Where it must lie what is asked for, for a requester of some domains only:
 *
 * - `mailbox`: the path's `address` is of one of its domains, whatever alias was written;
 * - `domain`: the path's `name` is one of its domains;
 * - `platform`: it needs a requester of all domains;
 * - `handler`: whatever it is asked for, its services hold nothing but what lies in `services.requester.domains`
 *   (services-within.ts); what isn't in them, the operation itself keeps to those.
 */
export type Within = 'mailbox' | 'domain' | 'platform' | 'handler';

/**
 * Who may ask: whoever has the permission; `own`: an administrator who is signed in to the console, for what is about
 * themselves, never a token nor the socket; `operator`: who opens the socket on the host.
 */
export type OperationPermission = Permission | 'own' | 'operator';

export interface OperationInput<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** Whoever asked has gone: waiting is for nobody. */
  readonly signal: AbortSignal;
}

export interface Operation<Params = unknown, Query = unknown, Body = unknown, Answer = unknown> {
  /** OpenAPI's `operationId`: unique and stable. */
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Below the API's prefix, with parameters in braces: `/mailboxes/{address}`. */
  readonly path: string;
  /** One line, for people. */
  readonly summary: string;
  /** Stable group in the description of the API: `Mailboxes`. */
  readonly tag: string;
  readonly permission: OperationPermission;
  readonly within: Within;
  /** It destroys or opens something: both steps must have been given lately. */
  readonly needsConfirmation: boolean;
  /** Of one that needs confirmation: this request needs none, as nothing is changed by it (a dry run). */
  changesNothing?(body: Body): boolean;
  readonly params: z.ZodType<Params>;
  readonly query: z.ZodType<Query>;
  readonly body: z.ZodType<Body>;
  /** Largest request, in octets, where that is another one than everybody's. */
  readonly bodyLimit?: Bytes;
  readonly answer: z.ZodType<Answer>;
  readonly status: 200 | 201;
  /**
   * Of a change that may be lost: the operation whose answer, to the same parameters, the change is made upon. With
   * `If-Match` (RFC 9110 §13.1.1) it is refused when that answer is another by now.
   */
  readonly changes?: Operation;
  /** Throws a problem, or what a store throws. */
  handle(input: OperationInput<Params, Query, Body>, services: RouteServices): Promise<Answer>;
}

/** An operation as its callers see it: by what it answers. */
export type Answering<Answer> = Operation<unknown, unknown, unknown, Answer>;

type Defaults = 'needsConfirmation' | 'params' | 'query' | 'body' | 'status';

const NOTHING: z.ZodType<Record<string, never>> = z.strictObject({});

/** Nothing is taken where nothing is said; 200; no confirmation. */
export function operation<
  Answer,
  Params = Record<string, never>,
  Query = Record<string, never>,
  Body = Record<string, never>,
>(
  given: Omit<Operation<Params, Query, Body, Answer>, Defaults> &
    Partial<Pick<Operation<Params, Query, Body, Answer>, Defaults>>,
): Operation<Params, Query, Body, Answer> {
  // What wasn't said takes nothing, which is what its type parameter is then.
  const defaults = { needsConfirmation: false, params: NOTHING, query: NOTHING, body: NOTHING, status: 200 };
  return { ...defaults, ...given } as Operation<Params, Query, Body, Answer>;
}
