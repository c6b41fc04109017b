// A listening TCP port of a door of any kind.

import { createServer, type Server, type Socket } from 'node:net';
import { PosternError } from '../core/errors.ts';

/** Silence after which the kernel asks whether the client is still there. */
const KEEP_ALIVE_MS = 120_000;

/** Connections that may wait to be accepted: after a restart everybody comes back at once. */
const BACKLOG = 4_096;

export interface PortAddress {
  readonly address: string;
  /** 0 lets the system choose. */
  readonly port: number;
}

export class ListeningPort {
  readonly #server: Server;

  /** @param arrived - Is given each connection, paused, with a listener for its errors: they must not take the process along. */
  constructor(arrived: (socket: Socket) => void) {
    this.#server = createServer({
      allowHalfOpen: true,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_MS,
      pauseOnConnect: true,
    });
    this.#server.on('connection', (socket) => {
      socket.on('error', () => socket.destroy());
      arrived(socket);
    });
  }

  /** The bound port, once {@link listen} resolved. */
  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  /**
   * Rejects with `ERR_LISTEN`.
   *
   * @param shared - Several processes listen on one port; the kernel spreads the connections (SO_REUSEPORT).
   */
  listen({ address, port }: PortAddress, shared: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', (cause) =>
        reject(new PosternError('ERR_LISTEN', `can't listen on ${address} port ${port}: ${cause.message}`, { cause })),
      );
      this.#server.listen({ host: address, port, backlog: BACKLOG, exclusive: true, reusePort: shared }, () => {
        this.#server.removeAllListeners('error');
        // Out of file descriptors and the like: the port stays, the client that knocked is lost to the kernel.
        this.#server.on('error', () => undefined);
        resolve();
      });
    });
  }

  /** Stops listening; connections go on. */
  close(): void {
    this.#server.close();
  }
}
