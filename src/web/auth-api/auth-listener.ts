// Where the sign-in API listens: a Unix socket, loopback in clear text, or TLS. Nothing else carries passwords.

import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer, Server as HttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { PosternError } from '../../core/errors.ts';
import type { TlsContexts } from '../../net/tls-contexts.ts';
import { bindSocket } from '../api/socket.ts';

/** Time for a request's head, and for all of it, in milliseconds: its body is small. */
const HEAD_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 10_000;

/** Connections at once; more are closed at once. */
const MOST_CONNECTIONS = 1_000;

/** Connecting takes write permission; its folder says who gets that far. */
const OPEN_UMASK = 0o111;

export type AuthListenerSettings =
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'http' | 'https'; readonly address: string; readonly port: number };

export interface AuthListener extends AsyncDisposable {
  /** 0 for a socket. */
  readonly port: number;
  /** Shows other certificates from now on. */
  renew(contexts: TlsContexts | undefined): void;
}

/** Listens; throws `ERR_LISTEN`. Disposal ends requests that are under way. */
export async function openAuthListener(
  settings: AuthListenerSettings,
  handler: RequestListener,
  contexts: TlsContexts | undefined,
): Promise<AuthListener> {
  let current = contexts;
  const timeouts = { headersTimeout: HEAD_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS };
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
