// A listening TCP socket that can be disposed of at once, with every connection it has.

import { createServer, type Server, type Socket } from 'node:net';

export interface LoopbackListener extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
}

/**
 * Listens, and hands each connection over with Nagle's algorithm off (with it, each step of a dialogue costs 45 ms).
 *
 * @param address - Port 0 takes a free one.
 */
export async function listenOnLoopback(
  address: { readonly host: '127.0.0.1'; readonly port: number },
  accept: (socket: Socket) => void,
): Promise<LoopbackListener> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    accept(socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address.port, address.host, resolve);
  });
  return {
    host: address.host,
    port: portOf(server),
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
