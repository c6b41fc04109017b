// A web server of a test: remembers what it was asked, and answers as the test says.

import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Certificate } from './tls.ts';

export interface AskedRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface HttpStub extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`, or `https://`. */
  readonly origin: string;
  readonly asked: readonly AskedRequest[];
}

export async function startHttpStub(
  answer: (request: AskedRequest, response: ServerResponse) => void,
  certificate?: Certificate,
): Promise<HttpStub> {
  const asked: AskedRequest[] = [];
  const take = async (incoming: import('node:http').IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const request = {
      method: incoming.method ?? '',
      target: incoming.url ?? '',
      headers: incoming.headers,
      body: Buffer.concat(chunks).toString(),
    };
    asked.push(request);
    answer(request, response);
  };
  const listener = (incoming: import('node:http').IncomingMessage, response: ServerResponse): void => {
    take(incoming, response).catch(() => response.destroy());
  };
  const server = certificate
    ? createTlsServer({ cert: certificate.cert, key: certificate.key }, listener)
    : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `${certificate ? 'https' : 'http'}://127.0.0.1:${port}`,
    asked,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
