// Refusals as problem details (RFC 9457): one stable code each, one status for each code.

import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FieldProblem, Outcome, Refusal, RefusalCode } from '../../core/administration/change.ts';
import { isUnavailable } from '../../core/errors.ts';
import type { Log } from '../../core/ports.ts';
import type { Millis } from '../../core/units.ts';
import type { ProblemResource } from './client/resources.ts';

/** Codes that only HTTP has: no such resource, a request that isn't ours, our own fault. */
type HttpCode =
  | 'no-such-resource'
  | 'malformed-request'
  | 'too-large'
  | 'confirmation-needed'
  | 'backup-refused'
  | 'token-needed'
  | 'token-refused'
  | 'network-not-allowed'
  | 'wrong-host'
  | 'changed-meanwhile'
  | 'no-precondition'
  | 'idempotency-key-invalid'
  | 'idempotency-key-reused'
  | 'idempotency-key-in-use'
  | 'too-many-requests'
  | 'overloaded'
  | 'broken';

/** Every code that a problem has. */
export type ProblemCode = RefusalCode | HttpCode;

const STATUS = {
  invalid: 422,
  'unknown-domain': 404,
  'unknown-mailbox': 404,
  'unknown-alias': 404,
  'unknown-app-password': 404,
  'unknown-factor': 404,
  'unknown-connection': 404,
  'unknown-trusted-browser': 404,
  'unknown-place': 404,
  'unknown-group': 404,
  'unknown-member': 404,
  'unknown-session': 404,
  'unknown-administrator': 404,
  'own-administrator': 409,
  'last-administrator': 409,
  'unknown-token': 404,
  'too-many-tokens': 409,
  'no-token-maker': 403,
  'unknown-job': 404,
  'too-many-jobs': 409,
  'last-factor': 409,
  'too-many-factors': 409,
  'factor-not-allowed': 403,
  'not-confirmed': 403,
  throttled: 429,
  exists: 409,
  'domain-in-use': 409,
  'mailbox-password-needed': 422,
  'mailbox-password-refused': 403,
  'no-app-passwords': 409,
  'too-many-app-passwords': 409,
  'no-local-password': 409,
  'no-password-setter': 409,
  'password-refused': 422,
  'no-sms-gateway': 409,
  'too-many-groups': 409,
  'choice-not-allowed': 403,
  'mode-not-stricter': 409,
  unavailable: 503,
  'no-such-resource': 404,
  'malformed-request': 400,
  'too-large': 413,
  'not-permitted': 403,
  'confirmation-needed': 403,
  'backup-refused': 409,
  'token-needed': 401,
  'token-refused': 401,
  'network-not-allowed': 403,
  'wrong-host': 421,
  'changed-meanwhile': 412,
  'no-precondition': 400,
  'idempotency-key-invalid': 400,
  'idempotency-key-reused': 422,
  'idempotency-key-in-use': 409,
  'too-many-requests': 429,
  overloaded: 503,
  broken: 500,
} as const satisfies Record<ProblemCode, number>;

const TITLES: Readonly<Record<number, string>> = {
  400: 'The request is malformed',
  401: 'Who asks is not known',
  403: 'Refused',
  404: 'Not found',
  409: 'Not possible as things are',
  412: 'It is another by now',
  413: 'The request is too large',
  421: 'Not the host that is meant',
  422: 'The request is invalid',
  429: 'Too many requests',
  500: 'Postern is broken',
  503: 'Temporarily unavailable',
};

/** Seconds after which a client may try again what is unavailable. */
const RETRY_AFTER_SECONDS = 5;

/** Every code of the API, with its status. */
export const PROBLEM_STATUS: Readonly<Record<ProblemCode, number>> = STATUS;

/** Thrown by the reading of requests; the error hook answers with it. */
export class ProblemError extends Error {
  readonly problem: ProblemResource;
  /** When it makes sense to try again; absent: the usual time, where there is one. */
  readonly retryAfter: Millis | undefined;

  constructor(problem: ProblemResource, { retryAfter }: { readonly retryAfter?: Millis } = {}) {
    super(problem.detail);
    this.name = 'ProblemError';
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

export function problem(code: ProblemCode, detail: string, problems?: readonly FieldProblem[]): ProblemResource {
  const status = STATUS[code];
  return {
    type: 'about:blank',
    title: TITLES[status] ?? 'Refused',
    status,
    code,
    detail,
    ...(problems && { problems }),
  };
}

/** The value of an outcome; a refusal is thrown for the error hook. */
export function successOf<T>(outcome: Outcome<T>): T {
  if (outcome.kind === 'done') return outcome.value;
  throw new ProblemError(problemOf(outcome));
}

export function problemOf({ code, text, problems }: Refusal): ProblemResource {
  return problem(code, text, problems);
}

export function sendProblem(reply: FastifyReply, body: ProblemResource, retryAfter?: Millis): FastifyReply {
  const seconds = retryAfter === undefined ? RETRY_AFTER_SECONDS : Math.max(1, Math.ceil(retryAfter / 1_000));
  if (body.status === 503 || body.status === 429) reply.header('retry-after', String(seconds));
  return reply.code(body.status).type('application/problem+json').send(body);
}

/** The API's one edge: whatever was thrown becomes an answer, and what broke goes to the log, not to the client. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Log): FastifyReply {
  if (error instanceof ProblemError) return sendProblem(reply, error.problem, error.retryAfter);
  if (isUnavailable(error)) {
    log.error('api.store-unavailable', error, { method: request.method, route: request.routeOptions.url });
    return sendProblem(reply, problem('unavailable', 'the store can not be asked'));
  }
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (error instanceof Error && status >= 400 && status < 500) {
    return sendProblem(reply, problem(status === 413 ? 'too-large' : 'malformed-request', error.message));
  }
  log.error('api.broken', error, { method: request.method, route: request.routeOptions.url });
  return sendProblem(reply, problem('broken', 'something broke; the log says what'));
}
