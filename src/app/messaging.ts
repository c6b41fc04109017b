// How messages leave: who words them, and who carries them. The one place where a writer and carriers are plugged in.

import type { Messenger } from '../core/messages/messenger.ts';

/** What is needed of a {@link Messenger}. */
export type MessagePath = Pick<Messenger, 'reaches' | 'send'>;

/** Without a path nothing can be sent: no code is on its way that nobody carries (R9.3). */
export const NO_MESSAGE_PATH: MessagePath = {
  reaches: () => false,
  send: async () => ({ kind: 'unavailable', reason: 'not configured' }),
};
