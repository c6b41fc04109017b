// How messages leave, put together from a configuration: who words them, and the carriers that it has.

import type { MailCarrier, SmsCarrier } from '../core/messages/carriers.ts';
import { Messenger } from '../core/messages/messenger.ts';
import { createConfiguredWriter } from './message-templates.ts';
import type { LoadedConfig } from './worker-link.ts';

/** What is needed of a {@link Messenger}. */
export type MessagePath = Pick<Messenger, 'reaches' | 'send'>;

/** What carries; each answers `unavailable` while the configuration has none. */
export interface MessageCarriers {
  readonly mail: MailCarrier;
  readonly sms: SmsCarrier;
}

/** Reaches what the configuration has a path for. Throws `ERR_CONFIG_INVALID` for templates that can't be used. */
export function createMessenger({ config }: LoadedConfig, { mail, sms }: MessageCarriers): Messenger {
  return new Messenger({
    writer: createConfiguredWriter(config),
    ...(config.mailPath && { mail }),
    ...(config.sms && { sms }),
  });
}

/** How messages leave for a part of the program: by the carriers, or, in tests, by what takes their place. */
export interface MessagingParts {
  readonly carriers: MessageCarriers;
  readonly messages?: MessagePath | undefined;
}

/** Throws as {@link createMessenger}. */
export function messagePath(loaded: LoadedConfig, { carriers, messages }: MessagingParts): MessagePath {
  return messages ?? createMessenger(loaded, carriers);
}
