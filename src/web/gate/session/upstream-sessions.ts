// The webmail's sessions behind ours: what a browser is given when one opens, and how each is ended when ours ends. A
// session that only a password has opened must not stay alive behind the gate (§4.8, 18).

import type { Clock, Log } from '../../../core/ports.ts';
import type { OpenSession, PendingSession, WebSession, WebSessionId } from '../../../core/sessions/web-session.ts';
import type { PresentedSession, WebSessions } from '../../../core/sign-in/web-sign-in-contract.ts';
import type { Millis } from '../../../core/units.ts';
import type { GateForPages, SetCookie } from '../../pages/page-contract.ts';
import { sessionCookie, trustedBrowserCookie } from '../browser-cookie.ts';
import { Ender, type Ending } from '../ending.ts';
import type { SiteIdentity, Upstream } from '../exchange.ts';
import { ownLocation } from '../own-location.ts';
import type { WebmailProfile } from '../webmail-profile.ts';
import { type GateVault, readVault } from './gate-vault.ts';
import { cookieField, type UpstreamJar } from './upstream-jar.ts';

/** How long the webmail may take to sign somebody out. Nobody waits for it. */
const LOG_OUT_TIMEOUT_MS: Millis = 15_000;

/** After its end a pending session is looked at once more, for the clocks of two workers aren't one. */
const GRACE_MS: Millis = 2_000;

/** Pending sessions that are watched; the oldest goes first. Each holds a few KiB for some minutes. */
const MAX_PENDING = 10_000;

/** Open sessions whose cookies are at hand for a log-out by revocation; the one used longest ago goes first. */
const MAX_OPEN = 1_000;

export interface UpstreamSessionsParts {
  readonly site: SiteIdentity;
  readonly profile: WebmailProfile;
  readonly upstream: Upstream;
  readonly sessions: Pick<WebSessions, 'follow' | 'isOpen'>;
  readonly clock: Clock;
  readonly log: Log;
}

interface Watched {
  readonly ender: Ender;
  readonly following: { release(): void };
  vault: GateVault;
  exchanges: number;
}

/** An exchange's share in an open session. */
export interface EnteredSession {
  /** Aborted when the session is revoked. */
  readonly signal: Ending;
  keep(vault: GateVault): void;
  leave(): void;
}

/** Those of one site. Also what Postern's own pages ask of the gate. */
export class UpstreamSessions implements GateForPages, AsyncDisposable {
  readonly #parts: UpstreamSessionsParts;
  readonly #pending: Map<WebSessionId, NodeJS.Timeout> = new Map();
  readonly #open: Map<WebSessionId, Watched> = new Map();
  readonly #loggingOut: Set<Promise<void>> = new Set();

  constructor(parts: UpstreamSessionsParts) {
    this.#parts = parts;
  }

  /** Whether a sign-in may still have to be ended at the webmail because nobody did the second step. */
  get watchesPending(): boolean {
    return this.#pending.size > 0;
  }

  /** Where a session that has just opened goes on, and every cookie that must reach the browser with that answer. */
  opening({ cookie, session, vault }: PresentedSession<OpenSession>): {
    readonly location: string;
    readonly setCookies: readonly SetCookie[];
  } {
    const { site, profile } = this.#parts;
    this.#forgetPending(session.id);
    const kept = readVault(vault);
    // From now on, not from its first request: a session may be revoked before it has seen the webmail.
    if (kept) this.enter(session, kept).leave();
    return {
      location: ownLocation(kept?.location, site.origin) ?? profile.home,
      setCookies: [sessionCookie(cookie, site), ...this.released(kept?.jar ?? [])],
    };
  }

  /** The cookies that carry a session whose cookie was changed. */
  carrying({ cookie }: PresentedSession<OpenSession>): readonly SetCookie[] {
    return [sessionCookie(cookie, this.#parts.site)];
  }

  /** The cookies that make the browser forget its session. */
  forgetting(): readonly SetCookie[] {
    const { site, profile } = this.#parts;
    const gone = profile.mirroredCookies.map((name): SetCookie => {
      return { name, value: '', maxAge: 0, httpOnly: false, sameSite: 'Lax' };
    });
    return [sessionCookie(undefined, site), ...gone];
  }

  trusting(trusted: { readonly cookie: string; readonly maxAge: Millis }): SetCookie {
    return trustedBrowserCookie(trusted, this.#parts.site);
  }

  /** What of the webmail's cookies a browser has while its session is open: what scripts read, and preferences. */
  released(jar: UpstreamJar): readonly SetCookie[] {
    const { profile, clock } = this.#parts;
    const isMirrored = (name: string): boolean => profile.mirroredCookies.includes(name);
    return jar
      .filter(({ name }) => isMirrored(name) || profile.passedCookies.includes(name))
      .map(({ name, value, expiresAt }): SetCookie => {
        const maxAge = expiresAt === undefined ? {} : { maxAge: expiresAt - clock.now() };
        return { name, value, httpOnly: !isMirrored(name), sameSite: 'Lax', ...maxAge };
      });
  }

  /** Ends the streams of a session whose end the webmail knows already. */
  forget(session: WebSession): void {
    this.#forgetPending(session.id);
    this.#forgetOpen(session.id)?.ender.abort();
  }

  /** Signs out at the webmail, in the background, and ends the session's streams. Never throws. */
  endUpstream({ session, vault }: PresentedSession): void {
    this.forget(session);
    const kept = readVault(vault);
    if (session.state !== 'anonymous' && kept) this.logOut(kept, session);
  }

  /** Signs out what these cookies stand for, in the background. Never throws. */
  logOut(vault: GateVault, session: Pick<WebSession, 'origin'>): void {
    const running = this.#logOut(vault, session.origin.remoteAddress).finally(() => this.#loggingOut.delete(running));
    this.#loggingOut.add(running);
  }

  /** From now on the session is signed out at the webmail if nobody opens it in time. */
  watchPending({ session, vault }: PresentedSession<PendingSession>): void {
    const kept = readVault(vault);
    if (kept === undefined) return;
    const wait = Math.max(0, session.endsAt - this.#parts.clock.now()) + GRACE_MS;
    const timer = setTimeout(() => void this.#expire(session, kept), wait);
    timer.unref();
    this.#pending.set(session.id, timer);
    const [oldest] = this.#pending.keys();
    if (this.#pending.size > MAX_PENDING && oldest !== undefined) this.#forgetPending(oldest);
  }

  /** An exchange begins in an open session; it must `leave`. */
  enter(session: OpenSession, vault: GateVault): EnteredSession {
    const watched = this.#forgetOpen(session.id, { release: false }) ?? this.#follow(session, vault);
    this.#open.set(session.id, watched); // Last in the order: used last.
    watched.vault = vault;
    watched.exchanges += 1;
    this.#evict();
    return {
      signal: watched.ender,
      keep: (next) => {
        watched.vault = next;
      },
      leave: () => {
        watched.exchanges -= 1;
      },
    };
  }

  /** Waits for the log-outs that are under way. Sessions that live go on living. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const id of [...this.#pending.keys()]) this.#forgetPending(id);
    for (const id of [...this.#open.keys()]) this.#forgetOpen(id);
    await Promise.all(this.#loggingOut);
  }

  #follow(session: OpenSession, vault: GateVault): Watched {
    const ender = new Ender();
    let revoked = false;
    const following = this.#parts.sessions.follow(session, () => {
      revoked = true;
      ender.abort();
      const watched = this.#forgetOpen(session.id);
      if (watched) this.logOut(watched.vault, session);
    });
    const watched: Watched = { ender, following, vault, exchanges: 0 };
    if (revoked) this.logOut(vault, session);
    return watched;
  }

  #evict(): void {
    for (const [id, { exchanges }] of this.#open) {
      if (this.#open.size <= MAX_OPEN) return;
      if (exchanges === 0) this.#forgetOpen(id);
    }
  }

  #forgetPending(id: WebSessionId): void {
    clearTimeout(this.#pending.get(id));
    this.#pending.delete(id);
  }

  #forgetOpen(id: WebSessionId, { release = true }: { readonly release?: boolean } = {}): Watched | undefined {
    const watched = this.#open.get(id);
    this.#open.delete(id);
    if (release) watched?.following.release();
    return watched;
  }

  async #expire(session: PendingSession, vault: GateVault): Promise<void> {
    const { sessions, log, site } = this.#parts;
    this.#pending.delete(session.id);
    try {
      if (!(await sessions.isOpen(session.id))) this.logOut(vault, session);
    } catch (error) {
      // Signing out somebody who has done the second step would be worse than a session that ends by itself later.
      log.error('gate.upstream-session-left', error, { site: site.name, session: session.id });
    }
  }

  async #logOut(vault: GateVault, remoteAddress: string): Promise<void> {
    const { profile, upstream, clock, log, site } = this.#parts;
    const request = profile.logOut(vault);
    if (request === undefined) return;
    const [path = '/'] = request.target.split('?');
    const cookie = cookieField(request.jar, { path, now: clock.now() });
    if (cookie === undefined) return;
    const answer = await upstream.send({
      method: 'GET',
      target: request.target,
      headers: [['accept', 'text/html']],
      cookie,
      client: { remoteAddress },
      timeouts: { firstByte: LOG_OUT_TIMEOUT_MS, idle: LOG_OUT_TIMEOUT_MS },
    });
    if (answer.kind === 'answer') {
      answer.body.discard();
      log.info('gate.upstream-signed-out', { site: site.name, status: answer.status });
    } else {
      if (answer.kind === 'upgrade') answer.stream.destroy();
      log.warn('gate.upstream-session-left', { site: site.name, reason: answer.kind });
    }
  }
}
