// How a client arrives: the PROXY header of a listed peer (A11), then TLS where the listener starts with it. What comes
// out is a socket to talk on and an address to believe.

import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { ClientContext } from '../core/decision.ts';
import { canonicalIp, isInNetworks } from '../core/places/networks.ts';
import type { Millis } from '../core/units.ts';
import { type ProxyHeader, parseProxyHeader } from '../protocol/proxy-header/parse.ts';

/** How long a listed peer may take to send its header. It sends it at once, or isn't what the list says. */
const PROXY_HEADER_TIMEOUT: Millis = 3_000;

/** The four parts of a TCP connection's name, in presentation form. */
export type Endpoints = Pick<ClientContext, 'remoteAddress' | 'remotePort' | 'localAddress' | 'localPort'>;

/** What the socket itself says; `undefined` when the peer is gone already. */
export function socketEndpoints(socket: Socket): Endpoints | undefined {
  const remoteAddress = canonicalIp(socket.remoteAddress ?? '');
  const localAddress = canonicalIp(socket.localAddress ?? '');
  if (remoteAddress === undefined || localAddress === undefined) return undefined;
  return { remoteAddress, remotePort: socket.remotePort ?? 0, localAddress, localPort: socket.localPort ?? 0 };
}

/**
 * Reads the PROXY header where the peer is on the list; anyone else is taken at its own address (P-01).
 * Resolves to `undefined` when a listed peer sends anything else, or nothing in time: close without an answer.
 */
export async function believedEndpoints(socket: Socket, proxyFrom: readonly string[]): Promise<Endpoints | undefined> {
  const own = socketEndpoints(socket);
  if (!own || proxyFrom.length === 0 || !isInNetworks(own.remoteAddress, proxyFrom)) return own;
  const header = await readProxyHeader(socket);
  if (!header) return undefined;
  const { source, destination } = header;
  // LOCAL and UNKNOWN are the proxy's own health checks: the socket's addresses count.
  if (!source) return own;
  const remoteAddress = canonicalIp(source.address);
  if (remoteAddress === undefined) return undefined;
  return {
    remoteAddress,
    remotePort: source.port,
    localAddress: canonicalIp(destination?.address ?? '') ?? own.localAddress,
    localPort: destination?.port ?? own.localPort,
  };
}

function readProxyHeader(socket: Socket): Promise<ProxyHeader | undefined> {
  return new Promise((resolve) => {
    let received: Buffer = Buffer.alloc(0);
    const settle = (header: ProxyHeader | undefined): void => {
      clearTimeout(timer);
      socket.off('data', onData);
      socket.off('end', onGone);
      socket.off('close', onGone);
      socket.pause();
      resolve(header);
    };
    const onGone = (): void => settle(undefined);
    const onData = (chunk: Buffer): void => {
      received = Buffer.concat([received, chunk]);
      const parsed = parseProxyHeader(received);
      if (parsed.kind === 'header') {
        settle(parsed);
        const rest = received.subarray(parsed.consumed);
        if (rest.length > 0) socket.unshift(rest);
      } else if (parsed.kind === 'invalid') {
        settle(undefined);
      }
    };
    const timer = setTimeout(onGone, PROXY_HEADER_TIMEOUT);
    socket.on('data', onData);
    socket.on('end', onGone);
    socket.on('close', onGone);
    socket.resume();
  });
}

/** TLS facts of a protected socket, for decisions and logs. */
export function tlsFacts(socket: Socket | TLSSocket): NonNullable<ClientContext['tls']> | undefined {
  if (!('encrypted' in socket)) return undefined;
  const { servername } = socket as TLSSocket & { readonly servername?: string | false };
  return {
    version: socket.getProtocol() ?? 'unknown',
    cipher: socket.getCipher().name,
    ...(typeof servername === 'string' && { serverName: servername }),
  };
}
