// What a node and its worker processes say to one another (Node's IPC channel, structured clone).

import type { HandedOver, OutgoingMail, OutgoingSms } from '../../core/messages/carriers.ts';
import type { Millis } from '../../core/units.ts';
import type { LocatedConnection, OpenDoor } from '../worker-link.ts';

/** Asked by the node; each is answered once. */
export type WorkerRequest =
  | { readonly kind: 'listeners' }
  | { readonly kind: 'connections' }
  | { readonly kind: 'metrics' }
  | { readonly kind: 'is-audit-writable' }
  /** To go over to the configuration as it is on the disk now; then one of the two that follow. */
  | { readonly kind: 'prepare-reload' }
  | { readonly kind: 'commit-reload' }
  | { readonly kind: 'discard-reload' }
  | { readonly kind: 'drain'; readonly limit: Millis };

/** What each request is answered with. */
export interface WorkerAnswers {
  readonly listeners: readonly OpenDoor[];
  readonly connections: readonly Omit<LocatedConnection, 'worker'>[];
  readonly metrics: object[];
  readonly 'is-audit-writable': boolean;
  readonly 'prepare-reload': undefined;
  readonly 'commit-reload': undefined;
  readonly 'discard-reload': undefined;
  readonly drain: undefined;
}

/** Said first: where the configuration is, and what the workers share. */
export interface WorkerStart {
  readonly kind: 'start';
  readonly worker: number;
  readonly configPath: string;
  /** 48 octets. */
  readonly ticketKeys: Uint8Array;
}

/** A message that leaves through the node, which alone has a mail path and an SMS gateway. */
export type OutgoingMessage =
  | { readonly channel: 'email'; readonly mail: OutgoingMail }
  | { readonly channel: 'sms'; readonly sms: OutgoingSms };

export type ToWorker =
  | WorkerStart
  | { readonly kind: 'request'; readonly id: number; readonly request: WorkerRequest }
  /** All workers' connections, as this one asked. */
  | { readonly kind: 'all-connections'; readonly id: number; readonly connections: readonly LocatedConnection[] }
  /** What became of the message that this one handed over. */
  | { readonly kind: 'carried'; readonly id: number; readonly handedOver: HandedOver };

export type FromWorker =
  | { readonly kind: 'ready' }
  /** Could not start, or answer; the message is for the operator. */
  | { readonly kind: 'failed'; readonly id?: number; readonly message: string }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  /** Asks for the connections of all workers. */
  | { readonly kind: 'ask-connections'; readonly id: number }
  | { readonly kind: 'carry'; readonly id: number; readonly message: OutgoingMessage };
