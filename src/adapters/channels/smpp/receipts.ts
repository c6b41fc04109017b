// Which of our texts a message centre's receipts are about. Held in memory, and bounded: what is forgotten, or was
// accepted before a restart, is never reported, as with gateways that report nothing.

import type { DeliveryReport } from '../../../core/messages/carriers.ts';
import type { MessageId } from '../../../core/messages/message.ts';
import type { Clock } from '../../../core/ports.ts';
import type { DeliveryReceipt } from '../../../protocol/sms/delivery-receipt.ts';

/** Messages that receipts are awaited of. */
const MAX_AWAITED = 20_000;

/** Receipts that came before the answer that names their message. */
const MAX_EARLY = 200;

interface Awaited {
  readonly id: MessageId;
  /** Message centre's ids of those parts that haven't been delivered. */
  readonly open: Set<string>;
}

export class AwaitedReceipts {
  readonly #awaited = new Map<string, Awaited>();
  readonly #early = new Map<string, DeliveryReceipt>();
  readonly #clock: Clock;
  readonly #onDelivery: (report: DeliveryReport) => void;

  constructor(ports: { readonly clock: Clock; readonly onDelivery: (report: DeliveryReport) => void }) {
    this.#clock = ports.clock;
    this.#onDelivery = ports.onDelivery;
  }

  /** Awaits the receipts of a text that was accepted whole, by the ids of its parts. */
  expect(id: MessageId, messageIds: readonly string[]): void {
    const awaited = { id, open: new Set(messageIds) };
    for (const messageId of messageIds) {
      this.#awaited.set(messageId, awaited);
      forgetOldest(this.#awaited, MAX_AWAITED);
    }
    for (const messageId of messageIds) {
      const early = this.#early.get(messageId);
      this.#early.delete(messageId);
      if (early) this.take(early);
    }
  }

  /** Takes a receipt, whoever's it is. */
  take(receipt: DeliveryReceipt): void {
    const { messageId, state, detail } = receipt;
    if (state === 'pending') return;
    const awaited = this.#awaited.get(messageId);
    if (!awaited) {
      this.#early.set(messageId, receipt);
      forgetOldest(this.#early, MAX_EARLY);
      return;
    }
    this.#awaited.delete(messageId);
    awaited.open.delete(messageId);
    if (state === 'delivered' && awaited.open.size > 0) return;
    // One part that is missing makes the text useless: nothing more is said of the others.
    for (const other of awaited.open) this.#awaited.delete(other);
    this.#onDelivery({ id: awaited.id, outcome: state, at: this.#clock.now(), detail });
  }
}

function forgetOldest(entries: Map<string, unknown>, most: number): void {
  const [oldest] = entries.keys();
  if (entries.size > most && oldest !== undefined) entries.delete(oldest);
}
