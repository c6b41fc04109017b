// A connection to a backend: dialled, protected, introduced (PROXY protocol) and spoken to by a machine until the machine
// says what came of it. What the backend sends arrives in one read buffer that the whole process shares, valid only
// during the callback: whoever keeps bytes copies them.

import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { Millis } from '../core/units.ts';
import type { BackendAction, BackendFailure, BackendMachine } from '../protocol/dialogue.ts';
import { closeGently } from './close-gently.ts';
import type { BackendTarget } from './door.ts';

/** One read. Fewer, larger reads make full TLS records towards the client. */
const READ_BUFFER_OCTETS = 256 * 1024;

/** Silence after which the kernel asks whether the peer is still there (A12). */
const KEEP_ALIVE_MS = 120_000;

const sharedReadBuffer: Buffer = Buffer.allocUnsafeSlow(READ_BUFFER_OCTETS);

/** Whoever reads the backend now. `onBytes` gets a view of the shared buffer; false pauses until `resume`. */
export interface BackendReader {
  onBytes(view: Buffer): boolean;
  onEnd(): void;
  onClose(error: Error | undefined): void;
}

/** A dialled backend whose reader can change hands. */
export interface BackendLink {
  /** The protected socket, or the plain one. Write to it; read only through `read`. */
  readonly socket: Socket | TLSSocket;
  read(reader: BackendReader): void;
}

export type DialOutcome<Ready, Facts> =
  | { readonly kind: 'signed-in'; readonly ready: Ready; readonly leftover: Uint8Array; readonly link: BackendLink }
  | { readonly kind: 'probed'; readonly facts: Facts }
  | { readonly kind: 'refused'; readonly code?: string; readonly text: string }
  | { readonly kind: 'failed'; readonly failure: BackendFailure };

export interface DialOptions<Ready, Facts> {
  readonly target: BackendTarget;
  readonly machine: BackendMachine<Ready, Facts>;
  /** First bytes on the connection, before any TLS (A11). */
  readonly proxyHeader?: Uint8Array;
  /** Time for everything, from dialling to the backend's answer to our sign-in. */
  readonly within: Millis;
  /** The client is gone: nobody waits for the outcome (A16). */
  readonly signal?: AbortSignal;
}

/** Dials and lets the machine speak. Never rejects; the connection is destroyed unless the outcome holds it. */
export function dialBackend<Ready, Facts>(options: DialOptions<Ready, Facts>): Promise<DialOutcome<Ready, Facts>> {
  return new Promise((resolve) => {
    new Dialogue(options, resolve).begin();
  });
}

class Dialogue<Ready, Facts> implements BackendReader {
  readonly #options: DialOptions<Ready, Facts>;
  readonly #resolve: (outcome: DialOutcome<Ready, Facts>) => void;
  #link: Link | undefined;
  #connecting: NodeJS.Timeout | undefined;
  #deadline: NodeJS.Timeout | undefined;
  #settled = false;
  readonly #onAbort = (): void => this.#fail('temporary', 'the client is gone');

  constructor(options: DialOptions<Ready, Facts>, resolve: (outcome: DialOutcome<Ready, Facts>) => void) {
    this.#options = options;
    this.#resolve = resolve;
  }

  begin(): void {
    const { target, proxyHeader, within, signal } = this.#options;
    if (signal?.aborted) {
      this.#onAbort();
      return;
    }
    signal?.addEventListener('abort', this.#onAbort, { once: true });
    this.#deadline = setTimeout(() => this.#fail('temporary', 'no answer to the sign-in in time'), within);
    const late = (): void => this.#fail('temporary', 'could not connect in time');
    this.#connecting = setTimeout(late, target.connectTimeout);
    const link = new Link(target, this);
    this.#link = link;
    link.whenConnected(() => {
      if (proxyHeader) link.socket.write(proxyHeader);
      if (target.tls === 'implicit') link.protect(() => this.#connected());
      else this.#connected();
    });
  }

  #connected(): void {
    clearTimeout(this.#connecting);
    this.#perform(this.#options.machine.start());
  }

  onBytes(view: Buffer): boolean {
    // The machine keeps what it needs beyond this call, and the buffer is not ours to keep.
    try {
      this.#perform(this.#options.machine.receive(Buffer.from(view)));
    } catch (error) {
      this.#fail('protocol', `broke on the backend's answer: ${String(error)}`); // a bug ends this dialogue only
    }
    return !this.#settled;
  }

  onEnd(): void {
    this.#perform(this.#options.machine.ended());
    this.#fail('temporary', 'closed before an answer');
  }

  onClose(error: Error | undefined): void {
    if (this.#settled) return;
    const isCertificate = error !== undefined && isCertificateProblem(error);
    // A bad certificate isn't retried (A9): an operator must act.
    this.#fail(isCertificate ? 'misconfigured' : 'temporary', error?.message ?? 'closed before an answer');
  }

  #perform(actions: readonly BackendAction<Ready, Facts>[]): void {
    for (const action of actions) {
      if (this.#settled) return;
      switch (action.kind) {
        case 'send':
          this.#link?.socket.write(action.bytes);
          break;
        case 'start-tls':
          this.#link?.protect(() => this.#perform(this.#options.machine.tlsStarted()));
          return;
        case 'signed-in':
          this.#signedIn(action.ready);
          break;
        case 'probed':
          this.#settle({ kind: 'probed', facts: action.facts });
          break;
        case 'refused':
          this.#settle(action);
          break;
        case 'failed':
          this.#settle(action);
          break;
      }
    }
  }

  #signedIn(ready: Ready): void {
    const link = this.#link;
    if (!link) return;
    this.#link = undefined;
    link.hold();
    this.#settle({ kind: 'signed-in', ready, leftover: this.#options.machine.takeBuffered(), link });
  }

  /** Fails for what happened to the connection, not in it: there is nobody to say goodbye to. */
  #fail(kind: BackendFailure['kind'], text: string): void {
    this.#settle({ kind: 'failed', failure: { kind, text } });
    this.#link?.socket.destroy();
  }

  #settle(outcome: DialOutcome<Ready, Facts>): void {
    if (this.#settled) return;
    this.#settled = true;
    clearTimeout(this.#connecting);
    clearTimeout(this.#deadline);
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
    // What the machine said last (QUIT, LOGOUT) still leaves, then the connection ends.
    this.#link?.dismiss();
    this.#resolve(outcome);
  }
}

/** The sockets of one backend connection. Towards a plain backend reads go through the shared buffer. */
class Link implements BackendLink {
  readonly #target: BackendTarget;
  #socket: Socket | TLSSocket;
  #reader: BackendReader | undefined;
  #ended = false;
  #closed: { readonly error: Error | undefined } | undefined;
  #error: Error | undefined;

  constructor(target: BackendTarget, reader: BackendReader) {
    this.#target = target;
    this.#reader = reader;
    const isPlain = target.tls === 'none';
    this.#socket = connectTcp({
      host: target.host,
      port: target.port,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_MS,
      allowHalfOpen: true,
      ...(isPlain && { onread: { buffer: sharedReadBuffer, callback: (count) => this.#onSharedRead(count) } }),
    });
    if (!isPlain) this.#socket.on('data', (chunk) => this.#onData(chunk));
    this.#watch(this.#socket);
  }

  get socket(): Socket | TLSSocket {
    return this.#socket;
  }

  whenConnected(then: () => void): void {
    this.#socket.once('connect', then);
  }

  /** Takes the client's part of a TLS handshake (A9: a certificate that doesn't fit ends the connection). */
  protect(then: () => void): void {
    const raw = this.#socket;
    raw.removeAllListeners();
    // What happens to the raw socket shows at the protected one as well.
    raw.on('error', () => undefined);
    const { serverName, host, certificateAuthority } = this.#target;
    const name = serverName ?? host;
    const socket = connectTls({
      socket: raw,
      host: name,
      ...(isIP(name) === 0 && { servername: name }),
      ...(certificateAuthority !== undefined && { ca: certificateAuthority }),
      minVersion: 'TLSv1.2',
    });
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#onData(chunk));
    this.#watch(socket);
    socket.once('secureConnect', then);
  }

  read(reader: BackendReader): void {
    this.#reader = reader;
    if (this.#ended) reader.onEnd();
    if (this.#closed) reader.onClose(this.#closed.error);
    else this.#socket.resume();
  }

  /** Nobody reads until `read` names the next reader. */
  hold(): void {
    this.#reader = undefined;
    this.#socket.pause();
  }

  /** Lets what was written leave, then ends. Nobody reads any more. */
  dismiss(): void {
    this.#reader = undefined;
    closeGently(this.#socket, () => undefined);
  }

  #onSharedRead(count: number): boolean {
    return this.#reader?.onBytes(sharedReadBuffer.subarray(0, count)) ?? false;
  }

  #onData(chunk: Buffer): void {
    if (this.#reader?.onBytes(chunk) !== true) this.#socket.pause();
  }

  #watch(socket: Socket): void {
    socket.on('error', (error) => {
      this.#error = error;
    });
    socket.on('end', () => {
      this.#ended = true;
      this.#reader?.onEnd();
    });
    socket.on('close', () => {
      this.#closed = { error: this.#error };
      this.#reader?.onClose(this.#error);
    });
  }
}

/** Whether a TLS error says that the backend's certificate doesn't prove who it is. */
function isCertificateProblem(error: Error): boolean {
  const code = 'code' in error ? String(error.code) : '';
  return /CERT|SELF_SIGNED|UNABLE_TO_|ALTNAME|HOSTNAME/.test(code);
}
