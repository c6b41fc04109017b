// In which zone people read times, in messages and on pages alike.

import type { Config } from '../config/config.ts';

/** IANA name: what the configuration says, else the machine's. */
export function timeZoneOf({ messages }: Pick<Config, 'messages'>): string {
  return messages.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}
