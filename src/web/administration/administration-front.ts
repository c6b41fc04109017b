// The administration over the network: the API for programs, by tokens, and the console for people, by their own sessions.
// Neither opens the other (P-17): the API looks at no cookie, the console at no token. From where it may be reached is looked
// at before anything else, and counts to nobody's throttle (R5.1).

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Requester } from '../../core/administrators/requester.ts';
import { requesterOfToken, type TokenDoorParts } from '../../core/administrators/tokens/token-door.ts';
import { isPermittedPlace } from '../../core/places/permitted-places.ts';
import { administrationPlaces } from '../../core/policy/policy.ts';
import type { Log, Random } from '../../core/ports.ts';
import { API_BODY_LIMIT, addOperations } from '../api/administration-api.ts';
import type { AdministrationServices } from '../api/administration-services.ts';
import { createBareApi } from '../api/bare-api.ts';
import { bearerToken } from '../api/bearer-token.ts';
import { API_PREFIX } from '../api/client/resources.ts';
import { type ApiDescription, describeApi } from '../api/openapi.ts';
import { OPERATIONS } from '../api/operations.ts';
import { ProblemError, problem } from '../api/problem.ts';
import { RequestBounds } from '../api/request-bounds.ts';
import { type Arrival, type ArrivalRules, arrivalOf } from './arrival.ts';
import { addConsole, type ConsoleDoorParts } from './console-door.ts';

/** A year, in seconds: browsers remember that this host is only ever reached over TLS. RFC 6797 §6.1.1 */
const HSTS = 'max-age=31536000';

export interface FrontParts extends ArrivalRules, ConsoleDoorParts {
  readonly services: AdministrationServices;
  readonly tokenDoor: TokenDoorParts;
  /** Of each token. */
  readonly requestsPerMinute: number;
}

/**
 * Builds it; it listens nowhere yet: see `openApiListener`.
 *
 * @param current - Asked at each request, so that a reloaded configuration holds from then on.
 */
export function createAdministrationFront(current: () => FrontParts): FastifyInstance {
  const { random } = current().services;
  const front = createBareApi({
    bodyLimit: API_BODY_LIMIT,
    log: () => current().services.log,
    newRequestId: () => newRequestId(random),
  });
  const arrivals = new WeakMap<FastifyRequest, Arrival>();
  const requesters = new WeakMap<FastifyRequest, Requester>();
  const bounds = new RequestBounds(current().services.clock);
  front.addHook('onRequest', async (request, reply) => {
    // Of whatever is answered, refusals and redirections included; the console's pages say more.
    reply.headers({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' });
    const arrival = arrive(request, current(), bounds);
    arrivals.set(request, arrival);
    // RFC 6797 §7.2: never over clear text.
    if (arrival.isProtected) reply.header('strict-transport-security', HSTS);
    if (!bounds.begin()) throw new ProblemError(problem('overloaded', 'too many requests are being answered'));
    reply.raw.once('close', () => bounds.end());
  });
  let description: ApiDescription | undefined;
  // It holds no secret, and whoever writes a client needs it before there is a token.
  front.get(`${API_PREFIX}/openapi.json`, async () => {
    description ??= describeApi(OPERATIONS);
    return description;
  });
  front.register(
    async (routes) => {
      // Before a body is read: strangers get no further.
      routes.addHook('onRequest', async (request, reply) => {
        requesters.set(
          request,
          await admit(request, reply, { arrival: known(arrivals, request), bounds, ...current() }),
        );
      });
      addOperations(routes, {
        current: () => current().services,
        requesterOf: (request) => known(requesters, request),
      });
    },
    { prefix: API_PREFIX },
  );
  addConsole(front, current, (request) => known(arrivals, request));
  return front;
}

/** What the hooks left; nothing runs without them. */
function known<T>(left: WeakMap<FastifyRequest, T>, request: FastifyRequest): T {
  const found = left.get(request);
  if (found === undefined) throw new Error('a request passed the hooks by');
  return found;
}

/** Who the client is; throws a problem for whoever may not come from there. */
function arrive({ raw }: FastifyRequest, parts: FrontParts, bounds: RequestBounds): Arrival {
  const arrival = arrivalOf(raw, parts);
  if (!arrival) throw new ProblemError(problem('network-not-allowed', 'nobody can say where this comes from'));
  const { origin } = arrival;
  const { platformPolicy, log } = parts.services;
  if (isPermittedPlace(administrationPlaces(platformPolicy), origin, [])) return arrival;
  tellRefusedPlace(origin.remoteAddress, bounds, log);
  throw new ProblemError(problem('network-not-allowed', 'the administration is not reached from this network'));
}

function tellRefusedPlace(remoteAddress: string, bounds: RequestBounds, log: Log): void {
  if (bounds.isNews(remoteAddress))
    log.warn('administration.refused', { remoteAddress, reason: 'network-not-allowed' });
}

interface Admission extends FrontParts {
  readonly arrival: Arrival;
  readonly bounds: RequestBounds;
}

/** Who asks, by the token; throws a problem for strangers and for whoever asks too much. */
async function admit({ headers }: FastifyRequest, reply: FastifyReply, parts: Admission): Promise<Requester> {
  const { arrival, bounds, tokenDoor, requestsPerMinute, services } = parts;
  const challenge = (): void => {
    reply.header('www-authenticate', 'Bearer realm="postern"'); // RFC 6750 §3
  };
  if (headers.authorization === undefined) {
    challenge();
    throw new ProblemError(problem('token-needed', 'the request has no Authorization field with a token'));
  }
  const answer = await requesterOfToken(bearerToken(headers.authorization), arrival.origin, tokenDoor);
  if (answer.kind === 'refused') {
    challenge();
    throw new ProblemError(problem('token-refused', 'the Authorization field has no token that counts here'));
  }
  if (answer.kind === 'throttled') {
    const { retryAfter } = answer;
    throw new ProblemError(problem('throttled', 'too many tokens from this network were refused'), { retryAfter });
  }
  const { requester } = answer;
  if (!bounds.count(requester.actor, requestsPerMinute)) {
    if (bounds.isNews(`busy ${requester.actor}`)) {
      services.log.warn('administration.too-many-requests', { actor: requester.actor });
    }
    throw new ProblemError(problem('too-many-requests', `more than ${requestsPerMinute} requests a minute`));
  }
  return requester;
}

/** Names a request in the logs and on pages. */
function newRequestId(random: Random): string {
  return Buffer.from(random.bytes(9)).toString('base64url');
}
