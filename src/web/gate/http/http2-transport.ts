// One request as a stream of HTTP/2. RFC 9113.

import { constants, type OutgoingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { AnswerSink, HeaderList } from '../exchange.ts';
import type { Transport } from './transport.ts';

const { NGHTTP2_INTERNAL_ERROR, NGHTTP2_NO_ERROR } = constants;

/** @param expectsContinue - The browser waits for `100 Continue` before it sends the body. */
export function http2Transport(stream: ServerHttp2Stream, expectsContinue: boolean): Transport {
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
    begin: (status, headers) => {
      if (!stream.destroyed) stream.respond(fieldsOf(status, headers));
      return sink(stream, () => {
        isEnded = true;
      });
    },
    destroy: () => stream.close(NGHTTP2_INTERNAL_ERROR),
    onOver: (listener) => stream.once('close', () => listener(isEnded && stream.writableFinished)),
  };
}

function sink(stream: ServerHttp2Stream, ended: () => void): AnswerSink {
  // HEAD, 204 and 304 ended with their head.
  const isOpen = (): boolean => !stream.destroyed && !stream.writableEnded;
  return {
    write: (chunk) => !isOpen() || stream.write(chunk),
    onDrain: (listener) => void stream.on('drain', listener),
    flush: () => undefined,
    end: (last) => {
      ended();
      if (!isOpen()) return;
      // What of the body nobody wants needn't be sent any more. RFC 9113 §8.1
      stream.once('finish', () => {
        if (!stream.readableEnded && !stream.endAfterHeaders) stream.close(NGHTTP2_NO_ERROR);
      });
      if (last && last.length > 0) stream.end(last);
      else stream.end();
    },
    abort: () => stream.close(NGHTTP2_INTERNAL_ERROR),
  };
}

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
