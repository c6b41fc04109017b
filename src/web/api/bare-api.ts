// What every API of Postern's has: JSON and nothing else, bounded; refusals as problem details, whatever refuses; nothing
// kept by whoever passes answers on.

import { type FastifyInstance, fastify } from 'fastify';
import type { Log } from '../../core/ports.ts';
import type { Bytes } from '../../core/units.ts';
import { answerError, problem, sendProblem } from './problem.ts';

/** An address of 254 characters, percent-encoded, is longer than Fastify's own limit of 100. */
const MAX_PARAM_CHARACTERS = 1_000;

export interface BareApiParts {
  readonly bodyLimit: Bytes;
  log(): Log;
  /** Default: a number. */
  newRequestId?(): string;
}

/** An API without a resource. */
export function createBareApi({ bodyLimit, log, newRequestId }: BareApiParts): FastifyInstance {
  const api = fastify({
    bodyLimit,
    ...(newRequestId && { genReqId: () => newRequestId() }),
    routerOptions: { maxParamLength: MAX_PARAM_CHARACTERS },
    forceCloseConnections: true,
    // A path that can't be read comes to no route, and so to no hook.
    frameworkErrors: (error, request, reply) => void answerError(error, request, reply, log()),
  });
  // It would take any body for a text that nobody asked for.
  api.removeContentTypeParser('text/plain');
  api.setErrorHandler((error, request, reply) => answerError(error, request, reply, log()));
  api.setNotFoundHandler((_request, reply) =>
    sendProblem(reply, problem('no-such-resource', 'there is no such resource, or not with this method')),
  );
  api.addHook('onSend', async (_request, reply) => {
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  });
  return api;
}
