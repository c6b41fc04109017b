// The HTTP half of the web gate for tests: doors on loopback in front of an upstream that the test writes, with a gate
// that lets everything through. What the doors counted and logged can be looked at.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { systemRandom } from '../../src/adapters/system/system-random.ts';
import { systemStopwatch } from '../../src/adapters/system/system-stopwatch.ts';
import type { Log, LogFields, Stopwatch } from '../../src/core/ports.ts';
import type { WebLimits } from '../../src/core/web-limits.ts';
import type { ExchangeHandler, Upstream } from '../../src/web/gate/exchange.ts';
import type { ServedSite } from '../../src/web/gate/http/front.ts';
import { forwarded, relay, relayUpgrade } from '../../src/web/gate/http/relay.ts';
import { HttpUpstream, ownFields, type UpstreamSettings } from '../../src/web/gate/http/upstream.ts';
import { type WebDoorSettings, WebDoors } from '../../src/web/gate/http/web-doors.ts';
import type { WebListenerSettings } from '../../src/web/gate/http/web-listener.ts';
import type { EndedExchange, WebMetrics } from '../../src/web/gate/http/web-metrics.ts';
import { connectHttp, type HttpConnection } from './http-connection.ts';
import { type Certificate, makeCertificateAuthority } from './tls.ts';
import type { WireOptions } from './wire-client.ts';

/** The site's public name. */
export const SITE_HOST = 'mail.example.test';

export const WEB_LIMITS: WebLimits = {
  connections: 1_000,
  connectionsPerAddress: 100,
  requests: 500,
  requestsPerAddress: 100,
  streamsPerConnection: 100,
  headTimeout: 30_000,
  bodyIdleTimeout: 60_000,
  writeStallTimeout: 300_000,
  keepAliveTimeout: 75_000,
};

export interface WebFrontOptions {
  /** What the upstream answers. Default: 200 and a line. */
  readonly answer?: (request: IncomingMessage, response: ServerResponse) => void;
  /** Default: lets everything through with the cookies that the browser sent. */
  readonly handle?: (upstream: Upstream) => ExchangeHandler;
  readonly upstream?: Partial<UpstreamSettings>;
  readonly limits?: Partial<WebLimits>;
  readonly kind?: WebListenerSettings['kind'];
  readonly proxyFrom?: readonly string[];
  readonly trustedProxies?: readonly string[];
  readonly aliases?: readonly string[];
  readonly hsts?: string;
  readonly stopwatch?: Stopwatch;
}

export interface WebFront extends AsyncDisposable {
  readonly doors: WebDoors;
  readonly port: number;
  /** With `kind: 'https'`. */
  readonly certificate: Certificate | undefined;
  readonly upstream: HttpUpstream;
  /** The upstream's own server, for what only it can do. */
  readonly server: Server;
  /** Requests that reached the upstream. */
  readonly seen: IncomingMessage[];
  readonly ended: EndedExchange[];
  /** Names of what was refused: connections and requests. */
  readonly refused: string[];
  readonly logged: { readonly event: string; readonly fields: LogFields }[];
  settings(changes?: Partial<WebDoorSettings>): WebDoorSettings;
  connect(options?: Partial<WireOptions>): Promise<HttpConnection>;
}

/** Relays everything: the gate of somebody who trusts everybody. */
export function letThrough(upstream: Upstream): ExchangeHandler {
  return async (exchange) => {
    const cookie = Array.from(exchange.cookies, ([name, value]) => `${name}=${value}`).join('; ');
    const answer = await upstream.send(forwarded(exchange, { cookie }));
    switch (answer.kind) {
      case 'answer':
        await relay(exchange, answer, {
          cache: 'no-store',
          more: answer.setCookies.map((value) => ['set-cookie', value]),
        });
        return;
      case 'upgrade':
        await relayUpgrade(exchange, answer);
        return;
      case 'unavailable':
        exchange.respond({ status: 502, headers: [['x-reason', answer.reason]], body: 'unavailable' });
        return;
      case 'ended':
        return;
    }
  };
}

/** Opens doors in front of a new upstream. Disposing closes both. */
export async function openWebFront(options: WebFrontOptions = {}): Promise<WebFront> {
  await using opened = new AsyncDisposableStack();
  const seen: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    seen.push(request);
    if (options.answer) options.answer(request, response);
    else response.end('from upstream\n');
  });
  server.listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  opened.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const authority = options.kind === 'https' ? opened.use(await makeCertificateAuthority()) : undefined;
  const certificate = await authority?.issue({ names: [SITE_HOST, 'other.example.test'] });
  const logged: WebFront['logged'] = [];
  const log = recordingLog(logged);
  const identity = { name: 'webmail', host: SITE_HOST, origin: `https://${SITE_HOST}` };
  const upstreamSettings: UpstreamSettings = {
    site: identity,
    origin: `http://127.0.0.1:${port}`,
    hostHeader: 'public',
    connectTimeout: 5_000,
    firstByteTimeout: 120_000,
    idleTimeout: 120_000,
    ...options.upstream,
  };
  const upstream = opened.use(new HttpUpstream(upstreamSettings, log));
  const site: ServedSite = {
    identity,
    aliases: options.aliases ?? [],
    ...(options.hsts !== undefined && { hsts: options.hsts }),
    ownFields: ownFields(upstreamSettings),
    handle: (options.handle ?? letThrough)(upstream),
  };
  const settings = (changes: Partial<WebDoorSettings> = {}): WebDoorSettings => ({
    listeners: [
      { name: 'web', address: '127.0.0.1', port: 0, kind: options.kind ?? 'http', proxyFrom: options.proxyFrom ?? [] },
    ],
    sites: [site],
    trustedProxies: options.trustedProxies ?? [],
    limits: { ...WEB_LIMITS, ...options.limits },
    tls: certificate && {
      certificates: [{ certificate: certificate.cert, key: certificate.key, names: certificate.names }],
      minimumVersion: 'TLSv1.2',
      handshakeTimeout: 5_000,
    },
    ...changes,
  });
  const ended: EndedExchange[] = [];
  const refused: string[] = [];
  const metrics: WebMetrics = {
    connectionOpened: () => undefined,
    connectionRefused: (reason) => void refused.push(reason),
    requestRefused: (reason) => void refused.push(reason),
    exchangeEnded: (exchange) => void ended.push(exchange),
  };
  const services = { stopwatch: options.stopwatch ?? systemStopwatch, random: systemRandom, log, metrics };
  const doors = opened.use(new WebDoors(settings(), services, false));
  await doors.open(settings());
  const own = doors.listeners[0]?.port ?? 0;
  const all = opened.move();
  return {
    doors,
    port: own,
    certificate,
    upstream,
    server,
    seen,
    ended,
    refused,
    logged,
    settings,
    connect: (wire = {}) =>
      connectHttp({
        port: own,
        ...(certificate && { tls: { ca: certificate.ca, servername: SITE_HOST } }),
        ...wire,
      }),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

function recordingLog(lines: WebFront['logged']): Log {
  const record = (event: string, fields: LogFields = {}): void => void lines.push({ event, fields });
  return {
    debug: record,
    info: record,
    warn: record,
    error: (event, error, fields = {}) => record(event, { ...fields, error: String(error) }),
  };
}
