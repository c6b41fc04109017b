// The console behind the administration's listener: requests as the console's contract has them, its answers as HTTP.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { API_PREFIX } from '../api/client/resources.ts';
import { ProblemError, problem } from '../api/problem.ts';
import { CONSOLE_PREFIX, type Console, type ConsoleRequest } from '../console/console-contract.ts';
import { cookieFields } from '../gate/browser-cookie.ts';
import { parseCookies } from '../gate/http/cookies.ts';
import { parseTarget } from '../gate/http/target.ts';
import type { PageAnswer } from '../pages/page-contract.ts';
import { type Arrival, consoleOrigin } from './arrival.ts';

export interface ConsoleDoorParts {
  /** Lower-case names by which browsers reach the console. */
  readonly hosts: readonly string[];
  /** Absent: there is none. */
  readonly consoleAt?: ConsoleAt;
}

/** The console as a browser sees it at an origin of ours: `https://postern.example.com:8443`. */
export type ConsoleAt = (origin: string) => Console;

/** Adds the console's routes. No body is read before the console asks for it. */
export function addConsole(
  api: FastifyInstance,
  current: () => ConsoleDoorParts,
  arrivalAt: (request: FastifyRequest) => Arrival,
): void {
  api.register(async (routes) => {
    routes.removeAllContentTypeParsers();
    routes.addContentTypeParser('*', (_request, _payload, done) => done(null));
    const handler = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const arrival = arrivalAt(request);
      const { hosts, consoleAt } = current();
      if (!consoleAt) throw new ProblemError(problem('no-such-resource', 'there is no console'));
      const origin = consoleOrigin(request.headers.host, hosts, arrival);
      if (origin === undefined)
        throw new ProblemError(
          problem('wrong-host', 'the console is not reached by this name, but by those of administration.hosts'),
        );
      return sendPage(reply, await consoleAt(origin)(consoleRequest(request, reply, arrival)), origin);
    };
    for (const url of [CONSOLE_PREFIX, `${CONSOLE_PREFIX}/*`]) {
      routes.route({ method: ['GET', 'HEAD', 'POST'], url, handler });
    }
    routes.get('/', async (_request, reply) => reply.redirect(CONSOLE_PREFIX, 303));
  });
}

function consoleRequest(request: FastifyRequest, reply: FastifyReply, { origin }: Arrival): ConsoleRequest {
  const { method, headers, id } = request;
  const target = parseTarget(request.raw.url ?? '');
  if (!target) throw new ProblemError(problem('malformed-request', `no path below ${API_PREFIX} or ${CONSOLE_PREFIX}`));
  const { remoteAddress, userAgent, country } = origin;
  return {
    method,
    path: target.path.slice(CONSOLE_PREFIX.length) || '/',
    query: new URLSearchParams(target.query ?? ''),
    headers: {
      acceptLanguage: headers['accept-language'],
      origin: headers.origin,
      secFetchSite: single(headers['sec-fetch-site']),
      contentType: headers['content-type'],
    },
    cookies: parseCookies(headers.cookie === undefined ? [] : [['cookie', headers.cookie]]),
    readBody: (maxOctets) => readBody(request, reply, maxOctets),
    remoteAddress,
    userAgent,
    ...(country !== undefined && { country }),
    requestId: id,
  };
}

/** A field that came twice says nothing. */
function single(field: string | readonly string[] | undefined): string | undefined {
  return typeof field === 'string' ? field : undefined;
}

async function readBody(
  { raw }: FastifyRequest,
  reply: FastifyReply,
  maxOctets: number,
): Promise<Uint8Array | 'too-large' | 'broken'> {
  const chunks: Buffer[] = [];
  let octets = 0;
  try {
    // Leaving the loop early must not end the connection before the answer is on it.
    for await (const chunk of raw.iterator({ destroyOnReturn: false })) {
      octets += chunk.length;
      if (octets > maxOctets) {
        reply.header('connection', 'close');
        return 'too-large';
      }
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } catch {
    return 'broken'; // it ended early, which is all that can be said
  }
}

function sendPage(
  reply: FastifyReply,
  { status, headers, setCookies, body }: PageAnswer,
  origin: string,
): FastifyReply {
  const cookies = cookieFields(setCookies, { origin }).map(([, value]) => value);
  if (cookies.length > 0) reply.header('set-cookie', cookies);
  return reply
    .code(status)
    .headers(headers)
    .send(typeof body === 'string' ? body : Buffer.from(body));
}
