// What monitoring asks over HTTP, on a loopback port: metrics, and whether the node lives and takes sign-ins.

import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PosternError } from '../core/errors.ts';

export interface OperatorAnswers {
  /** Prometheus text format 0.0.4. */
  metrics(): Promise<string>;
  /** Why sign-ins can't be taken now; empty when they can. */
  problems(): Promise<readonly string[]>;
  /** What is wrong and doesn't keep sign-ins from being taken; empty when nothing is. */
  troubles(): Promise<readonly string[]>;
}

export interface OperatorEndpoint extends AsyncDisposable {
  readonly port: number;
}

/** Listens; throws `ERR_LISTEN`. */
export async function openOperatorEndpoint(
  at: { readonly address: string; readonly port: number },
  answers: OperatorAnswers,
): Promise<OperatorEndpoint> {
  const server = createServer((request, response) => {
    respond(request.method ?? '', request.url ?? '', answers, response).catch(() =>
      send(response, 503, 'unavailable\n'),
    );
  });
  await listen(server, at);
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function respond(method: string, url: string, answers: OperatorAnswers, response: ServerResponse): Promise<void> {
  if (method !== 'GET' && method !== 'HEAD') return send(response, 405, 'only GET\n');
  switch (url.split('?', 1)[0]) {
    case '/metrics':
      return send(response, 200, await answers.metrics(), 'text/plain; version=0.0.4; charset=utf-8');
    case '/health/live':
      return send(response, 200, 'ok\n');
    case '/health/ready': {
      const problems = await answers.problems();
      if (problems.length > 0) return send(response, 503, `${problems.join('\n')}\n`);
      const troubles = await answers.troubles();
      return send(response, 200, ['ok', ...troubles.map((trouble) => `degraded: ${trouble}`), ''].join('\n'));
    }
    default:
      return send(response, 404, 'try /metrics, /health/live or /health/ready\n');
  }
}

function send(response: ServerResponse, status: number, body: string, type = 'text/plain; charset=utf-8'): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
}

function listen(server: Server, { address, port }: { readonly address: string; readonly port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new PosternError('ERR_LISTEN', `can't listen on ${address} port ${port}: ${cause.message}`, { cause })),
    );
    server.listen({ host: address, port }, () => resolve());
  });
}
