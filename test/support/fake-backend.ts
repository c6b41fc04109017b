// A backend that misbehaves to order: the test scripts each connection line by line. For stalls, resets, garbage,
// over-long lines and talk out of turn, which no real server can be made to do.

import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Certificate } from './tls.ts';
import { WireConnection, WireEndedError } from './wire-connection.ts';

export interface FakeBackendOptions {
  /** Implicit TLS with this certificate; without it `startTls` of a connection is given one. */
  readonly tls?: Certificate;
  /** How long each wait of a script may take, in milliseconds. */
  readonly patienceMs?: number;
  /** Default: a free one. A test may name the port of a backend that was closed. */
  readonly port?: number;
}

/** A connection as server. */
export class FakeConnection extends WireConnection {
  /** Starts TLS as server; call it right after sending the answer to STARTTLS. What is pending goes to the handshake. */
  startTls({ cert, key }: Pick<Certificate, 'cert' | 'key'>): Promise<void> {
    const wrap = (socket: Socket): TLSSocket => new TLSSocket(socket, { isServer: true, cert, key });
    return this.upgrade({ wrap, ready: 'secure' });
  }

  /** Says nothing more and waits until the other side goes away. */
  async stall(): Promise<void> {
    await this.ended;
  }
}

/** What to say on one connection. When it returns, the connection is ended with FIN. */
export type BackendScript = (connection: FakeConnection, index: number) => Promise<void>;

export interface FakeBackend extends AsyncDisposable {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** All connections so far, in order. */
  readonly connections: readonly FakeConnection[];
  /** The connection with this index (0 is the first), at once or when it comes. */
  connection(index: number): Promise<FakeConnection>;
}

/**
 * Starts a backend on a free loopback port that runs `script` for each connection. Disposing closes everything and
 * throws what a script threw, but for the other side's leaving early, which most tests of bad behaviour provoke.
 */
export async function startFakeBackend(script: BackendScript, options: FakeBackendOptions = {}): Promise<FakeBackend> {
  const connections: FakeConnection[] = [];
  const failures: unknown[] = [];
  const awaited = new Map<number, PromiseWithResolvers<FakeConnection>>();

  const serve = async (socket: Socket): Promise<void> => {
    const connection = new FakeConnection(
      socket,
      options.patienceMs === undefined ? {} : { patienceMs: options.patienceMs },
    );
    const index = connections.push(connection) - 1;
    awaited.get(index)?.resolve(connection);
    try {
      if (options.tls !== undefined) await connection.startTls(options.tls);
      await script(connection, index);
      connection.halfClose();
    } catch (error) {
      if (!(error instanceof WireEndedError)) failures.push(error);
      socket.destroy();
    }
  };

  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => void serve(socket));
  server.listen({ host: '127.0.0.1', port: options.port ?? 0 });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one

  return {
    host: '127.0.0.1',
    port,
    connections,
    connection: async (index) => {
      const known = connections[index];
      if (known !== undefined) return known;
      const coming = awaited.get(index) ?? Promise.withResolvers<FakeConnection>();
      awaited.set(index, coming);
      return coming.promise;
    },
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise((done) => server.close(done));
      for (const connection of connections) await connection[Symbol.asyncDispose]();
      await closed;
      if (failures.length > 0) throw new AggregateError(failures, 'a script of the fake backend failed');
    },
  };
}
