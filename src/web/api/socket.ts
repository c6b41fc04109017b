// The API on a Unix socket: who can open it is the operator. The socket is mode 0600 from its first moment, and one that
// a crash left behind is removed only when nobody answers on it.

import { rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect, type Server as NetServer } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { PosternError } from '../../core/errors.ts';

/** Longest path of a Unix socket on Linux, in octets: `sun_path` has 108, the last of them NUL. */
const MAX_PATH_OCTETS = 107;

/** Nobody but its owner may connect: connecting takes write permission. */
const PRIVATE_UMASK = 0o177;

/** Time for a request's headers and body, in milliseconds; answers may take longer. */
const REQUEST_TIMEOUT_MS = 30_000;

export interface ApiSocket extends AsyncDisposable {
  readonly path: string;
}

/**
 * Listens. Throws `ERR_LISTEN` when another Postern answers there, when something that is no socket is there, or when
 * the path is too long. Disposal ends requests that are under way, and removes the socket.
 */
export async function listenOnSocket(api: FastifyInstance, path: string): Promise<ApiSocket> {
  await api.ready();
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
    api.routing(request, response);
  });
  await bindSocket(server, path, PRIVATE_UMASK);
  return {
    path,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await api.close();
    },
  };
}

/** Binds a server to a path, with the permissions that the umask leaves. Throws as {@link listenOnSocket} does. */
export async function bindSocket(server: NetServer, path: string, umask: number): Promise<void> {
  if (Buffer.byteLength(path) > MAX_PATH_OCTETS) {
    throw new PosternError('ERR_LISTEN', `the socket's path has more than ${MAX_PATH_OCTETS} octets: ${path}`);
  }
  await removeStale(path);
  await bind(server, path, umask);
}

async function removeStale(path: string): Promise<void> {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return;
  if (!found.isSocket()) throw new PosternError('ERR_LISTEN', `${path} is there already, and is no socket`);
  if (await isAnswered(path)) throw new PosternError('ERR_LISTEN', `Postern runs already: it answers on ${path}`);
  rmSync(path, { force: true });
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    // Only a refused connection says that nobody listens; whatever else goes wrong, the socket isn't ours to remove.
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'ECONNREFUSED'));
  });
}

function bind(server: NetServer, path: string, umask: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => reject(new PosternError('ERR_LISTEN', `cannot listen on ${path}`, { cause })));
    server.once('listening', resolve);
    // A path is bound within this call, so no other file is made under this umask.
    const usual = process.umask(umask);
    try {
      server.listen(path);
    } finally {
      process.umask(usual);
    }
  });
}
