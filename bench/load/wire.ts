// One TLS connection of the load generator, as cheap as Node allows, so that the generator doesn't become what is
// measured: all sockets read into one shared buffer, text is split into lines, literals are counted and thrown away.

import type { OnReadOpts } from 'node:net';
import { type ConnectionOptions, connect, createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';

/** Octets; a read takes several full TLS records at once. */
const READ_OCTETS = 256 * 1024;

/** What all connections of one generator share. */
export interface WireSettings {
  readonly secureContext: SecureContext;
  readonly readBuffer: Buffer;
}

/** The same handshake for every contender: TLS 1.3, X25519, AES-128-GCM, always in full (no session is kept). */
export function createWireSettings(): WireSettings {
  const secureContext = createSecureContext({
    minVersion: 'TLSv1.3',
    ciphers: 'TLS_AES_128_GCM_SHA256',
    ecdhCurve: 'X25519',
  });
  return { secureContext, readBuffer: Buffer.allocUnsafe(READ_OCTETS) };
}

interface Waiting<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

/** Only one `line`, `skip` or `drained` may be awaited at a time. All reject once the connection is closed. */
export class Wire {
  readonly #socket: TLSSocket;
  readonly #closed: Promise<void>;
  #text = '';
  #line: Waiting<string> | undefined;
  /** Octets of a literal that are still to come, and who waits for their end. */
  #literal = 0;
  #skipped: Waiting<void> | undefined;
  #drained: Waiting<void> | undefined;
  #received = 0;
  #error: Error | undefined;
  #isClosed = false;

  /** Begins to connect to a port of 127.0.0.1. */
  constructor(port: number, { secureContext, readBuffer }: WireSettings) {
    const onread: OnReadOpts = {
      buffer: readBuffer,
      callback: (octets) => {
        this.#read(octets, readBuffer);
        return true;
      },
    };
    // `tls.connect` hands what it doesn't know to the socket, so `onread` works as with `net.connect`.
    const options: ConnectionOptions & { readonly onread: OnReadOpts } = {
      ...{ host: '127.0.0.1', port, secureContext, rejectUnauthorized: false },
      onread,
    };
    const socket = connect(options);
    socket.setNoDelay(true);
    this.#socket = socket;
    this.#closed = new Promise((resolve) => socket.once('close', () => resolve(this.#close())));
    socket.on('error', (error) => {
      this.#error = error;
    });
    socket.on('drain', () => {
      this.#drained?.resolve();
      this.#drained = undefined;
    });
  }

  /** Octets that came in, TLS taken off. */
  get received(): number {
    return this.#received;
  }

  /** The next line, without its CRLF. */
  line(): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#line = { resolve, reject };
      if (this.#isClosed) this.#close();
      else this.#giveLine();
    });
  }

  /** The first line that begins so; what comes before is passed over. */
  async lineThatBegins(beginning: string): Promise<string> {
    let line = await this.line();
    while (!line.startsWith(beginning)) line = await this.line();
    return line;
  }

  /** Resolves when the next so many octets have passed. */
  skip(octets: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const atHand = Math.min(octets, this.#text.length);
      this.#text = this.#text.slice(atHand);
      this.#literal = octets - atHand;
      if (this.#literal === 0) resolve();
      else this.#skipped = { resolve, reject };
      if (this.#isClosed) this.#close();
    });
  }

  send(text: string): void {
    this.#socket.write(text, 'latin1');
  }

  /** Writes, and resolves when more may be written. */
  write(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#socket.write(bytes)) resolve();
      else this.#drained = { resolve, reject };
      if (this.#isClosed) this.#close();
    });
  }

  /** Resolves when the connection is gone, whoever ended it. */
  closed(): Promise<void> {
    return this.#closed;
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #read(octets: number, buffer: Buffer): void {
    this.#received += octets;
    const inLiteral = Math.min(octets, this.#literal);
    this.#literal -= inLiteral;
    if (octets > inLiteral) this.#text += buffer.toString('latin1', inLiteral, octets);
    if (this.#skipped && this.#literal === 0) {
      const { resolve } = this.#skipped;
      this.#skipped = undefined;
      resolve();
    }
    this.#giveLine();
  }

  #giveLine(): void {
    if (this.#line === undefined) return;
    const end = this.#text.indexOf('\r\n');
    if (end < 0) return;
    const line = this.#text.slice(0, end);
    this.#text = this.#text.slice(end + 2);
    const { resolve } = this.#line;
    this.#line = undefined;
    resolve(line);
  }

  #close(): void {
    this.#isClosed = true;
    const error = this.#error ?? new Error(`the connection was closed; unread: ${JSON.stringify(this.#text)}`);
    for (const waiting of [this.#line, this.#skipped, this.#drained]) waiting?.reject(error);
    this.#line = undefined;
    this.#skipped = undefined;
    this.#drained = undefined;
  }
}
