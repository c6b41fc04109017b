// One client, from its first byte to the splice: reads for the protocol's machine, does what the machine asks, waits for
// the decision, and hands both sockets over. Everything that can go wrong ends in `#end`, once.

import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Allow, ClientContext, Decision } from '../core/decision.ts';
import type { BackendOutcome } from '../core/mail-auth/mail-sign-in-parts.ts';
import type { Registration } from '../core/sessions/live-connections.ts';
import type { RevocationReason } from '../core/sessions/revocation-log.ts';
import type { Millis } from '../core/units.ts';
import type {
  ClientAction,
  ClientMachine,
  ClientSelfDescription,
  CloseReason,
  PresentedCredentials,
  TlsState,
} from '../protocol/dialogue.ts';
import type { BackendDirectory } from './backend-directory.ts';
import type { DialOutcome } from './backend-link.ts';
import { type Endpoints, tlsFacts } from './client-arrival.ts';
import type { CountedConnection } from './connection-limits.ts';
import type { DoorLimits, DoorProtocol, DoorServices, DoorTexts, EndReason } from './door.ts';
import { Splice, type SpliceSummary } from './splice.ts';
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
  #registration: Registration | undefined;
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
    this.#startedAt = parts.settings.services.clock.now();
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
    else if (this.#machine && !this.#isDeciding) this.#perform(this.#machine.goodbye('shutdown'));
    else this.#end('shutdown');
  }

  sweep(now: Millis): void {
    const { limits } = this.#settings;
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
    socket.on('error', this.#onError);
    socket.on('close', this.#onClose);
  }

  #ignore(): void {
    const socket = this.#socket;
    socket.off('data', this.#onData);
    socket.off('end', this.#onEnd);
    socket.off('error', this.#onError);
    socket.off('close', this.#onClose);
  }

  readonly #onData = (chunk: Buffer): void => {
    if (!this.#machine) return;
    this.#perform(this.#machine.receive(chunk));
    if (this.#isDeciding && this.#machine.buffered > MAX_AHEAD_OCTETS) this.#socket.pause();
  };

  /** The client sends no more; what it asked already is still answered (finding 5). */
  readonly #onEnd = (): void => {
    if (!this.#isDeciding) this.#end('logout');
  };

  readonly #onError = (): void => this.#end('logout');

  readonly #onClose = (): void => this.#end('logout');

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
          this.#end(action.reason);
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
      this.#end('starttls-injection');
      return;
    }
    this.#ignore();
    raw.on('error', this.#onError);
    tls.terminator.protect(raw).then(
      (socket) => {
        this.#socket = socket;
        this.#listen();
        if (this.#machine) this.#perform(this.#machine.tlsStarted());
      },
      () => this.#end('protocol-violation'),
    );
  }

  #broke(error: unknown): void {
    this.#settings.services.log.error('session.broken', error, { connectionId: this.#connectionId });
    this.#end('protocol-violation');
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
    if (decision.kind === 'allow' && dialled?.kind === 'signed-in') await this.#handOver(decision, dialled, context);
    else await this.#refuse(decision);
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

  async #refuse(decision: Decision): Promise<void> {
    if (decision.kind === 'allow') return this.#end('logout');
    const delay = decision.kind === 'deny' ? decision.delay : 0;
    if (delay > 0) await sleep(delay, this.#gone.signal);
    this.#isDeciding = false;
    if (this.#over || !this.#machine) return;
    const { protocol, texts } = this.#settings;
    this.#perform(this.#machine.refuse(protocol.render(decision, texts)));
    this.#socket.resume();
    if (!this.#isDeciding && this.#socket.readableEnded) this.#end('logout');
  }

  /** Registers, says OK, splices: in this order, so that no revocation falls between (R3.6). */
  async #handOver(
    allow: Allow,
    dialled: Extract<DialOutcome<Ready, Facts>, { readonly kind: 'signed-in' }>,
    context: ClientContext,
  ): Promise<void> {
    const { services, protocol } = this.#settings;
    const { link } = dialled;
    try {
      this.#registration = await services.live.register(
        {
          id: this.#connectionId,
          door: context.door,
          mailbox: allow.mailbox,
          remoteAddress: context.remoteAddress,
          since: services.clock.now(),
          ...(allow.appPassword && { appPassword: allow.appPassword }),
          ...(context.clientName !== undefined && { clientName: context.clientName }),
        },
        allow.decidedAt,
        (reason: RevocationReason) => this.end(reason),
      );
    } catch (error) {
      services.log.error('connection.not-registered', error, { decisionId: allow.decisionId });
      link.socket.destroy();
      this.#isDeciding = false;
      return this.#refuse({ kind: 'unavailable', decisionId: allow.decisionId, dependency: 'store' });
    }
    const machine = this.#machine;
    if (this.#over || !machine) {
      this.#registration.release();
      link.socket.destroy();
      return;
    }
    this.#machine = undefined;
    this.#counted.signedIn();
    this.#ignore();
    const socket = this.#socket;
    socket.cork();
    for (const action of machine.accept(protocol.shape(dialled.ready, allow))) {
      if (action.kind === 'send') socket.write(action.bytes);
    }
    this.#splice = new Splice({
      client: socket,
      link,
      filter: protocol.filter(allow, dialled.ready),
      fromClient: machine.takeBuffered(),
      fromBackend: dialled.leftover,
      clock: services.clock,
      ended: (summary) => this.#spliceEnded(allow, context, summary),
    });
    this.#splice.begin();
    socket.uncork();
  }

  #spliceEnded(allow: Allow, context: ClientContext, summary: SpliceSummary): void {
    const { services, protocol } = this.#settings;
    const at = services.clock.now();
    const details = {
      up: summary.up,
      down: summary.down,
      seconds: Math.round((at - this.#startedAt) / 1_000),
      endedBy: summary.endedBy,
      ...(summary.detail !== undefined && { detail: summary.detail }),
      ...(context.clientName !== undefined && { clientName: context.clientName }),
    };
    services.metrics.spliceEnded(protocol.protocol, summary);
    services.log.info('connection.ended', { connectionId: this.#connectionId, mailbox: allow.mailbox, ...details });
    services.audit.record({
      at,
      kind: 'connection',
      event: 'connection.ended',
      decisionId: allow.decisionId,
      mailbox: allow.mailbox,
      door: context.door,
      remoteAddress: context.remoteAddress,
      ...(allow.appPassword && { appPassword: allow.appPassword.id }),
      details,
    });
    this.#finish();
  }

  /** Ends a session that isn't spliced: what was written leaves first. */
  #end(_reason: CloseReason): void {
    if (this.#over || this.#splice) return;
    this.#ignore();
    this.#socket.on('error', () => this.#socket.destroy());
    this.#socket.destroySoon();
    this.#gone.abort();
    this.#finish();
  }

  #finish(): void {
    if (this.#over) return;
    this.#over = true;
    this.#registration?.release();
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

/** Waits, or stops waiting when the client is gone. */
function sleep(duration: Millis, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, duration);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
