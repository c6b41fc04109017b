// An SMS gateway that takes texts by mail: the number is a part of the address. The mail goes Postern's own way (R7.1),
// so that an accepted text is queued, retried and reported as any mail is.

import type { MailCarrier, OutgoingSms } from '../../../core/messages/carriers.ts';
import {
  type GatewayAnswer,
  GatewayHistory,
  type GatewayProbe,
  type SmsGateway,
  type SmsGatewayHealth,
} from '../../../core/messages/sms-gateway.ts';
import { fillTemplate, smsValues } from '../../../core/messages/sms-template.ts';
import type { Clock } from '../../../core/ports.ts';
import { fitsGsmAlphabet } from '../../../protocol/sms/gsm-alphabet.ts';

export interface EmailGatewaySettings {
  /** Template of the address: `{digits}@sms.example.net`. */
  readonly address: string;
  /** Template of the subject; some gateways want a password here. */
  readonly subject: string;
  /** Template of the text. */
  readonly text: string;
  /** For `{sender}` and `{secret}`; empty where there is none. */
  readonly sender: string;
  readonly secret: string;
}

export class EmailGateway implements SmsGateway {
  readonly #settings: EmailGatewaySettings;
  readonly #mail: MailCarrier | undefined;
  readonly #clock: Clock;
  readonly #history = new GatewayHistory();

  constructor(
    settings: EmailGatewaySettings,
    ports: { readonly mail?: MailCarrier | undefined; readonly clock: Clock },
  ) {
    this.#settings = settings;
    this.#mail = ports.mail;
    this.#clock = ports.clock;
  }

  async send(sms: OutgoingSms): Promise<GatewayAnswer> {
    const answer = await this.#carry(sms);
    this.#history.note(answer, this.#clock.now());
    return answer;
  }

  health(): SmsGatewayHealth {
    return this.#mail ? this.#history.health() : this.#history.health('down');
  }

  async probe(): Promise<GatewayProbe> {
    const domain = this.#settings.address.split('@').at(-1);
    return { kind: 'well', text: `goes by mail to ${domain}: see the checks of the mail path` };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // The mail path is somebody else's.
  }

  async #carry(sms: OutgoingSms): Promise<GatewayAnswer> {
    if (!this.#mail) return { kind: 'unavailable', reason: 'there is no mail path' };
    const { address, subject, text, sender, secret } = this.#settings;
    const [now, fitsGsm] = [this.#clock.now(), fitsGsmAlphabet(sms.text)];
    const values = smsValues(sms, { sender, secret, now, fitsGsm });
    return this.#mail.carry({
      id: sms.id,
      to: fillTemplate(address, values, 'none'),
      // One line, whatever the template names.
      subject: fillTemplate(subject, values, 'none').replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' '),
      text: fillTemplate(text, values, 'none'),
      // Gateways read plain text, and some send every part.
      html: '',
      language: 'en',
      endsAt: sms.endsAt,
    });
  }
}
