// How messages leave, as ports: Postern's own mail path, and an SMS gateway. "Accepted" is a promise: whoever said it
// delivers it or reports that it can't.

import type { Language } from '../language.ts';
import type { Millis } from '../units.ts';
import type { Message, MessageId } from './message.ts';

/** Where a message goes. */
export type Destination =
  /** `local@domain`, as a person wrote it, checked. */
  | { readonly kind: 'email'; readonly address: string }
  /** E.164: `+491701234567`. */
  | { readonly kind: 'sms'; readonly number: string };

/** A letter as it is to arrive. */
export interface WrittenMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Words for messages. Never throws for a message that is well-typed. */
export interface MessageWriter {
  mail(message: Message, language: Language): WrittenMail;
  /** As short as can be; a code's last line is origin-bound (`@webmail.example.com #123456`). */
  sms(message: Message, language: Language): string;
}

export interface OutgoingMail extends WrittenMail {
  readonly id: MessageId;
  readonly to: string;
  readonly language: Language;
  /** It isn't tried again from then on (R7.1). */
  readonly endsAt: Millis;
}

export interface OutgoingSms {
  readonly id: MessageId;
  readonly to: string;
  readonly text: string;
  readonly endsAt: Millis;
}

/** What handing over came to. */
export type HandedOver =
  /** It will be delivered, or reported. */
  | { readonly kind: 'accepted' }
  /** Not this one: the destination, or the text. `reason` is for the log. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Not now: the path is down, or isn't set up. `reason` is for the log. */
  | { readonly kind: 'unavailable'; readonly reason: string };

/** Both never throw, and answer within 5 s. */
export interface MailCarrier {
  carry(mail: OutgoingMail): Promise<HandedOver>;
}

export interface SmsCarrier {
  carry(sms: OutgoingSms): Promise<HandedOver>;
}

/** What became of a message that was accepted. */
export interface DeliveryReport {
  readonly id: MessageId;
  /** `delayed`: it is tried again; `failed`: it isn't, and nobody will have it; `expired`: it was too late for that. */
  readonly outcome: 'delivered' | 'delayed' | 'failed' | 'expired';
  readonly at: Millis;
  /** What the next host said, bounded and printable; for operators. */
  readonly detail?: string;
}
