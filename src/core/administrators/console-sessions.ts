// Administrators' sessions in the console, from the store's records and the cookies that open them. A session counts while
// its administrator is there, enabled, and has the stamp that it began with: whoever is removed, disabled, reset, given
// another role or password, or put back by an older copy of the database, is out at the very next request.

import type { AuditLog } from '../audit/audit-log.ts';
import type { Clock, Log, Random } from '../ports.ts';
import { newRecordId } from '../record-id.ts';
import type { Millis } from '../units.ts';
import type { Administrator, AdministratorName } from './administrator.ts';
import type { ConsoleCookie, ConsoleSession, PresentedConsoleSession } from './administrator-sign-in-contract.ts';
import type { AdministratorStamp, AdministratorStore } from './administrator-store.ts';
import type {
  ConsoleLookupKey,
  ConsoleSessionId,
  ConsoleSessionStore,
  KeptConsoleSession,
} from './console-session-store.ts';

export interface ConsoleSessionLimits {
  /** Without a request. */
  readonly idle: Millis;
  /** In all, from the sign-in on. */
  readonly absolute: Millis;
  /** How long both steps count, once given, for what destroys or opens something. */
  readonly confirmation: Millis;
}

/** Unless configured. */
export const CONSOLE_SESSION_LIMITS: ConsoleSessionLimits = {
  idle: 30 * 60_000,
  absolute: 12 * 3_600_000,
  confirmation: 10 * 60_000,
};

/** A session that was used later than now is from a clock that was set back, which must not prolong it; small steps are usual. */
const CLOCK_TOLERANCE: Millis = 60_000;

/** Activity is written at most this often, or ten times in the idle limit where that is short. */
const TOUCH_EVERY: Millis = 30_000;

/** Why a session ended, in log and audit log. */
export type ConsoleSessionEnd =
  | 'signed-out'
  | 'ended-by-administrator'
  | 'ended-by-owner'
  | 'removed'
  | 'changed'
  | 'reset'
  | 'password-changed'
  | 'displaced'
  | 'expired';

/** Cookies as a port; 256 random bits each, under a label that no other kind of cookie has (P-17). */
export interface ConsoleCookies {
  createCookie(): { readonly cookie: ConsoleCookie; readonly lookupKey: ConsoleLookupKey };
  /** `undefined` for what has not exactly the form of a cookie; untrusted input. */
  lookupKey(cookie: string): ConsoleLookupKey | undefined;
}

export interface ConsoleSessionsParts {
  readonly store: ConsoleSessionStore;
  readonly administrators: Pick<AdministratorStore, 'find'>;
  readonly cookies: ConsoleCookies;
  readonly limits: ConsoleSessionLimits;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** A session that counts, with what it is kept under. */
export interface FoundConsoleSession {
  readonly lookupKey: ConsoleLookupKey;
  readonly kept: KeptConsoleSession;
  readonly administrator: Administrator;
}

/** Every call may throw `ERR_STORE_UNAVAILABLE`. */
export class ConsoleSessions {
  readonly #parts: ConsoleSessionsParts;

  constructor(parts: ConsoleSessionsParts) {
    this.#parts = parts;
  }

  get limits(): ConsoleSessionLimits {
    return this.#parts.limits;
  }

  /** What a cookie stands for now; one that is over ends with that. */
  async find(cookie: string): Promise<FoundConsoleSession | undefined> {
    const { store, cookies } = this.#parts;
    const lookupKey = cookies.lookupKey(cookie);
    const kept = lookupKey && (await store.find(lookupKey));
    if (!kept) return undefined;
    const administrator = this.#isOver(kept) ? undefined : await this.#administratorOf(kept);
    if (administrator) return { lookupKey, kept, administrator };
    await this.end(kept.id, 'expired');
    return undefined;
  }

  /** Somebody is there. */
  async touch({ lookupKey, kept }: FoundConsoleSession): Promise<void> {
    const now = this.#parts.clock.now();
    const every = Math.min(TOUCH_EVERY, this.#parts.limits.idle / 10);
    if (now - kept.lastActiveAt >= every) await this.#parts.store.touch(lookupKey, now);
  }

  /** Begins one under a new cookie. */
  async begin(
    session: Omit<KeptConsoleSession, 'id' | 'startedAt' | 'lastActiveAt'>,
    administrator: Administrator,
  ): Promise<PresentedConsoleSession> {
    const { store, cookies, clock, random } = this.#parts;
    const now = clock.now();
    const kept = { ...session, id: newRecordId('cs', random), startedAt: now, lastActiveAt: now };
    const { cookie, lookupKey } = cookies.createCookie();
    for (const gone of await store.insert({ lookupKey, session: kept })) this.#recordEnd(gone, 'displaced');
    return { cookie, session: consoleSession(kept, administrator) };
  }

  /** Goes over to a new cookie, and the old one is dead: of N callers one does it, the others hear `undefined` (P-11, P-20). */
  async promote(
    { lookupKey: before, kept }: FoundConsoleSession,
    change: Partial<Pick<KeptConsoleSession, 'state' | 'stamp' | 'endsAt' | 'confirmedAt'>>,
    administrator: Administrator,
  ): Promise<PresentedConsoleSession | undefined> {
    const { store, cookies, clock } = this.#parts;
    const { cookie, lookupKey } = cookies.createCookie();
    const session = { ...kept, ...change, lastActiveAt: clock.now() };
    if (!(await store.promote(before, { lookupKey, session }))) return undefined;
    return { cookie, session: consoleSession(session, administrator) };
  }

  /** How many tries are left after this one; `undefined`: none was. */
  takeTry({ lookupKey }: FoundConsoleSession): Promise<number | undefined> {
    return this.#parts.store.takeTry(lookupKey);
  }

  giveBackTry({ lookupKey }: FoundConsoleSession): Promise<void> {
    return this.#parts.store.giveBackTry(lookupKey);
  }

  /** False: there is none. */
  async end(id: ConsoleSessionId, reason: ConsoleSessionEnd): Promise<boolean> {
    const ended = await this.#parts.store.end(id);
    if (ended) this.#recordEnd(ended, reason);
    return ended !== undefined;
  }

  /** All of an administrator, but for one; says how many. */
  async endAll(
    administrator: AdministratorName,
    reason: ConsoleSessionEnd,
    but?: { readonly id: ConsoleSessionId },
  ): Promise<number> {
    const ended = await this.#parts.store.endAll(administrator, but);
    for (const session of ended) this.#recordEnd(session, reason);
    return ended.length;
  }

  /** Ends all others of an administrator who has another stamp now; this one goes on. Says how many. */
  async keepOnly(
    administrator: AdministratorName,
    { id, stamp }: { readonly id: ConsoleSessionId; readonly stamp: AdministratorStamp },
    reason: ConsoleSessionEnd,
  ): Promise<number> {
    const ended = await this.endAll(administrator, reason, { id });
    await this.#parts.store.restamp(id, stamp);
    return ended;
  }

  /** Those that count, newest first. */
  async list(administrator?: AdministratorName): Promise<readonly ConsoleSession[]> {
    const kept = (await this.#parts.store.list(administrator)).filter((session) => !this.#isOver(session));
    const found = await Promise.all(
      kept.map(async (session) => {
        const its = await this.#administratorOf(session);
        return its && consoleSession(session, its);
      }),
    );
    return found.filter((session) => session !== undefined);
  }

  /** Those of an administrator themselves: break-glass took the name only. */
  async listOwn(administrator: AdministratorName): Promise<readonly ConsoleSession[]> {
    return (await this.list(administrator)).filter(({ isBreakGlass }) => !isBreakGlass);
  }

  /** Forgets what is over. */
  async purge(): Promise<void> {
    const { store, clock, limits } = this.#parts;
    const now = clock.now();
    const gone = await store.purge({ endedBy: now, idleSince: now - limits.idle });
    for (const session of gone) this.#recordEnd(session, 'expired');
  }

  #isOver({ endsAt, lastActiveAt }: KeptConsoleSession): boolean {
    const { clock, limits } = this.#parts;
    const now = clock.now();
    return now >= endsAt || now >= lastActiveAt + limits.idle || now < lastActiveAt - CLOCK_TOLERANCE;
  }

  /** As it is now; `undefined`: the session counts no more. */
  async #administratorOf({
    administrator: name,
    stamp,
    isBreakGlass,
    startedAt,
  }: KeptConsoleSession): Promise<Administrator | undefined> {
    if (isBreakGlass) {
      return { name, role: 'platform-administrator', domains: 'all', disabled: false, createdAt: startedAt };
    }
    const found = await this.#parts.administrators.find(name);
    if (!found || found.disabled || found.stamp !== stamp) return undefined;
    return found;
  }

  #recordEnd({ id, administrator, state, isBreakGlass, origin }: KeptConsoleSession, reason: ConsoleSessionEnd): void {
    const { audit, clock, log } = this.#parts;
    const { remoteAddress } = origin;
    log.info('console-session.ended', { session: id, administrator, reason, remoteAddress });
    audit.record({
      at: clock.now(),
      kind: 'connection',
      event: 'console-session.ended',
      actor: actorOf(administrator, isBreakGlass),
      door: 'administration',
      remoteAddress,
      reason,
      details: { session: id, state },
    });
  }
}

/** What the audit log calls whoever is signed in. */
export function actorOf(name: AdministratorName, isBreakGlass: boolean): string {
  return isBreakGlass ? `${name} (break-glass)` : name;
}

/** As the console sees it: without what it, or its administrator, is compared by. */
export function consoleSession(
  { id, state, startedAt, lastActiveAt, endsAt, confirmedAt, isBreakGlass, origin }: KeptConsoleSession,
  { name, role, domains, disabled, createdAt, lastSignInAt }: Administrator,
): ConsoleSession {
  return {
    ...{ id, state, startedAt, lastActiveAt, endsAt, isBreakGlass, origin },
    administrator: { name, role, domains, disabled, createdAt, ...(lastSignInAt !== undefined && { lastSignInAt }) },
    ...(confirmedAt !== undefined && { confirmedAt }),
  };
}
