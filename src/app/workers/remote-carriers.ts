// The carriers of a worker in a process of its own: each message goes to the node, which says what it came to.

import type { HandedOver, OutgoingMail, OutgoingSms } from '../../core/messages/carriers.ts';
import type { Millis } from '../../core/units.ts';
import type { MessageCarriers } from '../messaging.ts';
import type { FromWorker, OutgoingMessage } from './messages.ts';

/** As the ports promise. */
const CARRY_WITHIN: Millis = 5_000;

export class RemoteCarriers implements MessageCarriers {
  readonly #say: (message: FromWorker) => void;
  readonly #waiting: Map<number, (handedOver: HandedOver) => void> = new Map();
  #lastId = 0;

  /** @param say - Passes a message to the node, if there still is one. */
  constructor(say: (message: FromWorker) => void) {
    this.#say = say;
  }

  readonly mail: MessageCarriers['mail'] = { carry: (mail: OutgoingMail) => this.#carry({ channel: 'email', mail }) };
  readonly sms: MessageCarriers['sms'] = { carry: (sms: OutgoingSms) => this.#carry({ channel: 'sms', sms }) };

  /** The node's answer; one that comes too late changes nothing. */
  carried(id: number, handedOver: HandedOver): void {
    this.#waiting.get(id)?.(handedOver);
  }

  #carry(message: OutgoingMessage): Promise<HandedOver> {
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve) => {
      const settle = (handedOver: HandedOver): void => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        resolve(handedOver);
      };
      const timer = setTimeout(() => settle({ kind: 'unavailable', reason: 'the node does not answer' }), CARRY_WITHIN);
      this.#waiting.set(id, settle);
      this.#say({ kind: 'carry', id, message });
    });
  }
}
