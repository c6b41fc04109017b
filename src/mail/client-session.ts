// One client, from its first byte to the splice: reads for the protocol's machine, does what the machine asks, waits for
// the decision, and hands both sockets over. Everything that can go wrong ends in `#end`, once.

import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Allow, ClientContext, Deny, Unavailable } from '../core/decision.ts';
import type { BackendOutcome } from '../core/mail-auth/mail-sign-in-parts.ts';
import type { RevocationReason } from '../core/sessions/revocation-log.ts';
import type { Millis } from '../core/units.ts';
import { type Endpoints, tlsFacts } from '../net/client-arrival.ts';
import type {
  ClientAction,
  ClientMachine,
  ClientSelfDescription,
  PresentedCredentials,
  TlsState,
} from '../protocol/dialogue.ts';
import type { BackendDirectory } from './backend-directory.ts';
import type { DialOutcome } from './backend-link.ts';
import { closeGently } from './close-gently.ts';
import type { CountedConnection } from './connection-limits.ts';
import type { DoorLimits, DoorProtocol, DoorServices, DoorTexts, EndReason } from './door.ts';
import { connectionOf, joinConnection, registerConnection } from './hand-over.ts';
import { pause } from './pause.ts';
import type { Splice } from './splice.ts';
import type { TlsTerminator } from './tls-terminator.ts';

/** What a client may send ahead while a decision is made, in octets; then its socket waits (I12). */
const MAX_AHEAD_OCTETS = 64 * 1024;

/** What sessions of one listener share. */
export interface SessionSettings<Refusal, Ready, Facts> {
  readonly protocol: DoorProtocol<Refusal, Ready, Facts>;
  readonly backends: BackendDirectory<Refusal, Ready, Facts>;
  readonly services: DoorServices;
  readonly limits: DoorLimits;
  readonly texts: DoorTexts;
  readonly hostname: string;
  readonly listener: string;
  /** Absent: the listener has no TLS at all. */
  readonly tls?: { readonly terminator: TlsTerminator; readonly mode: 'implicit' | 'starttls' };
  readonly allowClearText: boolean;
}

/** A session as its listener sees it. */
export interface LiveSession {
  /** Says goodbye in the protocol's words where that is safe, and closes. */
  end(reason: EndReason): void;
  sweep(now: Millis): void;
  readonly isSpliced: boolean;
}

export class ClientSession<Refusal, Ready, Facts> implements LiveSession {
  readonly #settings: SessionSettings<Refusal, Ready, Facts>;
  readonly #endpoints: Endpoints;
  readonly #counted: CountedConnection;
  readonly #connectionId: string;
  readonly #ended: () => void;
  readonly #startedAt: Millis;
  readonly #gone: AbortController = new AbortController();
  #socket: Socket | TLSSocket;
  #machine: ClientMachine<Refusal, Ready> | undefined;
  #isDeciding = false;
  /** STARTTLS was answered: the socket belongs to the TLS layer until the handshake is over. */
  #isInHandshake = false;
  #splice: Splice | undefined;
  #over = false;

  constructor(parts: {
    readonly settings: SessionSettings<Refusal, Ready, Facts>;
    readonly socket: Socket | TLSSocket;
    readonly endpoints: Endpoints;
    readonly counted: CountedConnection;
    readonly connectionId: string;
    readonly ended: () => void;
  }) {
    this.#settings = parts.settings;
    this.#socket = parts.socket;
    this.#endpoints = parts.endpoints;
    this.#counted = parts.counted;
    this.#connectionId = parts.connectionId;
    this.#ended = parts.ended;
    this.#startedAt = parts.settings.services.stopwatch.elapsed();
  }

  get isSpliced(): boolean {
    return this.#splice !== undefined;
  }

  begin(): void {
    const { protocol, limits, hostname, allowClearText, backends } = this.#settings;
    this.#machine = protocol.clientMachine({
      hostname,
      tls: this.#tlsState(),
      allowClearText,
      maxFailures: limits.failuresPerConnection,
      facts: backends.offeredFacts,
    });
    this.#listen();
    this.#perform(this.#machine.start());
  }

  end(reason: EndReason): void {
    if (this.#splice)
      this.#splice.end(reason === 'shutdown' ? 'shutdown' : 'revoked', this.#settings.protocol.goodbye(reason), reason);
    else if (this.#machine) this.#perform(this.#machine.goodbye('shutdown'));
  }

  /** Makes room for somebody else, who came later: only for a session that isn't signed in. */
  evict(): void {
    if (!this.#splice && this.#machine) this.#perform(this.#machine.goodbye('limit'));
  }

  sweep(now: Millis): void {
    const { limits } = this.#settings;
    if (this.#over) return;
    if (this.#splice) this.#splice.sweep(now, limits);
    else if (!this.#isDeciding && now - this.#startedAt >= limits.signInTimeout && this.#machine) {
      this.#perform(this.#machine.goodbye('timeout'));
    }
  }

  #tlsState(): TlsState {
    if ('encrypted' in this.#socket) return 'active';
    return this.#settings.tls?.mode === 'starttls' ? 'offered' : 'absent';
  }

  #listen(): void {
    const socket = this.#socket;
    socket.on('data', this.#onData);
    socket.on('end', this.#onEnd);
    socket.on('drain', this.#onDrain);
    socket.on('error', this.#onGone);
    socket.on('close', this.#onGone);
  }

  #ignore(): void {
    const socket = this.#socket;
    socket.off('data', this.#onData);
    socket.off('end', this.#onEnd);
    socket.off('drain', this.#onDrain);
    socket.off('error', this.#onGone);
    socket.off('close', this.#onGone);
  }

  readonly #onData = (chunk: Buffer): void => {
    if (!this.#machine) return;
    try {
      this.#perform(this.#machine.receive(chunk));
      this.#flow();
    } catch (error) {
      this.#broke(error); // a bug ends this session, not everybody's
    }
  };

  /** The client sends no more; what it asked already is still answered (finding 5). */
  readonly #onEnd = (): void => {
    if (!this.#isDeciding) this.#end();
  };

  readonly #onGone = (): void => this.#end();

  readonly #onDrain = (): void => this.#flow();

  /** Reads on, unless the client is far ahead of its sign-in (I12) or takes no answers: those wait in our memory. */
  #flow(): void {
    const machine = this.#machine;
    if (this.#over || this.#isInHandshake || !machine) return;
    const isAhead = this.#isDeciding && machine.buffered > MAX_AHEAD_OCTETS;
    if (isAhead || this.#socket.writableNeedDrain) this.#socket.pause();
    else this.#socket.resume();
  }

  #perform(actions: readonly ClientAction[]): void {
    const { metrics } = this.#settings.services;
    for (const action of actions) {
      if (this.#over) return;
      switch (action.kind) {
        case 'send':
          this.#socket.write(action.bytes);
          break;
        case 'start-tls':
          this.#startTls();
          return;
        case 'authenticate':
          this.#decide(action.credentials, action.client).catch((error: unknown) => this.#broke(error));
          break;
        case 'note':
          metrics.note(this.#settings.protocol.protocol, action.note);
          break;
        case 'close':
          this.#end();
          return;
      }
    }
  }

  /** STARTTLS: nothing that came in the clear may be understood as if it were protected (A8). */
  #startTls(): void {
    const { tls, services } = this.#settings;
    const raw = this.#socket;
    if (!tls || (this.#machine?.buffered ?? 0) > 0 || raw.readableLength > 0) {
      services.metrics.note(this.#settings.protocol.protocol, 'starttls-injection');
      this.#end();
      return;
    }
    this.#ignore();
    raw.on('error', this.#onGone);
    this.#isInHandshake = true;
    tls.terminator.protect(raw).then(
      (socket) => {
        this.#isInHandshake = false;
        this.#socket = socket;
        this.#listen();
        if (this.#machine) this.#perform(this.#machine.tlsStarted());
      },
      () => this.#end(),
    );
  }

  #broke(error: unknown): void {
    this.#settings.services.log.error('session.broken', error, { connectionId: this.#connectionId });
    this.#end();
  }

  async #decide(credentials: PresentedCredentials, self: ClientSelfDescription): Promise<void> {
    const { services, protocol, backends } = this.#settings;
    const { signal } = this.#gone;
    const began = performance.now();
    this.#isDeciding = true;
    let dialled: DialOutcome<Ready, Facts> | undefined;
    const context = this.#context(self);
    const decision = await services.signIn.signIn(credentials, context, async (allow) => {
      const beganDial = performance.now();
      dialled = await backends.signIn(allow.backend, allow.signIn, { context, self, signal });
      const outcome = backendOutcome(dialled);
      services.metrics.backendSignIn(protocol.protocol, outcome.kind, performance.now() - beganDial);
      return outcome;
    });
    services.metrics.decided(protocol.protocol, decision, performance.now() - began);
    if (decision.kind !== 'allow') {
      // A backend connection that is signed in belongs to nobody then.
      if (dialled?.kind === 'signed-in') dialled.link.socket.destroy();
      await this.#refuse(decision);
    } else if (dialled?.kind === 'signed-in') await this.#handOver(decision, dialled, context);
    else this.#end();
  }

  #context(self: ClientSelfDescription): ClientContext {
    const { services, protocol, listener } = this.#settings;
    const tls = tlsFacts(this.#socket);
    const country = services.countryOf?.(this.#endpoints.remoteAddress);
    const clientName = clientNameOf(self);
    return {
      door: protocol.protocol,
      listener,
      ...this.#endpoints,
      connectionId: this.#connectionId,
      ...(tls && { tls }),
      ...(country !== undefined && { country }),
      ...(clientName !== undefined && { clientName }),
    };
  }

  async #refuse(decision: Deny | Unavailable): Promise<void> {
    if (decision.kind === 'deny' && decision.delay > 0) await pause(decision.delay, this.#gone.signal);
    this.#isDeciding = false;
    if (this.#over || !this.#machine) return;
    const { protocol, texts } = this.#settings;
    this.#perform(this.#machine.refuse(protocol.render(decision, texts)));
    this.#flow();
    if (!this.#isDeciding && this.#socket.readableEnded) this.#end();
  }

  /** Registers, says OK, splices: in this order, so that no revocation falls between (R3.6). */
  async #handOver(
    allow: Allow,
    dialled: Extract<DialOutcome<Ready, Facts>, { readonly kind: 'signed-in' }>,
    context: ClientContext,
  ): Promise<void> {
    const { services, protocol, limits } = this.#settings;
    const { link } = dialled;
    const { decisionId } = allow;
    const connection = connectionOf(context, allow, services.clock.now());
    const { connectionsPerMailbox } = limits;
    const end = (reason: RevocationReason): void => this.end(reason);
    const outcome = await registerConnection(services, connection, connectionsPerMailbox, allow, end);
    if (outcome.kind === 'refused') {
      link.socket.destroy();
      await this.#refuse(outcome.decision);
      return;
    }
    const machine = this.#machine;
    if (this.#over || !machine) {
      outcome.registration.release();
      link.socket.destroy();
      return;
    }
    this.#machine = undefined;
    this.#counted.signedIn();
    this.#ignore();
    const client = this.#socket;
    client.cork();
    for (const action of machine.accept(protocol.shape(dialled.ready, allow))) {
      if (action.kind === 'send') client.write(action.bytes);
    }
    this.#splice = joinConnection(services, {
      client,
      link,
      connection,
      decisionId,
      filter: protocol.filter(allow, dialled.ready),
      fromClient: machine.takeBuffered(),
      fromBackend: dialled.leftover,
      ended: () => {
        outcome.registration.release();
        this.#finish();
      },
    });
    client.uncork();
  }

  /** Ends a session that isn't spliced: what was written leaves first. It counts until its socket is gone. */
  #end(): void {
    if (this.#over || this.#splice) return;
    this.#over = true;
    this.#ignore();
    this.#gone.abort();
    if (this.#isInHandshake) this.#socket.destroy(); // nothing may be said in clear text between OK and handshake
    closeGently(this.#socket, () => this.#finish());
  }

  #finish(): void {
    this.#over = true;
    this.#counted.closed();
    this.#ended();
  }
}

function backendOutcome<Ready, Facts>(dialled: DialOutcome<Ready, Facts>): BackendOutcome {
  switch (dialled.kind) {
    case 'signed-in':
      return { kind: 'signed-in' };
    case 'refused':
      return { kind: 'refused', text: dialled.text };
    case 'probed':
      return { kind: 'failed', text: 'was only probed' };
    case 'failed': {
      const { kind, code, text } = dialled.failure;
      const limit = kind === 'limit' && { limit: { text, ...(code !== undefined && { code }) } };
      return { kind: 'failed', text: `${kind}: ${text}`, ...limit };
    }
  }
}

/** What a client calls itself, for lists that people read. */
function clientNameOf({ id, helloName }: ClientSelfDescription): string | undefined {
  const name = id?.['name'];
  if (name === undefined) return helloName;
  const version = id?.['version'];
  return version === undefined ? name : `${name} ${version}`;
}
