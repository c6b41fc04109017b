// A request in an open session: forwarded with the webmail's cookies, streamed both ways. The webmail's session stays the
// one that was opened: if it ends, ours ends; if another one begins in its place (a second sign-in by any way), both end.

import type { OpenSession } from '../../core/sessions/web-session.ts';
import type { PresentedSession } from '../../core/sign-in/web-sign-in-contract.ts';
import { cookieFields } from './browser-cookie.ts';
import { isPublicAsset } from './closed-door.ts';
import { denied, redirect } from './denial.ts';
import type { Exchange, HeaderList, UpstreamAnswer, UpstreamFailure, UpstreamUpgrade } from './exchange.ts';
import { finish, type GateParts, logFields, noticeAnswer, upstreamCookies } from './gate-parts.ts';
import { forwarded, relay, relayUpgrade } from './http/relay.ts';
import { isListed } from './profiles/generic-form.ts';
import { isFromOwnPages, requestKind } from './request-kind.ts';
import { type GateVault, readVault, writeVault } from './session/gate-vault.ts';
import { cookieValue, takeCookies, type UpstreamJar } from './session/upstream-jar.ts';
import type { EnteredSession } from './session/upstream-sessions.ts';

interface Passage {
  readonly exchange: Exchange;
  readonly presented: PresentedSession<OpenSession>;
  readonly vault: GateVault;
  readonly entered: EnteredSession;
}

/** What an answer has made of the session. `replaced`: the webmail's session is another one now. */
type Aftermath =
  | { readonly kind: 'goes-on'; readonly jar: UpstreamJar }
  | { readonly kind: 'ended' }
  | { readonly kind: 'replaced'; readonly jar: UpstreamJar };

export class OpenDoor {
  readonly #parts: GateParts;

  constructor(parts: GateParts) {
    this.#parts = parts;
  }

  async answer(exchange: Exchange, presented: PresentedSession<OpenSession>, vault: GateVault): Promise<void> {
    const { profile, sessions, upstreamSessions } = this.#parts;
    if (exchange.wantsUpgrade !== undefined) {
      if (!isListed(exchange.target.path, profile.upgrades) || !isFromOwnPages(exchange)) {
        return exchange.respond({ status: 403, headers: [['cache-control', 'no-store']] });
      }
    }
    const isAsset = isPublicAsset(exchange.target.path, profile.publicAssets);
    if (!isAsset && !profile.isPoll(exchange.target)) sessions.touch(presented.session);
    const entered = upstreamSessions.enter(presented.session, vault);
    try {
      await this.#forward({ exchange, presented, vault, entered });
    } finally {
      entered.leave();
    }
  }

  async #forward(passage: Passage): Promise<void> {
    const { exchange, vault, entered } = passage;
    const { profile, clock, upstream } = this.#parts;
    const cookie = upstreamCookies(exchange, vault.jar, { profile, clock });
    const signals = [entered.signal];
    const answer = await upstream.send(forwarded(exchange, { signals, ...(cookie !== undefined && { cookie }) }));
    if (answer.kind === 'unavailable' || answer.kind === 'ended') return this.#fail(passage, answer);
    let aftermath: Aftermath;
    try {
      aftermath = await this.#settle(passage, answer);
    } catch (error) {
      drop(answer);
      throw error;
    }
    if (aftermath.kind !== 'goes-on') {
      if (aftermath.kind === 'replaced' && answer.kind === 'answer') await finish(answer);
      else drop(answer);
      return this.#end(passage, aftermath, answer);
    }
    const more = this.#releasedNow(answer, aftermath.jar);
    if (answer.kind === 'upgrade') return relayUpgrade(exchange, answer, { signals, more });
    const isAsset = isPublicAsset(exchange.target.path, profile.publicAssets);
    await relay(exchange, answer, { cache: isAsset ? 'as-upstream' : 'no-store', more });
  }

  async #fail({ exchange, entered }: Passage, failure: UpstreamFailure): Promise<void> {
    const { notices, profile } = this.#parts;
    if (entered.signal.aborted) {
      return exchange.respond(
        denied(exchange, { profile, leadTo: profile.signInPage, forgetting: this.#forgetting() }),
      );
    }
    // The browser has gone, or its body is broken: whoever reads its requests says so, if anybody still listens.
    if (failure.kind === 'ended') return;
    const slow = failure.reason === 'slow';
    const answer = await noticeAnswer(exchange, notices, { kind: 'webmail-unavailable', slow });
    // A script must see an error, not a page: the webmail's own says that the server can't be reached.
    const isPage = requestKind(exchange, profile) === 'navigation';
    exchange.respond(isPage ? answer : { status: answer.status, headers: [['cache-control', 'no-store']] });
  }

  /** Keeps what the answer sets, and says what has become of the session. */
  async #settle(passage: Passage, answer: UpstreamAnswer | UpstreamUpgrade): Promise<Aftermath> {
    const { exchange, presented, vault, entered } = passage;
    const { profile, sessions } = this.#parts;
    const isEnd = answer.kind === 'answer' && profile.endsSession(answer);
    if (isEnd) return { kind: 'ended' };
    if (answer.setCookies.length === 0) return { kind: 'goes-on', jar: vault.jar };
    const taken = (jar: UpstreamJar): UpstreamJar => this.#taken(exchange, answer, { jar, sent: vault.jar });
    const mine = taken(vault.jar);
    if (mine === vault.jar) return { kind: 'goes-on', jar: mine };
    if (this.#isReplaced(vault.jar, mine)) return { kind: 'replaced', jar: mine };
    const kept = await sessions.changeVault(presented, (octets) => {
      const current = readVault(octets) ?? vault;
      return writeVault({ ...current, jar: taken(current.jar) });
    });
    // A confirmation gave the session another cookie, which alone opens its vault now: this answer's cookies are lost.
    if (kept === undefined && (await sessions.isOpen(presented.session.id))) {
      return { kind: 'goes-on', jar: vault.jar };
    }
    const now = kept && readVault(kept.vault);
    if (now === undefined || !this.#isSignedIn(now.jar)) return { kind: 'ended' };
    entered.keep(now);
    return { kind: 'goes-on', jar: now.jar };
  }

  #taken(
    exchange: Exchange,
    { setCookies }: UpstreamAnswer | UpstreamUpgrade,
    { jar, sent }: { readonly jar: UpstreamJar; readonly sent: UpstreamJar },
  ): UpstreamJar {
    const { profile, clock } = this.#parts;
    const { deadValues } = profile;
    return takeCookies(jar, { setCookies, requestPath: exchange.target.path, sent, deadValues, now: clock.now() });
  }

  #isSignedIn(jar: UpstreamJar): boolean {
    return this.#parts.profile.authCookies.every((name) => cookieValue(jar, name) !== undefined);
  }

  #isReplaced(before: UpstreamJar, after: UpstreamJar): boolean {
    return this.#parts.profile.identityCookies.some((name) => {
      const value = cookieValue(after, name);
      return value !== undefined && value !== cookieValue(before, name);
    });
  }

  /** What the browser must have of what this answer set. */
  #releasedNow({ setCookies }: UpstreamAnswer | UpstreamUpgrade, jar: UpstreamJar): HeaderList {
    if (setCookies.length === 0) return [];
    const { upstreamSessions, site } = this.#parts;
    const set = upstreamSessions
      .released(jar)
      .filter(({ name }) => setCookies.some((each) => each.startsWith(`${name}=`)));
    return cookieFields(set, site);
  }

  #forgetting(): HeaderList {
    return cookieFields(this.#parts.upstreamSessions.forgetting(), this.#parts.site);
  }

  async #end(passage: Passage, aftermath: Exclude<Aftermath, { kind: 'goes-on' }>, answer: Answered): Promise<void> {
    const { exchange, presented, vault } = passage;
    const { profile, sessions, upstreamSessions, log } = this.#parts;
    const isLogOut = profile.isLogOut(exchange.target);
    const begins = answer.kind === 'answer' && profile.beginsSession(answer);
    // A page for strangers brings a new session of a stranger: that is an end. One that is signed in is something else.
    if (aftermath.kind === 'replaced' && begins) {
      log.error('gate.unexpected-sign-in', undefined, { ...logFields(exchange), path: exchange.target.path });
      upstreamSessions.logOut({ ...vault, jar: aftermath.jar, ...locationOf(answer) }, presented.session);
    }
    if (aftermath.kind === 'replaced') upstreamSessions.endUpstream({ ...presented, vault: writeVault(vault) });
    else await upstreamSessions.forget(presented.session);
    await sessions.end(presented.session, isLogOut ? 'signed-out' : 'upstream-ended');
    log.info(isLogOut ? 'gate.signed-out' : 'gate.webmail-session-ended', logFields(exchange));
    const forgetting = this.#forgetting();
    if (isLogOut && requestKind(exchange, profile) !== 'script') {
      return exchange.respond(redirect(exchange, profile.signInPage, forgetting));
    }
    exchange.respond(denied(exchange, { profile, leadTo: profile.signInPage, forgetting }));
  }
}

type Answered = UpstreamAnswer | UpstreamUpgrade;

function locationOf(answer: Answered): { readonly location?: string } {
  const location = answer.kind === 'answer' ? answer.header('location') : undefined;
  return location === undefined ? {} : { location };
}

function drop(answer: Answered): void {
  if (answer.kind === 'answer') answer.body.discard();
  else answer.stream.destroy();
}
