// Browsers' sessions in memory, for tests and for a single process.

import { domainOf } from '../../../core/accounts/account-store.ts';
import type { MailboxAddress, RevocationSequence } from '../../../core/decision.ts';
import { clientNetwork, clientSite } from '../../../core/places/networks.ts';
import type { AccountSession, WebSession, WebSessionId } from '../../../core/sessions/web-session.ts';
import {
  CLAIMS_KEPT_FOR,
  type KeptSession,
  MAX_ANONYMOUS_SESSIONS,
  MAX_ANONYMOUS_SESSIONS_PER_NETWORK,
  MAX_SESSIONS_PER_MAILBOX,
  type NewSession,
  type Promotion,
  type SessionGlance,
  type SessionLookupKey,
  type SessionsOf,
  type WebSessionStore,
} from '../../../core/sessions/web-session-store.ts';
import type { Millis } from '../../../core/units.ts';

export function openMemoryWebSessionStore(): WebSessionStore {
  return new MemoryWebSessionStore();
}

interface Kept extends KeptSession {
  readonly key: string;
  readonly network: string;
  /** Of the tries that were taken, those that are being judged. */
  readonly triesOpen: number;
}

class MemoryWebSessionStore implements WebSessionStore {
  /** By lookup key in hexadecimal, oldest first. */
  readonly #kept: Map<string, Kept> = new Map();
  readonly #claims: Map<WebSessionId, Millis> = new Map();
  #seen: RevocationSequence = 0;

  async insert(next: NewSession): Promise<readonly AccountSession[]> {
    return this.#insert(next, 1);
  }

  async findByLookupKey(lookupKey: SessionLookupKey): Promise<KeptSession | undefined> {
    const kept = this.#kept.get(hex(lookupKey));
    return kept && { session: kept.session, sealedVault: kept.sealedVault, version: kept.version };
  }

  async look(lookupKey: SessionLookupKey): Promise<SessionGlance | undefined> {
    const kept = this.#kept.get(hex(lookupKey));
    return kept && { version: kept.version, lastActiveAt: kept.session.lastActiveAt };
  }

  async find(id: WebSessionId): Promise<WebSession | undefined> {
    return this.#byId(id)?.session;
  }

  async promote(
    before: { readonly lookupKey: SessionLookupKey; readonly version: number },
    next: NewSession,
  ): Promise<Promotion> {
    const kept = this.#kept.get(hex(before.lookupKey));
    if (!kept) return { kind: 'gone' };
    if (kept.version !== before.version) return { kind: 'changed' };
    this.#kept.delete(kept.key);
    return { kind: 'promoted', displaced: this.#insert(next, before.version + 1) };
  }

  async writeVault(lookupKey: SessionLookupKey, version: number, sealedVault: Uint8Array): Promise<boolean> {
    const kept = this.#kept.get(hex(lookupKey));
    if (kept?.version !== version) return false;
    this.#kept.set(kept.key, { ...kept, sealedVault, version: version + 1 });
    return true;
  }

  async takeTry(id: WebSessionId): Promise<number | undefined> {
    const kept = this.#byId(id);
    if (kept?.session.state !== 'pending' || kept.session.triesLeft <= 0) return undefined;
    const triesLeft = kept.session.triesLeft - 1;
    this.#change({ ...kept, triesOpen: kept.triesOpen + 1 }, { ...kept.session, triesLeft });
    return triesLeft;
  }

  async giveBackTry(id: WebSessionId): Promise<void> {
    const kept = this.#byId(id);
    if (kept?.session.state !== 'pending') return;
    const triesLeft = kept.session.triesLeft + 1;
    this.#change({ ...kept, triesOpen: kept.triesOpen - 1 }, { ...kept.session, triesLeft });
  }

  async spendTry(id: WebSessionId): Promise<boolean> {
    const kept = this.#byId(id);
    if (kept?.session.state !== 'pending') return false;
    const triesOpen = kept.triesOpen - 1;
    this.#change({ ...kept, triesOpen }, kept.session);
    return kept.session.triesLeft === 0 && triesOpen === 0;
  }

  async touchAll(touches: readonly { readonly id: WebSessionId; readonly at: Millis }[]): Promise<void> {
    for (const { id, at } of touches) {
      const kept = this.#byId(id);
      if (kept) {
        this.#change(kept, { ...kept.session, lastActiveAt: Math.max(at, kept.session.lastActiveAt) });
      }
    }
  }

  async end(id: WebSessionId, state: WebSession['state']): Promise<WebSession | undefined> {
    const kept = this.#byId(id);
    if (kept?.session.state !== state) return undefined;
    this.#kept.delete(kept.key);
    return kept.session;
  }

  async endAll(
    of: SessionsOf,
    { exceptId, decidedFrom }: { readonly exceptId?: WebSessionId; readonly decidedFrom?: RevocationSequence } = {},
  ): Promise<readonly AccountSession[]> {
    return this.#remove(
      (session) =>
        session.state !== 'anonymous' &&
        isOf(of, session.mailbox) &&
        session.id !== exceptId &&
        (decidedFrom === undefined || session.decidedAt < decidedFrom),
    );
  }

  async claimUpstreamEnd(id: WebSessionId, at: Millis): Promise<boolean> {
    if (this.#claims.has(id)) return false;
    this.#claims.set(id, at);
    return true;
  }

  async list(mailbox?: MailboxAddress): Promise<readonly AccountSession[]> {
    return ofAccounts(Array.from(this.#kept.values(), ({ session }) => session))
      .filter((session) => mailbox === undefined || session.mailbox === mailbox)
      .reverse()
      .sort((one, other) => other.startedAt - one.startedAt);
  }

  async purge(over: { readonly endedBy: Millis; readonly idleSince: Millis }): Promise<readonly AccountSession[]> {
    for (const [id, at] of this.#claims) if (at <= over.endedBy - CLAIMS_KEPT_FOR) this.#claims.delete(id);
    return this.#remove(({ endsAt, lastActiveAt }) => endsAt <= over.endedBy || lastActiveAt <= over.idleSince);
  }

  async revocationsSeen(): Promise<RevocationSequence> {
    return this.#seen;
  }

  async markRevocationsSeen(sequence: RevocationSequence): Promise<void> {
    this.#seen = Math.max(this.#seen, sequence);
  }

  async startOver({
    seen,
    current,
  }: {
    readonly seen: RevocationSequence;
    readonly current: RevocationSequence;
  }): Promise<readonly AccountSession[]> {
    if (this.#seen !== seen) return [];
    this.#seen = current;
    return this.endAll('everybody');
  }

  #insert({ lookupKey, session, sealedVault }: NewSession, version: number): readonly AccountSession[] {
    const key = hex(lookupKey);
    const { remoteAddress } = session.origin;
    const network = clientSite(remoteAddress) ?? clientNetwork(remoteAddress);
    this.#kept.set(key, { key, network, session, sealedVault, version, triesOpen: 0 });
    const ofState = Array.from(this.#kept.values()).filter((one) => one.session.state === session.state);
    if (session.state !== 'anonymous') {
      const { mailbox, state } = session;
      const ofMailbox = ofState.filter((one) => one.session.state === state && one.session.mailbox === mailbox);
      return this.#limit(ofMailbox, MAX_SESSIONS_PER_MAILBOX[state]);
    }
    const ofNetwork = ofState.filter((one) => one.network === network);
    this.#limit(ofNetwork, MAX_ANONYMOUS_SESSIONS_PER_NETWORK);
    this.#limit(ofState, MAX_ANONYMOUS_SESSIONS);
    return [];
  }

  /** Lets the oldest of them go; says which. */
  #limit(those: Kept[], most: number): readonly AccountSession[] {
    if (those.length <= most) return [];
    const byAge = those.sort((one, other) => one.session.startedAt - other.session.startedAt);
    const leaving = new Set(byAge.slice(0, those.length - most).map(({ session }) => session.id));
    return this.#remove(({ id }) => leaving.has(id));
  }

  #remove(leaves: (session: WebSession) => boolean): readonly AccountSession[] {
    const leaving = Array.from(this.#kept.values()).filter(({ session }) => leaves(session));
    for (const { key } of leaving) this.#kept.delete(key);
    return ofAccounts(leaving.map(({ session }) => session));
  }

  #byId(id: WebSessionId): Kept | undefined {
    return Array.from(this.#kept.values()).find(({ session }) => session.id === id);
  }

  #change(kept: Kept, session: WebSession): void {
    this.#kept.set(kept.key, { ...kept, session });
  }
}

function isOf(of: SessionsOf, mailbox: MailboxAddress): boolean {
  if (of === 'everybody') return true;
  return 'mailbox' in of ? mailbox === of.mailbox : domainOf(mailbox) === of.domain;
}

function ofAccounts(sessions: readonly WebSession[]): readonly AccountSession[] {
  return sessions.filter((session) => session.state !== 'anonymous');
}

function hex(lookupKey: SessionLookupKey): string {
  return Buffer.from(lookupKey).toString('hex');
}
