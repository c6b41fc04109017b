// How long a browser's session lives.

import type { Millis } from '../units.ts';
import type { WebSession } from './web-session.ts';

/** One site's limits. */
export interface SessionLimits {
  /** Without a person's request. */
  readonly idle: Millis;
  /** In all, from its sign-in on. */
  readonly absolute: Millis;
}

/** The limits of a site by its name; `undefined` for one that isn't configured (any more): its sessions are over. */
export type LimitsOf = (site: string) => SessionLimits | undefined;

/** How long somebody has for the second step: less than any webmail keeps an idle session of its own. */
export const PENDING_FOR: Millis = 5 * 60_000;

/** Wrong codes, or passwords that aren't taken, that one step of a sign-in may give (facts/webmail.md §4.1). */
export const TRIES = 5;

/** When the session is over, unless a person comes back before. */
export function overAt(session: WebSession, limits: SessionLimits): Millis {
  // A pending session has its own end, which nothing prolongs.
  if (session.state === 'pending') return session.endsAt;
  return Math.min(session.endsAt, session.lastActiveAt + limits.idle);
}

/** Whether it is over at `now`, at the very moment. */
export function isOver(session: WebSession, limits: SessionLimits | undefined, now: Millis): boolean {
  return limits === undefined || overAt(session, limits) <= now;
}
