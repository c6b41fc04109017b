// The centre of the program: what a door asks, and what the core answers. A decision is a value; "no" and "can't tell"
// are different values, so that an outage is never answered as a wrong password (R4.4).

import type { Millis } from './units.ts';

/** A mail client's door. */
export type MailDoor = 'imap' | 'pop3' | 'smtp' | 'sieve';

/** What an app password may open (R3.3). */
export type Scope = MailDoor | 'dav' | 'activesync';

/** The classes of doors that network rules tell apart (R5.1). */
export type DoorClass = 'mail' | 'web' | 'administration';

/** Names one decision in the log, the audit log and the record of the connection that came of it (R1.8). */
export type DecisionId = string;

/** A mailbox's canonical address: `local@domain`, lower-case, as {@link canonicalAddress} makes it. */
export type MailboxAddress = string;

export type AppPasswordId = string;

/** Counts revocations, rising by each; what was decided at n is not touched by revocations up to n. */
export type RevocationSequence = number;

/** Everything a decision may know of where a request comes from. */
export interface ClientContext {
  readonly door: MailDoor;
  /** The listener's name in the configuration. */
  readonly listener: string;
  /** The client's true address, decided once (PROXY protocol from listed peers only), never `::ffff:` mapped. */
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly localAddress: string;
  readonly localPort: number;
  /** Protocol version and cipher when the client's side is protected. */
  readonly tls?: { readonly version: string; readonly cipher: string; readonly serverName?: string };
  /** What the client said of itself (IMAP ID, EHLO); untrusted and bounded. */
  readonly clientName?: string;
  /** Country of `remoteAddress` (ISO 3166-1 alpha-2) where a provider knows it. */
  readonly country?: string;
  /** A token for the logs of both sides. */
  readonly connectionId: string;
}

/** Why somebody is refused. Each protocol's `render.ts` says each of them, or does not compile. */
export type DenyReason =
  | 'malformed-credentials'
  | 'unknown-account'
  | 'wrong-secret'
  | 'app-password-required'
  /** Right, but set by somebody else: its owner must choose another one first (R6.4). */
  | 'password-change-due'
  | 'app-password-scope'
  | 'app-password-expired'
  | 'app-password-revoked'
  | 'app-password-place'
  | 'mailbox-disabled'
  /** From a network or a country that policy doesn't permit (R5.1, R5.2). */
  | 'network-not-permitted'
  | 'authorization-identity-refused'
  | 'stale-sealed-password'
  | 'too-many-connections'
  | 'throttled';

/** What could not be asked. */
export type Dependency = 'store' | 'sign-in-source' | 'backend' | 'audit-log' | 'password-hashing';

/** How the backend is to be signed in to for an allowed request (R3.7). */
export interface BackendSignIn {
  readonly authenticationIdentity: string;
  readonly authorizationIdentity?: string;
  readonly password: string;
  /**
   * Whose mistake a refusal by the backend is. `client`: the client's password is judged by the backend itself
   * (passthrough), so a refusal is a wrong secret. `sealed`: the password that was sealed is stale (A14).
   * `operator`: the master user is misconfigured.
   */
  readonly refusalMeans: 'client' | 'sealed' | 'operator';
}

/** The secret was right and may be used here and now. No backend was asked. */
export interface Permit {
  readonly kind: 'allow';
  readonly decisionId: DecisionId;
  readonly mailbox: MailboxAddress;
  /** Absent when the mailbox's own password was used (mode `never`). */
  readonly appPassword?: { readonly id: AppPasswordId; readonly name: string };
  /** Revocations up to this one were seen by the decision. */
  readonly decidedAt: RevocationSequence;
}

/** A permit with which the backend has said yes. */
export interface Allow extends Permit {
  /** Name of the backend in the configuration. */
  readonly backend: string;
  readonly signIn: BackendSignIn;
  /** IMAP only: the command filter stands in the splice (R3.4). */
  readonly readOnly: boolean;
}

export interface Deny {
  readonly kind: 'deny';
  readonly decisionId: DecisionId;
  readonly reason: DenyReason;
  /** Hold the answer back for this long (tarpit, R9.1). */
  readonly delay: Millis;
}

export interface Unavailable {
  readonly kind: 'unavailable';
  readonly decisionId: DecisionId;
  readonly dependency: Dependency;
  /** The backend's own limit for this mailbox, whose code and text are passed on (I10). */
  readonly limit?: { readonly code?: string; readonly text: string };
}

/** The answer to a mail client's sign-in. */
export type Decision = Allow | Deny | Unavailable;

/** The answer to a server that isn't Postern's and asks who signs in there. */
export type Judgement = Permit | Deny | Unavailable;

/** Ends every exhaustive switch: a new member of a union fails to compile here. */
export function assertNever(value: never): never {
  throw new TypeError(`unexpected value: ${JSON.stringify(value)}`);
}
