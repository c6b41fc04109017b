// A gate in front of a real webmail, with a core in memory and pages of two lines: a form for a code, of which `123456` is
// right, and what every page needs.

import type { Log } from '../../../src/core/ports.ts';
import type { PresentedSession } from '../../../src/core/sign-in/web-sign-in-contract.ts';
import type { SiteIdentity } from '../../../src/web/gate/exchange.ts';
import { Gate } from '../../../src/web/gate/gate.ts';
import type { GatePage, GatePages } from '../../../src/web/gate/gate-parts.ts';
import { plainNotices } from '../../../src/web/gate/notices.ts';
import { isIn } from '../../../src/web/gate/session/presented.ts';
import { UpstreamSessions } from '../../../src/web/gate/session/upstream-sessions.ts';
import type { WebmailProfile } from '../../../src/web/gate/webmail-profile.ts';
import { FakeWebCore, type FakeWebCoreOptions } from './fake-web-core.ts';
import { plainUpstream, startHttpHalf } from './http-half.ts';

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface WebSite extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  readonly core: FakeWebCore;
  readonly log: readonly LogLine[];
  readonly failures: readonly unknown[];
  /** The events logged so far. */
  events(): readonly string[];
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

function page(status: number, text: string, headers: Readonly<Record<string, string>> = {}): GatePage {
  const body = `<!DOCTYPE html><title>Postern</title><h1>${text}</h1>
<form method="post" action="/.postern/verify"><input name="code" id="code"><button id="verify">Go</button></form>`;
  return { status, headers: { 'content-type': 'text/html; charset=utf-8', ...headers }, setCookies: [], body };
}

function fakePages(core: FakeWebCore, upstreamSessions: UpstreamSessions): GatePages {
  const verify = async (presented: PresentedSession, code: string): Promise<GatePage> => {
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

/** Starts a gate in front of `upstream`. */
export async function startWebSite(options: WebSiteOptions): Promise<WebSite> {
  await using belongings = new AsyncDisposableStack();
  const core = new FakeWebCore(options);
  const lines: LogLine[] = [];
  const log = collectingLog(lines);
  const clock = { now: () => Date.now() };
  const { profile } = options;
  const make = (site: SiteIdentity) => {
    const upstream = belongings.use(plainUpstream(options.upstream, site, options.injected));
    const upstreamSessions = belongings.use(
      new UpstreamSessions({ site, profile, upstream, sessions: core, clock, log }),
    );
    const pages = fakePages(core, upstreamSessions);
    const parts = { site, profile, upstream, upstreamSessions, pages, clock, log, sessions: core, signIn: core };
    return new Gate({ ...parts, notices: plainNotices, pause: async () => undefined }).handle;
  };
  const { port, failures } = belongings.use(await startHttpHalf(make));
  const everything = belongings.move();
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    core,
    log: lines,
    failures,
    events: () => lines.map(({ event }) => event),
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  };
}
