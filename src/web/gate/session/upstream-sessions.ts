// The webmail's sessions behind ours: what a browser is given when one opens, and how each is ended when ours ends. A
// session that only a password has opened must not stay alive behind the gate (§4.8, 18). Whichever gate sees a session
// keeps its cookies at hand, as nothing else can open its vault once its record is gone; one of them signs out.

import type { OpenSession, PendingSession, WebSession, WebSessionId } from '../../../core/sessions/web-session.ts';
import type { PresentedSession, WebSessions } from '../../../core/sign-in/web-sign-in-contract.ts';
import type { Millis } from '../../../core/units.ts';
import type { GateForPages, SetCookie } from '../../pages/page-contract.ts';
import { sessionCookie, trustedBrowserCookie } from '../browser-cookie.ts';
import { Ender, type Ending } from '../ending.ts';
import { ownLocation } from '../own-location.ts';
import { type GateVault, readVault } from './gate-vault.ts';
import type { UpstreamJar } from './upstream-jar.ts';
import { UpstreamLogOuts, type UpstreamLogOutsParts } from './upstream-log-outs.ts';

/** Pending sessions that are watched; the oldest ends. Each holds a few KiB for some minutes. */
const MAX_PENDING = 10_000;

/** Open sessions whose cookies are at hand; the one used longest ago goes first, and is signed out by its browser only. */
const MAX_OPEN = 1_000;

export interface UpstreamSessionsParts extends UpstreamLogOutsParts {
  readonly sessions: Pick<WebSessions, 'follow' | 'isOpen' | 'end' | 'claimUpstreamEnd'>;
}

interface WatchedPending {
  readonly session: PendingSession;
  readonly vault: GateVault;
  readonly following: { release(): void };
}

interface Watched {
  readonly session: OpenSession;
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
  readonly #logOuts: UpstreamLogOuts;
  readonly #pending: Map<WebSessionId, WatchedPending> = new Map();
  readonly #open: Map<WebSessionId, Watched> = new Map();

  constructor(parts: UpstreamSessionsParts) {
    this.#parts = parts;
    this.#logOuts = new UpstreamLogOuts(parts);
  }

  /** Where a session that has just opened goes on, and every cookie that must reach the browser with that answer. */
  opening({ cookie, session, vault }: PresentedSession<OpenSession>): {
    readonly location: string;
    readonly setCookies: readonly SetCookie[];
  } {
    const { site, profile } = this.#parts;
    this.#takePending(session.id);
    const kept = readVault(vault);
    // From now on, not from its first request: a session may be revoked before it has seen the webmail.
    if (kept) this.enter(session, kept).leave();
    return {
      location: ownLocation(kept?.location, site.origin) ?? profile.home,
      setCookies: [sessionCookie(cookie, site), ...this.released(kept?.jar ?? [])],
    };
  }

  /** The cookies that carry a session whose cookie was changed. */
  carrying({ cookie }: Pick<PresentedSession, 'cookie'>): readonly SetCookie[] {
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

  /** Ends the streams of a session whose end the webmail knows already: nobody signs it out there. Never throws. */
  async forget(session: OpenSession): Promise<void> {
    this.#release(session.id);
    await this.#logOuts.claim(session);
  }

  /**
   * Signs out at the webmail, in the background, and ends the session's streams. One that was given up while it was
   * pending stays where another request of its browser has opened it (P-11). Never throws.
   */
  endUpstream({ session, vault }: PresentedSession): void {
    const kept = readVault(vault);
    if (session.state === 'pending') {
      this.#takePending(session.id);
      if (kept) this.#endUnopened(session, kept);
      return;
    }
    this.#release(session.id);
    if (session.state === 'open' && kept) this.#logOuts.endOnce(session, kept);
  }

  /** Signs out what these cookies stand for, in the background: no session of ours has them. Never throws. */
  logOut(vault: GateVault, session: Pick<WebSession, 'origin'>): void {
    this.#logOuts.logOut(vault, session);
  }

  /** From now on the session is signed out at the webmail when it is over before anybody opened it. */
  watchPending({ session, vault }: PresentedSession<PendingSession>): void {
    const kept = readVault(vault);
    if (kept) this.#watch(session, kept);
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

  /**
   * Another gate of this site answers from now on, and watches what is watched here; without one the sessions of this
   * site are over.
   */
  handOver(next: UpstreamSessions | undefined): void {
    for (const watched of [...this.#pending.values(), ...this.#open.values()]) {
      const { session, vault } = watched;
      if (next === undefined) this.#logOuts.endOnce(session, vault);
      else next.#adopt(session, vault);
      watched.following.release();
    }
    this.#pending.clear();
    this.#open.clear();
  }

  /**
   * Open sessions live on, and whoever comes next watches them when their browsers come back. Those that only a
   * password has opened end: nobody may come back to them. Waits for what is under way.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const id of [...this.#pending.keys()]) this.#settle(id, 'upstream-ended');
    for (const id of [...this.#open.keys()]) this.#forgetOpen(id);
    await this.#logOuts[Symbol.asyncDispose]();
  }

  #follow(session: OpenSession, vault: GateVault): Watched {
    const ender = new Ender();
    const following = this.#parts.sessions.follow(session, () => {
      ender.abort();
      const watched = this.#forgetOpen(session.id);
      if (watched) this.#logOuts.endOnce(session, watched.vault);
    });
    return { session, ender, following, vault, exchanges: 0 };
  }

  #adopt(session: PendingSession | OpenSession, vault: GateVault): void {
    if (session.state === 'pending') this.#watch(session, vault);
    else if (!this.#open.has(session.id)) this.enter(session, vault).leave();
  }

  #watch(session: PendingSession, vault: GateVault): void {
    if (this.#pending.has(session.id)) return;
    const following = this.#parts.sessions.follow(session, () => this.#settle(session.id, 'expired'));
    this.#pending.set(session.id, { session, vault, following });
    const [oldest] = this.#pending.keys();
    if (this.#pending.size > MAX_PENDING && oldest !== undefined) this.#settle(oldest, 'displaced');
  }

  #evict(): void {
    for (const [id, { exchanges }] of this.#open) {
      if (this.#open.size <= MAX_OPEN) return;
      if (exchanges === 0) this.#forgetOpen(id);
    }
  }

  #release(id: WebSessionId): void {
    this.#takePending(id);
    this.#forgetOpen(id)?.ender.abort();
  }

  #takePending(id: WebSessionId): WatchedPending | undefined {
    const watched = this.#pending.get(id);
    this.#pending.delete(id);
    watched?.following.release();
    return watched;
  }

  #forgetOpen(id: WebSessionId, { release = true }: { readonly release?: boolean } = {}): Watched | undefined {
    const watched = this.#open.get(id);
    this.#open.delete(id);
    if (release) watched?.following.release();
    return watched;
  }

  /** Ends a pending session, unless it is open by now, which it can't become any more once it was ended. */
  #settle(id: WebSessionId, reason: 'expired' | 'displaced' | 'upstream-ended'): void {
    const watched = this.#takePending(id);
    if (watched === undefined) return;
    const { session, vault } = watched;
    const { sessions } = this.#parts;
    this.#endUnopened(session, vault, () => sessions.end(session, reason));
  }

  #endUnopened(session: PendingSession, vault: GateVault, end?: () => Promise<unknown>): void {
    const { sessions, log, site } = this.#parts;
    this.#logOuts.run(async () => {
      try {
        await end?.();
        if (!(await sessions.isOpen(session.id))) this.#logOuts.endOnce(session, vault);
      } catch (error) {
        // Signing out somebody who has done the second step would be worse than a session that ends by itself later.
        log.error('gate.upstream-session-left', error, { site: site.name, session: session.id });
      }
    });
  }
}
