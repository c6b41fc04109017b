// The mail connections that live in this process, and what ends them. A connection is registered before its client hears
// OK, and compared with the revocation log from the point of its decision on, so that a revocation between the check and
// the registration is not missed (R3.6).

import { domainOf } from '../accounts/account-store.ts';
import type { AppPasswordId, MailboxAddress, MailDoor, RevocationSequence } from '../decision.ts';
import type { Millis } from '../units.ts';
import {
  isOf,
  type Revocation,
  type RevocationLog,
  type RevocationReason,
  type RevocationTarget,
} from './revocation-log.ts';

/** A client and a backend, spliced. */
export interface MailConnection {
  readonly id: string;
  readonly door: MailDoor;
  readonly mailbox: MailboxAddress;
  readonly appPassword?: { readonly id: AppPasswordId; readonly name: string };
  readonly remoteAddress: string;
  readonly clientName?: string;
  readonly since: Millis;
}

/** Registered: ends when the connection does. */
export interface Registration {
  release(): void;
}

interface Registered {
  readonly connection: MailConnection;
  readonly decidedAt: RevocationSequence;
  readonly end: (reason: RevocationReason) => void;
}

export class LiveConnections {
  readonly #log: RevocationLog;
  readonly #registered: Set<Registered> = new Set();
  readonly #perMailbox: Map<MailboxAddress, number> = new Map();
  #seen: RevocationSequence | undefined;
  #following: Promise<void> | undefined;

  constructor(log: RevocationLog) {
    this.#log = log;
  }

  get size(): number {
    return this.#registered.size;
  }

  /** How many connections of this mailbox live in this process. */
  count(mailbox: MailboxAddress): number {
    return this.#perMailbox.get(mailbox) ?? 0;
  }

  list(): readonly MailConnection[] {
    return Array.from(this.#registered, ({ connection }) => connection);
  }

  /**
   * Registers, then looks for revocations since the decision. `end` may be called before this resolves; it is called
   * once at most. Throws only when the revocation log can't be read: the caller must then close the connection.
   */
  async register(
    connection: MailConnection,
    decidedAt: RevocationSequence,
    end: (reason: RevocationReason) => void,
  ): Promise<Registration> {
    const registered: Registered = { connection, decidedAt, end };
    this.#registered.add(registered);
    // Before the first `follow` too: what is revoked after the look below must be read by it.
    this.#seen ??= decidedAt;
    this.#perMailbox.set(connection.mailbox, this.count(connection.mailbox) + 1);
    const registration = { release: () => this.#release(registered) };
    try {
      const missed = (await this.#log.since(decidedAt)).find(({ target }) => concerns(target, connection));
      if (missed) this.#end(registered, missed.reason);
    } catch (error) {
      registration.release();
      throw error;
    }
    return registration;
  }

  /**
   * Reads what was revoked since the last call and ends what it concerns; called several times a second by the owner's
   * timer. One call at a time; throws when the log can't be read, and the next call catches up.
   */
  follow(): Promise<void> {
    this.#following ??= this.#readOn().finally(() => {
      this.#following = undefined;
    });
    return this.#following;
  }

  async #readOn(): Promise<void> {
    const current = this.#seen ?? (await this.#log.current());
    // A connection that was registered meanwhile said where to begin.
    this.#seen ??= current;
    for (const revocation of await this.#log.since(this.#seen)) {
      this.#apply(revocation);
      this.#seen = revocation.sequence;
    }
  }

  /** What was decided after a revocation is not touched by it: who was ended may come back at once. */
  #apply({ sequence, target, reason }: Revocation): void {
    for (const registered of Array.from(this.#registered)) {
      const { connection, decidedAt } = registered;
      if (sequence > decidedAt && concerns(target, connection)) this.#end(registered, reason);
    }
  }

  #end(registered: Registered, reason: RevocationReason): void {
    if (!this.#registered.has(registered)) return;
    this.#release(registered);
    registered.end(reason);
  }

  #release(registered: Registered): void {
    const { connection } = registered;
    if (!this.#registered.delete(registered)) return;
    const left = this.count(connection.mailbox) - 1;
    if (left > 0) this.#perMailbox.set(connection.mailbox, left);
    else this.#perMailbox.delete(connection.mailbox);
  }
}

/** What a revocation may be about. */
export interface Revocable {
  readonly id: string;
  readonly mailbox: MailboxAddress;
  readonly appPassword?: { readonly id: AppPasswordId };
}

/** Whether a revocation ends this connection. */
export function concerns(target: RevocationTarget, connection: Revocable): boolean {
  switch (target.kind) {
    case 'app-password':
      return connection.appPassword?.id === target.id;
    case 'mailbox':
      return connection.mailbox === target.address;
    case 'domain':
      return domainOf(connection.mailbox) === target.name;
    case 'connection':
      return connection.id === target.id;
    case 'web-session':
      return false;
    case 'own-password':
      return connection.appPassword === undefined && isOf(target.of, connection.mailbox);
  }
}
