// Says something to somebody: has it written in their language, and hands it to whoever carries it there.

import type { Language } from '../language.ts';
import type { Millis } from '../units.ts';
import type { Destination, HandedOver, MailCarrier, MessageWriter, SmsCarrier } from './carriers.ts';
import type { Message, MessageId } from './message.ts';

export interface MessengerPorts {
  readonly writer: MessageWriter;
  /** Absent: there is no mail path. */
  readonly mail?: MailCarrier | undefined;
  /** Absent: there is no SMS gateway. */
  readonly sms?: SmsCarrier | undefined;
}

export interface Envelope {
  readonly id: MessageId;
  readonly to: Destination;
  readonly language: Language;
  readonly endsAt: Millis;
}

const NO_PATH: HandedOver = { kind: 'unavailable', reason: 'not configured' };

export class Messenger {
  readonly #ports: MessengerPorts;

  constructor(ports: MessengerPorts) {
    this.#ports = ports;
  }

  /** Whether anything can be sent to such a destination at all. */
  reaches(kind: Destination['kind']): boolean {
    return (kind === 'email' ? this.#ports.mail : this.#ports.sms) !== undefined;
  }

  /** Never throws. */
  async send(message: Message, { id, to, language, endsAt }: Envelope): Promise<HandedOver> {
    const { writer, mail, sms } = this.#ports;
    switch (to.kind) {
      case 'email':
        return mail?.carry({ ...writer.mail(message, language), id, to: to.address, language, endsAt }) ?? NO_PATH;
      case 'sms':
        return sms?.carry({ id, to: to.number, text: writer.sms(message, language), endsAt }) ?? NO_PATH;
    }
  }
}
