// A listening port of the web doors. It accepts, believes a listed peer's PROXY header, counts, protects, and hands the
// connection to the protocol that was agreed on. What it does with newcomers can be changed while it listens.

import type { Server as HttpServer } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer as createTlsServer, type TLSSocket, type TlsOptions, type Server as TlsServer } from 'node:tls';
import { clientNetwork, isInNetworks } from '../../../core/places/networks.ts';
import type { Stopwatch } from '../../../core/ports.ts';
import type { Millis } from '../../../core/units.ts';
import { believedEndpoints, type Endpoints } from '../../../net/client-arrival.ts';
import { ListeningPort, type PortAddress } from '../../../net/listening-port.ts';
import type { TlsContexts } from '../../../net/tls-contexts.ts';
import { BrowserConnection } from './browser-connection.ts';
import type { Front } from './front.ts';
import { createHttp1Server, type Http1Request, sendAway } from './http1-server.ts';
import { beginHttp2 } from './http2-session.ts';
import type { Occupancy } from './occupancy.ts';
import type { WebMetrics } from './web-metrics.ts';

const LOOPBACK = ['127.0.0.0/8', '::1/128'];

/** RFC 7301: HTTP/2 (RFC 9113 §3.2) before HTTP/1.1. */
const ALPN = ['h2', 'http/1.1'];

export interface WebListenerSettings extends PortAddress {
  readonly name: string;
  /** `http`: clear text, for browsers on this machine and front proxies only. `redirect`: clear text, only sends browsers to `https`. */
  readonly kind: 'https' | 'http' | 'redirect';
  /** CIDR: peers that must begin with a PROXY protocol header. */
  readonly proxyFrom: readonly string[];
}

/** What a listener does with those who come. */
export interface WebReception {
  readonly settings: WebListenerSettings;
  readonly front: Front;
  /** Needed for `https`. */
  readonly tls: { readonly contexts: TlsContexts; readonly handshakeTimeout: Millis } | undefined;
  readonly occupancy: Occupancy;
  readonly metrics: WebMetrics;
  readonly stopwatch: Stopwatch;
  readonly newId: () => string;
}

export class WebListener {
  readonly #port: ListeningPort;
  readonly #http1: HttpServer;
  readonly #connections: Map<Duplex, BrowserConnection> = new Map();
  /** Handshakes under way, by their client's end. */
  readonly #protecting: Map<string, Arrived> = new Map();
  readonly #arriving: Set<Socket> = new Set();
  #reception: WebReception;
  #tls: TlsServer | undefined;
  #isDraining = false;

  constructor(reception: WebReception) {
    this.#reception = reception;
    this.#tls = this.#createTls(reception);
    this.#port = new ListeningPort((socket) => void this.#arrive(socket));
    this.#http1 = createHttp1Server({
      request: (request) => this.#receive(request),
      malformed: () => this.#reception.metrics.requestRefused('malformed'),
    });
  }

  /** The bound port, once {@link listen} resolved. */
  get port(): number {
    return this.#port.port;
  }

  get open(): number {
    return this.#connections.size + this.#arriving.size;
  }

  /** As {@link ListeningPort.listen}. */
  listen(address: PortAddress, shared: boolean): Promise<void> {
    return this.#port.listen(address, shared);
  }

  /** Receives those who come from now on in another way; connections that live go on. */
  change(reception: WebReception): void {
    this.#reception = reception;
    this.#tls = this.#createTls(reception);
  }

  /** Stops listening. Connections may ask nothing more, but hear the answers that are under way. */
  close(): void {
    this.#isDraining = true;
    this.#port.close();
    for (const connection of this.#connections.values()) connection.close();
    for (const socket of this.#arriving) socket.destroy();
  }

  destroyAll(): void {
    for (const connection of this.#connections.values()) connection.destroy();
    for (const socket of this.#arriving) socket.destroy();
  }

  sweep(now: Millis): void {
    const { limits } = this.#reception.front;
    for (const connection of this.#connections.values()) {
      if (connection.sweep(now, limits) === undefined) continue;
      this.#reception.metrics.requestRefused('time-out');
      sendAway(connection.facts.socket, 408);
    }
  }

  async #arrive(socket: Socket): Promise<void> {
    const reception = this.#reception;
    const { metrics, settings } = reception;
    metrics.connectionOpened();
    this.#arriving.add(socket);
    const endpoints = await believedEndpoints(socket, settings.proxyFrom);
    this.#arriving.delete(socket);
    if (!endpoints || socket.destroyed || this.#isDraining) {
      if (!endpoints) metrics.connectionRefused('proxy-header');
      socket.destroy();
      return;
    }
    this.#admit(socket, endpoints, reception);
  }

  #admit(socket: Socket, endpoints: Endpoints, { front, occupancy, metrics, settings }: WebReception): void {
    const { remoteAddress } = endpoints;
    const { limits, trustedProxies } = front;
    const isFront = isInNetworks(remoteAddress, trustedProxies);
    if (settings.kind === 'http' && !isFront && !isInNetworks(remoteAddress, LOOPBACK)) {
      metrics.connectionRefused('clear-text');
      socket.destroy();
      return;
    }
    const network = isFront ? undefined : clientNetwork(remoteAddress);
    if (!occupancy.enter(network, { inAll: limits.connections, perNetwork: limits.connectionsPerAddress })) {
      metrics.connectionRefused('limit');
      socket.destroy();
      return;
    }
    socket.once('close', () => occupancy.leave(network));
    if (settings.kind === 'https') this.#protect(socket, { endpoints, network });
    else this.#serve(socket, { endpoints, network }, false);
  }

  #protect(socket: Socket, arrived: Arrived): void {
    const key = keyOf(socket);
    this.#protecting.set(key, arrived);
    // A client may come back from the same port before the end of its last connection is known here.
    socket.once('close', () => {
      if (this.#protecting.get(key) === arrived) this.#protecting.delete(key);
    });
    // It takes what it is handed as if it had listened itself.
    if (this.#tls) this.#tls.emit('connection', socket);
    else socket.destroy();
  }

  #createTls({ tls, metrics }: WebReception): TlsServer | undefined {
    if (!tls) return undefined;
    const { contexts, handshakeTimeout } = tls;
    const server = createTlsServer({
      ...contexts.firstOptions,
      allowHalfOpen: true,
      handshakeTimeout,
      ...(contexts.isChoice && { SNICallback: contextPicker(contexts) }),
      // RFC 7301 §3.2: whoever offers neither is refused; whoever offers nothing speaks HTTP/1.1.
      ALPNCallback: ({ protocols }) => ALPN.find((offered) => protocols.includes(offered)),
    });
    server.on('tlsClientError', (_error, socket) => {
      metrics.connectionRefused('tls');
      socket.destroy();
    });
    server.on('secureConnection', (socket) => {
      const arrived = this.#protecting.get(keyOf(socket));
      this.#protecting.delete(keyOf(socket));
      socket.on('error', () => socket.destroy());
      if (arrived && !this.#isDraining) this.#serve(socket, arrived, true);
      else socket.destroy();
    });
    return server;
  }

  #serve(socket: Socket | TLSSocket, { endpoints, network }: Arrived, isProtected: boolean): void {
    const { stopwatch, newId, front } = this.#reception;
    const facts = { id: newId(), endpoints, network, isProtected, socket };
    const connection = new BrowserConnection(facts, stopwatch.elapsed());
    this.#connections.set(socket, connection);
    socket.once('close', () => this.#connections.delete(socket));
    if ('alpnProtocol' in socket && socket.alpnProtocol === 'h2') {
      connection.session = beginHttp2(socket, front.limits.streamsPerConnection, {
        request: (request) => this.#receive({ ...request, socket }),
        malformed: () => this.#reception.metrics.requestRefused('malformed'),
      });
      // Whoever has said its last word asks nothing more.
      socket.once('end', () => connection.close());
      return;
    }
    this.#http1.emit('connection', socket);
    socket.resume();
  }

  #receive(request: Http1Request): void {
    const { front, settings } = this.#reception;
    const connection = this.#connections.get(request.socket);
    if (!connection) {
      request.transport.destroy();
      return;
    }
    const kind = settings.kind === 'redirect' ? 'redirect' : 'site';
    front.receive({ ...request, connection, listener: { name: settings.name, kind } });
  }
}

function contextPicker(contexts: TlsContexts): NonNullable<TlsOptions['SNICallback']> {
  return (name, done) => done(null, contexts.pick(name));
}

/** What is known of a connection before its protocol is. */
interface Arrived {
  readonly endpoints: Endpoints;
  /** Absent: a front proxy's, which isn't counted. */
  readonly network: string | undefined;
}

/** A connection's own name: the protected socket has the same as the one below it. */
function keyOf({ remoteAddress, remotePort, localAddress, localPort }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localAddress} ${localPort}`;
}
