// A console of a fixture on a port of this machine, as the administration listener will serve it: for browsers.

import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CONSOLE_PREFIX, type Console, type ConsoleRequest } from '../../src/web/console/console-contract.ts';
import { writeCookie } from '../../src/web/gate/browser-cookie.ts';

export interface ConsoleServer extends AsyncDisposable {
  /** Of clear text; a browser takes it for a secure context. */
  readonly origin: string;
}

/** @param consoleAt - Makes the console for the origin that it is served at. */
export async function serveConsole(consoleAt: (origin: string) => Console): Promise<ConsoleServer> {
  const server = createServer((request, response) => {
    console(requestOf(request, origin))
      .then(({ status, headers, setCookies, body }) => {
        const cookies = setCookies.map((cookie) => writeCookie(cookie, { origin }));
        response.writeHead(status, { ...headers, 'set-cookie': cookies });
        response.end(body);
      })
      .catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const console = consoleAt(origin);
  return {
    origin,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await server[Symbol.asyncDispose]();
    },
  };
}

function requestOf(request: IncomingMessage, origin: string): ConsoleRequest {
  const url = new URL(request.url ?? '/', origin);
  const { headers } = request;
  return {
    method: request.method ?? 'GET',
    path: url.pathname.slice(CONSOLE_PREFIX.length) || '/',
    query: url.searchParams,
    headers: {
      acceptLanguage: headers['accept-language'],
      origin: headers.origin,
      secFetchSite: [headers['sec-fetch-site']].flat()[0],
      contentType: headers['content-type'],
    },
    cookies: cookiesOf(headers.cookie ?? ''),
    readBody: async (maxOctets) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const body = Buffer.concat(chunks);
      return body.length > maxOctets ? 'too-large' : body;
    },
    remoteAddress: request.socket.remoteAddress ?? '',
    userAgent: headers['user-agent'] ?? '',
    requestId: 'request-1',
  };
}

function cookiesOf(header: string): ReadonlyMap<string, string> {
  return new Map(
    header.split('; ').flatMap((pair) => {
      const cut = pair.indexOf('=');
      return cut < 1 ? [] : [[pair.slice(0, cut), pair.slice(cut + 1)] as const];
    }),
  );
}
