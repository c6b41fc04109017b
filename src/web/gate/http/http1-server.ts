// HTTP/1.1 on connections that somebody else has accepted: Node's parser in its strict mode, and from its requests to
// ours. RFC 9112.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Bytes } from '../../../core/units.ts';
import type { ArrivedRequest } from './front.ts';
import { Http1Transport, rawHead, upgradeTransport } from './http1-transport.ts';
import type { Transport } from './transport.ts';

/** Longest request line and fields together. */
export const MAX_HEAD: Bytes = 32_768;

/** A request and the socket that it came on. */
export type Http1Request = Omit<ArrivedRequest, 'connection' | 'listener'> & { readonly socket: Duplex };

export interface Http1Events {
  request(request: Http1Request): void;
  /** What came is no HTTP; the connection ends. */
  malformed(socket: Duplex): void;
}

/** A server that never listens: `emit('connection', socket)` hands it what it serves. */
export function createHttp1Server(events: Http1Events): Server {
  const arrived = (request: IncomingMessage, transport: Transport, wantsUpgrade?: 'websocket'): void =>
    events.request(readRequest(request, transport, wantsUpgrade));
  const server = createServer({
    maxHeaderSize: MAX_HEAD,
    insecureHTTPParser: false,
    // Two `Host` fields, or none, are answered like everything else that is malformed.
    requireHostHeader: false,
    // Silence is measured for the connection as a whole; see `BrowserConnection`.
    headersTimeout: 0,
    requestTimeout: 0,
    keepAliveTimeout: 0,
    shouldUpgradeCallback: isWebSocket,
  });
  // Beyond a number of fields Node would silently leave them out.
  server.maxHeadersCount = 0;
  server.on('request', (request, response) => arrived(request, new Http1Transport(request, response, false)));
  const expecting = (request: IncomingMessage, response: ServerResponse): void =>
    arrived(request, new Http1Transport(request, response, true));
  server.on('checkContinue', expecting);
  server.on('checkExpectation', expecting);
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    arrived(request, upgradeTransport(request, socket, head), 'websocket');
  });
  server.on('clientError', (error: Error & { readonly code?: string }, socket: Duplex) => {
    // A browser that resets its connection has said nothing wrong.
    if (error.code?.startsWith('HPE_') !== true) {
      socket.destroy();
      return;
    }
    if (error.code !== 'HPE_INVALID_EOF_STATE') events.malformed(socket);
    sendAway(socket, error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400);
  });
  return server;
}

/** Says why, if nothing is under way on the connection, and ends it. */
export function sendAway(socket: Duplex, status: 400 | 408 | 431): void {
  // Node's own mark of an answer that has begun: nothing may be written into it.
  const isAnswering = '_httpMessage' in socket && socket._httpMessage;
  if (!socket.writable || isAnswering) {
    socket.destroy();
    return;
  }
  socket.end(
    rawHead(status, [
      ['connection', 'close'],
      ['content-length', '0'],
    ]),
    'latin1',
    () => socket.destroy(),
  );
}

/** RFC 6455 §4.1. Any other upgrade is ignored (RFC 9110 §7.8), and so is one of a request with a body. */
function isWebSocket(request: IncomingMessage): boolean {
  const { upgrade, 'content-length': length, 'transfer-encoding': coding } = request.headers;
  const hasBody = coding !== undefined || (length !== undefined && length !== '0');
  return (
    request.method === 'GET' && request.httpVersion === '1.1' && upgrade?.toLowerCase() === 'websocket' && !hasBody
  );
}

function readRequest(
  request: IncomingMessage,
  transport: Transport,
  wantsUpgrade: 'websocket' | undefined,
): Http1Request {
  const { rawHeaders, method = '', url = '' } = request;
  const fields: (readonly [string, string])[] = [];
  let authority: string | undefined;
  let isAmbiguous = false;
  let length: string | undefined;
  let coding: string | undefined;
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    const value = rawHeaders[index + 1] ?? '';
    fields.push([name, value]);
    if (name === 'host') {
      isAmbiguous ||= authority !== undefined;
      authority = value;
    } else if (name === 'content-length') length = value;
    else if (name === 'transfer-encoding') {
      isAmbiguous ||= coding !== undefined;
      coding = value;
    }
  }
  // RFC 9112 §6.1, §6.3: what could be framed in two ways is refused. Node does so as well.
  isAmbiguous ||= coding !== undefined && (coding.toLowerCase() !== 'chunked' || length !== undefined);
  isAmbiguous ||= coding !== undefined && request.httpVersion !== '1.1';
  return {
    socket: request.socket,
    transport,
    wantsUpgrade,
    method,
    target: url,
    authority: isAmbiguous ? undefined : authority,
    fields,
    bodyLength: coding === undefined ? Number(length ?? 0) : undefined,
  };
}
