// From a request as it arrived to an exchange that its site's gate decides about, or to a refusal of our own.

import { isUnavailable } from '../../../core/errors.ts';
import { clientNetwork } from '../../../core/places/networks.ts';
import type { Log, Stopwatch } from '../../../core/ports.ts';
import type { Bytes, Millis } from '../../../core/units.ts';
import type { Country } from '../../../core/web-context.ts';
import type { WebLimits } from '../../../core/web-limits.ts';
import type { ExchangeHandler, HeaderList, SiteIdentity, Target } from '../exchange.ts';
import type { BrowserConnection } from './browser-connection.ts';
import { clientAddress } from './client-address.ts';
import { Occupancy } from './occupancy.ts';
import { type RequestHead, readRequestHead } from './request-head.ts';
import { MAX_TARGET, parseTarget } from './target.ts';
import type { Transport } from './transport.ts';
import { WebExchange } from './web-exchange.ts';
import type { RequestRefusal, WebMetrics } from './web-metrics.ts';

/** A site as the doors see it. */
export interface ServedSite {
  readonly identity: SiteIdentity;
  /** Host names that are redirected to the site's own. */
  readonly aliases: readonly string[];
  /** The value of `strict-transport-security`; absent: none is sent. */
  readonly hsts?: string;
  /** Lower-case names of fields that no browser may send on. */
  readonly ownFields: ReadonlySet<string>;
  readonly handle: ExchangeHandler;
}

export interface FrontSettings {
  readonly sites: readonly ServedSite[];
  /** Networks of front proxies whose `x-forwarded-*` is believed. None: nobody's. */
  readonly trustedProxies: readonly string[];
  readonly limits: WebLimits;
}

export interface FrontServices {
  readonly stopwatch: Stopwatch;
  readonly log: Log;
  readonly metrics: WebMetrics;
  readonly countryOf?: (address: string) => Country | undefined;
}

/** A request whose head has arrived, in terms that both protocols share. */
export interface ArrivedRequest {
  readonly connection: BrowserConnection;
  readonly listener: { readonly name: string; readonly kind: 'site' | 'redirect' };
  readonly transport: Transport;
  readonly method: string;
  /** As it came. */
  readonly target: string;
  /** `host`, or `:authority`; absent: not exactly one. */
  readonly authority: string | undefined;
  /** Names in lower case. */
  readonly fields: HeaderList;
  /** Absent: in chunks. */
  readonly bodyLength: Bytes | undefined;
  readonly wantsUpgrade: 'websocket' | undefined;
}

/** RFC 9110 §9.3.6, §9.3.8: a tunnel, and an echo of fields that a script mayn't see. */
const REFUSED_METHODS: ReadonlySet<string> = new Set(['CONNECT', 'TRACE', 'TRACK']);

const METHOD = /^[A-Z]+(?:-[A-Z]+)*$/;

const AUTHORITY = /^([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::\d{1,5})?$/;

export class Front {
  readonly #services: FrontServices;
  readonly #exchanges: Set<WebExchange> = new Set();
  /** Requests that were answered without an exchange, until their browser has taken it; since when. */
  readonly #answered: Map<Transport, Millis> = new Map();
  readonly #occupancy: Occupancy = new Occupancy();
  #settings: FrontSettings;
  #byHost: ReadonlyMap<string, ServedSite>;
  #isDraining = false;
  readonly #now = (): Millis => this.#services.stopwatch.elapsed();
  readonly #isClosing = (): boolean => this.#isDraining;

  constructor(settings: FrontSettings, services: FrontServices) {
    this.#services = services;
    this.#settings = settings;
    this.#byHost = sitesByHost(settings.sites);
  }

  /** Requests to come are served in another way. */
  change(settings: FrontSettings): void {
    this.#settings = settings;
    this.#byHost = sitesByHost(settings.sites);
  }

  get limits(): WebLimits {
    return this.#settings.limits;
  }

  get trustedProxies(): readonly string[] {
    return this.#settings.trustedProxies;
  }

  /** Exchanges under way. */
  get open(): number {
    return this.#exchanges.size;
  }

  /** From now on each answer is its connection's last. */
  beginDraining(): void {
    this.#isDraining = true;
  }

  /** Aborts every exchange. */
  endAll(): void {
    for (const exchange of this.#exchanges) exchange.destroy();
  }

  /** Cuts what is under way whose browser has neither sent nor taken anything for too long. */
  sweep(now: Millis): void {
    const { bodyIdleTimeout, writeStallTimeout } = this.#settings.limits;
    for (const exchange of this.#exchanges) {
      const { toReceive, toSend, whole } = exchange.waiting;
      const isLate =
        (toReceive !== undefined && now - toReceive >= bodyIdleTimeout) ||
        (toSend !== undefined && now - toSend >= writeStallTimeout) ||
        (whole !== undefined && now >= whole);
      if (!isLate) continue;
      this.#services.metrics.requestRefused('time-out');
      exchange.destroy();
    }
    for (const [transport, since] of this.#answered) {
      if (now - since < writeStallTimeout) break; // oldest first
      this.#answered.delete(transport);
      this.#services.metrics.requestRefused('time-out');
      transport.destroy();
    }
  }

  /** Serves a request. Never throws. */
  receive(request: ArrivedRequest): void {
    const { connection, transport } = request;
    const number = connection.requestBegan();
    let served: Served | undefined;
    transport.onOver((wasComplete) => {
      const now = this.#now();
      this.#answered.delete(transport);
      connection.requestEnded(now);
      if (served) this.#forget(served, wasComplete, now);
    });
    served = this.#judge(request, number);
    if (!served) {
      this.#answered.set(transport, this.#now());
      return;
    }
    const { exchange, site } = served;
    site.handle(exchange).then(
      () => this.#answerRest(exchange, transport),
      (error: unknown) => this.#answerFailure(exchange, transport, error),
    );
  }

  /** The exchange that begins; or the request is answered already. */
  #judge(request: ArrivedRequest, number: number): Served | undefined {
    const { connection, transport, listener } = request;
    const { site, target, refusal } = this.#route(request);
    if (refusal) return this.#refuse(transport, refusal);
    const head = readRequestHead(request.fields, site.ownFields);
    if (!head) return this.#refuse(transport, MALFORMED);
    const { identity } = site;
    const isClear = listener.kind === 'redirect' || this.#isForwardedInClear(connection, head);
    if (isClear || this.#isAlias(request, identity)) {
      redirect(transport, `${identity.origin}${target.raw}`);
      return undefined;
    }
    return this.#begin(request, { site, target, head, number });
  }

  #route(request: ArrivedRequest): Routed {
    const { method, bodyLength } = request;
    const { maxBody } = this.#settings.limits;
    const { authority, target: raw } = request;
    const host = authority === undefined ? undefined : hostOf(authority);
    const inOriginForm = originForm(raw, authority);
    if (!METHOD.test(method) || host === undefined || inOriginForm === undefined) return { refusal: MALFORMED };
    if (inOriginForm.length > MAX_TARGET) return { refusal: { status: 414, reason: 'too-large' } };
    const target = parseTarget(inOriginForm);
    if (!target) return { refusal: MALFORMED };
    const site = this.#byHost.get(host);
    // RFC 9110 §15.5.20. Says nothing of which sites there are.
    if (!site) return { refusal: { status: 421, reason: 'unknown-host' } };
    if (REFUSED_METHODS.has(method)) return { refusal: { status: 405, reason: 'method' } };
    if (maxBody !== undefined && (bodyLength ?? 0) > maxBody) return { refusal: { status: 413, reason: 'too-large' } };
    return { site, target };
  }

  #isAlias({ authority = '' }: ArrivedRequest, { host }: SiteIdentity): boolean {
    return hostOf(authority) !== hostOf(host);
  }

  /** A front proxy says that the browser came to it without TLS. */
  #isForwardedInClear({ facts }: BrowserConnection, { forwardedProto }: RequestHead): boolean {
    return !facts.isProtected && facts.network === undefined && forwardedProto === 'http';
  }

  #begin(request: ArrivedRequest, { site, target, head, number }: Judged): Served | undefined {
    const { connection, transport, method, bodyLength, wantsUpgrade, listener } = request;
    const { limits, trustedProxies } = this.#settings;
    const { endpoints, id } = connection.facts;
    const remoteAddress = clientAddress(endpoints.remoteAddress, head.forwardedFor, trustedProxies);
    const isOwn = remoteAddress === endpoints.remoteAddress;
    const network = (isOwn ? connection.facts.network : undefined) ?? clientNetwork(remoteAddress);
    if (!this.#occupancy.enter(network, { inAll: limits.requests, perNetwork: limits.requestsPerAddress })) {
      return this.#refuse(transport, { status: 429, reason: 'too-many' });
    }
    const country = this.#services.countryOf?.(remoteAddress);
    const exchange = new WebExchange({
      transport,
      context: {
        site: site.identity.name,
        listener: listener.name,
        remoteAddress,
        remotePort: isOwn ? endpoints.remotePort : 0,
        localAddress: endpoints.localAddress,
        localPort: endpoints.localPort,
        userAgent: head.userAgent,
        ...(country !== undefined && { country }),
        requestId: `${id}-${number}`,
      },
      site: site.identity,
      method,
      target,
      head,
      bodyLength,
      wantsUpgrade,
      hsts: site.hsts,
      maxBody: limits.maxBody,
      now: this.#now,
      isDraining: this.#isClosing,
    });
    this.#exchanges.add(exchange);
    return { exchange, site, network, protocol: transport.protocol, began: this.#now() };
  }

  #forget({ exchange, site, network, protocol, began }: Served, wasComplete: boolean, now: Millis): void {
    if (!wasComplete) exchange.abort();
    this.#exchanges.delete(exchange);
    this.#occupancy.leave(network);
    this.#services.metrics.exchangeEnded({
      site: site.identity.name,
      protocol,
      status: statusClass(exchange.status),
      wasComplete,
      ...exchange.octets,
      took: now - began,
    });
  }

  /** A browser whose body broke off has no answer yet; it gets one in case it still listens. */
  #answerRest(exchange: WebExchange, transport: Transport): void {
    if (exchange.status !== undefined || transport.isGone) return;
    if (exchange.isBodyTooLarge) this.#answer(exchange, { status: 413, reason: 'too-large' });
    else if (exchange.isBodyBroken) this.#answer(exchange, MALFORMED);
    else this.#answerFailure(exchange, transport, new Error('nobody answered'));
  }

  #answerFailure(exchange: WebExchange, transport: Transport, error: unknown): void {
    const isTemporary = isUnavailable(error);
    if (!isTemporary) {
      const { site, requestId } = exchange.context;
      this.#services.log.error('web.exchange-failed', error, { site, requestId });
    }
    if (exchange.status !== undefined) exchange.destroy();
    else if (!transport.isGone) {
      this.#answer(exchange, isTemporary ? { status: 503, reason: 'unavailable' } : { status: 500, reason: 'failed' });
    }
  }

  #answer(exchange: WebExchange, { status, reason }: Refusal): void {
    this.#services.metrics.requestRefused(reason);
    exchange.respond({ status, headers: REFUSAL_FIELDS, body: TEXTS.get(status) ?? '' });
  }

  #refuse(transport: Transport, { status, reason }: Refusal): undefined {
    this.#services.metrics.requestRefused(reason);
    const body = Buffer.from(TEXTS.get(status) ?? '');
    // Whoever sends what can't be understood isn't understood in what follows either.
    const sink = transport.begin(status, [...REFUSAL_FIELDS, ['content-length', `${body.length}`]], status === 400);
    sink.end(body);
  }
}

interface Refusal {
  readonly status: number;
  readonly reason: RequestRefusal;
}

type Routed =
  | { readonly site: ServedSite; readonly target: Target; readonly refusal?: undefined }
  | { readonly refusal: Refusal; readonly site?: undefined; readonly target?: undefined };

/** An exchange under way. */
interface Served {
  readonly exchange: WebExchange;
  readonly site: ServedSite;
  /** Counted for it. */
  readonly network: string;
  readonly protocol: Transport['protocol'];
  readonly began: Millis;
}

interface Judged {
  readonly site: ServedSite;
  readonly target: Target;
  readonly head: RequestHead;
  readonly number: number;
}

const MALFORMED: Refusal = { status: 400, reason: 'malformed' };

const REFUSAL_FIELDS: HeaderList = [
  ['content-type', 'text/plain; charset=utf-8'],
  ['cache-control', 'no-store'],
  ['x-content-type-options', 'nosniff'],
];

const TEXTS: ReadonlyMap<number, string> = new Map([
  [400, 'This request can’t be understood.\n'],
  [405, 'This method isn’t served.\n'],
  [413, 'This is too large.\n'],
  [414, 'This address is too long.\n'],
  [421, 'No such site here.\n'],
  [429, 'Too many requests at once.\n'],
  [500, 'Something went wrong here.\n'],
  [503, 'This can’t be answered now. Please try again later.\n'],
]);

/** 308: the method and body stay what they are. The host is the configured one, whatever the request called it. */
function redirect(transport: Transport, location: string): void {
  transport
    .begin(
      308,
      [
        ['location', location],
        ['content-length', '0'],
        ['cache-control', 'no-store'],
      ],
      false,
    )
    .end();
}

function sitesByHost(sites: readonly ServedSite[]): ReadonlyMap<string, ServedSite> {
  const hosts = new Map<string, ServedSite>();
  for (const site of sites) {
    for (const name of [hostOf(site.identity.host) ?? '', ...site.aliases]) hosts.set(name.toLowerCase(), site);
  }
  return hosts;
}

/** The host of `host` or `host:port`, in lower case; the port is whatever the browser thinks it is. */
function hostOf(authority: string): string | undefined {
  return AUTHORITY.exec(authority.toLowerCase())?.[1];
}

/** RFC 9112 §3.2.2: the absolute form is for proxies, but must be understood, if it names the same host. */
function originForm(raw: string, authority: string | undefined): string | undefined {
  if (raw.startsWith('/')) return raw;
  const [, named, rest] = /^https?:\/\/([^/?#]*)(.*)$/i.exec(raw) ?? [];
  if (named === undefined || named.toLowerCase() !== authority?.toLowerCase()) return undefined;
  return rest === '' ? '/' : rest;
}

function statusClass(status: number | undefined): '1xx' | '2xx' | '3xx' | '4xx' | '5xx' | 'none' {
  if (status === undefined) return 'none';
  if (status < 200) return '1xx';
  if (status < 300) return '2xx';
  if (status < 400) return '3xx';
  return status < 500 ? '4xx' : '5xx';
}
