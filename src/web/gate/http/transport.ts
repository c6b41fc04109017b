// What HTTP/1.1 and HTTP/2 have in common once a request's head is there: a body to read, one answer to write, and the
// news that the browser has gone.

import type { Readable } from 'node:stream';
import type { AnswerSink, BrowserSocket, HeaderList } from '../exchange.ts';

/** One request's way back: an HTTP/1.1 connection while it is this request's turn, or a stream of HTTP/2. */
export interface Transport {
  readonly protocol: 'http/1.1' | 'http/2';
  /** The body as it arrives. Ends with an error, or only closes, when it breaks off. */
  readonly source: Readable;
  /** Nothing of the body is missing. */
  readonly isReceived: boolean;
  /** The browser has gone, or was sent away. */
  readonly isGone: boolean;
  /** Says `100 Continue`. */
  askForBody(): void;
  /** @param isLast - No further request is taken on this connection. */
  begin(status: number, headers: HeaderList, isLast: boolean): AnswerSink;
  /** HTTP/1.1 with an upgrade that was asked for. */
  upgrade?(headers: HeaderList): BrowserSocket | undefined;
  /** Cuts the connection, or the stream. */
  destroy(): void;
  /**
   * Called once: the answer has left, or nothing more of it will.
   *
   * @param wasComplete - The whole answer left.
   */
  onOver(listener: (wasComplete: boolean) => void): void;
}
