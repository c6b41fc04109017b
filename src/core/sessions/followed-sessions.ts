// What hangs on browsers' sessions in this process: what streams for them (downloads, server-sent events, WebSockets), and
// their sessions at the webmail. It ends with them. A stream is registered first, then its session's record is looked for; a session that ends loses its record
// first, and then the revocation log tells of it: whatever the order, one of the two is seen (§4.8 #20).

import { domainOf } from '../accounts/account-store.ts';
import type { Clock, Log } from '../ports.ts';
import type { Millis } from '../units.ts';
import { isOf, type Revocation } from './revocation-log.ts';
import { type AccountSession, type OpenSession, PASSWORD_ALONE } from './web-session.ts';
import { isOver, type LimitsOf, overAt } from './web-session-limits.ts';
import type { WebSessionStore } from './web-session-store.ts';

/** A stream's session is looked for at least this often, should its end have gone untold. */
const LOOK_EVERY: Millis = 30_000;

interface Followed {
  readonly session: AccountSession;
  readonly end: () => void;
  /** When to look whether the session still lives. */
  lookAt: Millis;
}

export interface FollowedSessionsParts {
  readonly store: Pick<WebSessionStore, 'find'>;
  readonly limitsOf: LimitsOf;
  readonly clock: Clock;
  readonly log: Log;
}

export class FollowedSessions {
  readonly #parts: FollowedSessionsParts;
  readonly #followed: Set<Followed> = new Set();

  constructor(parts: FollowedSessionsParts) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#followed.size;
  }

  /** As `WebSessions.follow`. */
  follow(session: AccountSession, end: () => void): { release(): void } {
    const followed: Followed = { session, end, lookAt: 0 };
    this.#followed.add(followed);
    void this.#lookOrEnd(followed);
    return { release: () => void this.#followed.delete(followed) };
  }

  /**
   * Ends what a revocation concerns. It was applied to the records before: a session that still has its own has proved
   * more than what is known of it here. Never throws.
   */
  async apply(revocation: Revocation): Promise<void> {
    const concerned = Array.from(this.#followed).filter(({ session }) => endsWebSession(revocation, session));
    await Promise.all(concerned.map((followed) => this.#lookOrEnd(followed)));
  }

  /** Looks for the sessions that may be over by now; called several times a second. Never throws. */
  async sweep(): Promise<void> {
    const now = this.#parts.clock.now();
    const due = Array.from(this.#followed).filter(({ lookAt }) => lookAt <= now);
    await Promise.all(due.map((followed) => this.#look(followed)));
  }

  async #lookOrEnd(followed: Followed): Promise<void> {
    if (!(await this.#look(followed))) this.#end(followed);
  }

  /**
   * Ends a stream whose session is over; says false when nobody can say. Then a stream that has just begun ends,
   * or one whose session may be revoked, and any other goes on: every other request of its session is refused meanwhile.
   */
  async #look(followed: Followed): Promise<boolean> {
    const { store, limitsOf, clock, log } = this.#parts;
    followed.lookAt = clock.now() + LOOK_EVERY;
    try {
      const session = await store.find(followed.session.id);
      const limits = limitsOf(followed.session.site);
      // One that has opened isn't the pending one any more.
      const isSame = session?.state === followed.session.state;
      if (!isSame || !limits || isOver(session, limits, clock.now())) this.#end(followed);
      else followed.lookAt = Math.min(followed.lookAt, overAt(session, limits));
      return true;
    } catch (error) {
      log.error('web-session.stream-not-checked', error, { session: followed.session.id });
      return false;
    }
  }

  #end(followed: Followed): void {
    if (this.#followed.delete(followed)) followed.end();
  }
}

/** What of a session says whether a revocation ends it. */
type Revocable = Pick<AccountSession, 'id' | 'mailbox' | 'decidedAt'> & Partial<Pick<OpenSession, 'secondStep'>>;

/** Whether a revocation ends a session. What was decided after it isn't touched: it was decided knowing of it. */
export function endsWebSession(
  { sequence, target, reason }: Revocation,
  { id, mailbox, decidedAt, secondStep }: Revocable,
): boolean {
  if (target.kind === 'web-session') return target.id === id;
  if (sequence <= decidedAt) return false;
  if (target.kind === 'own-password') return secondStep === PASSWORD_ALONE && isOf(target.of, mailbox);
  return isOfSessions(target, reason) && belongsTo(target, mailbox);
}

type SessionsTarget = Extract<Revocation['target'], { kind: 'mailbox' | 'domain' }>;

/** Whether a revocation is meant for browsers' sessions too, and not for mail connections alone. */
export function isOfSessions(target: Revocation['target'], reason: Revocation['reason']): target is SessionsTarget {
  return (target.kind === 'mailbox' || target.kind === 'domain') && reason !== 'ended-by-administrator';
}

function belongsTo(target: SessionsTarget, mailbox: string): boolean {
  return target.kind === 'mailbox' ? target.address === mailbox : target.name === domainOf(mailbox);
}
