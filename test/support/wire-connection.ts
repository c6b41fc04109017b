// One end of a line-oriented connection, for tests that read like transcripts. Both the test client and the fake
// backend are this. Every failure shows the whole conversation.

import { once } from 'node:events';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { PATIENCE_MS, withDeadline } from './deadline.ts';

/** How the other side's stream ended: in order, or by a reset. */
export type EndKind = 'fin' | 'reset';

/** The other side ended the stream before what was awaited came. */
export class WireEndedError extends Error {
  override readonly name = 'WireEndedError';
}

/** The other side said something else than was expected. */
export class WireMismatchError extends Error {
  override readonly name = 'WireMismatchError';
}

/** What a failure quotes at most of each thing said, in characters. */
const QUOTED = 300;

/** How a plain socket becomes a TLS one, on either side. */
export interface TlsUpgrade {
  readonly wrap: (plain: Socket) => TLSSocket;
  /** The TLS socket's event of success. */
  readonly ready: 'secure' | 'secureConnect';
}

interface Waiter {
  readonly look: () => void;
}

/**
 * A connection with a buffer. Reading never takes more than was asked for; one reader at a time. Disposing destroys
 * the socket.
 */
export class WireConnection implements AsyncDisposable {
  /** Settles when the other side's stream has ended and everything it sent is here. */
  readonly ended: Promise<EndKind>;
  readonly #ended = Promise.withResolvers<EndKind>();
  readonly #said: string[] = [];
  readonly #patienceMs: number;
  #socket: Socket;
  /** What was received, and room to grow: doubled when full, so that a large body is not copied for each chunk. */
  #store: Buffer = Buffer.alloc(0);
  #length = 0;
  #taken = 0;
  #end: EndKind | undefined;
  #waiter: Waiter | undefined;

  constructor(socket: Socket, options: { readonly patienceMs?: number } = {}) {
    this.#socket = socket;
    this.#patienceMs = options.patienceMs ?? PATIENCE_MS;
    this.ended = this.#ended.promise;
    this.#listen(socket);
  }

  /** The socket in use: after STARTTLS the TLS one. */
  get socket(): Socket {
    return this.#socket;
  }

  #listen(socket: Socket): void {
    socket.on('data', this.#onData);
    socket.on('end', () => this.#finish(socket, 'fin'));
    socket.on('error', (error) => this.#said.push(`! ${error.message}`));
    socket.on('close', (failed) => this.#finish(socket, failed ? 'reset' : 'fin'));
  }

  get #received(): Buffer {
    return this.#store.subarray(0, this.#length);
  }

  readonly #onData = (chunk: Buffer): void => {
    const length = this.#length + chunk.length;
    if (length > this.#store.length) this.#store = Buffer.concat([this.#received], Math.max(4096, 2 * length));
    chunk.copy(this.#store, this.#length);
    this.#length = length;
    this.#said.push(`< ${quote(chunk)}`);
    this.#waiter?.look();
  };

  #finish(socket: Socket, end: EndKind): void {
    if (this.#end !== undefined || socket !== this.#socket) return;
    this.#end = end;
    this.#said.push(`< (${end})`);
    this.#ended.resolve(end);
    this.#waiter?.look();
  }

  /** Everything that was received, taken or not, over clear text and TLS. */
  bytes(): Buffer {
    return Buffer.from(this.#received);
  }

  /** `bytes` as UTF-8 text. */
  all(): string {
    return this.#received.toString('utf8');
  }

  /** Received, but not yet taken by a reading method. */
  pending(): string {
    return this.#received.toString('utf8', this.#taken);
  }

  /** The conversation so far, one chunk a line: `>` sent, `<` received. */
  transcript(): string {
    return this.#said.join('\n');
  }

  /** Writes exactly this (no line end is added), and returns when the kernel or the TLS layer has taken it. */
  async send(data: string | Uint8Array): Promise<void> {
    const bytes = Buffer.from(data);
    this.#said.push(`> ${quote(bytes)}`);
    await new Promise<void>((taken, failed) => {
      this.#socket.write(bytes, (error) => (error ? failed(this.#explain(error.message, error)) : taken()));
    });
  }

  /** The next line without its line end. */
  async readLine(): Promise<string> {
    return (await this.readUntil(/\n/)).replace(/\r?\n$/, '');
  }

  /** Everything up to and including the first match, which may span lines. */
  async readUntil(pattern: string | RegExp): Promise<string> {
    if (typeof pattern === 'string') return (await this.readBytesUntil(pattern)).toString('utf8');
    const found = await this.#wait(String(pattern), () => {
      const text = this.pending();
      const match = pattern.exec(text);
      return match === null ? undefined : text.slice(0, match.index + match[0].length);
    });
    this.#taken += Buffer.byteLength(found);
    return found;
  }

  /** Everything up to and including this delimiter, as octets. */
  async readBytesUntil(delimiter: string): Promise<Buffer> {
    const from = this.#taken;
    this.#taken = await this.#wait(JSON.stringify(delimiter), () => {
      const at = this.#received.indexOf(delimiter, from);
      return at < 0 ? undefined : at + Buffer.byteLength(delimiter);
    });
    return Buffer.from(this.#received.subarray(from, this.#taken));
  }

  /** The next `count` octets. */
  async readBytes(count: number): Promise<Buffer> {
    await this.#wait(`${count} octets`, () => this.#length - this.#taken >= count || undefined);
    this.#taken += count;
    return Buffer.from(this.#received.subarray(this.#taken - count, this.#taken));
  }

  /** Everything that is not yet taken, up to the end of the other side's stream. */
  async readToEnd(): Promise<string> {
    return (await this.readBytesToEnd()).toString('utf8');
  }

  /** `readToEnd` as octets. */
  async readBytesToEnd(): Promise<Buffer> {
    await withDeadline(this.ended, { ms: this.#patienceMs, describe: () => this.#context('no end of stream') });
    const rest = Buffer.from(this.#received.subarray(this.#taken));
    this.#taken = this.#length;
    return rest;
  }

  /** The next line, which must match (a string: must be equal). */
  async expect(line: string | RegExp): Promise<string> {
    const said = await this.readLine();
    const fits = typeof line === 'string' ? said === line : line.test(said);
    if (!fits) throw new WireMismatchError(this.#context(`expected ${line}, got ${JSON.stringify(said)}`));
    return said;
  }

  /** Sends a line (CRLF is added) and expects the next line to match. */
  async ask(line: string, answer: string | RegExp): Promise<string> {
    await this.send(`${line}\r\n`);
    return this.expect(answer);
  }

  /** Goes on over TLS. Bytes that are received but not taken go to the TLS socket. */
  protected async upgrade({ wrap, ready }: TlsUpgrade): Promise<void> {
    const plain = this.#socket;
    plain.pause();
    plain.off('data', this.#onData); // its ends are told by the TLS socket from now on
    const early = this.#received.subarray(this.#taken);
    if (early.length > 0) plain.unshift(early);
    this.#taken = this.#length;
    const secured = wrap(plain);
    this.#socket = secured;
    this.#listen(secured);
    await withDeadline(Promise.race([once(secured, ready), this.#failedEnd()]), {
      ms: this.#patienceMs,
      describe: () => this.#context('no TLS handshake'),
    });
    this.#said.push('= TLS');
  }

  async #failedEnd(): Promise<never> {
    await this.ended;
    throw new WireEndedError(this.#context('the connection ended in the TLS handshake'));
  }

  /** Sends FIN and keeps reading. */
  halfClose(): void {
    this.#said.push('> (fin)');
    this.#socket.end();
  }

  /** Sends RST. */
  reset(): void {
    this.#said.push('> (reset)');
    const { socket } = this;
    if (socket instanceof TLSSocket) socket.destroy();
    else socket.resetAndDestroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#socket.closed) return;
    const closed = once(this.#socket, 'close');
    this.#socket.destroy();
    await closed;
  }

  async #wait<T>(wanted: string, take: () => T | undefined): Promise<T> {
    const arrived = Promise.withResolvers<T>();
    const look = (): void => {
      const taken = take();
      if (taken !== undefined) arrived.resolve(taken);
      else if (this.#end !== undefined) arrived.reject(new WireEndedError(this.#context(`ended before ${wanted}`)));
    };
    this.#waiter = { look };
    look();
    try {
      const describe = (): string => this.#context(`waiting for ${wanted}`);
      return await withDeadline(arrived.promise, { ms: this.#patienceMs, describe });
    } finally {
      this.#waiter = undefined;
    }
  }

  #context(what: string): string {
    return `${what}\n${this.transcript()}`;
  }

  #explain(what: string, cause: Error): Error {
    return new WireEndedError(this.#context(what), { cause });
  }
}

function quote(bytes: Buffer): string {
  const text = JSON.stringify(bytes.toString('utf8', 0, QUOTED)).slice(1, -1);
  return bytes.length > QUOTED ? `${text}… (${bytes.length} octets)` : text;
}
