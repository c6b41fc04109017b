// A listening port and the sessions that came in through it. Its settings can be changed while it listens, so that a
// reload loses no connection, neither those that live nor those that knock.

import type { Socket } from 'node:net';
import type { Millis } from '../core/units.ts';
import { believedEndpoints, type Endpoints } from '../net/client-arrival.ts';
import { ListeningPort, type PortAddress } from '../net/listening-port.ts';
import { ClientSession, type LiveSession, type SessionSettings } from './client-session.ts';
import type { ConnectionLimits } from './connection-limits.ts';
import type { EndReason } from './door.ts';

/** What a listener does with those who come. */
export interface Reception {
  readonly proxyFrom: readonly string[];
  readonly limits: ConnectionLimits;
  /** A listed peer didn't say whom it brings. */
  unintroduced(): void;
  receive(arrival: {
    readonly socket: Socket;
    readonly endpoints: Endpoints;
    readonly sessions: Set<LiveSession>;
  }): Promise<void>;
}

export class Listener {
  readonly #port: ListeningPort;
  readonly #sessions: Set<LiveSession> = new Set();
  readonly #arriving: Set<Socket> = new Set();
  #reception: Reception;

  constructor(reception: Reception) {
    this.#reception = reception;
    this.#port = new ListeningPort((socket) => void this.#arrive(socket));
  }

  /** The bound port, once {@link listen} resolved. */
  get port(): number {
    return this.#port.port;
  }

  get sessions(): ReadonlySet<LiveSession> {
    return this.#sessions;
  }

  /** As {@link ListeningPort.listen}. */
  listen(address: PortAddress, shared: boolean): Promise<void> {
    return this.#port.listen(address, shared);
  }

  /** Receives those who come from now on in another way; sessions that live keep theirs. */
  change(reception: Reception): void {
    this.#reception = reception;
  }

  /** Stops listening; sessions go on. */
  close(): void {
    this.#port.close();
  }

  sweep(now: Millis): void {
    for (const session of this.#sessions) session.sweep(now);
  }

  /** Ends the sessions that aren't signed in; those that are go on until `endAll`. */
  endUnauthenticated(): void {
    for (const socket of this.#arriving) socket.destroy();
    for (const session of this.#sessions) if (!session.isSpliced) session.end('shutdown');
  }

  endAll(reason: EndReason): void {
    for (const session of this.#sessions) session.end(reason);
  }

  async #arrive(socket: Socket): Promise<void> {
    const reception = this.#reception;
    this.#arriving.add(socket);
    const endpoints = await believedEndpoints(socket, reception.proxyFrom);
    if (endpoints) await reception.receive({ socket, endpoints, sessions: this.#sessions });
    else {
      reception.unintroduced();
      socket.destroy();
    }
    this.#arriving.delete(socket);
  }
}

/** Receives clients of one protocol: limits, TLS, then a session. */
export function sessionReception<Refusal, Ready, Facts>(
  settings: SessionSettings<Refusal, Ready, Facts>,
  common: { readonly proxyFrom: readonly string[]; readonly limits: ConnectionLimits; readonly newId: () => string },
): Reception {
  const { protocol, services, tls } = settings;
  const { metrics } = services;
  return {
    proxyFrom: common.proxyFrom,
    limits: common.limits,
    unintroduced: () => metrics.connectionRejected(protocol.protocol, 'proxy-header'),
    async receive({ socket, endpoints, sessions }) {
      metrics.connectionOpened(protocol.protocol);
      let evict = (): void => void socket.destroy();
      const counted = common.limits.enter(endpoints.remoteAddress, () => evict());
      if (!counted) {
        metrics.connectionRejected(protocol.protocol, 'limit');
        turnAway(settings, socket);
        return;
      }
      let own: Socket = socket;
      if (tls?.mode === 'implicit') {
        try {
          own = await tls.terminator.protect(socket);
        } catch {
          metrics.connectionRejected(protocol.protocol, 'tls');
          counted.closed();
          return;
        }
      }
      const session = new ClientSession({
        settings,
        socket: own,
        endpoints,
        counted,
        connectionId: common.newId(),
        ended: () => sessions.delete(session),
      });
      evict = () => session.evict();
      sessions.add(session);
      session.begin();
      own.resume();
    },
  };
}

/** Over the limit: the protocol's own line where it can be said without a handshake, never a bare reset. */
function turnAway<Refusal, Ready, Facts>(settings: SessionSettings<Refusal, Ready, Facts>, socket: Socket): void {
  if (settings.tls?.mode !== 'implicit') {
    const machine = settings.protocol.clientMachine({
      hostname: settings.hostname,
      tls: 'absent',
      allowClearText: false,
      maxFailures: 1,
      facts: undefined,
    });
    for (const action of machine.goodbye('limit')) if (action.kind === 'send') socket.write(action.bytes);
  }
  socket.destroySoon();
}
