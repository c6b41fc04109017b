// The shape that every wire language here has: sans-I/O machines. Bytes go in; actions come out, in the order in
// which they must happen. A machine owns no socket, clock or random source and knows no noun of Postern's core, so that
// each can be tested as a transcript, cut at every byte offset and fuzzed in every state.

/** The mail protocols that Postern speaks before it hands over to the backend. */
export type MailProtocol = 'imap' | 'pop3' | 'smtp' | 'sieve';

/** Whether the bytes that a machine sees are protected, and whether it may offer to protect them. */
export type TlsState = 'active' | 'offered' | 'absent';

/** What a client gave us to prove who it is, decoded (RFC 4422's two identities kept apart). */
export type PresentedCredentials =
  | {
      readonly kind: 'password';
      /** `PLAIN`, `LOGIN`, or `COMMAND` for the protocol's own command (IMAP LOGIN, POP3 USER/PASS). */
      readonly mechanism: 'PLAIN' | 'LOGIN' | 'COMMAND';
      readonly authenticationIdentity: string;
      /** Absent when the client gave none; never silently dropped (A3). */
      readonly authorizationIdentity?: string;
      readonly password: string;
    }
  /** Decoded, but no credentials: controls, invalid UTF-8, over-long (A2). Answered as bad credentials. */
  | { readonly kind: 'malformed'; readonly mechanism: 'PLAIN' | 'LOGIN' | 'COMMAND' };

/** What the client said of itself before it signed in. Untrusted, bounded, for logs and for the backend. */
export interface ClientSelfDescription {
  /** The argument of EHLO or HELO. */
  readonly helloName?: string;
  /** IMAP ID fields kept: name, version, os, vendor (RFC 2971), at most 200 octets each. */
  readonly id?: Readonly<Record<string, string>>;
}

/** Why a machine wants the connection closed. */
export type CloseReason =
  | 'logout'
  | 'too-many-failures'
  | 'too-many-bad-commands'
  | 'protocol-violation'
  | 'starttls-injection'
  | 'timeout'
  | 'shutdown'
  | 'limit';

/** Something that an operator may want counted; it changes nothing on the wire. */
export type DialogueNote = 'bad-command' | 'sasl-cancelled' | 'sasl-malformed' | 'starttls-injection' | 'http-verb';

/** What a client-facing machine asks of the owner of the socket. */
export type ClientAction =
  | { readonly kind: 'send'; readonly bytes: Uint8Array }
  /** Start TLS as server once everything before this action was written; then call `tlsStarted`. */
  | { readonly kind: 'start-tls' }
  /** Decide, then call `accept` or `refuse`. Until then the machine only buffers. */
  | {
      readonly kind: 'authenticate';
      readonly credentials: PresentedCredentials;
      readonly client: ClientSelfDescription;
    }
  | { readonly kind: 'note'; readonly note: DialogueNote }
  /** Write what came before, then end the connection. Nothing follows this action. */
  | { readonly kind: 'close'; readonly reason: CloseReason };

/**
 * The client-facing half of one protocol, from greeting to the moment the client hears that it is signed in.
 *
 * `Refusal` is the protocol's own form of "no" or "can't tell"; `Ready` is what its backend half found out.
 * A machine never throws on input. After `close` every call returns no actions.
 */
export interface ClientMachine<Refusal, Ready> {
  /** The greeting. Called once, first. */
  start(): readonly ClientAction[];
  /** Feeds what arrived; any split of the same bytes gives the same actions overall. */
  receive(chunk: Uint8Array): readonly ClientAction[];
  /** TLS is up: everything learnt before is forgotten (RFC 3207 §4.2, RFC 9051 §6.2.1), failures stay counted. */
  tlsStarted(): readonly ClientAction[];
  /** The sign-in failed or could not be judged; goes on with what the client pipelined behind it. */
  refuse(refusal: Refusal): readonly ClientAction[];
  /** The backend is signed in: the final words before the splice. Call `takeBuffered` next, then no other method. */
  accept(ready: Ready): readonly ClientAction[];
  /** Bytes that arrived and were not consumed: they belong to the backend after `accept`. Empties the buffer. */
  takeBuffered(): Uint8Array;
  /** How many octets are buffered and not consumed. */
  readonly buffered: number;
  /** Says goodbye in the protocol's own words and closes: before a sign-in only. */
  goodbye(reason: 'timeout' | 'shutdown' | 'limit'): readonly ClientAction[];
}

/** How Postern signs in at a backend: RFC 4422's identities as they go on the wire. */
export interface BackendCredential {
  readonly authenticationIdentity: string;
  readonly authorizationIdentity?: string;
  readonly password: string;
}

/** Who the client is, for a backend that believes us (XCLIENT, IMAP ID). Addresses in presentation form. */
export interface ForwardedClient {
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly localAddress: string;
  readonly localPort: number;
  readonly tls: boolean;
  /** A token for both logs: letters, digits and dashes only. */
  readonly sessionId: string;
}

/** Why a backend can't be used now. Never the client's fault, never a wrong password. */
export type BackendFailure = {
  /**
   * `temporary`: try later. `limit`: the backend's own limit for this user, whose code and text are passed on.
   * `misconfigured`: an operator must act (no STARTTLS, UNAUTHENTICATE offered, referral, XCLIENT refused).
   * `protocol`: it answered something we can't read.
   */
  readonly kind: 'temporary' | 'limit' | 'misconfigured' | 'protocol';
  /** The backend's response code, e.g. `UNAVAILABLE`, `IN-USE`, `454 4.7.0`; bounded, printable ASCII. */
  readonly code?: string;
  /** For the log, and for the client when `kind` is `limit`; bounded, printable. */
  readonly text: string;
};

/** What a backend-facing machine asks of the owner of the socket. */
export type BackendAction<Ready, Facts> =
  | { readonly kind: 'send'; readonly bytes: Uint8Array }
  /** Start TLS as client, then call `tlsStarted`. */
  | { readonly kind: 'start-tls' }
  /** Signed in. Call `takeBuffered` for what the backend sent behind its answer; then no other method. */
  | { readonly kind: 'signed-in'; readonly ready: Ready }
  /** The backend said no to the credential. `code` and `text` as in {@link BackendFailure}. */
  | { readonly kind: 'refused'; readonly code?: string; readonly text: string }
  | { readonly kind: 'failed'; readonly failure: BackendFailure }
  /** A probe (no credential given) learnt what the backend offers before sign-in; the machine has said goodbye. */
  | { readonly kind: 'probed'; readonly facts: Facts };

/**
 * The backend-facing half of one protocol, from the backend's greeting to its answer to our sign-in.
 *
 * Exactly one of `signed-in`, `refused`, `failed`, `probed` is ever emitted, and it is the last action.
 * A machine never throws on input, and bounds each line, each count of lines and what it keeps of them.
 */
export interface BackendMachine<Ready, Facts> {
  /** What to send first (usually nothing: servers speak first). */
  start(): readonly BackendAction<Ready, Facts>[];
  receive(chunk: Uint8Array): readonly BackendAction<Ready, Facts>[];
  tlsStarted(): readonly BackendAction<Ready, Facts>[];
  /** The backend closed its side before an answer. */
  ended(): readonly BackendAction<Ready, Facts>[];
  takeBuffered(): Uint8Array;
}

/** What a filter between a signed-in client and its backend wants done with bytes. Order within each list matters. */
export interface FilterResult {
  readonly toBackend: readonly Uint8Array[];
  readonly toClient: readonly Uint8Array[];
  /** Stop reading from the client until a later result says false: an answer must keep its place in the order. */
  readonly holdClient: boolean;
  /** After writing the above, end the connection; the reason is for the log. */
  readonly close?: string;
}

/**
 * A filter that stands in the splice when bytes may not pass unread (SMTP's S7, read-only IMAP's R3.4).
 * Bytes given while `holdClient` is true are kept, bounded by what the owner had already read.
 */
export interface SpliceFilter {
  fromClient(chunk: Uint8Array): FilterResult;
  fromBackend(chunk: Uint8Array): FilterResult;
  /** The client will send no more: whatever is held is to be released or dropped. */
  clientEnded(): FilterResult;
}
