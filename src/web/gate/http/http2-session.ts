// HTTP/2 on a connection whose handshake has chosen it. RFC 9113. WebSockets aren't taken over it: without
// SETTINGS_ENABLE_CONNECT_PROTOCOL (RFC 8441 §3) browsers open them over a connection of HTTP/1.1.

import { performServerHandshake, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import type { Bytes } from '../../../core/units.ts';
import type { ArrivedRequest } from './front.ts';
import { MAX_HEAD } from './http1-server.ts';
import { http2Transport } from './http2-transport.ts';
import { MAX_FIELDS } from './request-head.ts';

/** What a browser may send of a body before it is read: enough for a fast line across an ocean. */
const STREAM_WINDOW: Bytes = 262_144;

/** The same, for all streams of a connection. */
const CONNECTION_WINDOW: Bytes = 1_048_576;

/** Streams that a client may reset at once, and in a second from then on: an attack is to reset each at once (rapid reset). */
const RESETS = { burst: 200, eachSecond: 50 } as const;

export type Http2Request = Omit<ArrivedRequest, 'connection' | 'listener'>;

export interface Http2Events {
  request(request: Http2Request): void;
  malformed(): void;
}

/** Begins HTTP/2 on a socket. */
export function beginHttp2(socket: TLSSocket, maxStreams: number, events: Http2Events): ServerHttp2Session {
  const session = performServerHandshake(socket, {
    settings: {
      maxConcurrentStreams: maxStreams,
      initialWindowSize: STREAM_WINDOW,
      maxHeaderListSize: MAX_HEAD,
      enablePush: false,
    },
    maxHeaderListPairs: MAX_FIELDS,
    streamResetBurst: RESETS.burst,
    streamResetRate: RESETS.eachSecond,
  });
  session.on('error', () => {
    events.malformed();
    session.destroy();
  });
  session.on('frameError', () => session.destroy());
  session.on('stream', (stream, _headers, _flags, rawHeaders) => {
    // A stream that breaks off is over; who waits for it hears so from its transport.
    stream.on('error', () => undefined);
    events.request(readRequest(stream, rawHeaders));
  });
  session.setLocalWindowSize(CONNECTION_WINDOW);
  return session;
}

function readRequest(stream: ServerHttp2Stream, raw: readonly string[]): Http2Request {
  const fields: (readonly [string, string])[] = [];
  const pseudo = new Map<string, string>();
  let isAmbiguous = false;
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] ?? '';
    const value = raw[index + 1] ?? '';
    if (!name.startsWith(':')) {
      fields.push([name, value]);
      continue;
    }
    isAmbiguous ||= pseudo.has(name);
    pseudo.set(name, value);
  }
  const hosts = [pseudo.get(':authority'), ...fields.flatMap(([name, value]) => (name === 'host' ? [value] : []))];
  const [authority, ...others] = hosts.filter((host) => host !== undefined);
  // RFC 9113 §8.3.1: one name, whichever way it is given; and nothing else than what TLS protects is served here.
  isAmbiguous ||= others.some((other) => other.toLowerCase() !== authority?.toLowerCase());
  isAmbiguous ||= pseudo.get(':scheme') !== 'https';
  const length = fields.find(([name]) => name === 'content-length')?.[1];
  const expectsContinue = fields.some(([name]) => name === 'expect');
  return {
    transport: http2Transport(stream, { expectsContinue, isHead: pseudo.get(':method') === 'HEAD' }),
    method: pseudo.get(':method') ?? '',
    target: pseudo.get(':path') ?? '',
    authority: isAmbiguous ? undefined : authority,
    fields,
    bodyLength: bodyLengthOf(stream, length),
    wantsUpgrade: undefined,
  };
}

function bodyLengthOf(stream: ServerHttp2Stream, length: string | undefined): Bytes | undefined {
  if (stream.endAfterHeaders) return 0;
  return length === undefined ? undefined : Number(length);
}
