// What a worker works with: what is shared by all workers of the machine, and what is this process's own.

import type { PasswordHasher } from '../core/accounts/local-passwords.ts';
import type { Clock, Log, Random, Stopwatch } from '../core/ports.ts';
import type { MailConnection } from '../core/sessions/live-connections.ts';
import type { Countries } from './countries.ts';
import type { MessagingParts } from './messaging.ts';
import type { State } from './state.ts';

/** Its carriers are the node's, whichever process this is. */
export interface WorkerParts extends MessagingParts {
  readonly state: State;
  readonly hasher: PasswordHasher;
  readonly clock: Clock;
  readonly stopwatch: Stopwatch;
  readonly random: Random;
  readonly log: Log;
  readonly countries: Countries;
  /** Other processes listen on the same ports. */
  readonly isShared: boolean;
  /** 48 octets, the same for all workers. */
  readonly ticketKeys: Uint8Array;
  /** Mail connections of all workers; absent: this is the only one. */
  readonly allConnections?: () => Promise<readonly MailConnection[]>;
}
