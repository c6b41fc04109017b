// One request as a stream of HTTP/2. RFC 9113.

import { constants, type OutgoingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { AnswerSink, HeaderList } from '../exchange.ts';
import type { Transport } from './transport.ts';

const { NGHTTP2_INTERNAL_ERROR, NGHTTP2_NO_ERROR } = constants;

export interface Http2RequestFacts {
  /** The browser waits for `100 Continue` before it sends the body. */
  readonly expectsContinue: boolean;
  readonly isHead: boolean;
}

export function http2Transport(stream: ServerHttp2Stream, { expectsContinue, isHead }: Http2RequestFacts): Transport {
  let isEnded = false;
  return {
    protocol: 'http/2',
    source: stream,
    get isReceived() {
      return stream.readableEnded || stream.endAfterHeaders;
    },
    get isGone() {
      return stream.destroyed || stream.aborted;
    },
    askForBody: () => {
      if (expectsContinue && !stream.headersSent && !stream.destroyed) stream.additionalHeaders({ ':status': 100 });
    },
    begin: (status, headers) =>
      sink(stream, {
        head: fieldsOf(status, headers),
        hasBody: !isHead && !BODILESS.has(status),
        ended: () => {
          isEnded = true;
        },
      }),
    destroy: () => stream.close(NGHTTP2_INTERNAL_ERROR),
    onOver: (listener) => stream.once('close', () => listener(isEnded && stream.writableFinished)),
  };
}

interface SinkParts {
  readonly head: OutgoingHttpHeaders;
  readonly hasBody: boolean;
  /** The last piece has been given. */
  readonly ended: () => void;
}

/** The head waits for what follows, so that an answer that is there as a whole leaves in one piece. */
function sink(stream: ServerHttp2Stream, { head, hasBody, ended }: SinkParts): AnswerSink {
  let isBegun = false;
  // HEAD, 204 and 304 end with their head.
  const isOpen = (): boolean => !stream.destroyed && !stream.closed && !stream.writableEnded;
  const begin = (isWhole: boolean): void => {
    // Node ends the stream of a HEAD before it is answered.
    if (isBegun || stream.destroyed || stream.closed) return;
    isBegun = true;
    // Node ends a stream in order before it resets it, and what broke off would look complete. It doesn't where trailers
    // may follow.
    const mayBreakOff = hasBody && !isWhole;
    stream.respond(head, { waitForTrailers: mayBreakOff });
    if (mayBreakOff) stream.once('wantTrailers', () => stream.closed || stream.sendTrailers({}));
  };
  return {
    write: (chunk) => {
      begin(false);
      return !isOpen() || stream.write(chunk);
    },
    onDrain: (listener) => void stream.on('drain', listener),
    flush: () => begin(false),
    end: (last) => {
      ended();
      begin(true);
      if (stream.writableFinished) letGoOfBody(stream);
      else stream.once('finish', () => letGoOfBody(stream));
      if (!isOpen()) return;
      if (last && last.length > 0) stream.end(last);
      else stream.end();
    },
    abort: () => stream.close(NGHTTP2_INTERNAL_ERROR),
  };
}

/** What of the body nobody wants needn't be sent any more. RFC 9113 §8.1 */
function letGoOfBody(stream: ServerHttp2Stream): void {
  if (!stream.readableEnded && !stream.endAfterHeaders) stream.close(NGHTTP2_NO_ERROR);
}

/** RFC 9110 §15.3.5, §15.3.6, §15.4.5. */
const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);

/** Names that come more than once become lists; a list where one value is expected is joined. */
function fieldsOf(status: number, headers: HeaderList): OutgoingHttpHeaders {
  const fields: Record<string, string | string[] | number> = Object.create(null);
  for (const [name, value] of headers) {
    const before = fields[name];
    if (before === undefined) fields[name] = value;
    else if (Array.isArray(before)) before.push(value);
    else fields[name] = name === 'set-cookie' ? [String(before), value] : `${before}, ${value}`;
  }
  fields[':status'] = status;
  return fields;
}
