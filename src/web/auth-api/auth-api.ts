// The sign-in API: judges mail clients for servers that aren't Postern's, each with a token of its own. Reached by
// strangers, it does this and nothing else; whoever holds a token is believed about a client's address.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ClientContext, Deny, Judgement, Unavailable } from '../../core/decision.ts';
import type { MailSignInAttempt } from '../../core/mail-auth/mail-sign-in-parts.ts';
import type { Clock, Log } from '../../core/ports.ts';
import type { RevocationReason } from '../../core/sessions/revocation-log.ts';
import type { HeldPermit } from '../../core/sessions/still-permitted.ts';
import type { CountryProvider } from '../../core/web-context.ts';
import { createBareApi } from '../api/bare-api.ts';
import { API_PREFIX } from '../api/client/resources.ts';
import { ProblemError, problem } from '../api/problem.ts';
import { RequestBounds } from '../api/request-bounds.ts';
import { read } from '../api/requests.ts';
import { timestamp } from '../api/views.ts';
import type { BearerTokens } from './bearer-tokens.ts';
import type { MailSignInResource, PermitStateResource, SmtpReplyResource } from './resources.ts';
import { attemptOf, contextOf, heldPermitOf, permitRequest, signInRequest } from './sign-in-requests.ts';

/** Largest request, in octets: three credentials of 1,024 characters with every one of them escaped, and the rest. */
const BODY_LIMIT = 32 * 1024;

export interface AuthApiServices {
  readonly tokens: BearerTokens;
  /** Of each holder of a token. */
  readonly requestsPerMinute: number;
  readonly log: Log;
  readonly clock: Clock;
  readonly countryOf: CountryProvider['countryOf'];
  /** Never throws. */
  judge(attempt: MailSignInAttempt, context: ClientContext, askedBy: string): Promise<Judgement>;
  /** May throw `ERR_STORE_UNAVAILABLE`. */
  endOfPermit(permit: HeldPermit): Promise<RevocationReason | undefined>;
  /** What Postern's own submission door would say. */
  reply(decision: Deny | Unavailable): SmtpReplyResource;
  /** What Postern's own submission door says when it ends a connection. */
  goodbye(reason: RevocationReason): SmtpReplyResource;
}

/**
 * Builds the API; it listens nowhere yet: see `openApiListener`.
 *
 * @param current - Asked at each request, so that a reloaded configuration holds from then on.
 */
export function createAuthApi(current: () => AuthApiServices): FastifyInstance {
  const api = createBareApi({ bodyLimit: BODY_LIMIT, log: () => current().log });
  const holders = new WeakMap<FastifyRequest, string>();
  const bounds = new RequestBounds(current().clock);
  // Before a body is read: strangers get no further.
  api.addHook('onRequest', async (request, reply) => {
    holders.set(request, admit(request, reply, current(), bounds));
  });
  api.post(`${API_PREFIX}/mail-sign-ins`, async (request): Promise<MailSignInResource> => {
    const body = read(signInRequest, request.body);
    const services = current();
    const askedBy = holders.get(request) ?? '';
    const context = contextOf(body, askedBy, services.countryOf(body.client.address));
    return signInView(await services.judge(attemptOf(body), context, askedBy), services);
  });
  api.post(`${API_PREFIX}/mail-sign-ins/check`, async (request): Promise<PermitStateResource> => {
    const services = current();
    const reason = await services.endOfPermit(heldPermitOf(read(permitRequest, request.body)));
    return reason === undefined ? { outcome: 'valid' } : { outcome: 'ended', reply: services.goodbye(reason) };
  });
  return api;
}

/** Who asks; throws a problem for strangers and for whoever asks too much. */
function admit(
  { headers, socket }: FastifyRequest,
  reply: FastifyReply,
  { tokens, requestsPerMinute, log }: AuthApiServices,
  bounds: RequestBounds,
): string {
  const holder = tokens.holderOf(headers.authorization);
  if (holder === undefined) {
    const remoteAddress = socket.remoteAddress ?? 'socket';
    if (bounds.isNews(remoteAddress)) log.warn('auth-api.token-refused', { remoteAddress });
    reply.header('www-authenticate', 'Bearer'); // RFC 6750 §3
    throw new ProblemError(problem('token-refused', 'the Authorization field has no token that is known here'));
  }
  if (!bounds.count(holder, requestsPerMinute)) {
    if (bounds.isNews(`busy ${holder}`)) log.warn('auth-api.too-many-requests', { client: holder });
    throw new ProblemError(problem('too-many-requests', `more than ${requestsPerMinute} requests a minute`));
  }
  if (!bounds.begin()) throw new ProblemError(problem('overloaded', 'too many requests are being answered'));
  reply.raw.once('close', () => bounds.end());
  return holder;
}

function signInView(judgement: Judgement, { clock, reply }: AuthApiServices): MailSignInResource {
  const { decisionId } = judgement;
  switch (judgement.kind) {
    case 'allow': {
      const { mailbox, appPassword, decidedAt } = judgement;
      const permittedAt = timestamp(clock.now());
      const permit = { mailbox, decidedAt, permittedAt, ...(appPassword && { appPassword: appPassword.id }) };
      return { outcome: 'allowed', decisionId, mailbox, permit };
    }
    case 'deny': {
      const { reason, delay } = judgement;
      return { outcome: 'refused', decisionId, reason, reply: reply(judgement), delayMs: delay };
    }
    case 'unavailable':
      return { outcome: 'unavailable', decisionId, reply: reply(judgement) };
  }
}
