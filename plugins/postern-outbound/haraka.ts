// The parts of Haraka 3 that this plugin touches, which has no types of its own.

import { createRequire } from 'node:module';

/** What a hook answers with (`haraka-constants`). */
export interface Constants {
  readonly cont: number;
  readonly deny: number;
  readonly denysoft: number;
  readonly denydisconnect: number;
  readonly ok: number;
}

export const CONSTANTS: Constants = createRequire(import.meta.url)('haraka-constants');

/** To be called by every hook, once. */
export type Next = (code?: number, message?: unknown) => void;

export interface Connection {
  readonly remote: { readonly ip: string };
  readonly notes: { isSubmitter?: boolean };
  readonly transaction: Transaction | null;
  capabilities: string[];
  relaying: boolean;
  respond(code: number, text: string, then: () => void): void;
}

/** What of a message rests in its queue file, and never in the message. */
export interface Ticket {
  readonly id: string;
  /** Milliseconds since the epoch: it isn't tried from then on. */
  readonly endsAt: number;
}

export interface Transaction {
  readonly notes: { postern?: Ticket };
  readonly rcpt_to: readonly unknown[];
}

/** A message in the queue. */
export interface QueuedMail {
  readonly todo: {
    readonly domain: string;
    readonly uuid: string;
    readonly notes: { readonly postern?: Ticket };
    readonly rcpt_to: readonly Recipient[];
  };
}

/** With what the next host said, where it said something. */
export interface Recipient {
  readonly dsn_smtp_code?: string;
  readonly dsn_smtp_extc?: string;
  readonly dsn_smtp_response?: string;
  readonly dsn_remote_mta?: string;
}

/** Where to deliver, as `get_mx` may answer. */
export interface Exchange {
  readonly priority: number;
  readonly exchange?: string;
  readonly port?: number;
  /** A Unix socket instead. */
  readonly path?: string;
  /** The name by which `exchange` was found: the one that its certificate must have. */
  readonly from_dns?: string;
  readonly auth_user?: string;
  readonly auth_pass?: string;
}

export interface Server {
  readonly listeners: readonly { address(): unknown }[];
}

export interface LogItem {
  /** One line, JSON as log.ini asks for. */
  readonly data: string;
}

export interface Plugin {
  register_hook(hook: string, method: string): void;
}
