// One request on an HTTP/1.1 connection. RFC 9112.

import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import type { Bytes, Millis } from '../../../core/units.ts';
import type { AnswerSink, BrowserSocket, HeaderList } from '../exchange.ts';
import type { Transport } from './transport.ts';

/**
 * How long the rest of a body that nobody wants is read after the answer. A connection that is closed with octets unread
 * ends with a reset, which can overtake the answer.
 */
const LINGER: Millis = 5_000;

/** Up to here copying is cheaper than a second buffer for the kernel. */
const AS_TEXT: Bytes = 16_384;

/** A request with an ordinary answer. One object: there is one for each request. */
export class Http1Transport implements Transport, AnswerSink {
  readonly protocol = 'http/1.1';
  readonly source: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #expectsContinue: boolean;
  #isWhole = true;

  /** @param expectsContinue - The browser waits for `100 Continue` before it sends the body. */
  constructor(request: IncomingMessage, response: ServerResponse, expectsContinue: boolean) {
    this.source = request;
    this.#response = response;
    this.#expectsContinue = expectsContinue;
  }

  get isReceived(): boolean {
    return this.source.complete;
  }

  get isGone(): boolean {
    // A request whose body has been read is destroyed too, in Node's words.
    return this.#response.destroyed || this.source.socket.destroyed;
  }

  askForBody(): void {
    if (this.#expectsContinue && !this.#response.headersSent) this.#response.writeContinue();
  }

  begin(status: number, headers: HeaderList, isLast: boolean): AnswerSink {
    // A client that waits to be asked for its body may send it all the same: what follows could be either.
    const close = isLast || (this.#expectsContinue && !this.source.complete);
    this.#response.writeHead(status, flat(headers, close));
    return this;
  }

  destroy(): void {
    reset(this.source.socket);
  }

  onOver(listener: (wasComplete: boolean) => void): void {
    const response = this.#response;
    response.on('close', () => listener(response.writableFinished));
  }

  write(chunk: Uint8Array): boolean {
    this.#isWhole = false;
    return this.#response.destroyed || this.#response.write(chunk);
  }

  onDrain(listener: () => void): void {
    this.#response.on('drain', listener);
  }

  flush(): void {
    this.#isWhole = false;
    this.#response.flushHeaders();
  }

  end(last?: Uint8Array): void {
    if (this.#response.destroyed) return;
    if (!last || last.length === 0) this.#response.end();
    // As text, head and body are one write; octets are the same in Latin-1.
    else if (this.#isWhole && last.length <= AS_TEXT) this.#response.end(latin1(last), 'latin1');
    else this.#response.end(last);
    if (!this.source.complete) linger(this.source);
  }

  abort(): void {
    reset(this.source.socket);
  }
}

/** A request to upgrade: the answer is either 101, or one that ends the connection. */
export function upgradeTransport(request: IncomingMessage, socket: Duplex, head: Buffer): Transport {
  let isEnded = false;
  const write = (text: string): void => void socket.write(text, 'latin1');
  return {
    protocol: 'http/1.1',
    source: request,
    isReceived: true,
    get isGone() {
      return socket.destroyed;
    },
    askForBody: () => undefined,
    begin: (status, headers) => {
      write(rawHead(status, [...headers, ['connection', 'close']]));
      const hasBody = status !== 204 && status !== 304;
      // The length is given or the connection's end is the body's (RFC 9112 §6.3).
      return {
        write: (chunk) => !hasBody || socket.write(chunk),
        onDrain: (listener) => void socket.on('drain', listener),
        flush: () => undefined,
        end: (last) => {
          isEnded = true;
          if (last && hasBody) socket.write(last);
          // Whatever is sent behind the request is thrown away, so that the answer isn't overtaken by a reset.
          socket.resume();
          socket.end(() => socket.destroy());
        },
        abort: () => reset(socket),
      };
    },
    upgrade: (headers): BrowserSocket | undefined => {
      if (socket.destroyed) return undefined;
      write(rawHead(101, [...headers, ['connection', 'upgrade'], ['upgrade', 'websocket']]));
      return { stream: socket, head };
    },
    destroy: () => void socket.destroy(),
    onOver: (listener) => socket.once('close', () => listener(isEnded)),
  };
}

function latin1(octets: Uint8Array): string {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength).toString('latin1');
}

function linger(request: IncomingMessage): void {
  const timer = setTimeout(() => request.socket.destroy(), LINGER).unref();
  request.once('end', () => clearTimeout(timer)).once('close', () => clearTimeout(timer));
  request.on('error', () => undefined); // it was the rest of what nobody wanted
  request.resume();
}

/** An answer whose end is the connection's end looks complete unless the connection is reset. */
function reset(socket: Duplex): void {
  // TLS says by itself that it wasn't closed in order (RFC 8446 §6.1).
  if (socket instanceof Socket && !(socket instanceof TLSSocket) && !socket.destroyed) socket.resetAndDestroy();
  else socket.destroy();
}

function flat(headers: HeaderList, close: boolean): string[] {
  const fields: string[] = [];
  for (const [name, value] of headers) fields.push(name, value);
  if (close) fields.push('connection', 'close');
  return fields;
}

/** The head of an answer on a connection that Node has handed over. */
export function rawHead(status: number, headers: HeaderList): string {
  const fields = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${fields}\r\n`;
}
