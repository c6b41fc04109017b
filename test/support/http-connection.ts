// HTTP/1.1 on a bare connection, for what no well-behaved client would send: the request's bytes are the test's, and
// nothing is normalised. Answers are read strictly (RFC 9112 §§4–7); requests may be sent ahead of them.

import { connectWire, type WireClient, type WireOptions } from './wire-client.ts';

/** Header fields in order, as written on the wire, one character for each octet. */
export type HttpFields = readonly (readonly [name: string, value: string])[];

/** An answer. */
export interface HttpResponse {
  readonly status: number;
  readonly reason: string;
  readonly fields: HttpFields;
  readonly body: Buffer;
  /** The first field of this name, in whatever case. */
  header(name: string): string | undefined;
  /** All fields of this name, in order. */
  headers(name: string): readonly string[];
  /** The body as UTF-8. */
  text(): string;
  /** The body parsed as JSON; throws when it isn't. */
  json(): unknown;
}

/** The status line and the header of an answer, before its body. */
export type HttpHead = Pick<HttpResponse, 'status' | 'reason' | 'fields' | 'header' | 'headers'>;

const STATUS_LINE = /^HTTP\/1\.[01] (\d{3}) ?(.*)$/;

function parseHead(text: string): HttpHead {
  const [statusLine = '', ...lines] = text.split('\r\n');
  const status = STATUS_LINE.exec(statusLine);
  if (!status) throw new Error(`not a status line: ${JSON.stringify(statusLine)}`);
  const fields = lines.filter(Boolean).map((line): readonly [string, string] => {
    const colon = line.indexOf(':');
    if (colon < 1) throw new Error(`not a header field: ${JSON.stringify(line)}`);
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  const headers = (name: string): readonly string[] =>
    fields.filter(([each]) => each.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
  return { status: Number(status[1]), reason: status[2] ?? '', fields, headers, header: (name) => headers(name)[0] };
}

/** A connection that requests are written to. Disposing closes it. */
export class HttpConnection implements AsyncDisposable {
  /** The bytes below: for server-sent events, upgrades, resets and what ends in the middle. */
  readonly wire: WireClient;

  constructor(wire: WireClient) {
    this.wire = wire;
  }

  /** Writes exactly this. Characters are octets (Latin-1), so that any octet can be written. */
  async send(raw: string | Uint8Array): Promise<void> {
    await this.wire.send(typeof raw === 'string' ? Buffer.from(raw, 'latin1') : raw);
  }

  /** The head of the next answer, interim ones (100, 103) included. */
  async readHead(): Promise<HttpHead> {
    return parseHead((await this.wire.readBytesUntil('\r\n\r\n')).toString('latin1'));
  }

  /** The next final answer, to a request with this method (`HEAD` has no body). RFC 9112 §6.3. */
  async readResponse(method = 'GET'): Promise<HttpResponse> {
    let head = await this.readHead();
    while (head.status < 200 && head.status !== 101) head = await this.readHead();
    const body = await this.#readBody(method, head);
    return { ...head, body, text: () => body.toString('utf8'), json: () => JSON.parse(body.toString('utf8')) };
  }

  async #readBody(method: string, { status, header }: HttpHead): Promise<Buffer> {
    if (method === 'HEAD' || status === 101 || status === 204 || status === 304) return Buffer.alloc(0);
    if (header('transfer-encoding')?.toLowerCase() === 'chunked') return this.#readChunks();
    const length = header('content-length');
    if (length !== undefined) return this.wire.readBytes(Number(length));
    return this.wire.readBytesToEnd();
  }

  // RFC 9112 §7.1. Extensions and trailers are read and dropped.
  async #readChunks(): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for (let size = await this.#chunkSize(); size > 0; size = await this.#chunkSize()) {
      chunks.push(await this.wire.readBytes(size));
      const end = await this.wire.readBytes(2);
      if (end.toString() !== '\r\n') throw new Error('a chunk without an end');
    }
    let trailer: string;
    do trailer = await this.wire.readUntil('\r\n');
    while (trailer !== '\r\n');
    return Buffer.concat(chunks);
  }

  async #chunkSize(): Promise<number> {
    const line = await this.wire.readUntil('\r\n');
    if (!/^[0-9a-f]+(?:;.*)?\r\n$/i.test(line)) throw new Error(`not a chunk size: ${JSON.stringify(line)}`);
    return Number.parseInt(line, 16);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.wire[Symbol.asyncDispose]();
  }
}

/** Connects; TLS, source address and PROXY header as for any wire. */
export async function connectHttp(options: WireOptions): Promise<HttpConnection> {
  return new HttpConnection(await connectWire(options));
}
