// Operations by HTTP: what a request says becomes an operation's input, and its answer an HTTP answer, with what HTTP has for
// versions (RFC 9110 §13) and for requests that are repeated.

import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Requester } from '../../core/administrators/requester.ts';
import type { AdministrationServices } from './administration-services.ts';
import { etagOfText, ifNoneMatch } from './etag.ts';
import type { IdempotentAnswers } from './idempotency.ts';
import type { Operation } from './operation.ts';
import { perform, type RawInput, requirePermission } from './perform.ts';

export interface RouteParts {
  /** Asked at each request. */
  current(): AdministrationServices;
  /** Who asks. */
  requesterOf(request: FastifyRequest): Requester;
  readonly answers: IdempotentAnswers;
}

/** Whether an operation's answer is one resource, whose version can be told. */
export function isSingleResource({ method, path }: Operation): boolean {
  return method === 'GET' && path.endsWith('}');
}

/** Whether asking it twice makes two of something. */
export function isCreating({ method, status }: Operation): boolean {
  return method === 'POST' && status === 201;
}

/** Makes an operation reachable, below the prefix of `api`. */
export function addOperation(api: FastifyInstance, operation: Operation, parts: RouteParts): void {
  api.route({
    method: operation.method,
    ...(operation.bodyLimit !== undefined && { bodyLimit: operation.bodyLimit }),
    url: operation.path.replaceAll(/\{([a-z-]+)\}/gi, ':$1'),
    handler: (request, reply) => answer(operation, request, reply, parts),
  });
}

async function answer(
  operation: Operation,
  request: FastifyRequest,
  reply: FastifyReply,
  { current, requesterOf, answers }: RouteParts,
): Promise<FastifyReply> {
  const requester = requesterOf(request);
  const gone = new AbortController();
  // Of the answer, not of its connection, which may carry many.
  reply.raw.once('close', () => gone.abort());
  const raw = inputOf(request, gone.signal);
  const { status } = operation;
  const run = async () => ({ status, json: JSON.stringify(await perform(operation, raw, requester, current())) });
  const field = request.headers['idempotency-key'];
  if (isCreating(operation) && field !== undefined) {
    // Before anything that was answered is given again.
    requirePermission(operation, requester);
    const { params, query, body } = raw;
    const digest = createHash('sha256')
      .update(JSON.stringify([params, query, body]))
      .digest('base64url');
    const asked = { requester: requester.actor, operation: operation.id, field: String(field), digest };
    return send(reply, await answers.once(asked, run));
  }
  const answered = await run();
  return isSingleResource(operation) ? sendVersion(request, reply, answered) : send(reply, answered);
}

function inputOf({ params, query, body, headers }: FastifyRequest, signal: AbortSignal): RawInput {
  const ifMatch = headers['if-match'];
  return { params, query, body, signal, ...(ifMatch !== undefined && { ifMatch }) };
}

interface Answered {
  readonly status: number;
  readonly json: string;
}

function send(reply: FastifyReply, { status, json }: Answered): FastifyReply {
  return reply.code(status).type('application/json; charset=utf-8').send(json);
}

function sendVersion({ headers }: FastifyRequest, reply: FastifyReply, answered: Answered): FastifyReply {
  const etag = etagOfText(answered.json);
  reply.header('etag', etag);
  const seen = headers['if-none-match'];
  // RFC 9110 §15.4.5
  return seen !== undefined && ifNoneMatch(seen, etag) ? reply.code(304).send() : send(reply, answered);
}
