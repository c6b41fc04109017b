// The running node in the administration API's JSON: its status, what leaves it, and backups. As resources.ts says.

import type { MailDoor } from '../../../core/decision.ts';
import type { ServerResource, Timestamp } from './resources.ts';

export interface StatusResource {
  readonly version: string;
  readonly hostname: string;
  readonly startedAt: Timestamp;
  readonly uptimeSeconds: number;
  readonly workers: { readonly running: number; readonly wanted: number };
  /** Mail connections that are signed in. */
  readonly connections: number;
  readonly listeners: readonly {
    readonly name: string;
    readonly protocol: MailDoor | 'https' | 'http' | 'redirect';
    readonly address: string;
    readonly port: number;
    readonly tls: ServerResource['tls'];
  }[];
  readonly stores: 'ok' | 'unavailable';
  readonly auditLog: 'ok' | 'unavailable';
  /** Messages to owners of mailboxes; `delayed`: they wait for their path. */
  readonly notices: 'ok' | 'delayed' | 'unavailable';
  /** Absent: there is none. */
  readonly mailPath?: MailPathResource;
}

export interface MailPathResource {
  /** `failing`: it takes mail, and can't deliver it now. */
  readonly state: 'up' | 'failing' | 'down';
  readonly since: Timestamp;
  readonly queued: number;
  /** When the oldest message that waits was accepted. */
  readonly oldest?: Timestamp;
  readonly lastFailure?: { readonly at: Timestamp; readonly text: string };
}

/** The way of text messages. */
export interface SmsResource {
  /** The gateway's kind; `none` where there is none. */
  readonly gateway: string;
  readonly state: 'up' | 'down' | 'unknown';
  readonly lastAcceptedAt?: Timestamp;
  readonly lastFailure?: { readonly at: Timestamp; readonly reason: string };
}

export interface SmsTestResource {
  /** In log and audit. */
  readonly id: string;
  readonly gateway: string;
  readonly outcome: 'accepted' | 'refused' | 'unavailable';
  readonly reason?: string;
  readonly gatewayId?: string;
  /** The gateway's own words, without number, text and secrets. */
  readonly words?: string;
}

export interface BackupResource {
  readonly file: string;
  readonly octets: number;
}
