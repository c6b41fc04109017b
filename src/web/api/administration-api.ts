// The administration API: REST under /api/v1, in front of the core's use cases (R6.1: every surface comes through here).
// It knows nothing of how it is reached: by a Unix socket that only the operator can open, or over the network.

import type { FastifyInstance } from 'fastify';
import { OPERATOR } from '../../core/administrators/requester.ts';
import type { Bytes } from '../../core/units.ts';
import type { AdministrationServices } from './administration-services.ts';
import { createBareApi } from './bare-api.ts';
import { API_PREFIX } from './client/resources.ts';
import { IdempotentAnswers } from './idempotency.ts';
import { addOperation, type RouteParts } from './operation-routes.ts';
import { OPERATIONS } from './operations.ts';

/** Largest request, in octets: a thousand networks for each of seven doors fit. */
export const API_BODY_LIMIT: Bytes = 512 * 1024;

/**
 * Builds the API; it listens nowhere yet, and whoever reaches it may do everything: see {@link listenOnSocket}.
 *
 * @param current - Asked at each request, so that a reloaded configuration holds from then on.
 */
export function createAdministrationApi(current: () => AdministrationServices): FastifyInstance {
  const api = createBareApi({ bodyLimit: API_BODY_LIMIT, log: () => current().log });
  api.register(async (routes) => addOperations(routes, { current, requesterOf: () => OPERATOR }), {
    prefix: API_PREFIX,
  });
  return api;
}

/** Makes every operation reachable, below the prefix of `routes`. */
export function addOperations(routes: FastifyInstance, parts: Omit<RouteParts, 'answers'>): void {
  const answers = new IdempotentAnswers(parts.current().clock);
  for (const each of OPERATIONS) addOperation(routes, each, { ...parts, answers });
}
