// Free loopback ports for servers that must be told theirs in a configuration file. Ports come from below the range
// that the kernel gives to outgoing connections and to port 0, so nothing takes one between our look and the server's
// bind, except another test process that drew the same number: then the server is started again with others.

import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/** First and one-past-last port that is drawn: below Linux's (32768) and above the usual hand-made choices. */
const DRAWN = { from: 23_000, to: 32_768 } as const;
const MOST_DRAWS = 1000;
const MOST_STARTS = 4;

/** A server found its port taken; `withFreePorts` draws again. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
}

async function bind(port: number): Promise<Server | undefined> {
  const server = createServer();
  try {
    server.listen({ host: '127.0.0.1', port, exclusive: true });
    await once(server, 'listening');
    return server;
  } catch {
    return undefined; // taken: the caller draws another
  }
}

/** `count` different ports of 127.0.0.1 that were free a moment ago. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const held: { readonly port: number; readonly server: Server }[] = [];
  for (let draw = 0; held.length < count && draw < MOST_DRAWS; draw += 1) {
    const port = randomInt(DRAWN.from, DRAWN.to);
    const server = await bind(port);
    if (server) held.push({ port, server });
  }
  await Promise.all(held.map(({ server }) => new Promise((closed) => server.close(closed))));
  if (held.length < count) throw new Error('no free ports');
  return held.map(({ port }) => port);
}

/** One port of 127.0.0.1 that was free a moment ago. */
export async function freePort(): Promise<number> {
  const [port] = await freePorts(1);
  if (port === undefined) throw new Error('no free port');
  return port;
}

/** A port for each name. */
export type NamedPorts<Name extends string> = Readonly<Record<Name, number>>;

/** Calls `start` with a free port for each name, and again with others when it throws a `PortTakenError`. */
export async function withFreePorts<Name extends string, T>(
  names: readonly Name[],
  start: (ports: NamedPorts<Name>) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const drawn = await freePorts(names.length);
    const ports = Object.fromEntries(names.map((name, index) => [name, drawn[index]])) as NamedPorts<Name>;
    try {
      return await start(ports);
    } catch (error) {
      if (!(error instanceof PortTakenError) || attempt === MOST_STARTS) throw error;
    }
  }
}
