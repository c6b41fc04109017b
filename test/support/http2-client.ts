// HTTP/2 for tests: a client that sends the fields that it is told, and frames written by hand for what no client would
// send.

import { once } from 'node:events';
import { type ClientHttp2Session, connect, type OutgoingHttpHeaders } from 'node:http2';
import { PATIENCE_MS, withDeadline } from './deadline.ts';

export interface Http2Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>;
  readonly body: Buffer;
}

export interface Http2Client extends AsyncDisposable {
  readonly session: ClientHttp2Session;
  /** Rejects when the stream is reset. Pseudo-header fields may be given too. */
  request(headers: OutgoingHttpHeaders, body?: string | Uint8Array): Promise<Http2Response>;
}

export interface Http2Options {
  readonly port: number;
  readonly ca: string;
  readonly servername: string;
}

/** Connects by TLS; `:authority` is the server name unless a request says otherwise. */
export async function connectHttp2({ port, ca, servername }: Http2Options): Promise<Http2Client> {
  const session = connect(`https://127.0.0.1:${port}`, { ca, servername });
  session.on('error', () => undefined);
  await withDeadline(once(session, 'connect'), { ms: PATIENCE_MS, describe: () => 'an HTTP/2 connection' });
  return {
    session,
    request: (headers, body) =>
      withDeadline(ask(session, { ':authority': servername, ...headers }, body), {
        ms: PATIENCE_MS,
        describe: () => `an answer to ${JSON.stringify(headers)}`,
      }),
    async [Symbol.asyncDispose]() {
      if (session.destroyed) return;
      const closed = once(session, 'close');
      session.destroy();
      await closed;
    },
  };
}

async function ask(
  session: ClientHttp2Session,
  headers: OutgoingHttpHeaders,
  body: string | Uint8Array | undefined,
): Promise<Http2Response> {
  const stream = session.request(headers, { endStream: body === undefined });
  const chunks: Buffer[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<Http2Response>();
  let head: Http2Response['headers'] | undefined;
  stream.on('response', (received) => {
    head = received;
  });
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('error', reject);
  stream.on('close', () => {
    if (head && stream.rstCode === 0)
      resolve({ status: Number(head[':status']), headers: head, body: Buffer.concat(chunks) });
    else reject(new Error(`the stream was reset with ${stream.rstCode}`));
  });
  if (body !== undefined) stream.end(body);
  return await promise;
}
