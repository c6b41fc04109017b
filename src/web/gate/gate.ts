// What becomes of one request. Session state decides, never the URL: without an open session nothing is reached but what
// the site's profile lists. In this order:
//
//   below /.postern ───────▶ Postern's own pages; nothing of it is ever forwarded
//   a door that is closed ─▶ refused, whoever asks
//   session is open ───────▶ forwarded with the webmail's cookies (open-door.ts); a sign-in is one all the same
//   anything else ─────────▶ sign-in page, its files, sign-in, or refusal (closed-door.ts)

import type { AnonymousSession } from '../../core/sessions/web-session.ts';
import type { PresentedSession } from '../../core/sign-in/web-sign-in-contract.ts';
import { PAGES_PREFIX } from '../pages/page-contract.ts';
import { cookieFields, ownCookieName, SESSION_COOKIE, STRANGER_COOKIE } from './browser-cookie.ts';
import { ClosedDoor } from './closed-door.ts';
import { closedAnswer } from './denial.ts';
import type { Exchange, ExchangeHandler, HeaderList } from './exchange.ts';
import { contextOf, contextOfPerson, type GateParts } from './gate-parts.ts';
import { OpenDoor } from './open-door.ts';
import { ownAnswer } from './pages-door.ts';
import { isListed } from './profiles/generic-form.ts';
import { type GateVault, readVault } from './session/gate-vault.ts';
import { isIn } from './session/presented.ts';
import { SignInDoor } from './sign-in/sign-in-door.ts';
import { isSignInRequest } from './sign-in/sign-in-request.ts';

/** The gate of one site. Throws only when a store is unavailable or something broke: nothing was let through then. */
export class Gate {
  readonly #parts: GateParts;
  readonly #closedDoor: ClosedDoor;
  readonly #openDoor: OpenDoor;
  readonly #signInDoor: SignInDoor;
  /** What was read of vaults that the sessions hold opened: the same octets come with each request of a browser. */
  readonly #vaults: WeakMap<Uint8Array, GateVault> = new WeakMap();

  constructor(parts: GateParts) {
    this.#parts = parts;
    this.#signInDoor = new SignInDoor(parts);
    this.#closedDoor = new ClosedDoor(parts, this.#signInDoor);
    this.#openDoor = new OpenDoor(parts);
  }

  /** Answers an exchange of this site. */
  readonly handle: ExchangeHandler = async (exchange) => {
    const { profile, sessions, site } = this.#parts;
    const { target, method } = exchange;
    const cookie = exchange.cookies.get(ownCookieName(SESSION_COOKIE, site));
    if (target.path === PAGES_PREFIX || target.path.startsWith(`${PAGES_PREFIX}/`)) {
      return this.#answerPage(exchange, await this.#find(exchange, cookie));
    }
    const fixed = profile.fixedAnswers.find((each) => each.method === method && each.path === target.path);
    if (fixed) return exchange.respond(fixed.answer);
    const closed = profile.closed.find(({ path }) => isListed(target.path, [path]));
    if (closed) return exchange.respond(closedAnswer(exchange, closed));
    const presented = await this.#find(exchange, cookie);
    if (presented === undefined) {
      return this.#closedDoor.answer(exchange, await this.#findStranger(exchange), this.#forgetting(cookie));
    }
    if (!isIn(presented, 'open')) return this.#closedDoor.answer(exchange, presented);
    const vault = this.#vaultOf(presented);
    if (vault !== undefined && isSignInRequest(exchange, profile)) return this.#signInDoor.answer(exchange, presented);
    if (vault !== undefined) return this.#openDoor.answer(exchange, presented, vault);
    // Written by another version: of no use any more.
    await sessions.end(presented.session, 'upstream-ended');
    return this.#closedDoor.answer(exchange, undefined, this.#forgetting(cookie));
  };

  #vaultOf({ vault: octets }: PresentedSession): GateVault | undefined {
    const before = this.#vaults.get(octets);
    if (before) return before;
    const vault = readVault(octets);
    if (vault) this.#vaults.set(octets, vault);
    return vault;
  }

  /** What the cookie stands for, if it may be used from where it comes from: a session may not leave permitted places. */
  async #find(exchange: Exchange, cookie: string | undefined): Promise<PresentedSession | undefined> {
    const { sessions, signIn, site, upstreamSessions } = this.#parts;
    const presented = await sessions.find(cookie, site.name, (over) => upstreamSessions.endUpstream(over));
    // Once more, should the process that let it begin have ended.
    if (presented && isIn(presented, 'pending')) upstreamSessions.watchPending(presented);
    if (presented === undefined || !isIn(presented, 'open')) return presented;
    if (exchange.context.remoteAddress === presented.session.origin.remoteAddress) return presented;
    if (await signIn.mayGoOn(presented, contextOf(exchange))) return presented;
    upstreamSessions.endUpstream(presented);
    return undefined;
  }

  async #findStranger(exchange: Exchange): Promise<PresentedSession<AnonymousSession> | undefined> {
    const { sessions, site } = this.#parts;
    const presented = await sessions.find(exchange.cookies.get(ownCookieName(STRANGER_COOKIE, site)), site.name);
    return presented && isIn(presented, 'anonymous') ? presented : undefined;
  }

  async #answerPage(exchange: Exchange, presented: PresentedSession | undefined): Promise<void> {
    if (presented && isIn(presented, 'open')) this.#parts.sessions.touch(presented.session);
    exchange.respond(ownAnswer(exchange, await this.#parts.pages(exchange, presented, contextOfPerson(exchange))));
  }

  #forgetting(cookie: string | undefined): HeaderList {
    const { upstreamSessions, site } = this.#parts;
    return cookie === undefined ? [] : cookieFields(upstreamSessions.forgetting(), site);
  }
}
