// Open sessions as this process last found them, with their vaults opened: a page is a hundred requests of one browser,
// and each would read, parse and decrypt the same. What is kept here never says that a session lives: its record is asked
// at every request, and whatever ended or changed it, in whichever process, has taken the record or raised its version.

import type { Bytes, Millis } from '../units.ts';
import { endsWebSession } from './followed-sessions.ts';
import type { Revocation } from './revocation-log.ts';
import type { OpenSession, WebSessionId } from './web-session.ts';
import type { SessionLookupKey } from './web-session-store.ts';

/** More browsers than one process serves within {@link KEEP_FOR}; the one that was there longest ago goes first. */
const MAX_SESSIONS = 2_000;

/** Of all opened vaults together; most have some hundred octets. */
const MAX_OCTETS: Bytes = 8 * 1024 * 1024;

/** After a session's last request: a webmail asks for new mail every minute, and what lies at rest is opened anew. */
const KEEP_FOR: Millis = 60_000;

/** A session that a record's version belongs to. */
export interface OpenedSession {
  readonly lookupKey: SessionLookupKey;
  readonly session: OpenSession;
  readonly version: number;
  readonly vault: Uint8Array;
}

interface Kept {
  readonly opened: OpenedSession;
  usedAt: Millis;
}

/** Those of one process, by digests of their cookies: no cookie is kept. */
export class OpenedSessions {
  readonly #kept: Map<string, Kept> = new Map();
  #octets: Bytes = 0;

  get size(): number {
    return this.#kept.size;
  }

  get(digest: string, now: Millis): OpenedSession | undefined {
    const kept = this.#kept.get(digest);
    if (kept === undefined) return undefined;
    // Last in the order: used last.
    this.#kept.delete(digest);
    this.#kept.set(digest, kept);
    kept.usedAt = now;
    return kept.opened;
  }

  /** In the place of what was kept of this session. */
  keep(digest: string, opened: OpenedSession, now: Millis): void {
    this.forget(digest);
    this.#kept.set(digest, { opened, usedAt: now });
    this.#octets += opened.vault.length;
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MAX_SESSIONS && this.#octets <= MAX_OCTETS) return;
      this.forget(oldest);
    }
  }

  forget(digest: string): void {
    this.#octets -= this.#kept.get(digest)?.opened.vault.length ?? 0;
    this.#kept.delete(digest);
  }

  /** Forgets one that has ended. */
  forgetId(id: WebSessionId): void {
    this.#forgetWhere(({ session }) => session.id === id);
  }

  /** Forgets what a revocation concerns. */
  apply(revocation: Revocation): void {
    this.#forgetWhere(({ session }) => endsWebSession(revocation, session));
  }

  /** Forgets what nobody has used lately; called several times a second. */
  sweep(now: Millis): void {
    for (const [digest, { usedAt }] of this.#kept) {
      if (now - usedAt < KEEP_FOR) return;
      this.forget(digest);
    }
  }

  #forgetWhere(isMeant: (opened: OpenedSession) => boolean): void {
    for (const [digest, { opened }] of this.#kept) if (isMeant(opened)) this.forget(digest);
  }
}
