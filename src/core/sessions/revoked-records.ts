// What revocations do to the records of browsers' sessions. The records say how far the log was applied to them; both
// are files that somebody may put back from a copy, each without the other. Where that leaves open whether a session was
// revoked, it is over.

import type { RevocationSequence } from '../decision.ts';
import { endsWebSession, isOfSessions } from './followed-sessions.ts';
import type { OwnPasswordOf, Revocation } from './revocation-log.ts';
import { recordEnd, type SessionEndPorts } from './session-ends.ts';
import type { AccountSession, WebSessionId } from './web-session.ts';
import type { WebSessionStore } from './web-session-store.ts';

export interface RevokedRecordsParts extends SessionEndPorts {
  readonly store: WebSessionStore;
}

/** Every worker has one on the same store and log; each call may throw `ERR_STORE_UNAVAILABLE`. */
export class RevokedRecords {
  readonly #parts: RevokedRecordsParts;

  constructor(parts: RevokedRecordsParts) {
    this.#parts = parts;
  }

  /**
   * Up to which revocation all were applied to the records. A log that ends before that is a copy that was put back: it
   * will say other things under the numbers that were seen, so that nothing that was decided by the old one stays.
   */
  async appliedUpTo(): Promise<RevocationSequence> {
    const { store, revocations } = this.#parts;
    const seen = await store.revocationsSeen();
    // Asked in this order: in a log that only grows, what was seen before is in it.
    const current = await revocations.current();
    if (seen <= current) return seen;
    this.#endUnknown(await store.startOver({ seen, current }), { seen, current });
    return current;
  }

  /**
   * What was revoked after `seen`. Where the log has forgotten some of it (the records are a copy that was put back),
   * that may concern whatever was decided before.
   */
  async since(seen: RevocationSequence): Promise<readonly Revocation[]> {
    const { store, revocations } = this.#parts;
    const later = await revocations.since(seen);
    const forgotten = (later[0]?.sequence ?? 0) - 1;
    if (forgotten > seen) {
      this.#endUnknown(await store.endAll('everybody', { decidedFrom: forgotten }), { seen, current: forgotten });
    }
    return later;
  }

  /** Ends what a revocation concerns; each session is recorded by the one worker that ended it. */
  async apply(revocation: Revocation): Promise<void> {
    for (const session of await this.#endedBy(revocation)) recordEnd(session, revocation.reason, this.#parts);
  }

  #endUnknown(
    ended: readonly AccountSession[],
    { seen, current }: { readonly seen: RevocationSequence; readonly current: RevocationSequence },
  ): void {
    if (ended.length === 0) return;
    for (const session of ended) recordEnd(session, 'revocations-unknown', this.#parts);
    this.#parts.log.warn('web-session.revocations-unknown', { seen, current, ended: ended.length });
  }

  async #endedBy(revocation: Revocation): Promise<readonly AccountSession[]> {
    const { store } = this.#parts;
    const { sequence, target, reason } = revocation;
    if (target.kind === 'own-password') return this.#endOneByOne(revocation, target.of);
    if (target.kind === 'web-session') return this.#endAgain(target.id);
    if (!isOfSessions(target, reason)) return [];
    const of = target.kind === 'mailbox' ? { mailbox: target.address } : { domain: target.name };
    return store.endAll(of, { decidedFrom: sequence });
  }

  /** Its record went before the log told of it, but comes back with a copy of all records. */
  async #endAgain(id: WebSessionId): Promise<readonly AccountSession[]> {
    const { store } = this.#parts;
    const found = await store.find(id);
    const ended = found && (await store.end(id, found.state));
    return ended && ended.state !== 'anonymous' ? [ended] : [];
  }

  /** Policy changes seldom: the sessions that the password alone has opened are looked for among all. */
  async #endOneByOne(revocation: Revocation, of: OwnPasswordOf): Promise<readonly AccountSession[]> {
    const { store } = this.#parts;
    const ended: AccountSession[] = [];
    const held = await store.list(typeof of === 'object' && 'mailbox' in of ? of.mailbox : undefined);
    for (const session of held.filter((each) => endsWebSession(revocation, each))) {
      const gone = await store.end(session.id, session.state);
      if (gone && gone.state !== 'anonymous') ended.push(gone);
    }
    return ended;
  }
}
