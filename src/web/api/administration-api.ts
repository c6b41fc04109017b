// The administration API: REST under /api/v1, in front of the core's use cases (R6.1: every surface comes through here).
// It knows nothing of how it is reached: today a Unix socket that only the operator can open.

import type { FastifyInstance } from 'fastify';
import { OPERATOR } from '../../core/administrators/requester.ts';
import type { AdministrationServices, RouteServices } from './administration-services.ts';
import { createBareApi } from './bare-api.ts';
import { API_PREFIX } from './client/resources.ts';
import type { Operation } from './operation.ts';
import { perform, servicesFor } from './perform.ts';
import { ALIAS_OPERATIONS } from './routes/alias-routes.ts';
import { appPasswordRoutes } from './routes/app-password-routes.ts';
import { auditRoutes } from './routes/audit-routes.ts';
import { bulkRoutes } from './routes/bulk-routes.ts';
import { connectionRoutes } from './routes/connection-routes.ts';
import { domainRoutes } from './routes/domain-routes.ts';
import { factorRoutes } from './routes/factor-routes.ts';
import { groupRoutes } from './routes/group-routes.ts';
import { mailboxRoutes } from './routes/mailbox-routes.ts';
import { nodeRoutes } from './routes/node-routes.ts';
import { placeRoutes } from './routes/place-routes.ts';
import { POLICY_OPERATIONS } from './routes/policy-routes.ts';
import { recoveryRoutes } from './routes/recovery-routes.ts';
import { smsRoutes } from './routes/sms-routes.ts';
import { webSessionRoutes } from './routes/web-session-routes.ts';

/** Largest request, in octets: a thousand networks for each of seven doors fit. */
const BODY_LIMIT = 512 * 1024;

const OPERATIONS: readonly Operation[] = [...ALIAS_OPERATIONS, ...POLICY_OPERATIONS];

/**
 * Builds the API; it listens nowhere yet, and whoever reaches it may do everything: see {@link listenOnSocket}.
 *
 * @param current - Asked at each request, so that a reloaded configuration holds from then on.
 */
export function createAdministrationApi(current: () => AdministrationServices): FastifyInstance {
  const api = createBareApi({ bodyLimit: BODY_LIMIT, log: () => current().log });
  const forSocket = (): RouteServices => servicesFor(OPERATOR, current());
  api.register(
    async (routes) => {
      domainRoutes(routes, forSocket);
      groupRoutes(routes, forSocket);
      mailboxRoutes(routes, forSocket);
      bulkRoutes(routes, forSocket);
      recoveryRoutes(routes, forSocket);
      for (const each of OPERATIONS) addRoute(routes, each, current);
      appPasswordRoutes(routes, forSocket);
      factorRoutes(routes, forSocket);
      connectionRoutes(routes, forSocket);
      placeRoutes(routes, forSocket);
      webSessionRoutes(routes, forSocket);
      smsRoutes(routes, forSocket);
      auditRoutes(routes, forSocket);
      nodeRoutes(routes, forSocket);
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
