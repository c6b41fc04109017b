// A path for messages that records codes instead of carrying them. Notices come when they like, and are taken unrecorded.

import type { HandedOver } from '../../src/core/messages/carriers.ts';
import type { CodeMessage } from '../../src/core/messages/message.ts';
import type { Envelope, Messenger } from '../../src/core/messages/messenger.ts';

export interface RecordedMessage {
  readonly message: CodeMessage;
  readonly envelope: Envelope;
}

export interface RecordedMessages extends Pick<Messenger, 'reaches' | 'send'> {
  /** Codes that were accepted, oldest first. */
  readonly messages: readonly RecordedMessage[];
  /** What handing over comes to next. */
  handing: HandedOver;
  /** Kinds of destinations that there is a path to. */
  reached: readonly ('email' | 'sms')[];
  /** The last one; there must be one. */
  lastCode(): CodeMessage;
  /** The token of the last message's "this wasn't me". */
  lastToken(): string;
}

export function recordMessages(): RecordedMessages {
  const messages: RecordedMessage[] = [];
  const recorded: RecordedMessages = {
    messages,
    handing: { kind: 'accepted' },
    reached: ['email', 'sms'],
    reaches: (kind) => recorded.reached.includes(kind),
    async send(message, envelope) {
      const { handing } = recorded;
      if (handing.kind === 'accepted' && message.kind !== 'notices') messages.push({ message, envelope });
      return handing;
    },
    lastCode() {
      const last = messages.at(-1)?.message;
      if (last === undefined) throw new Error('no code was sent');
      return last;
    },
    lastToken: () => /[A-Za-z0-9_-]{22}$/.exec(recorded.lastCode().disputeUrl)?.[0] ?? '',
  };
  return recorded;
}
