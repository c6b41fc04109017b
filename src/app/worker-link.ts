// What the node asks of those that hold its doors, whether they are in its own process or in others.

import type { Config } from '../config/config.ts';
import type { Secrets } from '../config/secrets.ts';
import type { MailConnection } from '../core/sessions/live-connections.ts';
import type { Millis } from '../core/units.ts';
import type { OpenListener } from '../mail/mail-doors.ts';
import type { PreparedChange } from '../net/prepared-change.ts';
import type { OpenWebListener } from '../web/gate/http/web-doors.ts';

/** A live connection and the worker that holds it. */
export type LocatedConnection = MailConnection & { readonly worker: number };

/** A listener of either kind that is open. */
export type OpenDoor = Omit<OpenListener, 'protocol'> & {
  readonly protocol: OpenListener['protocol'] | OpenWebListener['kind'];
};

/** A configuration as loaded: one generation of it. */
export interface LoadedConfig {
  readonly config: Config;
  readonly secrets: Secrets;
}

/** All workers of the node, as one. */
export interface WorkerPool extends AsyncDisposable {
  /** How many there should be. */
  readonly wanted: number;
  /** Those that run now. */
  readonly running: readonly { readonly worker: number; readonly pid: number }[];
  listeners(): Promise<readonly OpenDoor[]>;
  connections(): Promise<readonly LocatedConnection[]>;
  /** Whether every worker's decisions are being recorded; while one's aren't, it refuses as unavailable (R9.3). */
  isAuditWritable(): Promise<boolean>;
  /** prom-client's JSON form, one array a worker. */
  metrics(): Promise<readonly object[][]>;
  /** Goes over to a configuration without dropping a connection, in all workers or in none; rejects when one can't. */
  prepare(loaded: LoadedConfig): Promise<PreparedChange>;
  /** Stops accepting and lets connections go on up to the limit. */
  drain(limit: Millis): Promise<void>;
}
