// Remembers successful sign-ins and writes them in batches: last use of app passwords, when a mailbox signed in, familiar networks. A sign-in
// never waits for these writes, and losing the last seconds of them in a crash loses nothing that matters.

import type { MailboxListing } from '../accounts/mailbox-listing.ts';
import type { AppPasswordStore, AppPasswordUse } from '../app-passwords/app-password-store.ts';
import type { AppPasswordId, ClientContext, MailboxAddress } from '../decision.ts';
import { clientNetwork } from '../places/networks.ts';
import type { Log } from '../ports.ts';
import type { ThrottleStore } from '../throttle/throttle-store.ts';
import type { Millis } from '../units.ts';

export class UseRecorder {
  readonly #appPasswords: Pick<AppPasswordStore, 'recordUses'>;
  readonly #listing: Pick<MailboxListing, 'recordSignIns'>;
  readonly #throttle: Pick<ThrottleStore, 'rememberFamiliar'>;
  readonly #log: Log;
  #uses: Map<AppPasswordId, AppPasswordUse> = new Map();
  #familiar: Map<string, { readonly mailbox: MailboxAddress; readonly network: string; readonly at: Millis }> =
    new Map();
  #times: Map<MailboxAddress, Millis> = new Map();

  constructor(parts: {
    readonly appPasswords: Pick<AppPasswordStore, 'recordUses'>;
    readonly listing: Pick<MailboxListing, 'recordSignIns'>;
    readonly throttle: Pick<ThrottleStore, 'rememberFamiliar'>;
    readonly log: Log;
  }) {
    this.#appPasswords = parts.appPasswords;
    this.#listing = parts.listing;
    this.#throttle = parts.throttle;
    this.#log = parts.log;
  }

  record(mailbox: MailboxAddress, context: ClientContext, at: Millis, appPassword?: AppPasswordId): void {
    const { door, remoteAddress, country, clientName } = context;
    this.recordFamiliar(mailbox, remoteAddress, at);
    if (appPassword === undefined) return;
    this.#uses.set(appPassword, {
      at,
      door,
      remoteAddress,
      ...(country !== undefined && { country }),
      ...(clientName !== undefined && { clientName }),
    });
  }

  /** Whoever signed in from here, whatever with, isn't slowed by what others do (R9.1); and it is the last sign-in. */
  recordFamiliar(mailbox: MailboxAddress, remoteAddress: string, at: Millis): void {
    this.#times.set(mailbox, at);
    const network = clientNetwork(remoteAddress);
    this.#familiar.set(`${mailbox} ${network}`, { mailbox, network, at });
  }

  /** Writes what was gathered; called by the owner's timer and at shutdown. Never throws: a lost batch is logged. */
  async flush(): Promise<void> {
    const uses = Array.from(this.#uses, ([id, use]) => ({ id, use }));
    const familiar = Array.from(this.#familiar.values());
    const times = Array.from(this.#times, ([mailbox, at]) => ({ mailbox, at }));
    this.#uses = new Map();
    this.#familiar = new Map();
    this.#times = new Map();
    try {
      if (uses.length > 0) await this.#appPasswords.recordUses(uses);
      if (times.length > 0) await this.#listing.recordSignIns(times);
      if (familiar.length > 0) await this.#throttle.rememberFamiliar(familiar);
    } catch (error) {
      this.#log.error('sign-in.uses-lost', error, { uses: uses.length, familiar: familiar.length });
    }
  }
}
