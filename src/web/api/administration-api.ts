// The administration API: REST under /api/v1, in front of the core's use cases (R6.1: every surface comes through here).
// It knows nothing of how it is reached: today a Unix socket that only the operator can open.

import type { FastifyInstance } from 'fastify';
import { OPERATOR } from '../../core/administrators/requester.ts';
import type { AdministrationServices } from './administration-services.ts';
import { createBareApi } from './bare-api.ts';
import { API_PREFIX } from './client/resources.ts';
import type { Operation } from './operation.ts';
import { OPERATIONS } from './operations.ts';
import { perform } from './perform.ts';

/** Largest request, in octets: a thousand networks for each of seven doors fit. */
const BODY_LIMIT = 512 * 1024;

/**
 * Builds the API; it listens nowhere yet, and whoever reaches it may do everything: see {@link listenOnSocket}.
 *
 * @param current - Asked at each request, so that a reloaded configuration holds from then on.
 */
export function createAdministrationApi(current: () => AdministrationServices): FastifyInstance {
  const api = createBareApi({ bodyLimit: BODY_LIMIT, log: () => current().log });
  api.register(
    async (routes) => {
      for (const each of OPERATIONS) addRoute(routes, each, current);
    },
    { prefix: API_PREFIX },
  );
  return api;
}

/** Reaches an operation by HTTP. */
function addRoute(api: FastifyInstance, operation: Operation, current: () => AdministrationServices): void {
  api.route({
    method: operation.method,
    url: operation.path.replaceAll(/\{([a-z-]+)\}/gi, ':$1'),
    handler: async ({ params, query, body }, reply) => {
      const gone = new AbortController();
      // Of the answer, not of its connection, which may carry many.
      reply.raw.once('close', () => gone.abort());
      const answer = await perform(operation, { params, query, body, signal: gone.signal }, OPERATOR, current());
      return reply.code(operation.status).send(answer);
    },
  });
}
