// Where an API listens for others than the operator: a Unix socket, loopback in clear text, or TLS. Nothing else carries
// passwords and tokens.

import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer, Server as HttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { PosternError } from '../../core/errors.ts';
import type { Millis } from '../../core/units.ts';
import type { TlsContexts } from '../../net/tls-contexts.ts';
import { bindSocket } from './socket.ts';

/** Time for a request's head, in milliseconds. */
const HEAD_TIMEOUT_MS = 5_000;

/** Connections at once; more are closed at once. */
const MOST_CONNECTIONS = 1_000;

/** Connecting takes write permission; its folder says who gets that far. */
const OPEN_UMASK = 0o111;

export type ApiListenerSettings =
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'http' | 'https'; readonly address: string; readonly port: number };

export interface ApiListenerParts {
  readonly handler: RequestListener;
  /** Needed for `https`. */
  readonly contexts: TlsContexts | undefined;
  /** Time for all of a request, its body included. */
  readonly requestTimeout: Millis;
}

export interface ApiListener extends AsyncDisposable {
  /** 0 for a socket. */
  readonly port: number;
  /** Shows other certificates from now on. */
  renew(contexts: TlsContexts | undefined): void;
}

/** Listens; throws `ERR_LISTEN`. Disposal ends requests that are under way. */
export async function openApiListener(
  settings: ApiListenerSettings,
  { handler, contexts, requestTimeout }: ApiListenerParts,
): Promise<ApiListener> {
  let current = contexts;
  const timeouts = { headersTimeout: HEAD_TIMEOUT_MS, requestTimeout };
  const server: Server | HttpsServer =
    settings.kind === 'https'
      ? createHttpsServer(
          {
            ...timeouts,
            ...contexts?.firstOptions,
            SNICallback: (name, done) => done(null, current?.pick(name)),
          },
          handler,
        )
      : createHttpServer(timeouts, handler);
  server.maxConnections = MOST_CONNECTIONS;
  if (settings.kind === 'socket') await bindSocket(server, settings.path, OPEN_UMASK);
  else await listen(server, settings);
  const address = server.address();
  return {
    port: isPort(address) ? address.port : 0,
    renew(next) {
      current = next;
      if (server instanceof HttpsServer && next) server.setSecureContext(next.firstOptions);
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function isPort(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}

function listen(
  server: Server | HttpsServer,
  { address, port }: { readonly address: string; readonly port: number },
): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new PosternError('ERR_LISTEN', `can't listen on ${address} port ${port}: ${cause.message}`, { cause })),
    );
    server.listen({ host: address, port }, () => resolve());
  });
}
