// What a mail door is made of: the protocol's two machines, its words for each decision, and the settings and services
// that the generic half (sockets, TLS, limits, splice) needs. A protocol's folder brings a `DoorProtocol`, nothing else.

import type { AskingClient } from '../core/accounts/sign-in-source.ts';
import type { AuditLog } from '../core/audit/audit-log.ts';
import type { Allow, Decision, Deny, Unavailable } from '../core/decision.ts';
import type { MailSignIn } from '../core/mail-auth/mail-sign-in.ts';
import type { Clock, Log, Random, Stopwatch } from '../core/ports.ts';
import type { LiveConnections } from '../core/sessions/live-connections.ts';
import type { RevocationReason } from '../core/sessions/revocation-log.ts';
import type { Millis } from '../core/units.ts';
import type {
  BackendCredential,
  BackendMachine,
  ClientMachine,
  ClientSelfDescription,
  DialogueNote,
  ForwardedClient,
  MailProtocol,
  SpliceFilter,
  TlsState,
} from '../protocol/dialogue.ts';
import type { UploadPacing } from './upload-pacing.ts';

/** How bytes between Postern and a backend are protected. */
export type BackendTls = 'none' | 'starttls' | 'implicit';

/** How a backend that believes Postern is told who the client is (R9.2). */
export type ForwardClient = 'none' | 'proxy-v1' | 'proxy-v2' | 'id' | 'xclient';

/** One protocol's address at a backend. */
export interface BackendTarget {
  readonly host: string;
  readonly port: number;
  readonly tls: BackendTls;
  /** PEM of what signs the backend's certificate; absent: the system's authorities. */
  readonly certificateAuthority?: string;
  /** Name in the backend's certificate; absent: `host`. */
  readonly serverName?: string;
  readonly forwardClient: ForwardClient;
  /** For a connection, implicit TLS included. */
  readonly connectTimeout: Millis;
  /** For everything up to the backend's answer to our sign-in, retries included. */
  readonly signInTimeout: Millis;
}

/** What a client-facing machine is told. */
export interface ClientMachineSettings<Facts> {
  readonly hostname: string;
  readonly tls: TlsState;
  /** Whether a sign-in may cross an unprotected connection. */
  readonly allowClearText: boolean;
  readonly maxFailures: number;
  /** What the backend offers, once a probe has learnt it. */
  readonly facts: Facts | undefined;
}

/** What a backend-facing machine is told. */
export interface BackendMachineSettings {
  readonly hostname: string;
  readonly tls: BackendTls;
  /** Absent: only probe. */
  readonly credential?: BackendCredential;
  /** Present when the backend is to be told in the protocol itself (XCLIENT, ID). */
  readonly client?: ForwardedClient;
  readonly self?: ClientSelfDescription;
}

/** Texts that an operator may set. */
export interface DoorTexts {
  /** Where an app password is made; shown in refusals. */
  readonly helpUrl?: string;
}

/** Why a spliced connection is ended by Postern. */
export type EndReason = RevocationReason | 'shutdown';

/** Everything that tells one mail protocol from another. */
export interface DoorProtocol<Refusal, Ready, Facts> {
  readonly protocol: MailProtocol;
  /** IANA's ALPN protocol id (A10). */
  readonly alpn: string;
  clientMachine(settings: ClientMachineSettings<Facts>): ClientMachine<Refusal, Ready>;
  backendMachine(settings: BackendMachineSettings): BackendMachine<Ready, Facts>;
  /** What all of several backends offer; absent: what the first one does. */
  commonFacts?(each: readonly Facts[]): Facts | undefined;
  /** The decision in the protocol's words. Exhaustive. */
  render(decision: Deny | Unavailable, texts: DoorTexts): Refusal;
  /** What of the backend's answer this client may hear. */
  shape(ready: Ready, allow: Allow): Ready;
  /** Stands in the splice where bytes may not pass unread. */
  filter(allow: Allow, ready: Ready): SpliceFilter | undefined;
  /** A last line for a signed-in client, where the protocol has one. */
  goodbye(reason: EndReason): Uint8Array | undefined;
}

/** Counts for the operator; no label holds anything that a client chose. */
export interface DoorMetrics {
  connectionOpened(door: MailProtocol): void;
  connectionRejected(door: MailProtocol, reason: 'limit' | 'proxy-header' | 'tls'): void;
  note(door: MailProtocol, note: DialogueNote): void;
  decided(door: MailProtocol, decision: Decision, took: Millis): void;
  backendSignIn(door: MailProtocol, outcome: 'signed-in' | 'refused' | 'failed', took: Millis): void;
  spliceEnded(
    door: MailProtocol,
    splice: { readonly up: number; readonly down: number; readonly endedBy: string },
  ): void;
}

/** Bounds of one process, so that no client can starve another. */
export interface DoorLimits {
  readonly connections: number;
  readonly connectionsPerAddress: number;
  /** Signed in. */
  readonly connectionsPerMailbox: number;
  readonly unauthenticated: number;
  readonly unauthenticatedPerAddress: number;
  /** Total time that a client may take to sign in, whatever it sends meanwhile (A12). */
  readonly signInTimeout: Millis;
  readonly failuresPerConnection: number;
  readonly handshakeTimeout: Millis;
  readonly halfClosedTimeout: Millis;
  readonly writeStallTimeout: Millis;
}

/** What all doors of a process share. */
export interface DoorServices {
  readonly signIn: MailSignIn;
  readonly live: LiveConnections;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly stopwatch: Stopwatch;
  readonly random: Random;
  readonly log: Log;
  readonly metrics: DoorMetrics;
  readonly uploads: UploadPacing;
  /** Country of an address, where a provider is configured. */
  readonly countryOf?: (address: string) => string | undefined;
}

/** Tells a backend about a client, in whatever form it takes. */
export function forwardedClient(context: AskingClient): ForwardedClient {
  const { remoteAddress, remotePort, localAddress, localPort, connectionId } = context;
  return {
    remoteAddress,
    remotePort,
    localAddress,
    localPort,
    tls: context.tls !== undefined,
    sessionId: connectionId,
  };
}

/** Commands answered as bad before a connection is closed: a person at a terminal gets some, a scanner not many. */
export const MAX_BAD_COMMANDS = 10;

/** A backend's TLS setting as the state that its connection is in when its machine starts. */
export function machineTls(tls: BackendTls): TlsState {
  return tls === 'implicit' ? 'active' : tls === 'starttls' ? 'offered' : 'absent';
}
