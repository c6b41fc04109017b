// Browsers' sessions, from the store's records and the cookies that open them. Every worker has a registry on the same
// store; what ends a session in one of them ends it in all (R8.3).

import { PosternError } from '../errors.ts';
import type { Clock, Log, Random } from '../ports.ts';
import type { PresentedSession, WebSessions } from '../sign-in/web-sign-in-contract.ts';
import type { Millis } from '../units.ts';
import type { WebContext } from '../web-context.ts';
import { endsWebSession, FollowedSessions } from './followed-sessions.ts';
import { OpenedSessions } from './opened-sessions.ts';
import type { RevocationReason } from './revocation-log.ts';
import { RevokedRecords } from './revoked-records.ts';
import type { SessionCrypto } from './session-crypto.ts';
import { announceEnds, recordEnd, type SessionEndPorts, type SessionEndReason } from './session-ends.ts';
import type {
  AccountSession,
  AnonymousSession,
  SessionCookie,
  SessionOrigin,
  WebSession,
  WebSessionId,
} from './web-session.ts';
import { isOver, type LimitsOf, type SessionLimits } from './web-session-limits.ts';
import type { KeptSession, SessionLookupKey, WebSessionStore } from './web-session-store.ts';

/** A session's activity is written at most this often, or ten times in its idle limit where that is short. */
const TOUCH_EVERY: Millis = 30_000;

/** Other requests of a session that may write its vault while one wants to: far more than a browser has at a time. */
const MAX_VAULT_WRITERS = 100;

/** Longest user agent that is kept, in characters. */
const MAX_USER_AGENT = 256;

export interface WebSessionRegistryParts extends SessionEndPorts {
  readonly store: WebSessionStore;
  readonly crypto: SessionCrypto;
  readonly limitsOf: LimitsOf;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** What came of making the next session of a browser. */
export type Decided<S extends AccountSession> =
  | { readonly kind: 'begun'; readonly presented: PresentedSession<S> }
  /** What was decided is revoked already. */
  | { readonly kind: 'revoked'; readonly reason: RevocationReason };

/** What came of promoting one: `gone` when it is over, or another request was first. */
export type Promoted<S extends AccountSession> = Decided<S> | { readonly kind: 'gone' };

interface Found extends Pick<KeptSession, 'session' | 'version'> {
  readonly lookupKey: SessionLookupKey;
  readonly vault: Uint8Array;
}

export class WebSessionRegistry implements WebSessions {
  readonly #parts: WebSessionRegistryParts;
  readonly #followed: FollowedSessions;
  readonly #opened: OpenedSessions = new OpenedSessions();
  readonly #records: RevokedRecords;
  #touched: Map<WebSessionId, Millis> = new Map();
  #seen: number | undefined;
  #keepingUp: Promise<void> | undefined;

  constructor(parts: WebSessionRegistryParts) {
    this.#parts = parts;
    this.#followed = new FollowedSessions(parts);
    this.#records = new RevokedRecords(parts);
  }

  async find(
    cookie: string | undefined,
    site: string,
    onOver?: (presented: PresentedSession) => void,
  ): Promise<PresentedSession | undefined> {
    if (cookie === undefined) return undefined;
    const present = ({ session, vault }: Found): PresentedSession => ({ cookie, session, vault });
    const found = await this.#find(cookie, (over) => {
      if (over.session.site === site) onOver?.(present(over));
    });
    return found?.session.site === site ? present(found) : undefined;
  }

  async begin(context: WebContext, vault: Uint8Array): Promise<PresentedSession<AnonymousSession>> {
    const session: AnonymousSession = { ...this.newBasics(context), state: 'anonymous' };
    const next = this.#sealed(session, vault);
    await this.#parts.store.insert(next.row);
    return next.presented;
  }

  async changeVault(
    { cookie, session }: PresentedSession,
    change: (vault: Uint8Array) => Uint8Array,
  ): Promise<PresentedSession | undefined> {
    const { store, crypto } = this.#parts;
    for (let writers = 0; writers < MAX_VAULT_WRITERS; writers += 1) {
      const found = await this.#find(cookie);
      if (found?.session.id !== session.id) return undefined;
      const presented = { cookie, session: found.session };
      const vault = change(found.vault);
      if (vault === found.vault) return { ...presented, vault };
      const sealed = crypto.seal(cookie, session.id, vault);
      if (await store.writeVault(found.lookupKey, found.version, sealed)) return { ...presented, vault };
    }
    throw new PosternError('ERR_STORE_UNAVAILABLE', 'too many requests of one session write its vault at once');
  }

  touch({ id, site, lastActiveAt }: WebSession): void {
    const now = this.#parts.clock.now();
    const limits = this.#parts.limitsOf(site);
    if (limits && now - lastActiveAt >= Math.min(TOUCH_EVERY, limits.idle / 10)) this.#touched.set(id, now);
  }

  async end({ id, state }: WebSession, reason: SessionEndReason): Promise<boolean> {
    this.#opened.forgetId(id);
    const ended = await this.#parts.store.end(id, state);
    if (ended && ended.state !== 'anonymous') await announceEnds([ended], reason, this.#parts);
    return ended !== undefined;
  }

  async isOpen(id: WebSessionId): Promise<boolean> {
    return (await this.#parts.store.find(id))?.state === 'open';
  }

  /** Neither pending nor open any more. */
  async isOver(id: WebSessionId): Promise<boolean> {
    return (await this.#parts.store.find(id)) === undefined;
  }

  claimUpstreamEnd(id: WebSessionId): Promise<boolean> {
    return this.#parts.store.claimUpstreamEnd(id, this.#parts.clock.now());
  }

  follow(session: AccountSession, end: () => void): { release(): void } {
    return this.#followed.follow(session, end);
  }

  /** The tries of pending sessions: of N callers at once so many get one (P-11). All may throw `ERR_STORE_UNAVAILABLE`. */
  get pendingTries(): {
    /** How many are left after it; `undefined`: none was, or the session is over. */
    take(id: WebSessionId): Promise<number | undefined>;
    giveBack(id: WebSessionId): Promise<void>;
    /** As {@link WebSessionStore.spendTry}. */
    spend(id: WebSessionId): Promise<boolean>;
  } {
    const { store } = this.#parts;
    return {
      take: (id) => store.takeTry(id),
      giveBack: (id) => store.giveBackTry(id),
      spend: (id) => store.spendTry(id),
    };
  }

  /** How many streams this process follows. */
  get following(): number {
    return this.#followed.size;
  }

  /** What a session that begins now has, whatever it becomes. */
  newBasics(context: WebContext): Omit<AnonymousSession, 'state'> {
    const now = this.#parts.clock.now();
    return {
      id: newSessionId(this.#parts.random),
      site: context.site,
      origin: originOf(context),
      startedAt: now,
      endsAt: now + this.#limits(context.site).absolute,
      lastActiveAt: now,
    };
  }

  /**
   * Begins a session that somebody has given a right password for, in the place of whatever the browser's cookie stood
   * for. The new cookie is another one (P-20). May throw `ERR_STORE_UNAVAILABLE`.
   */
  async replace<S extends AccountSession>(
    before: SessionCookie | undefined,
    session: S,
    vault: Uint8Array,
  ): Promise<Decided<S>> {
    const { store } = this.#parts;
    const lookupKey = before === undefined ? undefined : this.#parts.crypto.lookupKey(before);
    const replaced = lookupKey && (await store.findByLookupKey(lookupKey));
    if (replaced) await this.end(replaced.session, 'replaced');
    const next = this.#sealed(session, vault);
    const displaced = await store.insert(next.row);
    return this.#begun(next.presented, displaced);
  }

  /**
   * Promotes a session: the old cookie is dead at once, and of N callers one hears `begun` (P-11, P-20). The vault goes
   * over as it is in the end. May throw `ERR_STORE_UNAVAILABLE`.
   */
  async promote<S extends AccountSession>(before: PresentedSession, session: S): Promise<Promoted<S>> {
    for (let writers = 0; writers < MAX_VAULT_WRITERS; writers += 1) {
      const found = await this.#find(before.cookie);
      if (found?.session.id !== before.session.id) return { kind: 'gone' };
      const next = this.#sealed(session, found.vault);
      const promotion = await this.#parts.store.promote(found, next.row);
      if (promotion.kind === 'promoted') return this.#begun(next.presented, promotion.displaced);
      if (promotion.kind === 'gone') return { kind: 'gone' };
    }
    throw new PosternError('ERR_STORE_UNAVAILABLE', 'too many requests of one session write its vault at once');
  }

  /**
   * Applies what was revoked since the last call, by whichever process, and looks after streams. Called several times a
   * second by the owner's timer, one call at a time; throws when a store can't be read, and the next call catches up.
   */
  keepUp(): Promise<void> {
    this.#keepingUp ??= this.#catchUp().finally(() => {
      this.#keepingUp = undefined;
    });
    return this.#keepingUp;
  }

  /** Writes what was touched. Never throws: who is lost is touched again by the next request. */
  async flush(): Promise<void> {
    const touches = Array.from(this.#touched, ([id, at]) => ({ id, at }));
    this.#touched = new Map();
    if (touches.length === 0) return;
    try {
      await this.#parts.store.touchAll(touches);
    } catch (error) {
      this.#parts.log.error('web-session.touches-lost', error, { sessions: touches.length });
    }
  }

  /** Forgets sessions that are over. @param longestIdle - Of all sites. May throw `ERR_STORE_UNAVAILABLE`. */
  async purge(longestIdle: Millis): Promise<void> {
    const now = this.#parts.clock.now();
    const gone = await this.#parts.store.purge({ endedBy: now, idleSince: now - longestIdle });
    for (const session of gone) recordEnd(session, 'expired', this.#parts);
  }

  async #find(cookie: SessionCookie, onOver?: (over: Found) => void): Promise<Found | undefined> {
    const { crypto, limitsOf, clock } = this.#parts;
    const digest = crypto.digest(cookie);
    const found = (await this.#findOpened(digest)) ?? (await this.#findWhole(cookie, digest));
    if (!found || !isOver(found.session, limitsOf(found.session.site), clock.now())) return found;
    await this.end(found.session, 'expired');
    onOver?.(found);
    return undefined;
  }

  /** What was kept of it, if that is what its record still is. */
  async #findOpened(digest: string): Promise<Found | undefined> {
    const now = this.#parts.clock.now();
    const opened = this.#opened.get(digest, now);
    if (!opened) return undefined;
    const glance = await this.#parts.store.look(opened.lookupKey);
    if (glance?.version !== opened.version) {
      this.#opened.forget(digest);
      return undefined;
    }
    const { lastActiveAt } = glance;
    if (lastActiveAt === opened.session.lastActiveAt) return opened;
    const touched = { ...opened, session: { ...opened.session, lastActiveAt } };
    this.#opened.keep(digest, touched, now);
    return touched;
  }

  async #findWhole(cookie: SessionCookie, digest: string): Promise<Found | undefined> {
    const { store, crypto, clock } = this.#parts;
    const lookupKey = crypto.lookupKey(cookie);
    const kept = lookupKey && (await store.findByLookupKey(lookupKey));
    if (!kept) return undefined;
    const { session, version, sealedVault } = kept;
    const vault = crypto.open(cookie, session.id, sealedVault);
    if (!vault) {
      // A vault that was damaged is as good as none.
      await this.end(session, 'expired');
      return undefined;
    }
    if (session.state === 'open') this.#opened.keep(digest, { lookupKey, session, version, vault }, clock.now());
    return { lookupKey, session, version, vault };
  }

  #sealed<S extends WebSession>(session: S, vault: Uint8Array) {
    const { crypto } = this.#parts;
    const { cookie, lookupKey } = crypto.createCookie();
    const presented: PresentedSession<S> = { cookie, session, vault };
    return { presented, row: { session, lookupKey, sealedVault: crypto.seal(cookie, session.id, vault) } };
  }

  /** Between decision and record something may have been revoked, and all workers may have applied it already. */
  async #begun<S extends AccountSession>(
    presented: PresentedSession<S>,
    displaced: readonly AccountSession[],
  ): Promise<Decided<S>> {
    const { revocations, store } = this.#parts;
    await announceEnds(displaced, 'displaced', this.#parts);
    const { session } = presented;
    try {
      const missed = (await revocations.since(session.decidedAt)).find((each) => endsWebSession(each, session));
      if (!missed) return { kind: 'begun', presented };
      await store.end(session.id, session.state);
      return { kind: 'revoked', reason: missed.reason };
    } catch (error) {
      await store.end(session.id, session.state);
      throw error;
    }
  }

  async #catchUp(): Promise<void> {
    const records = this.#records;
    const kept = await records.appliedUpTo();
    const from = Math.min(kept, this.#seen ?? kept);
    this.#seen = from;
    for (const revocation of await records.since(from)) {
      // Records first: a stream that registers meanwhile looks for its own.
      await records.apply(revocation);
      await this.#followed.apply(revocation);
      this.#opened.apply(revocation);
      this.#seen = revocation.sequence;
    }
    if (this.#seen > kept) await this.#parts.store.markRevocationsSeen(this.#seen);
    this.#opened.sweep(this.#parts.clock.now());
    await this.#followed.sweep();
  }

  #limits(site: string): SessionLimits {
    const limits = this.#parts.limitsOf(site);
    if (limits === undefined) throw new TypeError(`there is no site ${site}`);
    return limits;
  }
}

function originOf({ remoteAddress, country, userAgent }: WebContext): SessionOrigin {
  return { remoteAddress, ...(country !== undefined && { country }), userAgent: userAgent.slice(0, MAX_USER_AGENT) };
}

/** Sixteen letters and digits: 80 bits, for lists and logs. */
function newSessionId(random: Random): WebSessionId {
  return `ws-${Array.from(random.bytes(16), (octet) => '0123456789abcdefghjkmnpqrstvwxyz'[octet % 32]).join('')}`;
}
