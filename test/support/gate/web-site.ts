// A gate in front of a real webmail, with a core in memory and pages of two lines: a form for a code, of which `123456` is
// right, and what every page needs.

import { systemClock } from '../../../src/adapters/system/system-clock.ts';
import { systemRandom } from '../../../src/adapters/system/system-random.ts';
import { systemStopwatch } from '../../../src/adapters/system/system-stopwatch.ts';
import type { Log } from '../../../src/core/ports.ts';
import type { PresentedSession } from '../../../src/core/sign-in/web-sign-in-contract.ts';
import type { SiteIdentity, Upstream } from '../../../src/web/gate/exchange.ts';
import { Gate } from '../../../src/web/gate/gate.ts';
import type { GatePages } from '../../../src/web/gate/gate-parts.ts';
import type { ServedSite } from '../../../src/web/gate/http/front.ts';
import { HttpUpstream, ownFields, type UpstreamSettings } from '../../../src/web/gate/http/upstream.ts';
import { type WebDoorSettings, WebDoors } from '../../../src/web/gate/http/web-doors.ts';
import type { WebMetrics } from '../../../src/web/gate/http/web-metrics.ts';
import { plainNotices } from '../../../src/web/gate/notices.ts';
import { isIn } from '../../../src/web/gate/session/presented.ts';
import { UpstreamSessions } from '../../../src/web/gate/session/upstream-sessions.ts';
import type { WebmailProfile } from '../../../src/web/gate/webmail-profile.ts';
import type { PageAnswer } from '../../../src/web/pages/page-contract.ts';
import { type HttpClient, makeHttpClient } from '../http-client.ts';
import type { HttpFields } from '../http-connection.ts';
import { withFreePorts } from '../ports.ts';
import { makeCertificateAuthority } from '../tls.ts';
import { WEB_LIMITS } from '../web-front.ts';
import { FakeWebCore, type FakeWebCoreOptions } from './fake-web-core.ts';

/** The site's name. */
const HOST = 'mail.example.test';

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface WebSite extends AsyncDisposable {
  readonly port: number;
  /** `https://mail.example.test:PORT`, without a slash at its end. */
  readonly url: string;
  readonly core: FakeWebCore;
  readonly log: readonly LogLine[];
  /** The events logged so far. */
  events(): readonly string[];
  /** A client with no cookies yet, which says that its requests come from the site's own pages. */
  client(fields?: HttpFields): HttpClient;
}

export interface WebSiteOptions extends FakeWebCoreOptions {
  readonly profile: WebmailProfile;
  readonly upstream: string;
  /** `name:password` by which the upstream signs everybody in, wherever they come. Default: it doesn't. */
  readonly injected?: string;
}

export function collectingLog(lines: LogLine[]): Log {
  return {
    debug: (event, fields = {}) => void lines.push({ level: 'debug', event, fields }),
    info: (event, fields = {}) => void lines.push({ level: 'info', event, fields }),
    warn: (event, fields = {}) => void lines.push({ level: 'warn', event, fields }),
    error: (event, error, fields = {}) => void lines.push({ level: 'error', event, fields: { ...fields, error } }),
  };
}

function page(status: number, text: string, headers: Readonly<Record<string, string>> = {}): PageAnswer {
  const body = `<!DOCTYPE html><title>Postern</title><h1>${text}</h1>
<form method="post" action="/.postern/verify"><input name="code" id="code"><button id="verify">Go</button></form>`;
  return { status, headers: { 'content-type': 'text/html; charset=utf-8', ...headers }, setCookies: [], body };
}

function fakePages(core: FakeWebCore, upstreamSessions: UpstreamSessions): GatePages {
  const verify = async (presented: PresentedSession, code: string): Promise<PageAnswer> => {
    if (!isIn(presented, 'pending')) return page(403, 'Nothing to answer');
    if (code === 'give-up') {
      await core.end(presented.session, 'ended-by-user');
      upstreamSessions.endUpstream(presented);
      return page(200, 'Signed out');
    }
    if (code !== '123456') return page(403, 'Wrong code');
    const { location, setCookies } = upstreamSessions.opening(core.open(presented));
    return { status: 303, headers: { location }, setCookies, body: '' };
  };
  return async (exchange, presented) => {
    if (exchange.target.path !== '/.postern/verify')
      return page(200, `Challenge: ${presented?.session.state ?? 'none'}`);
    const body = await exchange.readBody(1_000);
    const code = new URLSearchParams(Buffer.from(body).toString()).get('code') ?? '';
    return presented ? verify(presented, code) : page(403, 'No session');
  };
}

const NO_METRICS: WebMetrics = {
  connectionOpened: () => undefined,
  connectionRefused: () => undefined,
  requestRefused: () => undefined,
  exchangeEnded: () => undefined,
};

/** An upstream whose every request carries a name and a password, as a front that signs people in by itself sends them. */
function injecting(upstream: Upstream, credentials: string | undefined): Upstream {
  if (credentials === undefined) return upstream;
  const field = ['authorization', `Basic ${btoa(credentials)}`] as const;
  return { send: (request) => upstream.send({ ...request, headers: [...request.headers, field] }) };
}

/** Starts a gate behind the real web doors, with TLS, in front of `upstream`. */
export async function startWebSite(options: WebSiteOptions): Promise<WebSite> {
  await using belongings = new AsyncDisposableStack();
  const core = new FakeWebCore(options);
  const lines: LogLine[] = [];
  const log = collectingLog(lines);
  const authority = belongings.use(await makeCertificateAuthority());
  const certificate = await authority.issue({ names: [HOST] });
  const { port, doors } = await withFreePorts(['https'], async ({ https }) => {
    const host = `${HOST}:${https}`;
    const identity: SiteIdentity = { name: 'webmail', host, origin: `https://${host}` };
    const settings: UpstreamSettings = {
      site: identity,
      origin: options.upstream,
      hostHeader: 'public',
      connectTimeout: 5_000,
      firstByteTimeout: 60_000,
      idleTimeout: 60_000,
    };
    const http = belongings.use(new HttpUpstream(settings, log));
    const upstream = injecting(http, options.injected);
    const { profile } = options;
    const common = { site: identity, profile, upstream, sessions: core, clock: systemClock, log };
    const upstreamSessions = belongings.use(new UpstreamSessions(common));
    const pages = fakePages(core, upstreamSessions);
    const pause = async (): Promise<void> => undefined;
    const gate = new Gate({ ...common, signIn: core, upstreamSessions, pages, notices: plainNotices, pause });
    const served: ServedSite = { identity, aliases: [], ownFields: ownFields(settings), handle: gate.handle };
    const doorSettings: WebDoorSettings = {
      listeners: [{ name: 'web', address: '127.0.0.1', port: https, kind: 'https', proxyFrom: [] }],
      sites: [served],
      trustedProxies: [],
      limits: WEB_LIMITS,
      tls: {
        certificates: [{ certificate: certificate.cert, key: certificate.key, names: certificate.names }],
        minimumVersion: 'TLSv1.2',
        handshakeTimeout: 5_000,
      },
    };
    const services = { stopwatch: systemStopwatch, random: systemRandom, log, metrics: NO_METRICS };
    const doors = new WebDoors(doorSettings, services, false);
    await doors.open(doorSettings);
    return { port: https, doors };
  });
  belongings.use(doors);
  const url = `https://${HOST}:${port}`;
  const everything = belongings.move();
  return {
    port,
    url,
    core,
    log: lines,
    events: () => lines.map(({ event }) => event),
    client: (fields = []) =>
      makeHttpClient({
        port,
        tls: { ca: certificate.ca, servername: HOST },
        authority: `${HOST}:${port}`,
        fields: [['Origin', url], ...fields],
      }),
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  };
}
