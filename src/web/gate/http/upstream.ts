// The way to a site's upstream: a pool of kept-alive connections, time-outs that measure silence, and our own word on
// who the client is. A request with a body is never sent twice.

import { isIP } from 'node:net';
import type { Readable } from 'node:stream';
import { buildConnector, type Dispatcher, Pool } from 'undici';
import type { Log } from '../../../core/ports.ts';
import type { Bytes, Millis } from '../../../core/units.ts';
import type {
  SiteIdentity,
  Upstream,
  UpstreamAnswer,
  UpstreamFailure,
  UpstreamRequest,
  UpstreamUpgrade,
} from '../exchange.ts';
import { type UrlMapping, upstreamUrl } from './public-url.ts';
import { type BrokenRequest, UpstreamExchange } from './upstream-answer.ts';

/** Longest head of an answer. */
const MAX_ANSWER_HEAD: Bytes = 65_536;

export interface UpstreamSettings {
  readonly site: SiteIdentity;
  /** `http://` or `https://`, host and port. With `socketPath`, only the scheme and `localhost`. */
  readonly origin: string;
  /** A Unix socket instead of host and port. */
  readonly socketPath?: string;
  /** PEM of what signs its certificate; absent: the system's authorities. */
  readonly certificateAuthority?: string;
  /** Name in its certificate; absent: the host. */
  readonly serverName?: string;
  /** Which name it is asked for: the site's public one, or its own. */
  readonly hostHeader: 'public' | 'own';
  /** Sent with every request, so that it answers nobody else. The name in lower case. */
  readonly secret?: { readonly header: string; readonly value: string };
  readonly connectTimeout: Millis;
  readonly firstByteTimeout: Millis;
  readonly idleTimeout: Millis;
}

/** Fields that are ours to state, or undici's. */
const OWN_FIELDS: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'upgrade',
  'expect',
  'cookie',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
]);

/** What is about the public origin, where the upstream knows itself by another. */
const ABOUT_ORIGIN: ReadonlySet<string> = new Set(['origin', 'referer', 'destination']);

export class HttpUpstream implements Upstream, AsyncDisposable {
  readonly #settings: UpstreamSettings;
  readonly #log: Log;
  readonly #pool: Pool;
  readonly #mapping: UrlMapping;
  readonly #host: string;
  #isFailing = false;

  constructor(settings: UpstreamSettings, log: Log) {
    const { origin, site, hostHeader, idleTimeout, firstByteTimeout } = settings;
    this.#settings = settings;
    this.#log = log;
    this.#mapping = { publicOrigin: site.origin, upstreamOrigin: origin };
    this.#host = hostHeader === 'public' ? site.host : new URL(origin).host;
    this.#pool = new Pool(origin, {
      connect: connectorOf(settings),
      pipelining: 1,
      maxHeaderSize: MAX_ANSWER_HEAD,
      headersTimeout: firstByteTimeout,
      bodyTimeout: idleTimeout,
    });
  }

  async send(request: UpstreamRequest): Promise<UpstreamAnswer | UpstreamUpgrade | UpstreamFailure> {
    if (request.signals?.some(({ aborted }) => aborted)) return { kind: 'ended' };
    const first = await this.#dispatch(request);
    // A kept-alive connection may have been closed by the other side as we wrote. Nothing is repeated but a question.
    const end = first.kind === 'broken' && isRepeatable(request, first) ? await this.#dispatch(request) : first;
    if (end.kind === 'broken') return this.#failure(request, end);
    if (this.#isFailing && end.kind !== 'unavailable' && end.kind !== 'ended') {
      this.#isFailing = false;
      this.#log.info('web.upstream-available', { site: this.#settings.site.name });
    }
    return end;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.destroy();
  }

  #dispatch(request: UpstreamRequest): UpstreamExchange['head'] {
    const exchange = new UpstreamExchange(this.#mapping, request.signals ?? []);
    const { method, target, body, upgrade, timeouts } = request;
    const options: Dispatcher.DispatchOptions = {
      method,
      path: target,
      headers: this.#fields(request),
      body: body === undefined || body instanceof Uint8Array ? (body ?? null) : body.stream,
      ...(upgrade !== undefined && { upgrade }),
      ...(timeouts && { headersTimeout: timeouts.firstByte, bodyTimeout: timeouts.idle }),
    };
    this.#pool.dispatch(options, exchange);
    return exchange.head;
  }

  #fields({ headers, cookie, client, body }: UpstreamRequest): string[] {
    const { site, secret, hostHeader } = this.#settings;
    const fields = ['host', this.#host];
    for (const [name, value] of headers) {
      if (OWN_FIELDS.has(name) || name === secret?.header) continue;
      const isMapped = hostHeader === 'own' && ABOUT_ORIGIN.has(name);
      fields.push(name, isMapped ? upstreamUrl(value, this.#mapping) : value);
    }
    if (cookie !== undefined && cookie !== '') fields.push('cookie', cookie);
    fields.push('x-forwarded-for', client.remoteAddress, 'x-forwarded-proto', 'https', 'x-forwarded-host', site.host);
    if (secret) fields.push(secret.header, secret.value);
    if (body && !(body instanceof Uint8Array) && body.length !== undefined)
      fields.push('content-length', `${body.length}`);
    return fields;
  }

  #failure({ body }: UpstreamRequest, { error, wasSent }: BrokenRequest): UpstreamFailure {
    const stream = body instanceof Uint8Array ? undefined : body?.stream;
    if (stream && hasBrokenOff(stream, error)) return { kind: 'ended' };
    const reason = wasSent ? reasonOf(error) : 'unreachable';
    if (!this.#isFailing) {
      this.#isFailing = true;
      this.#log.warn('web.upstream-unavailable', { site: this.#settings.site.name, reason, error: error.message });
    }
    return { kind: 'unavailable', reason };
  }
}

/** The names of fields that only we may send to an upstream, for `readRequestHead`. */
export function ownFields({ secret }: Pick<UpstreamSettings, 'secret'>): ReadonlySet<string> {
  return new Set(secret ? [secret.header] : []);
}

function connectorOf(settings: UpstreamSettings): buildConnector.connector {
  const { origin, socketPath, certificateAuthority, serverName, connectTimeout } = settings;
  const { hostname } = new URL(origin);
  const host = hostname.replace(/^\[|\]$/g, '');
  const connect = buildConnector({
    allowH2: false,
    timeout: connectTimeout,
    ...(socketPath !== undefined && { socketPath }),
    ...(certificateAuthority !== undefined && { ca: certificateAuthority }),
  });
  // Else the name in the `Host` field would be the one that the certificate must have.
  const name = serverName ?? (isIP(host) === 0 ? host : '');
  return ({ servername: _, ...options }, callback) =>
    connect(options.protocol === 'https:' ? { ...options, servername: name } : options, callback);
}

function isRepeatable({ method, body }: UpstreamRequest, { error, wasSent }: BrokenRequest): boolean {
  return wasSent && body === undefined && REPEATABLE.has(method) && codeOf(error) === 'UND_ERR_SOCKET';
}

const REPEATABLE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'PROPFIND', 'REPORT']);

function reasonOf(error: Error): 'slow' | 'broken-off' | 'not-http' {
  const code = codeOf(error);
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') return 'slow';
  return NOT_HTTP.has(error.name) ? 'not-http' : 'broken-off';
}

/** undici's names for what it couldn't parse; the codes differ with the fault. */
const NOT_HTTP: ReadonlySet<string> = new Set([
  'HTTPParserError',
  'HeadersOverflowError',
  'ResponseContentLengthMismatchError',
]);

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function hasBrokenOff(stream: Readable, error: Error): boolean {
  return stream.errored === error;
}
