// Administrators' sessions in memory.

import type { AdministratorName } from '../../../core/administrators/administrator.ts';
import {
  type ConsoleLookupKey,
  type ConsoleSessionId,
  type ConsoleSessionStore,
  type KeptConsoleSession,
  MAX_CONSOLE_SESSIONS,
  type NewConsoleSession,
} from '../../../core/administrators/console-session-store.ts';
import type { Millis } from '../../../core/units.ts';

/** An empty store. Each call runs without a pause, so it is atomic. */
export function openMemoryConsoleSessionStore(): ConsoleSessionStore {
  return new MemoryConsoleSessionStore();
}

class MemoryConsoleSessionStore implements ConsoleSessionStore {
  /** By lookup key in hexadecimal, the oldest first. */
  readonly #kept: Map<string, KeptConsoleSession> = new Map();

  async insert({ lookupKey, session }: NewConsoleSession): Promise<readonly KeptConsoleSession[]> {
    this.#kept.set(hex(lookupKey), session);
    const { administrator, state } = session;
    const its = [...this.#kept.values()]
      .filter((kept) => kept.administrator === administrator && kept.state === state)
      .sort((one, other) => one.startedAt - other.startedAt);
    const leaving = its.slice(0, Math.max(0, its.length - MAX_CONSOLE_SESSIONS));
    return this.#remove((kept) => leaving.includes(kept));
  }

  async find(lookupKey: ConsoleLookupKey): Promise<KeptConsoleSession | undefined> {
    return this.#kept.get(hex(lookupKey));
  }

  async promote(before: ConsoleLookupKey, { lookupKey, session }: NewConsoleSession): Promise<boolean> {
    if (!this.#kept.delete(hex(before))) return false;
    this.#kept.set(hex(lookupKey), session);
    return true;
  }

  async touch(lookupKey: ConsoleLookupKey, at: Millis): Promise<void> {
    this.#change(lookupKey, (kept) => ({ ...kept, lastActiveAt: Math.max(kept.lastActiveAt, at) }));
  }

  async takeTry(lookupKey: ConsoleLookupKey): Promise<number | undefined> {
    const left = (this.#kept.get(hex(lookupKey))?.triesLeft ?? 0) - 1;
    if (left < 0) return undefined;
    this.#change(lookupKey, (kept) => ({ ...kept, triesLeft: left }));
    return left;
  }

  async giveBackTry(lookupKey: ConsoleLookupKey): Promise<void> {
    this.#change(lookupKey, (kept) => ({ ...kept, triesLeft: kept.triesLeft + 1 }));
  }

  async end(id: ConsoleSessionId): Promise<KeptConsoleSession | undefined> {
    return this.#remove((kept) => kept.id === id)[0];
  }

  async endAll(
    administrator: AdministratorName,
    but?: { readonly id: ConsoleSessionId },
  ): Promise<readonly KeptConsoleSession[]> {
    return this.#remove((kept) => kept.administrator === administrator && kept.id !== but?.id);
  }

  async restamp(id: ConsoleSessionId, stamp: string): Promise<void> {
    for (const [key, kept] of this.#kept) if (kept.id === id) this.#kept.set(key, { ...kept, stamp });
  }

  async list(administrator?: AdministratorName): Promise<readonly KeptConsoleSession[]> {
    return [...this.#kept.values()]
      .filter((kept) => administrator === undefined || kept.administrator === administrator)
      .reverse()
      .sort((one, other) => other.startedAt - one.startedAt);
  }

  async purge(over: { readonly endedBy: Millis; readonly idleSince: Millis }): Promise<readonly KeptConsoleSession[]> {
    return this.#remove(({ endsAt, lastActiveAt }) => endsAt <= over.endedBy || lastActiveAt <= over.idleSince);
  }

  #change(lookupKey: ConsoleLookupKey, change: (kept: KeptConsoleSession) => KeptConsoleSession): void {
    const kept = this.#kept.get(hex(lookupKey));
    if (kept) this.#kept.set(hex(lookupKey), change(kept));
  }

  #remove(leaves: (session: KeptConsoleSession) => boolean): readonly KeptConsoleSession[] {
    const leaving = [...this.#kept].filter(([, session]) => leaves(session));
    for (const [key] of leaving) this.#kept.delete(key);
    return leaving.map(([, session]) => session);
  }
}

function hex(lookupKey: ConsoleLookupKey): string {
  return Buffer.from(lookupKey).toString('hex');
}
